"""Credit's own book on one trade in one street or town."""

from dataclasses import replace
from datetime import date
from typing import Any

from kit.calendar import add_months
from kit.database import Transaction
from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, or_, select

from credit.domain.applications import BEFORE_DISBURSEMENT
from credit.domain.arrears import standing_as_of
from credit.domain.loans import LoanState
from credit.domain.rules import Rules
from credit.domain.saturation import AREA_DIGITS, Saturation
from credit.store.loans import read_loans
from credit.store.sets import one_of
from credit.store.tables.applications import loan_application
from credit.store.tables.loans import loan

_UNDER_WAY = [state.value for state in sorted(BEFORE_DISBURSEMENT)]


async def read_saturation(
    tx: Transaction, sector: str, area: str, rules: Rules, leaving_out: str | None = None
) -> Saturation:
    """The trade in the area as of the rules' day; ``leaving_out`` is the application that is appraised.

    One statement over at most the latest 200 applications; three more only when loans are running.
    """
    since = add_months(rules.on, -rules.saturation_months.value)
    empty = Saturation(sector, area[:AREA_DIGITS], since)
    row = await tx.one(_counts(empty, rules.on, leaving_out))
    if row is None or not row["applications"]:
        return empty
    found = replace(
        empty,
        applications=row["applications"],
        under_way=row["under_way"],
        running=len(row["running"] or ()),
        failed=row["failed"],
        repaid=row["repaid"],
    )
    return replace(found, in_arrears=await _in_arrears(tx, row, rules.on))


def _counts(asked: Saturation, day: date, leaving_out: str | None) -> Select[Any]:
    table = loan_application
    latest = (
        select(table.c.state, loan.c.id.label("loan_id"), loan.c.state.label("loan_state"), loan.c.closed_on)
        .outerjoin(loan, and_(loan.c.application_id == table.c.id, loan.c.disbursed_on <= day))
        .where(table.c.sector == asked.sector, table.c.township == asked.area)
        .where(table.c.applied_on.between(asked.since, day), table.c.id != (leaving_out or ""))
        .order_by(table.c.id.desc())
        .limit(asked.counted_at_most)
        .cte("latest")
    )
    failed = latest.c.loan_state == LoanState.CLAIMED.value
    repaid = and_(latest.c.closed_on <= day, ~failed)
    running = and_(latest.c.loan_id.is_not(None), ~failed, or_(latest.c.closed_on.is_(None), latest.c.closed_on > day))
    columns: list[ColumnElement[Any]] = [
        func.count().label("applications"),
        func.count().filter(latest.c.loan_id.is_(None), latest.c.state.in_(_UNDER_WAY)).label("under_way"),
        func.array_agg(latest.c.loan_id).filter(running).label("running"),
        func.count().filter(failed).label("failed"),
        func.count().filter(repaid).label("repaid"),
    ]
    return select(*columns).select_from(latest)


async def _in_arrears(tx: Transaction, row: RowMapping, day: date) -> int:
    if not row["running"]:
        return 0
    loans = await read_loans(tx, one_of(loan.c.id, row["running"]))
    late = [standing_as_of(item.stream, item.repayments, day).days_past_due for item in loans.values()]
    return sum(days > 0 for days in late)
