"""The mutual guarantee fund: deposits, returns, what is pledged."""

from datetime import date
from typing import Any

from fastapi import Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.money import Money
from kit.refusal import NotFound
from pydantic import BaseModel
from sqlalchemy import RowMapping, func, select

from credit.api import examples, permissions
from credit.api.as_of import rule_book
from credit.api.refusals import DATES
from credit.domain.counter_guarantees import Kind
from credit.domain.errors import mutual_fund as errors
from credit.domain.errors.applications import ApplicantNotAccepted
from credit.domain.errors.fund import BankUnknown, FundNotNamed, FundUnknown
from credit.fields import MoneyText, text_of
from credit.store.scope import visible
from credit.store.tables.securities import bound_security, mutual_entry, mutual_member
from credit.use_cases.keep_mutual_fund import DepositMoved, PayDeposit, ReturnDeposit, pay_deposit, return_deposit

router = Routes(tags=["mutual guarantee fund"])

_ACCOUNT = [BankUnknown, FundUnknown, FundNotNamed]
_DEPOSIT: dict[str, Any] = {
    "applicant_id": examples.APPLICANT_ID,
    "bank_id": examples.BANK_ID,
    "amount": "2000.00",
    "reference": "HZ-2007-0031",
    "deposited_on": "2007-09-01",
}


class MutualMemberShown(BaseModel):
    """A member: what they paid in and did not get back, and how much of that secures open loans; yuan."""

    applicant_id: str
    area: str
    joined_on: date
    held: MoneyText
    pledged: MoneyText
    free: MoneyText


class MutualMemberList(BaseModel):
    """A page of members."""

    items: list[MutualMemberShown]
    next: str | None


class MutualEntryShown(BaseModel):
    """A deposit (positive) or return (negative)."""

    id: str
    fund_id: str
    bank_id: str
    amount: MoneyText
    booked_on: date
    reference: str


class MutualMemberDetail(MutualMemberShown):
    """A member with every deposit and return, in the order of their days."""

    entries: list[MutualEntryShown]


@router.verb(
    "POST",
    "/v1/mutual-fund/deposits",
    permission=permissions.KEEP_MUTUAL_FUND,
    status=201,
    summary="A participant pays into the mutual guarantee fund",
    description="Kept in ledger accounts of its own (`mutual_fund_account`, `mutual_fund_deposits`); no part of the "
    "net fund. What is not pledged can be named as counter-guarantee of the kind `mutual_fund`.",
    refusals=[*_ACCOUNT, ApplicantNotAccepted, errors.MutualReferenceReused, *DATES],
    body_example=_DEPOSIT,
    response_model=DepositMoved,
)
async def pay_mutual_deposit(call: Caller, database: Db, request: Request, command: PayDeposit) -> DepositMoved:
    """A participant pays into the mutual guarantee fund."""
    return await pay_deposit(database, call, rule_book(request), command)


@router.verb(
    "POST",
    "/v1/mutual-fund/returns",
    permission=permissions.KEEP_MUTUAL_FUND,
    status=201,
    summary="A deposit goes back to its member",
    description="At most what lies at the special account and is not pledged for an open application or loan.",
    refusals=[*_ACCOUNT, NotFound, errors.MutualDepositPledged, errors.MutualReferenceReused, *DATES],
    body_example={name: value for name, value in _DEPOSIT.items() if name != "deposited_on"}
    | {"returned_on": "2008-10-06", "reference": "HZ-2008-0107"},
    response_model=DepositMoved,
)
async def return_mutual_deposit(call: Caller, database: Db, request: Request, command: ReturnDeposit) -> DepositMoved:
    """A deposit goes back to its member."""
    return await return_deposit(database, call, rule_book(request), command)


@router.verb(
    "GET",
    "/v1/mutual-fund/members",
    permission=permissions.READ_MUTUAL_FUND,
    summary="List members of the mutual guarantee fund",
    description="A case worker sees those of their area.",
    response_model=MutualMemberList,
)
async def list_mutual_members(call: Caller, database: Db, page: Paging) -> MutualMemberList:
    """List members of the mutual guarantee fund."""
    member = mutual_member
    query = _members().where(visible(member, call.actor)).order_by(member.c.applicant_id).limit(page.limit + 1)
    if page.after is not None:
        query = query.where(member.c.applicant_id > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    items = [MutualMemberShown(**_shown(row)) for row in rows[: page.limit]]
    return MutualMemberList(items=items, next=next_cursor(items[-1].applicant_id if len(rows) > page.limit else None))


@router.verb(
    "GET",
    "/v1/mutual-fund/members/{applicant_id}",
    permission=permissions.READ_MUTUAL_FUND,
    summary="A member of the mutual guarantee fund",
    description="With every deposit and return.",
    refusals=[NotFound],
    response_model=MutualMemberDetail,
)
async def show_mutual_member(applicant_id: Id, call: Caller, database: Db) -> MutualMemberDetail:
    """A member of the mutual guarantee fund."""
    member = mutual_member
    async with database.reading(call) as tx:
        row = await tx.one(_members().where(member.c.applicant_id == applicant_id, visible(member, call.actor)))
        if row is None:
            raise NotFound(where="applicant_id", noun="member of the mutual guarantee fund")
        own = select(mutual_entry).where(mutual_entry.c.applicant_id == applicant_id)
        entries = await tx.all(own.order_by(mutual_entry.c.booked_on, mutual_entry.c.id))
    return MutualMemberDetail(
        **_shown(row),
        entries=[MutualEntryShown.model_validate({**item, "amount": text_of(item["amount"])}) for item in entries],
    )


def _members() -> Any:
    """Every member with the sums of entries and pledges."""
    member, entry, bound = mutual_member, mutual_entry, bound_security
    held = select(func.coalesce(func.sum(entry.c.amount), 0)).where(entry.c.applicant_id == member.c.applicant_id)
    pledged = select(func.coalesce(func.sum(bound.c.amount), 0)).where(
        bound.c.borrower_id == member.c.applicant_id,
        bound.c.kind == Kind.MUTUAL_FUND.value,
        bound.c.freed_on.is_(None),
    )
    return select(*member.c, held.scalar_subquery().label("held"), pledged.scalar_subquery().label("pledged"))


def _shown(row: RowMapping) -> dict[str, Any]:
    held, pledged = Money(row["held"]), Money(row["pledged"])
    names = ("applicant_id", "area", "joined_on")
    return {
        **{name: row[name] for name in names},
        "held": str(held),
        "pledged": str(pledged),
        "free": str(max(Money.zero(), held - pledged)),
    }
