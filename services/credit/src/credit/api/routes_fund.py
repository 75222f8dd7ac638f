"""Partner banks and the guarantee funds."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import Query, Request
from kit.auth import Role
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.money import Money
from kit.refusal import NotFound
from pydantic import BaseModel, Field
from sqlalchemy import select

from credit.api import examples, permissions
from credit.api.as_of import AsOf, KnownAt, as_known, rule_book, rules_as_of
from credit.domain.errors.fund import (
    BankNameTaken,
    BankNotSuspended,
    BankUnknown,
    FundNameTaken,
    FundNotEmpty,
    FundNotNamed,
    FundUnknown,
)
from credit.domain.errors.fund import FundClosed as FundIsClosed
from credit.domain.errors.rules import DateInFuture, NoRulesYet, TooFarBack
from credit.domain.fund import Capacity
from credit.domain.rules import Rules
from credit.fields import MoneyText
from credit.store.fund_views import BankFigures, figures_as_of, list_funds
from credit.store.tables.fund import bank, fund
from credit.use_cases.close_fund import CloseFund, FundClosedResult, close_fund
from credit.use_cases.lift_suspension import LiftSuspension, SuspensionLiftedResult, lift_suspension
from credit.use_cases.open_fund import FundOpenedResult, OpenFund, open_fund
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


class LiftShown(BaseModel):
    """When, why and by which account a stop was last lifted."""

    lifted_on: date
    reason: str
    lifted_by: str


class BankFund(FundFigures):
    """The same for a fund's special account at one bank."""

    fund_id: str
    bank_id: str
    name: str
    reserved: MoneyText = Field(description="Committed, not yet disbursed.")
    effective: MoneyText = Field(description="Share of principal owed that the fund answers for.")
    guaranteed_ever: MoneyText = Field(description="All guarantees that ever took effect.")
    compensated: MoneyText = Field(description="All claims paid.")
    compensation_rate_percent: str = Field(description="Compensated as a share of all that ever took effect.")
    suspended: bool = Field(description="Gets no new guarantees: the rate reached the limit and no lift holds.")
    last_lift: LiftShown | None


class FundShown(FundFigures):
    """A fund, or all of them together, as of a day, by the ledger."""

    as_of: date
    leverage_cap: str
    reference: str
    policy_version: str
    banks: list[BankFund]


class OneFundShown(FundShown):
    """A fund as of a day."""

    id: str
    name: str
    opened_on: date
    closed_on: date | None


class FundInList(FundFigures):
    """A fund as it stands now."""

    id: str
    name: str
    opened_on: date
    closed_on: date | None


class FundList(BaseModel):
    """A page of funds."""

    items: list[FundInList]
    next: str | None


@router.verb(
    "POST",
    "/v1/banks",
    permission=permissions.REGISTER_BANK,
    status=201,
    summary="Register a partner bank",
    description="Every open fund gets a special account there. The id is the organisation of the bank's accounts.",
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
    "/v1/banks/{bank_id}/suspension-lift",
    permission=permissions.LIFT_SUSPENSION,
    status=201,
    summary="Lift a bank's stop",
    description="A bank whose compensation rate reached the limit (20%) gets no new guarantees. A manager may let it "
    "have them again, with a reason; when a further claim is paid and the rate is at the limit, it is stopped anew.",
    refusals=[BankUnknown, BankNotSuspended, FundUnknown, FundNotNamed, FundIsClosed, DateInFuture, TooFarBack],
    body_example=examples.SUSPENSION_LIFT,
    response_model=SuspensionLiftedResult,
)
async def lift_bank_suspension(
    call: Caller, database: Db, request: Request, bank_id: Id, command: LiftSuspension
) -> SuspensionLiftedResult:
    """Lift a bank's stop."""
    return await lift_suspension(database, call, rule_book(request), bank_id, command)


@router.verb(
    "POST",
    "/v1/funds",
    permission=permissions.OPEN_FUND,
    status=201,
    summary="Open a guarantee fund",
    description="It gets an empty special account at every partner bank. While only one fund is open it need not be "
    "named when money is paid in or a guarantee is committed.",
    refusals=[FundNameTaken, DateInFuture, TooFarBack],
    body_example=examples.FUND_OPENING,
    response_model=FundOpenedResult,
)
async def open_guarantee_fund(call: Caller, database: Db, request: Request, command: OpenFund) -> FundOpenedResult:
    """Open a guarantee fund."""
    return await open_fund(database, call, rule_book(request), command)


