"""Partner banks and the guarantee fund."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from kit.auth import Role
from kit.http import Caller, Db, Page, Paging, Routes, next_cursor
from kit.money import Money
from pydantic import BaseModel, Field
from sqlalchemy import select

from credit.api import examples, permissions
from credit.api.as_of import AsOf, rule_book, rules_as_of
from credit.domain.errors.fund import BankNameTaken, BankUnknown, ContributionAlreadyRecorded
from credit.domain.errors.rules import DateInFuture, NoRulesYet, TooFarBack
from credit.domain.fund import Capacity
from credit.fields import MoneyText
from credit.store import ledger_views
from credit.store.fund import BankFigures, figures_as_of
from credit.store.tables.fund import bank
from credit.use_cases.contribute import Contribute, Contributed, contribute
from credit.use_cases.register_bank import BankRegistered, RegisterBank, register_bank

router = Routes(tags=["fund"])


class BankShown(BaseModel):
    """A partner bank."""

    id: str
    name: str


class BankList(BaseModel):
    """A page of banks."""

    items: list[BankShown]
    next: str | None


class FundFigures(BaseModel):
    """Net fund, guaranteed liability, its cap and what is left; yuan."""

    net: MoneyText
    liability: MoneyText
    cap: MoneyText
    headroom: MoneyText


class BankFund(FundFigures):
    """The same for a fund's special account at one bank."""

    fund_id: str
    bank_id: str
    name: str
    reserved: MoneyText = Field(description="Committed, not yet disbursed.")
    effective: MoneyText = Field(description="Share of principal owed that the fund answers for.")
    compensation_rate_percent: str = Field(description="As of now.")
    suspended: bool = Field(description="As of now: gets no new guarantees.")


class FundShown(FundFigures):
    """The fund as of a day, by its ledger."""

    as_of: date
    leverage_cap: str
    reference: str
    policy_version: str
    banks: list[BankFund]


class AccountBalance(BaseModel):
    """An account in the trial balance; debits and credits in yuan."""

    bank_id: str
    account: str
    debits: MoneyText
    credits: MoneyText
    balance: MoneyText = Field(description="Debits less credits.")


class PostingShown(BaseModel):
    """A line of an entry; debit positive."""

    account: str
    amount: MoneyText


class EntryShown(BaseModel):
    """A journal entry."""

    id: str
    bank_id: str
    kind: str
    booked_on: date
    recorded_at: str
    document: str
    postings: list[PostingShown]


class LedgerShown(BaseModel):
    """The trial balance as of a day, and a page of entries up to it, the oldest first."""

    as_of: date
    balanced: bool
    accounts: list[AccountBalance]
    items: list[EntryShown]
    next: str | None


@router.verb(
    "POST",
    "/v1/banks",
    permission=permissions.REGISTER_BANK,
    status=201,
    summary="Register a partner bank",
    description="The fund gets a special account at the bank. The id is the organisation of the bank's accounts.",
    refusals=[BankNameTaken],
    body_example={"name": "Jiangjin Rural Credit Cooperative"},
    response_model=BankRegistered,
)
async def register_partner_bank(call: Caller, database: Db, command: RegisterBank) -> BankRegistered:
    """Register a partner bank."""
    return await register_bank(database, call, command)


@router.verb(
    "GET",
    "/v1/banks",
    permission=permissions.READ_BANKS,
    summary="List partner banks",
    description="By the order in which they were registered. A bank sees itself.",
    response_model=BankList,
)
async def list_banks(call: Caller, database: Db, page: Paging) -> BankList:
    """List partner banks."""
    query = select(bank.c.id, bank.c.name).order_by(bank.c.id).limit(page.limit + 1)
    if page.after is not None:
        query = query.where(bank.c.id > page.after)
    if call.actor.role == Role.BANK:
        query = query.where(bank.c.id == call.actor.organisation)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    items = [BankShown(id=row["id"], name=row["name"]) for row in rows[: page.limit]]
    return BankList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


