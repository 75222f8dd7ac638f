"""Of each business: how long it was observed, and of each person: how long each step took, from the facts in view."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from kit.database import Transaction
from sqlalchemy import ColumnElement, Date, Select, String, and_, case, cast, exists, func, literal, select
from sqlalchemy import Integer as Whole

from followup.domain.estimates.survival import Life
from followup.domain.pipeline import STEPS
from followup.store.counting import View, in_area, listed_businesses
from followup.store.tables import FactRow, table_of

fact = table_of(FactRow)

SEEN_ALIVE = ("operating", "suspended")
"""Outcomes of a visit at which the business was found to exist."""
GROUPS_AT_MOST = 60
_YOUNG, _MIDDLE, _OLDER = 30, 40, 50


class Group(StrEnum):
    """By what survival is told apart: of the owner a business is listed under, or of the business."""

    SEX = "sex"
    AGE = "age"
    EDUCATION = "education"
    TARGET_GROUP = "target_group"
    AREA = "area"
    SECTOR = "sector"


async def lives_in_view(tx: Transaction, view: View, by: Group | None = None) -> list[tuple[str | None, Life]]:
    """Every business that participants in view own, once, with the group that it belongs to."""
    people = view.people()
    listed = listed_businesses(view, people).subquery("owned")
    found = _last_found(view).subquery("found")
    owner = people.alias("owner")
    query = (
        select(
            listed.c.registered_on,
            listed.c.closed_on,
            found.c.last_on,
            (_group(by, owner, listed.c.registered_on) if by else cast(literal(None), String)).label("group"),
        )
        .select_from(listed)
        .join(owner, owner.c.applicant_id == listed.c.applicant_id)
        .outerjoin(found, found.c.business_id == listed.c.business_id)
        .where(listed.c.participants > 0)
        .order_by(listed.c.business_id)
    )
    return [
        (row["group"], _life(row["registered_on"], row["closed_on"], row["last_on"])) for row in await tx.all(query)
    ]


def _life(registered_on: date, closed_on: date | None, last_on: date | None) -> Life:
    """Until the closure in force, or the last visit that found it; never longer than is known."""
    if closed_on is not None:
        return Life(registered_on, closed_on, closed=True)
    return Life(registered_on, max(last_on or registered_on, registered_on), closed=False)


def _last_found(view: View) -> Select[Any]:
    """By business, the last visit in view that found it, by the records that were in force."""
    later = fact.alias("later")
    superseded = exists().where(
        later.c.series == fact.c.series, later.c.version > fact.c.version, later.c.recorded_at <= view.known_at
    )
    return (
        select(fact.c.business_id, func.max(fact.c.happened_on).label("last_on"))
        .where(
            fact.c.kind == "followup.visit.recorded",
            fact.c.business_id.is_not(None),
            fact.c.happened_on <= view.as_of,
            fact.c.recorded_at <= view.known_at,
            fact.c.data["outcome"].astext.in_(SEEN_ALIVE),
            ~superseded,
        )
        .group_by(fact.c.business_id)
    )


def _group(by: Group, owner: Any, registered_on: ColumnElement[date]) -> ColumnElement[str]:
    if by is Group.AREA:
        return func.substr(owner.c.area, 1, 9)
    if by is Group.SECTOR:
        return func.substr(owner.c.sector, 1, 2)
    if by is Group.AGE:
        age = cast(func.date_part("year", registered_on), Whole) - owner.c.birth_year
        return case(
            (age < _YOUNG, "under_30"), (age < _MIDDLE, "30_to_39"), (age < _OLDER, "40_to_49"), else_="50_and_over"
        )
    return cast(owner.c[by.value], String)


async def steps_in_view(tx: Transaction, view: View) -> Sequence[Any]:
    """By when people reached each stage and when they left: one row for each combination, with how many people."""
    people = view.people()
    left = func.coalesce(
        people.c.withdrawn_on,
        case((people.c.accepted_on.is_(None), people.c.declined_on), else_=cast(literal(None), Date)),
    )
    ended = case((and_(people.c.closed_on.is_not(None), people.c.survived_on.is_(None)), people.c.closed_on))
    columns = [people.c[name] for name in STEPS]
    query = (
        select(*columns, func.least(left, ended).label("left_on"), func.count().label("people"))
        .select_from(people)
        .where(in_area(people, view), people.c.registered_on.is_not(None))
        .group_by(*columns, func.least(left, ended))
    )
    return await tx.all(query)
