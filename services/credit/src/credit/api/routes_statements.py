"""The statement of an account: on the screen, as XLSX or CSV, and its balance day by day."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from kit.call import Call
from kit.database import CHINA, Database, Transaction
from kit.http import Caller, Db, Paging, Routes, next_cursor
from kit.money import Money
from kit.problem import HeaderInvalid
from pydantic import BaseModel, Field
from sqlalchemy import select

from credit.api import permissions
from credit.api.as_of import KnownAt, as_known, rule_book, rules_as_of
from credit.domain.chart import TITLES, Side, entry_name
from credit.domain.errors.fund import StatementTooLong
from credit.domain.errors.rules import DateInFuture, NoRulesYet
from credit.domain.ledger import Account
from credit.domain.rules import check_order
from credit.domain.statements import Line, Place
from credit.fields import MoneyText
from credit.policy import RuleBook
from credit.store.exports import Sheet, as_csv, as_xlsx
from credit.store.ledger_views import Books, Period, daily_balances
from credit.store.statement_files import statement_sheet
from credit.store.statements import CSV_LINES_MAX, XLSX_LINES_MAX, read_page, read_whole
from credit.store.tables.fund import bank, fund

router = Routes(tags=["ledger"])


@dataclass(frozen=True)
class Asked:
    """What a statement is asked for."""

    from_on: date | None
    to_on: date | None
    known_at: datetime | None
    books: Books

    def period(self, tx: Transaction, book: RuleBook, account: Account) -> Period:
        """The period. Raises DateInFuture, DatesOutOfOrder, NoRulesYet."""
        day = rules_as_of(tx, book, self.to_on).on
        if self.from_on is not None:
            check_order(self.from_on, day, names=("from_on", "to_on"))
        return Period(account, self.books, self.from_on, as_known(tx, day, self.known_at))


async def _asked(
    from_on: Annotated[date | None, Query(description="First day; from the beginning unless given.")] = None,
    to_on: Annotated[date | None, Query(description="Last day; today unless given.")] = None,
    known_at: KnownAt = None,
    fund_id: Annotated[str | None, Query(max_length=36, description="Only this fund's books.")] = None,
    bank_id: Annotated[str | None, Query(max_length=36, description="Only this bank's books.")] = None,
) -> Asked:
    return Asked(from_on, to_on, known_at, Books(fund_id, bank_id))


Wanted = Annotated[Asked, Depends(_asked)]


class LineShown(BaseModel):
    """A movement; ``balance`` after it is debits less credits."""

    entry_id: str
    booked_on: date
    document: str
    kind: str
    name: str
    name_zh: str
    fund_id: str
    bank_id: str
    debit: MoneyText
    credit: MoneyText
    balance: MoneyText
    recorded_at: str


class StatementShown(BaseModel):
    """An account over a period: opening + debits − credits = closing; a page of its movements by value date."""

    account: str
    number: str
    name: str
    name_zh: str
    rises_with: Side
    from_on: date | None
    to_on: date
    opening: MoneyText = Field(description="Debits less credits before the period.")
    debits: MoneyText
    credits: MoneyText
    closing: MoneyText
    movements: int = Field(description="How many there are in the whole period.")
    items: list[LineShown]
    next: str | None


class DayShown(BaseModel):
    """A day on which the account moved; ``balance`` at its end is debits less credits."""

    day: date
    debits: MoneyText
    credits: MoneyText
    balance: MoneyText


class DaysShown(BaseModel):
    """A page of days."""

    account: str
    items: list[DayShown]
    next: str | None


class WorkbookResponse(Response):
    """An XLSX file."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CsvResponse(Response):
    """A CSV file in UTF-8."""

    media_type = "text/csv; charset=utf-8"


@router.verb(
    "GET",
    "/v1/fund/accounts/{account}/statement",
    permission=permissions.READ_FUND,
    summary="The statement of an account",
    description="Opening balance, every movement by value date with the balance after it, closing balance; of one "
    "special account, a fund, a bank, or all. Debits less credits throughout.",
    refusals=[DateInFuture, NoRulesYet],
    response_model=StatementShown,
)
async def show_account_statement(
    call: Caller, database: Db, request: Request, account: Account, page: Paging, asked: Wanted
) -> StatementShown:
    """The statement of an account."""
    async with database.reading(call) as tx:
        period = asked.period(tx, rule_book(request), account)
        found = await read_page(tx, period, _place(page.after), page.limit)
    title = TITLES[account]
    return StatementShown(
        account=account.value,
        number=title.number,
        name=title.en,
        name_zh=title.zh,
        rises_with=title.side,
        from_on=period.from_on,
        to_on=period.known.day,
        opening=str(found.opening),
        debits=str(found.turnover.debits),
        credits=str(found.turnover.credits),
        closing=str(found.closing),
        movements=found.movements,
        items=[_line(line) for line in found.lines],
        next=next_cursor(_written(found.more)),
    )