@router.verb(
    "POST",
    "/v1/funds/{fund_id}/closing",
    permission=permissions.OPEN_FUND,
    status=201,
    summary="Close a guarantee fund",
    description="Only when it holds nothing, guarantees nothing and has nothing to recover. Its books stay readable.",
    refusals=[FundNotEmpty, DateInFuture, TooFarBack],
    body_example=examples.FUND_CLOSING,
    response_model=FundClosedResult,
)
async def close_guarantee_fund(
    call: Caller, database: Db, request: Request, fund_id: Id, command: CloseFund
) -> FundClosedResult:
    """Close a guarantee fund."""
    return await close_fund(database, call, rule_book(request), fund_id, command)


@router.verb(
    "GET",
    "/v1/funds",
    permission=permissions.READ_FUND,
    summary="List guarantee funds",
    description="By the order in which they were opened here, closed ones too, with what each holds and guarantees.",
    response_model=FundList,
)
async def list_guarantee_funds(call: Caller, database: Db, request: Request, page: Paging) -> FundList:
    """List guarantee funds."""
    async with database.reading(call) as tx:
        rows = await tx.all(list_funds(page.after, page.limit + 1))
        rules = rule_book(request).on(tx.today)
    items = [
        FundInList(
            id=row["id"],
            name=row["name"],
            opened_on=row["opened_on"],
            closed_on=row["closed_on"],
            **_figures(Capacity(Money(row["net"]), Money(row["liability"])), rules),
        )
        for row in rows[: page.limit]
    ]
    return FundList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


@router.verb(
    "GET",
    "/v1/funds/{fund_id}",
    permission=permissions.READ_FUND,
    summary="A fund as of a day",
    description="Net fund, guaranteed liability, cap and headroom, in all and at each bank, from the ledger; whether a "
    "bank is stopped, and when a manager last lifted a stop.",
    refusals=[DateInFuture, NoRulesYet],
    response_model=OneFundShown,
)
async def show_one_fund(
    call: Caller, database: Db, request: Request, fund_id: Id, as_of: AsOf = None, known_at: KnownAt = None
) -> OneFundShown:
    """A fund as of a day."""
    async with database.reading(call) as tx:
        rules = rules_as_of(tx, rule_book(request), as_of)
        row = await tx.one(select(fund).where(fund.c.id == fund_id))
        if row is None:
            raise NotFound(noun="fund")
        accounts = await figures_as_of(tx, as_known(tx, rules.on, known_at), fund_id)
    return OneFundShown(
        id=row["id"],
        name=row["name"],
        opened_on=row["opened_on"],
        closed_on=row["closed_on"],
        **dict(_shown(accounts, rules)),
    )


FundId = Annotated[str | None, Query(max_length=36, description="Only this fund.")]


@router.verb(
    "GET",
    "/v1/fund",
    permission=permissions.READ_FUND,
    summary="All funds together as of a day",
    description="Net fund, guaranteed liability, cap and headroom, in all and by special account, from the ledger.",
    refusals=[DateInFuture, NoRulesYet],
    response_model=FundShown,
)
async def show_fund(
    call: Caller,
    database: Db,
    request: Request,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    fund_id: FundId = None,
) -> FundShown:
    """All funds together as of a day."""
    async with database.reading(call) as tx:
        rules = rules_as_of(tx, rule_book(request), as_of)
        return _shown(await figures_as_of(tx, as_known(tx, rules.on, known_at), fund_id), rules)


def _shown(accounts: Sequence[BankFigures], rules: Rules) -> FundShown:
    in_all = Capacity(
        Money.sum(item.capacity.net for item in accounts), Money.sum(item.capacity.liability for item in accounts)
    )
    return FundShown(
        **_figures(in_all, rules),
        as_of=rules.on,
        leverage_cap=str(rules.leverage_cap.value),
        reference=rules.leverage_cap.reference,
        policy_version=rules.version,
        banks=[_account(item, rules) for item in accounts],
    )


def _account(item: BankFigures, rules: Rules) -> BankFund:
    lift = item.lift
    return BankFund(
        **_figures(item.capacity, rules),
        fund_id=item.fund_id,
        bank_id=item.bank_id,
        name=item.name,
        reserved=str(item.reserved),
        effective=str(item.effective),
        guaranteed_ever=str(item.standing.guaranteed_ever),
        compensated=str(item.standing.compensated),
        compensation_rate_percent=str(item.standing.compensation_rate_percent),
        suspended=item.standing.suspended(rules),
        last_lift=None
        if lift is None
        else LiftShown(lifted_on=lift.lifted_on, reason=lift.reason, lifted_by=lift.lifted_by),
    )


def _figures(capacity: Capacity, rules: Rules) -> dict[str, str]:
    return {
        "net": str(capacity.net),
        "liability": str(capacity.liability),
        "cap": str(capacity.cap(rules)),
        "headroom": str(capacity.headroom(rules)),
    }
