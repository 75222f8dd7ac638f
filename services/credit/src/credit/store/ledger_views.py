"""Questions to the ledger: trial balance, journal, the statement of an account, its balance day by day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, true, tuple_

from credit.domain.ledger import Account
from credit.domain.statements import Place
from credit.store.fund_views import AsKnown
from credit.store.sets import one_of
from credit.store.tables.fund import bank, fund, journal_entry, posting
from credit.store.tables.movements import entry_reversal


@dataclass(frozen=True)
class Books:
    """Whose books: a fund's, a bank's, a special account's; None for all."""

    fund_id: str | None = None
    bank_id: str | None = None

    def of(self, table: Any) -> list[ColumnElement[bool]]:
        """The conditions on a table with both columns."""
        chosen = {"fund_id": self.fund_id, "bank_id": self.bank_id}
        return [table.c[name] == value for name, value in chosen.items() if value is not None]


def trial_balance(known: AsKnown, books: Books) -> Select[Any]:
    """Debits and credits of every account of every special account."""
    query = select(
        posting.c.fund_id,
        posting.c.bank_id,
        posting.c.account,
        _debits().label("debits"),
        _credits().label("credits"),
    ).where(*books.of(posting))
    return (
        known.of_postings(query)
        .group_by(posting.c.fund_id, posting.c.bank_id, posting.c.account)
        .order_by(posting.c.fund_id, posting.c.bank_id, posting.c.account)
    )


def entries(known: AsKnown, books: Books, after: str | None, limit: int) -> Select[Any]:
    """Journal entries in the order in which they were recorded, and which entry took each back."""
    query = (
        select(journal_entry, entry_reversal.c.reversal_id)
        .outerjoin(entry_reversal, entry_reversal.c.entry_id == journal_entry.c.id)
        .where(journal_entry.c.booked_on <= known.day, *books.of(journal_entry))
        .order_by(journal_entry.c.id)
        .limit(limit)
    )
    if known.at is not None:
        query = query.where(journal_entry.c.recorded_at <= known.at)
    return query if after is None else query.where(journal_entry.c.id > after)


def postings_of(entry_ids: Collection[str]) -> Select[Any]:
    """The postings of these entries."""
    return select(posting).where(one_of(posting.c.entry_id, entry_ids)).order_by(posting.c.entry_id, posting.c.line)


@dataclass(frozen=True)
class Period:
    """An account of some books from a day (None: their beginning) to a day, as known."""

    account: Account
    books: Books
    from_on: date | None
    known: AsKnown

    def postings(self, *columns: Any) -> Select[Any]:
        """All postings to the account up to the period's end."""
        query = select(*columns).where(posting.c.account == self.account.value, *self.books.of(posting))
        return self.known.of_postings(query)

    def before(self) -> ColumnElement[bool]:
        """Postings of earlier days: what they come to is the opening balance."""
        return posting.c.booked_on < (self.from_on or date.min)


def statement(period: Period, after: Place | None, limit: int) -> Select[Any]:
    """Movements after a place, each beside the period's sums; one row without a movement when there is none.

    ``opening`` is what came before the period, ``carried`` what came before the first movement; one statement, so all
    of it is of one moment.
    """
    place = tuple_(posting.c.booked_on, posting.c.entry_id, posting.c.line)
    at = None if after is None else tuple_(literal(after.booked_on), literal(after.entry_id), literal(after.line))
    earlier = period.before() if at is None else place <= at
    sums = period.postings(
        _sum(period.before()).label("opening"),
        _sum(earlier).label("carried"),
        _debits(~period.before()).label("debits"),
        _credits(~period.before()).label("credits"),
        func.count().filter(~period.before()).label("movements"),
    ).cte("sums")
    lines = period.postings(posting).where(~period.before())
    if at is not None:
        lines = lines.where(place > at)
    page = lines.order_by(posting.c.booked_on, posting.c.entry_id, posting.c.line).limit(limit).cte("page")
    return (
        select(
            sums,
            page.c.entry_id,
            page.c.line,
            page.c.booked_on,
            page.c.amount,
            page.c.fund_id,
            page.c.bank_id,
            journal_entry.c.kind,
            journal_entry.c.document,
            journal_entry.c.recorded_at,
            fund.c.name.label("fund_name"),
            bank.c.name.label("bank_name"),
        )
        .select_from(sums)
        .outerjoin(page, true())
        .outerjoin(journal_entry, journal_entry.c.id == page.c.entry_id)
        .outerjoin(fund, fund.c.id == page.c.fund_id)
        .outerjoin(bank, bank.c.id == page.c.bank_id)
        .order_by(page.c.booked_on, page.c.entry_id, page.c.line)
    )


def daily_balances(period: Period, after: date | None, limit: int) -> Select[Any]:
    """The account at the end of each day on which it moved."""
    days = (
        period.postings(
            posting.c.booked_on,
            _debits().label("debits"),
            _credits().label("credits"),
            func.sum(func.sum(posting.c.amount)).over(order_by=posting.c.booked_on).label("balance"),
        )
        .group_by(posting.c.booked_on)
        .subquery("days")
    )
    first = after or period.from_on
    query = select(days).order_by(days.c.booked_on).limit(limit)
    if first is not None:
        query = query.where(days.c.booked_on > first if after is not None else days.c.booked_on >= first)
    return query


def _sum(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(posting.c.amount).filter(condition), 0)


def _debits(condition: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
    counted = posting.c.amount > 0
    return func.coalesce(
        func.sum(posting.c.amount).filter(counted if condition is None else and_(counted, condition)), 0
    )


def _credits(condition: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
    counted = posting.c.amount < 0
    return func.coalesce(
        -func.sum(posting.c.amount).filter(counted if condition is None else and_(counted, condition)), 0
    )
