"""The risk score of institutions: points that add up, each part with its reason."""

from collections.abc import Sequence

from fastapi import Request
from kit.calendar import add_months
from kit.database import Transaction
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.api import permissions
from training.api.flag_views import RiskPage, RiskView, risk_view
from training.domain.risk import score_of
from training.domain.rules import Rules
from training.store.institution_risk import records_of
from training.store.institutions import institution
from training.store.listing import page_of
from training.store.scope import within

router = Routes(tags=["flags"])


@router.verb(
    "GET",
    "/v1/institution-risks",
    permission=permissions.READ_RISKS,
    summary="List institutions with their risk scores",
    description="Of the caller's area, by id. The score adds up: flags that stand, frauds confirmed, errors corrected, "
    "lines refuted by verification, claims suspended. It orders work; it is no finding.",
    response_model=RiskPage,
)
async def list_institution_risks(call: Caller, database: Db, request: Request, page: Paging) -> RiskPage:
    """List scores."""
    async with database.reading(call) as tx:
        mine = within(call.actor, institution.c.id, institution.c.area)
        rows, after = await page_of(tx, institution, [mine], page.limit, page.after)
        items = await _scored(tx, rows, request.app.state.rules_as_of(tx.today))
    return RiskPage(items=items, next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/institutions/{institution_id}/risk",
    permission=permissions.READ_RISKS,
    summary="Read an institution's risk score",
    description="What it adds up to, part by part, with reasons in both languages.",
    response_model=RiskView,
)
async def read_institution_risk(call: Caller, database: Db, request: Request, institution_id: Id) -> RiskView:
    """Read a score."""
    async with database.reading(call) as tx:
        mine = within(call.actor, institution.c.id, institution.c.area)
        rows, _ = await page_of(tx, institution, [mine, institution.c.id == institution_id], 1, None)
        if not rows:
            raise NotFound(noun="institution")
        scored = await _scored(tx, rows, request.app.state.rules_as_of(tx.today))
    return scored[0]


async def _scored(tx: Transaction, rows: Sequence[RowMapping], rules: Rules) -> list[RiskView]:
    since = add_months(tx.today, -rules.checks.flags.months)
    records = await records_of(tx, [row["id"] for row in rows], since)
    return [risk_view(row, score_of(records[row["id"]], rules.checks.flags), since, rules.version) for row in rows]
