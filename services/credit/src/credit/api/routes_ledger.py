"""The funds' books: chart, journal, trial balance, and the check of what is kept against the postings."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from kit.http import Caller, Db, Paging, Routes, next_cursor
from kit.money import Money
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from credit.api import permissions
from credit.api.as_of import AsOf, KnownAt, as_known, rule_book, rules_as_of
from credit.domain.chart import CHART, CLASS_NAMES, TITLES, Side, entry_name
from credit.domain.errors.rules import DateInFuture, NoRulesYet
from credit.domain.ledger import Account
from credit.fields import MoneyText
from credit.store import ledger_views
from credit.store.fund_check import recount
from credit.store.ledger_views import Books

router = Routes(tags=["ledger"])

FundId = Annotated[str | None, Query(max_length=36, description="Only this fund's books.")]
BankId = Annotated[str | None, Query(max_length=36, description="Only this bank's books.")]


class AccountShown(BaseModel):
    """An account of the chart, with its names and the side on which it rises."""

    account: str
    number: str
    name: str
    name_zh: str
    kind: str
    kind_name: str
    kind_name_zh: str
    rises_with: Side
    holds: str
    holds_zh: str


class ChartShown(BaseModel):
    """Every account, by number."""

    items: list[AccountShown]


class AccountBalance(BaseModel):
    """An account of a special account's books; debits and credits in yuan."""

    fund_id: str
    bank_id: str
    account: str
    number: str
    name: str
    name_zh: str
    debits: MoneyText
    credits: MoneyText
    balance: MoneyText = Field(description="Debits less credits.")


class AccountTotal(BaseModel):
    """An account over all special accounts asked for."""

    account: str
    number: str
    name: str
    name_zh: str
    debits: MoneyText
    credits: MoneyText
    balance: MoneyText = Field(description="Debits less credits.")


class TrialBalanceShown(BaseModel):
    """Every account as of a day; debits and credits are equal when the books balance."""

    as_of: date
    balanced: bool
    debits: MoneyText
    credits: MoneyText
    totals: list[AccountTotal]
    accounts: list[AccountBalance]


class PostingShown(BaseModel):
    """A line of an entry; debit positive."""

    account: str
    amount: MoneyText


class EntryShown(BaseModel):
    """A journal entry, and the entry that took it back."""

    id: str
    fund_id: str
    bank_id: str
    kind: str
    name: str
    name_zh: str
    booked_on: date
    recorded_at: str
    document: str
    reversed_by: str | None
    postings: list[PostingShown]


class LedgerShown(BaseModel):
    """The trial balance as of a day, and a page of entries up to it, the oldest first."""

    as_of: date
    balanced: bool
    accounts: list[AccountBalance]
    items: list[EntryShown]
    next: str | None


class RecountShown(BaseModel):
    """A value that is kept, and what recounting it from postings and records gave; yuan, or a number of entries."""

    what: str
    fund_id: str
    bank_id: str | None
    kept: MoneyText
    recounted: MoneyText
    difference: MoneyText


class CheckShown(BaseModel):
    """How many values were recounted, and those that differ; ``rows`` are all of them."""

    checked_at: str
    agrees: bool
    recounted: int
    differences: list[RecountShown]
    rows: list[RecountShown]


@router.verb(
    "GET",
    "/v1/fund/chart-of-accounts",
    permission=permissions.READ_FUND,
    summary="The chart of accounts",
    description="Every account of the funds' books with its Chinese and English name, what it holds, and on which side "
    "it rises.",
    response_model=ChartShown,
)
async def show_chart_of_accounts(call: Caller) -> ChartShown:
    """The chart of accounts."""
    del call
    return ChartShown(
        items=[
            AccountShown(
                account=item.account.value,
                number=item.number,
                name=item.en,
                name_zh=item.zh,
                kind=item.kind.value,
                kind_name=CLASS_NAMES[item.kind][0],
                kind_name_zh=CLASS_NAMES[item.kind][1],
                rises_with=item.side,
                holds=item.holds,
                holds_zh=item.holds_zh,
            )
            for item in CHART
        ]
    )


@router.verb(
    "GET",
    "/v1/fund/trial-balance",
    permission=permissions.READ_FUND,
    summary="The trial balance as of a day",
    description="Debits, credits and balance of every account, for each special account and in all; as of a day, as "
    "it was known at a moment.",
    refusals=[DateInFuture, NoRulesYet],
    response_model=TrialBalanceShown,
)
async def show_trial_balance(
    call: Caller,
    database: Db,
    request: Request,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    fund_id: FundId = None,
    bank_id: BankId = None,
) -> TrialBalanceShown:
    """The trial balance as of a day."""
    async with database.reading(call) as tx:
        day = rules_as_of(tx, rule_book(request), as_of).on
        rows = await tx.all(ledger_views.trial_balance(as_known(tx, day, known_at), Books(fund_id, bank_id)))
    debit, credit = (Money.sum(Money(row[side]) for row in rows) for side in ("debits", "credits"))
    return TrialBalanceShown(
        as_of=day,
        balanced=debit == credit,
        debits=str(debit),
        credits=str(credit),
        totals=_totals(list(rows)),
        accounts=[_balance(row) for row in rows],
    )