@router.verb(
    "POST",
    "/v1/fund/contributions",
    permission=permissions.CONTRIBUTE,
    status=201,
    summary="Pay into the fund",
    description="Records a payment into the special account at a bank. Each reference counts once for a bank.",
    refusals=[BankUnknown, ContributionAlreadyRecorded, DateInFuture, TooFarBack],
    body_example=examples.CONTRIBUTION,
    response_model=Contributed,
)
async def contribute_to_fund(call: Caller, database: Db, request: Request, command: Contribute) -> Contributed:
    """Pay into the fund."""
    return await contribute(database, call, rule_book(request), command)


@router.verb(
    "GET",
    "/v1/fund",
    permission=permissions.READ_FUND,
    summary="The fund as of a day",
    description="Net fund, guaranteed liability, cap and headroom, in all and for each bank, from the ledger.",
    refusals=[DateInFuture, NoRulesYet],
    response_model=FundShown,
)
async def show_fund(call: Caller, database: Db, request: Request, as_of: AsOf = None) -> FundShown:
    """The fund as of a day."""
    async with database.reading(call) as tx:
        rules = rules_as_of(tx, rule_book(request), as_of)
        banks = await figures_as_of(tx, rules.on)
    in_all = Capacity(Money.sum(item.net for item in banks), Money.sum(_liability(item) for item in banks))
    shown = [
        BankFund(
            fund_id=item.fund_id,
            bank_id=item.bank_id,
            name=item.name,
            net=str(item.net),
            liability=str(_liability(item)),
            cap=str(Capacity(item.net, _liability(item)).cap(rules)),
            headroom=str(Capacity(item.net, _liability(item)).headroom(rules)),
            reserved=str(item.reserved),
            effective=str(item.effective),
            compensation_rate_percent=str(item.standing.compensation_rate_percent),
            suspended=item.standing.suspended(rules),
        )
        for item in banks
    ]
    return FundShown(
        net=str(in_all.net),
        liability=str(in_all.liability),
        cap=str(in_all.cap(rules)),
        headroom=str(in_all.headroom(rules)),
        as_of=rules.on,
        leverage_cap=str(rules.leverage_cap.value),
        reference=rules.leverage_cap.reference,
        policy_version=rules.version,
        banks=shown,
    )


def _liability(item: BankFigures) -> Money:
    return item.reserved + item.effective


BankId = Annotated[str | None, Query(max_length=36, description="Only this bank's entries.")]


@router.verb(
    "GET",
    "/v1/fund/ledger",
    permission=permissions.READ_FUND,
    summary="The fund's ledger",
    description="Trial balance as of a day and the journal entries up to it. Debits are positive, credits negative.",
    refusals=[DateInFuture, NoRulesYet],
    response_model=LedgerShown,
)
async def show_fund_ledger(
    call: Caller, database: Db, request: Request, page: Paging, as_of: AsOf = None, bank_id: BankId = None
) -> LedgerShown:
    """The fund's ledger."""
    async with database.reading(call) as tx:
        day = rules_as_of(tx, rule_book(request), as_of).on
        balances = await tx.all(ledger_views.trial_balance(day, bank_id))
        entries = await tx.all(ledger_views.entries(day, bank_id, page.after, page.limit + 1))
        postings = await tx.all(ledger_views.postings_of([row["id"] for row in entries]))
    lines: dict[str, list[PostingShown]] = {row["id"]: [] for row in entries}
    for row in postings:
        lines[row["entry_id"]].append(PostingShown(account=row["account"], amount=str(Money(row["amount"]))))
    return LedgerShown(
        as_of=day,
        balanced=not Money.sum(Money(row["debits"] - row["credits"]) for row in balances),
        accounts=[
            AccountBalance(
                bank_id=row["bank_id"],
                account=row["account"],
                debits=str(Money(row["debits"])),
                credits=str(Money(row["credits"])),
                balance=str(Money(row["debits"] - row["credits"])),
            )
            for row in balances
        ],
        items=[
            EntryShown(
                id=row["id"],
                bank_id=row["bank_id"],
                kind=row["kind"],
                booked_on=row["booked_on"],
                recorded_at=row["recorded_at"].isoformat(),
                document=row["document"],
                postings=lines[row["id"]],
            )
            for row in entries[: page.limit]
        ],
        next=_next(page, [row["id"] for row in entries]),
    )


def _next(page: Page, ids: list[str]) -> str | None:
    return next_cursor(ids[page.limit - 1] if len(ids) > page.limit else None)
