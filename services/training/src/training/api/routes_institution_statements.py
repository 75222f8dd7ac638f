"""The statement of an institution: what moved its budgets, and where they stand, to read and as a file."""

import asyncio
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Query, Response
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder
from kit.sheets import Format, write_table
from pydantic import BaseModel, Field

from training.api import permissions
from training.domain.packages import Milestone, Package
from training.domain.statement import Balance, Kind, Movement, Statement, statement
from training.store.institutions import load_institution
from training.store.statements import movements_of

router = Routes(tags=["statements"])

Since = Annotated[date, Query(ge=date(1900, 1, 1), le=date(2100, 12, 31), description="The first day.")]
Until = Annotated[date, Query(ge=date(1900, 1, 1), le=date(2100, 12, 31), description="The last day, included.")]

_HEADER = (
    "日期 Date",
    "类别 Kind",
    "金额（元） Amount (yuan)",
    "协议 Agreement",
    "凭据 Record",
    "申报批次 Claim",
    "行 Line",
    "课程 Package",
    "节点 Milestone",
    "人员类别 Group",
    "事由 Reason",
)
_KINDS = {
    Kind.BUDGET: "预算 budget",
    Kind.RESERVED: "申报占用 reserved",
    Kind.RELEASED: "释放 released",
    Kind.PAID: "拨付 paid",
    Kind.CLAWED_BACK: "追回 clawed back",
}
_OUT = {Kind.RELEASED, Kind.CLAWED_BACK}


class StatementFile(Response):
    """A statement as a sheet."""

    media_type = Format.XLSX.media_type


class BalanceView(BaseModel):
    """Where a budget stands, in yuan: budget = reserved + paid − clawed_back + free."""

    budget: Decimal
    reserved: Decimal
    paid: Decimal
    clawed_back: Decimal
    net: Decimal
    free: Decimal


class AgreementBalancesView(BaseModel):
    """One agreement before and after the period."""

    agreement_id: str
    opening: BalanceView
    closing: BalanceView


class TotalView(BaseModel):
    """One milestone of a package and target group within the period, in yuan."""

    package: Package
    milestone: Milestone
    target_group: str | None
    reserved: Decimal
    released: Decimal
    paid: Decimal
    clawed_back: Decimal


class MovementView(BaseModel):
    """One movement; ``record`` names the amendment, line, payment batch or clawback behind it."""

    moved_on: date
    kind: Kind
    amount: Decimal = Field(description="Above zero, but for a budget that was lowered.")
    agreement_id: str
    record: str
    claim_id: str | None
    line: int | None
    milestone: Milestone | None
    package: Package | None
    target_group: str | None
    reason: str | None
    reason_zh: str | None


class StatementView(BaseModel):
    """A period's statement; ``count`` movements in all, of which a page is here."""

    institution_id: str
    since: date
    until: date
    agreements: list[AgreementBalancesView]
    totals: list[TotalView]
    count: int
    movements: list[MovementView]
    next: str | None


@router.verb(
    "GET",
    "/v1/institutions/{institution_id}/statement",
    permission=permissions.READ_STATEMENT,
    summary="Read an institution's statement",
    description="Every movement of its budgets from one day to another, both included, with the balances before and "
    "after: opening and movements add up to closing. An institution reads its own.",
    refusals=[DatesOutOfOrder],
    response_model=StatementView,
)
async def read_statement(
    call: Caller, database: Db, page: Paging, institution_id: Id, since: Since, until: Until
) -> StatementView:
    """Read a statement."""
    made = await _statement(call, database, institution_id, since, until)
    start = int(page.after) if page.after and page.after.isdecimal() else 0
    end = start + page.limit
    return StatementView(
        institution_id=institution_id,
        since=since,
        until=until,
        agreements=[
            AgreementBalancesView(
                agreement_id=one.agreement_id, opening=_balance(one.opening), closing=_balance(one.closing)
            )
            for one in made.agreements
        ],
        totals=[
            TotalView(
                package=total.package,
                milestone=total.milestone,
                target_group=total.target_group,
                reserved=total.reserved.amount,
                released=total.released.amount,
                paid=total.paid.amount,
                clawed_back=total.clawed_back.amount,
            )
            for total in made.totals
        ],
        count=len(made.movements),
        movements=[_movement(movement) for movement in made.movements[start:end]],
        next=next_cursor(str(end) if end < len(made.movements) else None),
    )


@router.verb(
    "GET",
    "/v1/institutions/{institution_id}/statement/file",
    permission=permissions.READ_STATEMENT,
    summary="Download an institution's statement",
    description="The opening balance of every agreement, its movements, and the closing balance. What is released or "
    "comes back is negative.",
    refusals=[DatesOutOfOrder],
    response_class=StatementFile,
    responses={200: {"content": {"text/csv": {}}}},
)
async def download_statement(
    call: Caller,
    database: Db,
    institution_id: Id,
    since: Since,
    until: Until,
    file_format: Format = Format.XLSX,
) -> StatementFile:
    """Download a statement."""
    made = await _statement(call, database, institution_id, since, until)
    content = await asyncio.to_thread(write_table, "对账单 Statement", _HEADER, _rows(made), file_format)
    name = f"statement-{since}-{until}.{file_format.value}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StatementFile(content, media_type=file_format.media_type, headers=headers)


async def _statement(call: Any, database: Any, institution_id: str, since: date, until: date) -> Statement:
    async with database.reading(call) as tx:
        await load_institution(tx, institution_id, call.actor)
        movements = await movements_of(tx, institution_id, until)
    return await asyncio.to_thread(statement, movements, since, until)


def _balance(balance: Balance) -> BalanceView:
    return BalanceView(
        budget=balance.budget.amount,
        reserved=balance.reserved.amount,
        paid=balance.paid.amount,
        clawed_back=balance.clawed_back.amount,
        net=balance.net.amount,
        free=balance.free.amount,
    )


def _movement(movement: Movement) -> MovementView:
    return MovementView(
        moved_on=movement.moved_on,
        kind=movement.kind,
        amount=movement.amount.amount,
        agreement_id=movement.agreement_id,
        record=movement.record,
        claim_id=movement.claim_id,
        line=movement.line,
        milestone=movement.milestone,
        package=movement.package,
        target_group=movement.target_group,
        reason=movement.reason,
        reason_zh=movement.reason_zh,
    )


_Cell = str | int | Decimal | date | None


def _rows(made: Statement) -> list[Sequence[_Cell]]:
    rows: list[Sequence[_Cell]] = []
    for one in made.agreements:
        rows += _standing("期初 opening", made.since, one.agreement_id, one.opening)
    for movement in made.movements:
        amount = movement.amount.amount
        rows.append(
            (
                movement.moved_on,
                _KINDS[movement.kind],
                -amount if movement.kind in _OUT else amount,
                movement.agreement_id,
                movement.record,
                movement.claim_id or "",
                movement.line or "",
                movement.package or "",
                movement.milestone or "",
                movement.target_group or "",
                movement.reason_zh or movement.reason or "",
            )
        )
    for one in made.agreements:
        rows += _standing("期末 closing", made.until, one.agreement_id, one.closing)
    return rows


def _standing(when: str, day: date, agreement_id: str, balance: Balance) -> list[Sequence[_Cell]]:
    parts = (
        ("预算 budget", balance.budget),
        ("占用 reserved", balance.reserved),
        ("已拨付 paid", balance.paid),
        ("已追回 clawed back", balance.clawed_back),
        ("可用 free", balance.free),
    )
    return [(day, f"{when}: {name}", amount.amount, agreement_id, *("",) * 7) for name, amount in parts]