@router.verb(
    "GET",
    "/v1/fund/ledger",
    permission=permissions.READ_FUND,
    summary="The funds' journal",
    description="Trial balance as of a day and the journal entries up to it. Debits are positive, credits negative.",
    refusals=[DateInFuture, NoRulesYet],
    response_model=LedgerShown,
)
async def show_fund_ledger(
    call: Caller,
    database: Db,
    request: Request,
    page: Paging,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    fund_id: FundId = None,
    bank_id: BankId = None,
) -> LedgerShown:
    """The funds' journal."""
    async with database.reading(call) as tx:
        day = rules_as_of(tx, rule_book(request), as_of).on
        known, books = as_known(tx, day, known_at), Books(fund_id, bank_id)
        balances = await tx.all(ledger_views.trial_balance(known, books))
        entries = await tx.all(ledger_views.entries(known, books, page.after, page.limit + 1))
        postings = await tx.all(ledger_views.postings_of([row["id"] for row in entries]))
    lines: dict[str, list[PostingShown]] = {row["id"]: [] for row in entries}
    for row in postings:
        lines[row["entry_id"]].append(PostingShown(account=row["account"], amount=str(Money(row["amount"]))))
    return LedgerShown(
        as_of=day,
        balanced=not Money.sum(Money(row["debits"] - row["credits"]) for row in balances),
        accounts=[_balance(row) for row in balances],
        items=[_entry(row, lines[row["id"]]) for row in entries[: page.limit]],
        next=next_cursor(entries[page.limit - 1]["id"] if len(entries) > page.limit else None),
    )


@router.verb(
    "GET",
    "/v1/fund/check",
    permission=permissions.READ_FUND,
    summary="Recount the funds from raw postings",
    description="Every row that holds capacity (net, liability, what ever took effect, what was compensated, the last "
    "lift) and every guarantee, recounted at one moment; the differences are named. None is expected.",
    response_model=CheckShown,
)
async def check_fund(call: Caller, database: Db) -> CheckShown:
    """Recount the funds from raw postings."""
    async with database.reading(call) as tx:
        found = await recount(tx)
        at = tx.now
    rows = [
        RecountShown(
            what=item.what,
            fund_id=item.fund_id,
            bank_id=item.bank_id,
            kept=str(item.kept),
            recounted=str(item.recounted),
            difference=str(item.difference),
        )
        for item in found
    ]
    differences = [row for row, item in zip(rows, found, strict=True) if item.difference]
    return CheckShown(
        checked_at=at.isoformat(), agrees=not differences, recounted=len(rows), differences=differences, rows=rows
    )


def _totals(rows: list[RowMapping]) -> list[AccountTotal]:
    """Each account over all special accounts, in the chart's order; those that moved."""
    found = []
    for item in CHART:
        own = [row for row in rows if row["account"] == item.account.value]
        if own:
            debit, credit = (Money.sum(Money(row[side]) for row in own) for side in ("debits", "credits"))
            found.append(
                AccountTotal(
                    account=item.account.value,
                    number=item.number,
                    name=item.en,
                    name_zh=item.zh,
                    debits=str(debit),
                    credits=str(credit),
                    balance=str(debit - credit),
                )
            )
    return found


def _balance(row: RowMapping) -> AccountBalance:
    title = TITLES[Account(row["account"])]
    return AccountBalance(
        fund_id=row["fund_id"],
        bank_id=row["bank_id"],
        account=row["account"],
        number=title.number,
        name=title.en,
        name_zh=title.zh,
        debits=str(Money(row["debits"])),
        credits=str(Money(row["credits"])),
        balance=str(Money(row["debits"] - row["credits"])),
    )


def _entry(row: RowMapping, lines: list[PostingShown]) -> EntryShown:
    en, zh = entry_name(row["kind"])
    return EntryShown(
        id=row["id"],
        fund_id=row["fund_id"],
        bank_id=row["bank_id"],
        kind=row["kind"],
        name=en,
        name_zh=zh,
        booked_on=row["booked_on"],
        recorded_at=row["recorded_at"].isoformat(),
        document=row["document"],
        reversed_by=row["reversal_id"],
        postings=lines,
    )
