"""Institutions as they are seen: the list, one as of any day, its history."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.api import permissions
from training.api.provider_views import (
    CertificationView,
    ChangePage,
    DocumentView,
    InspectionView,
    InstitutionDetail,
    InstitutionPage,
    InstitutionView,
    SuspensionView,
)
from training.domain.institution import Institution, InstitutionState
from training.store.institution_states import state_is
from training.store.institutions import (
    document,
    facts_of,
    inspection,
    institution,
    institutions_of,
    load_institution,
)
from training.store.listing import page_of
from training.store.provider_history import institution_history, page_of_changes
from training.store.scope import within

router = Routes(tags=["institutions"])

AsOf = Annotated[
    date | None,
    Query(ge=date(1900, 1, 1), le=date(2100, 12, 31), description="As it stood on that day; without it today."),
]


@router.verb(
    "GET",
    "/v1/institutions",
    permission=permissions.READ_INSTITUTIONS,
    summary="List institutions",
    description="Those that the caller may see, oldest first; with their state on the day asked for.",
    response_model=InstitutionPage,
)
async def list_institutions(
    call: Caller,
    database: Db,
    page: Paging,
    area: Annotated[str | None, Query(max_length=12)] = None,
    state: InstitutionState | None = None,
    as_of: AsOf = None,
) -> InstitutionPage:
    """List institutions."""
    conditions = [within(call.actor, institution.c.id, institution.c.area)]
    if area is not None:
        conditions.append(institution.c.area.startswith(area, autoescape=True))
    async with database.reading(call) as tx:
        day = as_of or tx.today
        conditions.append(institution.c.applied_on <= day)
        if state is not None:
            conditions.append(state_is(state, day))
        rows, after = await page_of(tx, institution, conditions, page.limit, page.after)
        found = await institutions_of(tx, rows)
    items = [InstitutionView(**_shown(row, found[row["id"]], day, as_of)) for row in rows]
    return InstitutionPage(items=items, next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/institutions/{institution_id}",
    permission=permissions.READ_INSTITUTIONS,
    summary="Read an institution",
    description="With its papers, inspections, certificates and suspensions; with `as_of` only what had taken "
    "effect by that day, and the state as it was on it.",
    response_model=InstitutionDetail,
)
async def read_institution(
    call: Caller, database: Db, request: Request, institution_id: Id, as_of: AsOf = None
) -> InstitutionDetail:
    """Read an institution."""
    async with database.reading(call) as tx:
        found, row = await load_institution(tx, institution_id, call.actor)
        day = as_of or tx.today
        if found.state_on(day) is None:
            raise NotFound("as_of", noun="institution")
        inspections = (await facts_of(tx, inspection, [institution_id])).get(institution_id, [])
        documents = (await facts_of(tx, document, [institution_id])).get(institution_id, [])
    return InstitutionDetail(
        **_shown(row, found, day, as_of),
        as_of=day,
        documents=[DocumentView(**fact) for fact in documents if fact["received_on"] <= day],
        documents_missing=found.documents_missing(day, request.app.state.rules_as_of(day).providers),
        inspections=[InspectionView(**fact) for fact in inspections if fact["inspected_on"] <= day],
        suspensions=[
            SuspensionView(
                number=s.number,
                starts_on=s.starts_on,
                ends_on=s.ends_on,
                lifted_on=s.lifted_on if as_of is None or (s.lifted_on and s.lifted_on <= as_of) else None,
            )
            for s in found.suspensions
            if as_of is None or s.starts_on <= as_of
        ],
    )


def _shown(row: RowMapping, found: Institution, day: date, as_of: date | None) -> dict[str, object]:
    """What every answer says: with ``as_of`` no certificate that began later, no revocation that came later."""
    return {
        **row,
        "state": found.state_on(day),
        "certifications": [
            CertificationView(
                certified_from=c.certified_from,
                certified_to=c.certified_to,
                revoked_on=c.revoked_on if as_of is None or (c.revoked_on and c.revoked_on <= as_of) else None,
                renews=c.renews,
            )
            for c in found.certifications
            if as_of is None or c.certified_from <= as_of
        ],
    }


@router.verb(
    "GET",
    "/v1/institutions/{institution_id}/history",
    permission=permissions.READ_INSTITUTIONS,
    summary="Read an institution's history",
    description="Every change with who, when and why, in the order in which it was recorded.",
    response_model=ChangePage,
)
async def read_institution_history(call: Caller, database: Db, page: Paging, institution_id: Id) -> ChangePage:
    """Read the history."""
    async with database.reading(call) as tx:
        _, row = await load_institution(tx, institution_id, call.actor)
        changes = await institution_history(tx, row)
    items, after = page_of_changes(changes, page.limit, page.after)
    return ChangePage(items=list(items), next=next_cursor(after))
