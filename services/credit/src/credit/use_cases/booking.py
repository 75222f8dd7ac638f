"""What follows when repayments come or go: allocations, guarantees, capacity, ledger, standings; all as sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kit.database import Transaction
from kit.money import Money

from credit.domain import ledger
from credit.domain.errors.fund import HeadroomTooSmall
from credit.domain.fund import AT_BANK, IN_ALL
from credit.domain.guarantees import Guarantee
from credit.domain.happened import Happened
from credit.domain.happened.loans import LoanClosed, LoanReopened
from credit.domain.ledger import Entry, SpecialAccount
from credit.domain.loans import Change, Loan
from credit.domain.repayments import Repayment
from credit.domain.rules import Rules
from credit.store.fund import lock_fund, move_fund, post
from credit.store.guarantees import read_guarantees
from credit.store.loans import insert_allocations, insert_repayments, open_applications, save_repaid
from credit.store.standings import forget_standings, insert_standings
from credit.use_cases.end_claim import lapse_claims
from credit.use_cases.securities import bind_securities_again, free_securities


@dataclass(frozen=True)
class Occasion:
    """The day that is given when a loan opens again, and the rules that then hold."""

    on: date
    rules: Rules


@dataclass(frozen=True)
class Taken:
    """New repayments of a bank, each with the loan that took it; from a file, if they are."""

    bank_id: str
    repayments: Sequence[tuple[Loan, Repayment]]
    file_id: str | None = None


async def book(
    tx: Transaction, loans: Sequence[Loan], occasion: Occasion, taken: Taken | None = None
) -> list[Happened]:
    """Allocate again what was touched; let guarantees, securities, capacity and ledger follow.

    ``loans`` are locked; ``taken`` are their new repayments. Returns what began or ended by it.
    Raises HeadroomTooSmall when the fund would have to answer for more than it may.
    """
    guarantees = await read_guarantees(tx, [loan.application_id for loan in loans])
    before = _outstanding(guarantees)
    changes: dict[str, list[Change]] = {}
    happened: list[Happened] = []
    for loan in loans:
        guarantee = guarantees[loan.application_id]
        changes[loan.id] = loan.replay(guarantee)
        told = loan.balance_changed(changes[loan.id])
        happened += [told] if told else []
        happened += loan.settle(guarantee, occasion.on)
    await save_repaid(tx, loans, guarantees)
    await _open_or_close(tx, loans, happened, occasion.rules)
    await forget_standings(tx, [loan.id for loan in loans])
    await _move(tx, before, _outstanding(guarantees), occasion.rules)
    if taken is not None:
        insert_repayments(tx, taken.bank_id, taken.repayments, taken.file_id)
    insert_standings(tx, loans)
    for loan in loans:
        insert_allocations(tx, loan.id, changes[loan.id])
        post(tx, _entries(loan, guarantees[loan.application_id], changes[loan.id]), tx.now)
    return happened


async def _open_or_close(tx: Transaction, loans: Sequence[Loan], happened: Sequence[Happened], rules: Rules) -> None:
    closed = {item.loan_id: item.closed_on for item in happened if isinstance(item, LoanClosed)}
    reopened = {item.loan_id for item in happened if isinstance(item, LoanReopened)}
    application = {loan.id: loan.application_id for loan in loans}
    await open_applications(tx, [application[loan_id] for loan_id in closed], is_open=False)
    await open_applications(tx, [application[loan_id] for loan_id in reopened], is_open=True)
    await bind_securities_again(tx, [application[loan_id] for loan_id in reopened])
    await lapse_claims(tx, closed, rules)
    for on in sorted(set(closed.values())):
        await free_securities(tx, [application[loan_id] for loan_id, day in closed.items() if day == on], on)


async def _move(
    tx: Transaction, before: Mapping[SpecialAccount, Money], after: Mapping[SpecialAccount, Money], rules: Rules
) -> None:
    """The funds' liability follows; where it rises, within the cap."""
    for at, left in sorted(after.items(), key=lambda item: (item[0].fund_id, item[0].bank_id)):
        more = left - before[at]
        if not more:
            continue
        locked = await lock_fund(tx, at)
        if more > Money.zero():
            for scope, capacity in ((AT_BANK, locked.bank.capacity), (IN_ALL, locked.in_all)):
                if not capacity.fits(more, rules):
                    raise HeadroomTooSmall(amount=more, headroom=capacity.headroom(rules), scope=scope)
        await move_fund(tx, at, liability=more)


def _outstanding(guarantees: Mapping[str, Guarantee]) -> dict[SpecialAccount, Money]:
    """What the funds answer for, by special account."""
    found: dict[SpecialAccount, Money] = {}
    for item in guarantees.values():
        found[item.account] = found.get(item.account, Money.zero()) + item.outstanding
    return found


def _entries(loan: Loan, guarantee: Guarantee, changes: Sequence[Change]) -> list[Entry]:
    """By how much more or less each repayment lets the guarantee fall than was booked before."""
    dates = {item.id: item.paid_on for item in (*loan.repayments, *loan.bounced.values())}
    return [
        ledger.guarantee_moved(
            guarantee.account,
            change.correction,
            dates[change.booked.allocation.repayment_id],
            guarantee.letter_number,
        )
        for change in changes
        if change.correction
    ]
