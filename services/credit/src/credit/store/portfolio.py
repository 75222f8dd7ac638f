"""The portfolio as of any day, read from the standings that are kept ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.auth import Actor
from kit.database import Transaction
from kit.money import Money
from sqlalchemy import CTE, ColumnElement, RowMapping, Select, case, func, literal, select, true, union_all

from credit.domain.arrears import Bucket, BucketTotal, PortfolioAtRisk, figures_of
from credit.store.scope import visible
from credit.store.standings import LONGEST
from credit.store.tables.applications import loan_application
from credit.store.tables.loans import loan, loan_standing

BUCKETS = tuple(Bucket)
_LIMITS = ((0, 0), (30, 1), (60, 2), (90, 3))


@dataclass(frozen=True)
class Chosen:
    """Which loans are looked at; None means all that the caller may see."""

    bank_id: str | None = None
    area: str | None = None
    sector: str | None = None


def held_on(day: date) -> CTE:
    """Every outstanding loan's standing on ``day``: ``loan_id oldest_due_on principal overdue``."""
    columns = [loan_standing.c[name] for name in ("loan_id", "oldest_due_on", "principal", "overdue")]
    bounded = select(*columns).where(
        loan_standing.c.to_on.is_not(None),
        loan_standing.c.from_on > day - LONGEST,
        loan_standing.c.from_on <= day,
        loan_standing.c.to_on > day,
    )
    unbounded = select(*columns).where(loan_standing.c.to_on.is_(None), loan_standing.c.from_on <= day)
    return union_all(bounded, unbounded).cte("held")


async def portfolio_as_of(tx: Transaction, day: date, chosen: Chosen) -> PortfolioAtRisk:
    """The figures over the loans outstanding at the end of ``day`` that the caller may see."""
    held = held_on(day)
    bucket = _bucket(held, day).label("bucket")
    query = select(
        bucket,
        func.count().label("loans"),
        func.sum(held.c.principal).label("principal"),
        func.sum(held.c.overdue).label("overdue"),
    ).group_by(bucket)
    rows = {row["bucket"]: row for row in await tx.all(_narrowed(query, held, chosen, tx.call.actor))}
    return figures_of([_total(number, rows.get(number)) for number in range(len(BUCKETS))])


def _total(number: int, row: RowMapping | None) -> BucketTotal:
    if row is None:
        return BucketTotal(BUCKETS[number], 0, Money.zero(), Money.zero())
    return BucketTotal(BUCKETS[number], row["loans"], Money(row["principal"]), Money(row["overdue"]))


@dataclass(frozen=True)
class Place:
    """Where a list begins, and how much of it is wanted."""

    after: str | None
    limit: int


async def loans_behind(
    tx: Transaction, day: date, chosen: Chosen, bucket: Bucket | None, place: Place
) -> Sequence[RowMapping]:
    """The loans behind a figure, by id: columns of ``loan`` with ``then_owed then_overdue days_past_due sector``."""
    held = held_on(day)
    query = (
        select(
            *loan.c,
            loan_application.c.sector,
            held.c.principal.label("then_owed"),
            held.c.overdue.label("then_overdue"),
            _days_past_due(held, day).label("days_past_due"),
        )
        .select_from(held)
        .join(loan, loan.c.id == held.c.loan_id)
        .join(loan_application, loan_application.c.id == loan.c.application_id)
        .where(*_of(chosen, tx.call.actor))
        .order_by(loan.c.id)
        .limit(place.limit)
    )
    if chosen.sector is not None:
        query = query.where(loan_application.c.sector.startswith(chosen.sector, autoescape=True))
    if bucket is not None:
        query = query.where(_bucket(held, day) == BUCKETS.index(bucket))
    if place.after is not None:
        query = query.where(loan.c.id > place.after)
    return await tx.all(query)


async def late_loans(tx: Transaction, day: date) -> Sequence[str]:
    """The ids of the loans past due at the end of ``day`` that the caller may see."""
    held = held_on(day)
    query = _narrowed(select(held.c.loan_id).where(held.c.overdue > 0), held, Chosen(), tx.call.actor)
    return [row["loan_id"] for row in await tx.all(query)]


def _narrowed(query: Select[*tuple[Any, ...]], held: CTE, chosen: Chosen, actor: Actor) -> Select[*tuple[Any, ...]]:
    """Only the loans that are meant; the whole portfolio is counted without looking at any loan."""
    conditions = _of(chosen, actor)
    if chosen.sector is None and not conditions:
        return query
    query = query.join(loan, loan.c.id == held.c.loan_id).where(*conditions)
    if chosen.sector is None:
        return query
    return query.join(loan_application, loan_application.c.id == loan.c.application_id).where(
        loan_application.c.sector.startswith(chosen.sector, autoescape=True)
    )


def _of(chosen: Chosen, actor: Actor) -> list[ColumnElement[bool]]:
    conditions = []
    seen = visible(loan, actor)
    if not seen.compare(true()):
        conditions.append(seen)
    if chosen.bank_id is not None:
        conditions.append(loan.c.bank_id == chosen.bank_id)
    if chosen.area is not None:
        conditions.append(loan.c.area.startswith(chosen.area, autoescape=True))
    return conditions


def _days_past_due(held: CTE, day: date) -> ColumnElement[int]:
    return func.coalesce(literal(day) - held.c.oldest_due_on, 0)


def _bucket(held: CTE, day: date) -> ColumnElement[int]:
    days = _days_past_due(held, day)
    return case(*((days <= limit, number) for limit, number in _LIMITS), else_=len(BUCKETS) - 1)
