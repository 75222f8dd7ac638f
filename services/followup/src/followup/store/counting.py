"""Counting: every figure from one description of who and what is in it.

The same conditions read the read model (now) or the facts (as of a past day, as known at a past
moment), and the same conditions give a figure and the list behind it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kit.database import Transaction
from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from followup.domain.figures import NUMERATORS
from followup.store.tables import YUAN, BusinessProgressRow, OwnerRow, ProgressRow, table_of

PEOPLE = table_of(ProgressRow)
BUSINESSES = table_of(BusinessProgressRow)
OWNERS = table_of(OwnerRow)

Condition = Callable[[FromClause, date], ColumnElement[bool]]


@dataclass(frozen=True)
class View:
    """From where one looks: ``as_of`` a day, as ``known_at`` a moment, at the subtree ``area`` (None: all).

    ``live``: the read model, which knows everything until now.
    """

    as_of: date
    known_at: datetime
    area: str | None
    live: bool

    def people(self) -> FromClause:
        """What is known of each person."""
        return self._source(PEOPLE, "people")

    def businesses(self) -> FromClause:
        """What is known of each business."""
        return self._source(BUSINESSES, "businesses")

    def owners(self) -> FromClause:
        """Who owns which business; of files that were merged by then, the one that stays."""
        known_at = null() if self.live else literal(self.known_at)
        merged = func.merged_people(cast(known_at, DateTime(timezone=True))).table_valued("applicant_id", "into_id")
        return (
            select(OWNERS.c.business_id, func.coalesce(merged.c.into_id, OWNERS.c.applicant_id).label("applicant_id"))
            .select_from(OWNERS.outerjoin(merged, merged.c.applicant_id == OWNERS.c.applicant_id))
            .distinct()
            .subquery("owners")
        )

    def _source(self, table: Table, name: str) -> FromClause:
        if self.live:
            return table.alias(name)
        function = getattr(func, f"{table.name}_as_of")
        arguments = cast(literal(self.as_of), Date), cast(literal(self.known_at), DateTime(timezone=True))
        columns = [column(one.name, one.type) for one in table.c]
        return select(function(*arguments).table_valued(*columns)).cte(name)


def _date(name: str) -> Condition:
    return lambda people, _: people.c[name].is_not(None)


def is_participant(people: FromClause) -> ColumnElement[bool]:
    """Accepted, and present at one session or more [S]."""
    return and_(people.c.accepted_on.is_not(None), people.c.first_session_on.is_not(None))


def _of_participants(name: str) -> Condition:
    return lambda people, _: and_(is_participant(people), people.c[name].is_not(None))


def _due(people: FromClause, as_of: date) -> ColumnElement[bool]:
    return and_(is_participant(people), people.c.due_after < as_of)


def _unverified(people: FromClause, as_of: date) -> ColumnElement[bool]:
    return and_(is_participant(people), people.c.unverified_after < as_of, people.c.survived_on.is_(None))


def _started(people: FromClause, _: date) -> ColumnElement[bool]:
    return and_(
        is_participant(people),
        people.c.certified_on.is_not(None),
        people.c.business_registered_on.is_not(None),
    )


OF_PEOPLE: Mapping[str, Condition] = {
    "registered": _date("registered_on"),
    "accepted": _date("accepted_on"),
    "referred": _date("referred_on"),
    "enrolled": _date("enrolled_on"),
    "in_training": _date("first_session_on"),
    "certified": _date("certified_on"),
    "loan_applied": _date("loan_applied_on"),
    "loan_disbursed": _date("loan_disbursed_on"),
    "business_registered": _date("business_registered_on"),
    "closed": _date("closed_on"),
    "withdrawn": _date("withdrawn_on"),
    "participants": lambda people, _: is_participant(people),
    "businesses_surviving_six_months": _of_participants("survived_on"),
    "certified_participants": _of_participants("certified_on"),
    "certified_who_started": _started,
    "six_months_due": _due,
    "six_months_unverified": _unverified,
}
"""Who is counted, one person once."""

OF_MONEY = ("subsidies_paid", "loans_disbursed", "outstanding_principal", "guarantees_outstanding")
"""Columns of ``participant_progress`` that are added up."""

OF_BUSINESSES = ("businesses_registered", "surviving_businesses", "new_jobs", "new_jobs_with_owner")
"""Counted once for each business, whoever owns it."""


async def count_all(tx: Transaction, view: View) -> dict[str, Any]:
    """Every figure of people, businesses, jobs and money, by name, in one query."""
    people = view.people()
    owned = listed_businesses(view, people).subquery("owned")
    of_people = [
        func.count().filter(condition(people, view.as_of)).label(name) for name, condition in OF_PEOPLE.items()
    ]
    of_money = [func.coalesce(func.sum(people.c[name]), 0).cast(YUAN).label(name) for name in OF_MONEY]
    persons = select(*of_people, *of_money).select_from(people).where(in_area(people, view)).subquery("persons")
    of_businesses = [
        func.coalesce(func.sum(_weight(owned, name)), 0).cast(Integer).label(name) for name in OF_BUSINESSES
    ]
    firms = select(*of_businesses).select_from(owned).subquery("firms")
    row = await tx.one(select(persons, firms).select_from(persons.join(firms, true())))
    if row is None:
        raise RuntimeError("an aggregate without groups has one row")
    return dict(row)


def behind(view: View, figure: str, after: str | None, limit: int) -> Select[Any]:
    """The people behind a figure: ``key`` (sort key), applicant_id, area, business_id, count, amount.

    The counts (for money, the amounts) of the whole list add up to the figure; a figure of people has
    one line and a count of one for each person, others one line for each business or amount.
    """
    name = NUMERATORS.get(figure, figure)
    people = view.people()
    if name in OF_BUSINESSES:
        return _behind_businesses(listed_businesses(view, people).subquery("owned"), name, after, limit)
    if name in OF_MONEY:
        amount: ColumnElement[Any] = people.c[name]
        condition, count = amount != 0, literal(1)
    else:
        amount = cast(null(), YUAN)
        condition, count = OF_PEOPLE[name](people, view.as_of), literal(1)
    query = select(
        people.c.applicant_id.label("key"),
        people.c.applicant_id,
        people.c.area,
        null().label("business_id"),
        count.label("count"),
        amount.label("amount"),
    ).where(condition, in_area(people, view))
    if after is not None:
        query = query.where(people.c.applicant_id > after)
    return query.order_by(people.c.applicant_id).limit(limit)


def _behind_businesses(owned: FromClause, name: str, after: str | None, limit: int) -> Select[Any]:
    weight = _weight(owned, name)
    query = select(
        owned.c.business_id.label("key"),
        owned.c.applicant_id,
        owned.c.area,
        owned.c.business_id,
        weight.label("count"),
        cast(null(), YUAN).label("amount"),
    ).where(weight > 0)
    if after is not None:
        query = query.where(owned.c.business_id > after)
    return query.order_by(owned.c.business_id).limit(limit)


def _weight(owned: FromClause, name: str) -> ColumnElement[int]:
    """How much one business adds to a figure."""
    counts = and_(owned.c.survived_on.is_not(None), owned.c.participants > 0)
    running = and_(counts, owned.c.closed_on.is_(None))
    weights: dict[str, ColumnElement[int]] = {
        "businesses_registered": literal(1),
        "surviving_businesses": case((counts, 1), else_=0),
        "new_jobs": case((running, owned.c.workers), else_=0),
        "new_jobs_with_owner": case((running, owned.c.workers + owned.c.participants), else_=0),
    }
    return weights[name]


def listed_businesses(view: View, people: FromClause) -> Select[Any]:
    """Each business that people in view own, with how many of its owners are participants.

    ``applicant_id``, ``area``: of the owner it is listed under, a participant before any other.
    """
    businesses, owners = view.businesses(), view.owners()
    participant = is_participant(people)
    first = (participant.desc(), people.c.applicant_id)
    return (
        select(
            businesses.c.business_id,
            businesses.c.registered_on,
            businesses.c.survived_on,
            businesses.c.closed_on,
            func.coalesce(businesses.c.workers, 0).label("workers"),
            func.count().filter(participant).label("participants"),
            func.array_agg(aggregate_order_by(people.c.applicant_id, *first))[1].label("applicant_id"),
            func.array_agg(aggregate_order_by(people.c.area, *first))[1].label("area"),
        )
        .select_from(businesses)
        .join(owners, owners.c.business_id == businesses.c.business_id)
        .join(people, people.c.applicant_id == owners.c.applicant_id)
        .where(in_area(people, view))
        .group_by(
            businesses.c.business_id,
            businesses.c.registered_on,
            businesses.c.survived_on,
            businesses.c.closed_on,
            businesses.c.workers,
        )
    )


def in_area(people: FromClause, view: View) -> ColumnElement[bool]:
    """Whether a person belongs to the subtree in view."""
    if view.area is None:
        return true()
    return people.c.area.startswith(view.area, autoescape=True)