@router.verb(
    "GET",
    "/v1/fund/accounts/{account}/balances",
    permission=permissions.READ_FUND,
    summary="An account's balance day by day",
    description="The balance at the end of each day on which the account moved: it holds until the next one.",
    refusals=[DateInFuture, NoRulesYet],
    response_model=DaysShown,
)
async def list_account_balances(
    call: Caller, database: Db, request: Request, account: Account, page: Paging, asked: Wanted
) -> DaysShown:
    """An account's balance day by day."""
    after = None if page.after is None else _day(page.after)
    async with database.reading(call) as tx:
        period = asked.period(tx, rule_book(request), account)
        rows = await tx.all(daily_balances(period, after, page.limit + 1))
    items = [
        DayShown(
            day=row["booked_on"],
            debits=str(Money(row["debits"])),
            credits=str(Money(row["credits"])),
            balance=str(Money(row["balance"])),
        )
        for row in rows[: page.limit]
    ]
    more = items[-1].day.isoformat() if len(rows) > page.limit else None
    return DaysShown(account=account.value, items=items, next=next_cursor(more))


_FILE = (
    "The whole statement with opening and closing balance and totals, header in Chinese and English, at most "
    "100,000 movements as CSV and 20,000 as XLSX. "
    "Texts that a spreadsheet could take for a formula begin with an apostrophe."
)


@router.verb(
    "GET",
    "/v1/fund/accounts/{account}/statement.xlsx",
    permission=permissions.READ_FUND,
    summary="The statement of an account as XLSX",
    description=_FILE + " A second sheet says what it is.",
    refusals=[DateInFuture, NoRulesYet, StatementTooLong],
    response_class=WorkbookResponse,
)
async def export_account_statement_xlsx(
    call: Caller, database: Db, request: Request, account: Account, asked: Wanted
) -> WorkbookResponse:
    """The statement of an account as XLSX."""
    content = await _file(call, database, rule_book(request), account, asked, (as_xlsx, XLSX_LINES_MAX))
    return WorkbookResponse(content, headers=_headers(account, "xlsx"))


@router.verb(
    "GET",
    "/v1/fund/accounts/{account}/statement.csv",
    permission=permissions.READ_FUND,
    summary="The statement of an account as CSV",
    description=_FILE + " UTF-8 with a byte order mark.",
    refusals=[DateInFuture, NoRulesYet, StatementTooLong],
    response_class=CsvResponse,
)
async def export_account_statement_csv(
    call: Caller, database: Db, request: Request, account: Account, asked: Wanted
) -> CsvResponse:
    """The statement of an account as CSV."""
    content = await _file(call, database, rule_book(request), account, asked, (as_csv, CSV_LINES_MAX))
    return CsvResponse(content, headers=_headers(account, "csv"))


async def _file(
    call: Call,
    database: Database,
    book: RuleBook,
    account: Account,
    asked: Asked,
    kind: tuple[Callable[[Sheet], bytes], int],
) -> bytes:
    """The statement, written by the first of ``kind`` when it has no more lines than the second."""
    write, limit = kind
    async with database.reading(call) as tx:
        period = asked.period(tx, book, account)
        found = await read_whole(tx, period, limit)
        whose = await _whose(tx, asked.books)
        known_at = asked.known_at or tx.now
    about = [*whose, ("截至登记时间 As known at", known_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S +08:00"))]
    sheet = statement_sheet(found.statement, TITLES[account], (period.from_on, period.known.day), found.names, about)
    return await asyncio.to_thread(write, sheet)


async def _whose(tx: Transaction, books: Books) -> list[tuple[str, str]]:
    """Whose books a file is of."""
    every = "全部 all"
    fund_name = books.fund_id and await tx.value(select(fund.c.name).where(fund.c.id == books.fund_id))
    bank_name = books.bank_id and await tx.value(select(bank.c.name).where(bank.c.id == books.bank_id))
    return [("基金 Fund", fund_name or books.fund_id or every), ("银行 Bank", bank_name or books.bank_id or every)]


def _headers(account: Account, suffix: str) -> dict[str, str]:
    name = f"statement-{account.value.replace('_', '-')}.{suffix}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Content-Language": "zh, en"}


def _line(line: Line) -> LineShown:
    movement = line.movement
    en, zh = entry_name(movement.kind)
    return LineShown(
        entry_id=movement.place.entry_id,
        booked_on=movement.place.booked_on,
        document=movement.document,
        kind=movement.kind,
        name=en,
        name_zh=zh,
        fund_id=movement.fund_id,
        bank_id=movement.bank_id,
        debit=str(line.debit),
        credit=str(line.credit),
        balance=str(line.balance),
        recorded_at=movement.recorded_at.isoformat(),
    )


def _written(place: Place | None) -> str | None:
    return None if place is None else f"{place.booked_on}|{place.entry_id}|{place.line}"


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    try:
        day, entry_id, line = cursor.split("|")
        return Place(date.fromisoformat(day), entry_id, int(line))
    except ValueError as error:
        raise _not_ours() from error


def _day(cursor: str) -> date:
    try:
        return date.fromisoformat(cursor)
    except ValueError as error:
        raise _not_ours() from error


def _not_ours() -> HeaderInvalid:
    return HeaderInvalid(where="cursor", header="cursor", expected="Send `next` as it came.")
