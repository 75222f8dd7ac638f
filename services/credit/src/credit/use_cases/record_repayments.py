"""A bank's repayments, as a set: each reference counts once, whatever the order and the dates."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal

from kit.database import Row, Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.money import Money
from kit.refusal import NotFound
from pydantic import BaseModel, Field

from credit.domain import ledger
from credit.domain.bank_file import Line, Outcome, take_lines
from credit.domain.errors.loans import RecordedMeanwhile
from credit.domain.guarantees import Guarantee
from credit.domain.happened import Happened
from credit.domain.ledger import Entry, SpecialAccount
from credit.domain.loans import Change, Loan
from credit.events.published import published
from credit.fields import Day, Input, MoneyText, Reference, Yuan
from credit.policy import RuleBook
from credit.store.fund import lock_fund, move_fund, post
from credit.store.guarantees import read_guarantees
from credit.store.loans import insert_allocations, known_lines, lock_loans, save_repaid
from credit.store.tables.loans import repayment
from credit.use_cases.end_claim import lapse_claims
from credit.use_cases.securities import free_securities


class RepaymentGiven(Input):
    """A payment that the bank received."""

    reference: Reference
    loan_id: Id
    amount: Yuan
    paid_on: Day


class RecordRepayments(Input):
    """Up to a thousand payments, in any order."""

    items: Annotated[list[RepaymentGiven], Field(min_length=1, max_length=1000)]


class LineResult(BaseModel):
    """What became of one line; amounts are of the line, ``balance`` is the principal then owed."""

    line: int
    reference: str
    status: Literal["recorded", "duplicate", "refused"]
    code: str | None = None
    detail: str | None = None
    repayment_id: str | None = None
    interest: MoneyText | None = None
    principal: MoneyText | None = None
    balance: MoneyText | None = None


class RepaymentsRecorded(BaseModel):
    """Every line, and how many became what."""

    recorded: int
    duplicate: int
    refused: int
    lines: list[LineResult]


@use_case(
    "credit.repayments.record",
    conflicts={
        "uq_repayment_reference": RecordedMeanwhile,
        "uq_repayment_number": RecordedMeanwhile,
    },
)
async def record_repayments(tx: Transaction, book: RuleBook, command: RecordRepayments) -> RepaymentsRecorded:
    """Loans are locked first; what is known is read after that; everything is written as sets."""
    bank_id = tx.call.actor.organisation
    if bank_id is None:
        raise NotFound(noun="bank")
    lines = [Line(item.reference, item.loan_id, Money(item.amount), item.paid_on) for item in command.items]
    loans = await lock_loans(tx, {line.loan_id for line in lines}, bank_id)
    known = await known_lines(tx, bank_id, {line.reference for line in lines})
    rules = book.on(tx.today)
    outcomes = take_lines(lines, loans, known, [new_id() for _ in lines], rules=rules, today=tx.today)
    touched = [loans[loan_id] for loan_id in sorted({item.line.loan_id for item in outcomes if item.repayment})]
    if touched:
        await _book(tx, bank_id, outcomes, loans, touched)
        await lapse_claims(tx, {item.id: item.closed_on for item in touched if item.closed_on}, rules)
    results = [_result(number, item, loans, tx.call.language) for number, item in enumerate(outcomes, start=1)]
    counts = {
        status: sum(item.status == status for item in outcomes) for status in ("recorded", "duplicate", "refused")
    }
    tx.about(bank_id, lines=len(outcomes), recorded=counts["recorded"])
    return RepaymentsRecorded(**counts, lines=results)


async def _book(
    tx: Transaction, bank_id: str, outcomes: Sequence[Outcome], loans: dict[str, Loan], touched: Sequence[Loan]
) -> None:
    """Allocate again what was touched; let guarantees, capacity and ledger follow."""
    guarantees = await read_guarantees(tx, [loan.application_id for loan in touched])
    before = _outstanding(guarantees)
    changes: dict[str, list[Change]] = {}
    endings: list[Happened] = []
    for loan in touched:
        guarantee = guarantees[loan.application_id]
        changes[loan.id] = loan.replay(guarantee)
        closed = loan.settle(guarantee)
        if closed is not None:
            endings += [closed, guarantee.release(closed.closed_on)]
    await save_repaid(tx, touched, guarantees)
    for at, left in sorted(_outstanding(guarantees).items(), key=lambda item: item[0].fund_id):
        if before[at] != left:
            await lock_fund(tx, at)
            await move_fund(tx, at, liability=left - before[at])
    _insert(tx, bank_id, outcomes, loans)
    for loan in touched:
        if loan.closed_on is not None:
            await free_securities(tx, [loan.application_id], loan.closed_on)
    for loan in touched:
        insert_allocations(tx, loan.id, changes[loan.id])
        post(tx, _entries(loan, guarantees[loan.application_id], changes[loan.id]), tx.now)
    repaid = [
        loans[item.line.loan_id].repaid(item.repayment, item.line.reference, item.paid_so_far)
        for item in outcomes
        if item.repayment is not None and item.paid_so_far is not None
    ]
    tx.emit(*published(*repaid, *endings))


def _outstanding(guarantees: Mapping[str, Guarantee]) -> dict[SpecialAccount, Money]:
    """What the funds answer for, by special account."""
    found: dict[SpecialAccount, Money] = {}
    for item in guarantees.values():
        found[item.account] = found.get(item.account, Money.zero()) + item.outstanding
    return found


def _insert(tx: Transaction, bank_id: str, outcomes: Iterable[Outcome], loans: dict[str, Loan]) -> None:
    rows: list[Row] = [
        {
            "id": item.repayment.id,
            "bank_id": bank_id,
            "reference": item.line.reference,
            "loan_id": loans[item.line.loan_id].id,
            "number": item.repayment.order,
            "amount": item.repayment.amount,
            "paid_on": item.repayment.paid_on,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        }
        for item in outcomes
        if item.repayment is not None
    ]
    tx.insert(repayment, *rows)


def _entries(loan: Loan, guarantee: Guarantee, changes: Sequence[Change]) -> list[Entry]:
    """By how much more or less each repayment lets the guarantee fall than was booked before."""
    dates = {item.id: item.paid_on for item in loan.repayments}
    found = []
    for change in changes:
        if change.correction:
            on = dates[change.booked.allocation.repayment_id]
            found.append(ledger.guarantee_moved(guarantee.account, change.correction, on, guarantee.letter_number))
    return found


def _result(number: int, outcome: Outcome, loans: dict[str, Loan], language: str) -> LineResult:
    line = outcome.line
    if outcome.refusal is not None:
        return LineResult(
            line=number,
            reference=line.reference,
            status="refused",
            code=outcome.refusal.code(),
            detail=outcome.refusal.detail(language),
        )
    if outcome.repayment is None:
        return LineResult(line=number, reference=line.reference, status="duplicate")
    allocation = loans[line.loan_id].booked[outcome.repayment.id].allocation
    return LineResult(
        line=number,
        reference=line.reference,
        status="recorded",
        repayment_id=outcome.repayment.id,
        interest=str(allocation.interest),
        principal=str(allocation.principal),
        balance=str(allocation.balance),
    )
