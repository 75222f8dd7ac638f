"""Desks: what waits for whom, the oldest first."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request
from kit.database import Transaction
from kit.http import Caller, Db, Paging, Routes, next_cursor
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, RowMapping, func, literal, select, tuple_

from credit.api import permissions
from credit.api.as_of import AsOf, rule_book, rules_as_of
from credit.domain.desks import STATE_AT, Desk, may_act, waiting
from credit.domain.errors.rules import DateInFuture, NoRulesYet, TooFarBack
from credit.domain.rules import Rules
from credit.fields import MoneyText, text_of
from credit.store.applications import application_of
from credit.store.scope import visible
from credit.store.tables.applications import loan_application
from credit.store.tables.route import appraisal

router = Routes(tags=["desks"])


class WaitingShown(BaseModel):
    """An application that waits at the desk."""

    application_id: str
    applicant_id: str
    bank_id: str
    area: str
    sector: str
    amount: MoneyText
    term_months: int
    revision: int
    applied_on: date
    waiting_since: date = Field(description="The day of the last step.")
    waiting_days: int
    due_on: date = Field(description="The last day in time; for the bank the end of its three weeks.")
    days_left: int = Field(description="Until then; negative when the day has passed.")
    overdue: bool
    approvals: int = Field(description="Approvals at this step so far, when two are needed.")
    recommendation: str | None = Field(description="Of the latest appraisal; people decide.")
    may_act: bool = Field(description="False when the caller took another step of this application, or this one.")
    version: int


class DeskShown(BaseModel):
    """A page of what waits, the longest waiting first; the counts are of the whole desk."""

    desk: Desk
    as_of: date
    waiting: int
    overdue: int
    items: list[WaitingShown]
    next: str | None


BankId = Annotated[str | None, Query(max_length=36, description="Only applications to this bank.")]


@router.verb(
    "GET",
    "/v1/desks/{desk}",
    permission=permissions.READ_CASES,
    summary="What waits at a desk",
    description=(
        "`recommendation` (community), `review` (labour bureau), `guarantee` (guarantee institution), `bank` "
        "(awaiting its "
        "decision), `disbursement` (approved, not paid out), `revision` (sent back to the maker). The longest waiting "
        "first, with days waited and days left. A case worker sees those of their area, a bank its own. Applications "
        "stand as they are now; days are counted up to `as_of`."
    ),
    refusals=[DateInFuture, NoRulesYet, TooFarBack],
    response_model=DeskShown,
)
async def show_desk(
    desk: Desk,
    call: Caller,
    database: Db,
    request: Request,
    page: Paging,
    as_of: AsOf = None,
    bank_id: BankId = None,
) -> DeskShown:
    """What waits at a desk."""
    table = loan_application
    here: list[ColumnElement[bool]] = [table.c.state == STATE_AT[desk].value, visible(table, call.actor)]
    if bank_id is not None:
        here.append(table.c.bank_id == bank_id)
    async with database.reading(call) as tx:
        rules = rules_as_of(tx, rule_book(request), as_of)
        counts = await _counts(tx, desk, here, rules)
        rows = await tx.all(
            select(*table.c, _latest_recommendation().label("recommendation"))
            .where(*here, *_after(page.after))
            .order_by(table.c.waiting_since, table.c.id)
            .limit(page.limit + 1)
        )
    shown = [_waiting(row, rules, call.actor.account) for row in rows[: page.limit]]
    last = shown[-1] if len(rows) > page.limit else None
    cursor = None if last is None else f"{last.waiting_since}|{last.application_id}"
    return DeskShown(
        desk=desk,
        as_of=rules.on,
        waiting=counts["waiting"],
        overdue=counts["overdue"],
        items=shown,
        next=next_cursor(cursor),
    )


async def _counts(tx: Transaction, desk: Desk, here: list[ColumnElement[bool]], rules: Rules) -> RowMapping:
    table = loan_application
    own = {Desk.BANK: table.c.decide_by, Desk.DISBURSEMENT: table.c.disburse_by}.get(desk)
    days = rules.desk_days_max.get(desk.value)
    due = own if own is not None else table.c.waiting_since + (days.value if days else 0)
    columns: list[ColumnElement[Any]] = [
        func.count().label("waiting"),
        func.count().filter(due < rules.on).label("overdue"),
    ]
    row = await tx.one(select(*columns).where(*here))
    if row is None:
        raise LookupError("a count has a row")
    return row


def _after(cursor: str | None) -> list[ColumnElement[bool]]:
    """What follows the last one of the page before; a cursor that is none begins anew."""
    if cursor is None:
        return []
    since, _, last = cursor.partition("|")
    try:
        day = date.fromisoformat(since)
    except ValueError:
        return []
    table = loan_application
    return [tuple_(table.c.waiting_since, table.c.id) > tuple_(literal(day), literal(last))]


def _latest_recommendation() -> ColumnElement[str]:
    return (
        select(appraisal.c.recommendation)
        .where(appraisal.c.application_id == loan_application.c.id)
        .order_by(appraisal.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _waiting(row: RowMapping, rules: Rules, account: str) -> WaitingShown:
    application = application_of(row)
    found = waiting(application, rules)
    if found is None:
        raise LookupError("what is at a desk waits")
    approvals = {Desk.REVIEW: application.reviewed_by, Desk.GUARANTEE: application.approved_by}.get(found.desk, ())
    names = ("applicant_id", "bank_id", "area", "sector", "term_months", "revision", "applied_on", "version")
    return WaitingShown(
        **{name: row[name] for name in (*names, "recommendation")},
        application_id=application.id,
        amount=text_of(application.amount),
        waiting_since=found.since,
        waiting_days=found.days,
        due_on=found.due_on,
        days_left=found.days_left,
        overdue=found.overdue,
        approvals=len(approvals),
        may_act=may_act(application, account),
    )
