"""Lists and single records for reading."""

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from followup.store.tables import BusinessRow, OwnerRow, VisitRecordRow, VisitRow, table_of

BUSINESS = table_of(BusinessRow)
OWNER = table_of(OwnerRow)
VISIT = table_of(VisitRow)
RECORD = table_of(VisitRecordRow)
WAITING = frozenset({"planned", "on_hold"})

_owners = (
    select(func.array_agg(OWNER.c.applicant_id))
    .where(OWNER.c.business_id == BUSINESS.c.id)
    .scalar_subquery()
    .label("owners")
)


def within(code: ColumnElement[str], *prefixes: str | None) -> list[ColumnElement[bool]]:
    """Conditions that ``code`` lies in every subtree given."""
    return [code.startswith(prefix, autoescape=True) for prefix in prefixes if prefix]


def businesses(
    *, scope: str | None, area: str | None, state: str | None, owner: str | None, after: str | None, limit: int
) -> Select[Any]:
    """Businesses with their owners, in the order in which they were registered here."""
    query = select(BUSINESS, _owners).where(*within(BUSINESS.c.area, scope, area))
    if state is not None:
        query = query.where(BUSINESS.c.state == state)
    if owner is not None:
        of_owner = select(OWNER.c.business_id).where(OWNER.c.applicant_id == owner)
        query = query.where(BUSINESS.c.id.in_(of_owner))
    if after is not None:
        query = query.where(BUSINESS.c.id > after)
    return query.order_by(BUSINESS.c.id).limit(limit)


def one_business(business_id: str) -> Select[Any]:
    """One business with its owners."""
    return select(BUSINESS, _owners).where(BUSINESS.c.id == business_id)


def visits_of(business_id: str) -> Select[Any]:
    """All visits to a business."""
    return select(VISIT).where(VISIT.c.business_id == business_id).order_by(VISIT.c.due_by, VISIT.c.id)


def records_of(business_id: str) -> Select[Any]:
    """All records of visits to a business, superseded ones too, as they were written down."""
    return select(RECORD).where(RECORD.c.business_id == business_id).order_by(RECORD.c.sequence, RECORD.c.id)


def visits(
    *,
    scope: str | None,
    area: str | None,
    state: str,
    due_by: date | None,
    business_id: str | None,
    after: tuple[date, str] | str | None,
    limit: int,
) -> Select[Any]:
    """The work list: waiting visits with the oldest due first; recorded and withdrawn ones by id."""
    query = (
        select(VISIT, BUSINESS.c.name, BUSINESS.c.address, BUSINESS.c.registered_on, BUSINESS.c.state.label("standing"))
        .join(BUSINESS, BUSINESS.c.id == VISIT.c.business_id)
        .where(VISIT.c.state == state, *within(VISIT.c.area, scope, area))
    )
    if due_by is not None:
        query = query.where(VISIT.c.due_from <= due_by)
    if business_id is not None:
        query = query.where(VISIT.c.business_id == business_id)
    if isinstance(after, tuple):
        query = query.where(tuple_(VISIT.c.due_by, VISIT.c.id) > after)
    elif after is not None:
        query = query.where(VISIT.c.id > after)
    order = (VISIT.c.due_by, VISIT.c.id) if state in WAITING else (VISIT.c.id,)
    return query.order_by(*order).limit(limit)
