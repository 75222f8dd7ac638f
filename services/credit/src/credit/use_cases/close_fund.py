"""The programme closes a fund that holds nothing, guarantees nothing and has nothing to recover."""

from datetime import date

from kit.database import Transaction, use_case
from kit.money import Money
from kit.refusal import IllegalTransition, NotFound
from pydantic import BaseModel
from sqlalchemy import func, select, update

from credit.domain.errors.fund import FundNotEmpty
from credit.domain.happened.fund import FundClosed
from credit.domain.ledger import Account
from credit.domain.rules import check_order
from credit.events.published import published
from credit.fields import Day, Input, Text
from credit.policy import RuleBook
from credit.store.tables.fund import fund, fund_account, journal_entry, posting


class CloseFund(Input):
    """When and why."""

    closed_on: Day
    reason: Text


class FundClosedResult(BaseModel):
    """The fund, closed."""

    id: str
    closed_on: date


@use_case("credit.fund.close")
async def close_fund(tx: Transaction, book: RuleBook, fund_id: str, command: CloseFund) -> FundClosedResult:
    """Its accounts are locked first and the fund last, as every movement locks them."""
    book.on(command.closed_on).check_day(command.closed_on, today=tx.today, where="closed_on")
    accounts = select(fund_account.c.bank_id).where(fund_account.c.fund_id == fund_id)
    await tx.lock_all(accounts.order_by(fund_account.c.bank_id))
    row = await tx.lock_one(select(fund).where(fund.c.id == fund_id))
    if row is None:
        raise NotFound(noun="fund")
    if row["closed_on"] is not None:
        raise IllegalTransition(noun="fund", state="closed", verb="closed")
    last = await tx.value(select(func.max(journal_entry.c.booked_on)).where(journal_entry.c.fund_id == fund_id))
    check_order(last or row["opened_on"], command.closed_on, names=("the fund's last entry", "closed_on"))
    receivable = await _receivable(tx, fund_id)
    if row["net"] or row["liability"] or receivable:
        raise FundNotEmpty(net=Money(row["net"]), liability=Money(row["liability"]), receivable=receivable)
    await tx.execute(update(fund).where(fund.c.id == fund_id).values(closed_on=command.closed_on))
    tx.emit(*published(FundClosed(fund_id, command.closed_on)))
    tx.about(fund_id, reason=command.reason)
    return FundClosedResult(id=fund_id, closed_on=command.closed_on)


async def _receivable(tx: Transaction, fund_id: str) -> Money:
    """What the fund still has to recover."""
    found = await tx.value(
        select(func.coalesce(func.sum(posting.c.amount), 0)).where(
            posting.c.account == Account.SUBROGATION_RECEIVABLE.value, posting.c.fund_id == fund_id
        )
    )
    return Money(found)
