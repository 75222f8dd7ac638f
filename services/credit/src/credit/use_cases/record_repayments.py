"""A bank's repayments, as a set: each reference counts once, whatever the order and the dates."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.money import Money
from kit.refusal import NotFound
from pydantic import BaseModel, Field

from credit.domain.bank_file import Line, Outcome, take_lines
from credit.domain.errors.loans import RecordedMeanwhile
from credit.domain.loans import Loan
from credit.events.published import published
from credit.fields import Day, Input, MoneyText, Reference, YesNo, Yuan
from credit.policy import RuleBook
from credit.store.loans import known_lines, lock_loans
from credit.use_cases.assess_groups import lock_blocked_groups, unblock_groups
from credit.use_cases.booking import Occasion, Taken, book


class RepaymentGiven(Input):
    """A payment that the bank received."""

    reference: Reference
    loan_id: Id
    amount: Yuan
    paid_on: Day
    settles: Annotated[
        YesNo,
        Field(description="Meant to end the loan: it does if it reaches the pay-off quote of its value date."),
    ] = False


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
    excess: MoneyText | None = None
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
async def record_repayments(tx: Transaction, rule_book: RuleBook, command: RecordRepayments) -> RepaymentsRecorded:
    """Loans are locked first; what is known is read after that; everything is written as sets."""
    bank_id = bank_of(tx)
    lines = [
        Line(item.reference, item.loan_id, Money(item.amount), item.paid_on, item.settles) for item in command.items
    ]
    loans = await lock_loans(tx, {line.loan_id for line in lines}, bank_id)
    known = await known_lines(tx, bank_id, {line.reference for line in lines})
    rules = rule_book.on(tx.today)
    outcomes = take_lines(lines, loans, known, [new_id() for _ in lines], rules=rules, today=tx.today)
    await record_outcomes(tx, bank_id, outcomes, loans, Occasion(tx.today, rules))
    results = [_result(number, item, loans, tx.call.language) for number, item in enumerate(outcomes, start=1)]
    counts = {
        status: sum(item.status == status for item in outcomes) for status in ("recorded", "duplicate", "refused")
    }
    tx.about(bank_id, lines=len(outcomes), recorded=counts["recorded"])
    return RepaymentsRecorded(**counts, lines=results)


async def record_outcomes(
    tx: Transaction,
    bank_id: str,
    outcomes: Sequence[Outcome],
    loans: Mapping[str, Loan],
    occasion: Occasion,
    file_id: str | None = None,
) -> None:
    """Write the repayments that were taken, and all that follows from them; tell it."""
    taken = [(loans[item.line.loan_id], item.repayment) for item in outcomes if item.repayment is not None]
    if not taken:
        return
    touched = {loan.id: loan for loan, _ in taken}
    blocked = await lock_blocked_groups(tx, {loan.applicant_id for loan in touched.values()})
    new = Taken(bank_id, taken, file_id)
    happened = await book(tx, [touched[loan_id] for loan_id in sorted(touched)], occasion, new)
    tx.emit(*published(*(loan.repaid(item) for loan, item in taken), *happened))
    await unblock_groups(tx, blocked, max(item.paid_on for _, item in taken), occasion.rules)


def bank_of(tx: Transaction) -> str:
    """The bank that the caller belongs to. Raises NotFound."""
    bank_id = tx.call.actor.organisation
    if bank_id is None:
        raise NotFound(noun="bank")
    return bank_id


def _result(number: int, outcome: Outcome, loans: Mapping[str, Loan], language: str) -> LineResult:
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
        excess=str(allocation.excess),
        balance=str(allocation.balance),
    )
