"""Questions to the funds: what each special account held and guaranteed as of a day, as it was known at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kit.database import Transaction
from kit.money import Money
from sqlalchemy import ColumnElement, RowMapping, Select, Subquery, and_, case, func, select, true

from credit.domain.fund import BankStanding, Capacity
from credit.domain.ledger import CLAIM_PAID, GUARANTEE_EFFECTIVE, Account
from credit.store.tables.fund import bank, fund, fund_account, journal_entry, posting
from credit.store.tables.movements import suspension_lift


@dataclass(frozen=True)
class AsKnown:
    """The end of a day, and the moment up to which what was recorded counts (None: all)."""

    day: date
    at: datetime | None = None

    def of_postings(self, query: Select[Any]) -> Select[Any]:
        """``query`` over postings, with only those that count."""
        query = query.where(posting.c.booked_on <= self.day)
        if self.at is None:
            return query
        return query.join(journal_entry, journal_entry.c.id == posting.c.entry_id).where(
            journal_entry.c.recorded_at <= self.at
        )


@dataclass(frozen=True)
class Lift:
    """When, why and by whom a bank's stop was last lifted."""

    lifted_on: date
    reason: str
    lifted_by: str


@dataclass(frozen=True)
class BankFigures:
    """A special account by the ledger, as of a day; yuan."""

    fund_id: str
    bank_id: str
    name: str
    reserved: Money
    effective: Money
    standing: BankStanding
    lift: Lift | None

    @property
    def capacity(self) -> Capacity:
        """What it holds and what is guaranteed through it."""
        return self.standing.capacity


def list_funds(after: str | None, limit: int) -> Select[Any]:
    """Funds in the order in which they were opened here, closed ones too."""
    query = select(fund).order_by(fund.c.id).limit(limit)
    return query if after is None else query.where(fund.c.id > after)


async def figures_as_of(tx: Transaction, known: AsKnown, fund_id: str | None = None) -> Sequence[BankFigures]:
    """Every special account in the ledger, by bank's name; of one fund, when it is named."""
    sums, history, lift = _sums(known), _history(known), _last_lift(known)
    query = (
        select(
            bank.c.name,
            fund_account.c.fund_id,
            fund_account.c.bank_id,
            *(func.coalesce(column, 0).label(column.name) for column in _amounts(sums, history)),
            lift.c.lifted_on,
            lift.c.reason,
            lift.c.recorded_by,
            lift.c.compensated.label("lifted_compensation"),
        )
        .select_from(fund_account)
        .join(bank, bank.c.id == fund_account.c.bank_id)
        .outerjoin(sums, _same_account(sums))
        .outerjoin(history, _same_account(history))
        .outerjoin(lift, true())
        .order_by(bank.c.name, fund_account.c.fund_id)
    )
    if fund_id is not None:
        query = query.where(fund_account.c.fund_id == fund_id)
    return [_figures(row) for row in await tx.all(query)]


def _sums(known: AsKnown) -> Subquery:
    """What each special account held and guaranteed."""
    query = select(
        posting.c.fund_id,
        posting.c.bank_id,
        _balance(Account.SPECIAL_ACCOUNT, 1).label("net"),
        _balance(Account.GUARANTEES_RESERVED, -1).label("reserved"),
        _balance(Account.GUARANTEES_EFFECTIVE, -1).label("effective"),
    )
    return known.of_postings(query).group_by(posting.c.fund_id, posting.c.bank_id).subquery("sums")


def _history(known: AsKnown) -> Subquery:
    """What ever took effect through each special account, and what was compensated from it."""
    return (
        select(
            posting.c.fund_id,
            posting.c.bank_id,
            _balance(Account.GUARANTEES_EFFECTIVE, -1).label("guaranteed"),
            _balance(Account.SUBROGATION_RECEIVABLE, 1).label("compensated"),
        )
        .join(journal_entry, journal_entry.c.id == posting.c.entry_id)
        .where(
            journal_entry.c.kind.in_([GUARANTEE_EFFECTIVE, CLAIM_PAID]),
            journal_entry.c.booked_on <= known.day,
            *([] if known.at is None else [journal_entry.c.recorded_at <= known.at]),
        )
        .group_by(posting.c.fund_id, posting.c.bank_id)
        .subquery("history")
    )


def _last_lift(known: AsKnown) -> Any:
    """The last lift of each special account's stop; a lateral subquery."""
    return (
        select(suspension_lift)
        .where(
            _same_account(suspension_lift),
            suspension_lift.c.lifted_on <= known.day,
            *([] if known.at is None else [suspension_lift.c.recorded_at <= known.at]),
        )
        .order_by(suspension_lift.c.id.desc())
        .limit(1)
        .lateral("last_lift")
    )


def _amounts(sums: Subquery, history: Subquery) -> list[ColumnElement[Decimal]]:
    return [sums.c.net, sums.c.reserved, sums.c.effective, history.c.guaranteed, history.c.compensated]


def _same_account(other: Any) -> ColumnElement[bool]:
    return and_(other.c.fund_id == fund_account.c.fund_id, other.c.bank_id == fund_account.c.bank_id)


def _balance(account: Account, sign: int) -> ColumnElement[Decimal]:
    return func.coalesce(func.sum(case((posting.c.account == account.value, posting.c.amount * sign), else_=0)), 0)


def _figures(row: RowMapping) -> BankFigures:
    reserved, effective = Money(row["reserved"]), Money(row["effective"])
    lifted = row["lifted_on"] is not None
    standing = BankStanding(
        Capacity(Money(row["net"]), reserved + effective),
        Money(row["guaranteed"]),
        Money(row["compensated"]),
        Money(row["lifted_compensation"]) if lifted else None,
    )
    lift = Lift(row["lifted_on"], row["reason"], row["recorded_by"]) if lifted else None
    return BankFigures(row["fund_id"], row["bank_id"], row["name"], reserved, effective, standing, lift)
