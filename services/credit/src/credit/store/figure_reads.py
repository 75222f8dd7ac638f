"""Figures and the lists behind them, read: the numerator is the sum of the very list that is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kit.database import Transaction
from sqlalchemy import RowMapping, Select, func, select

from credit.domain.scheme_figures import FIGURES, Definition, value_of
from credit.store.figure_scope import Scope
from credit.store.figures import SOURCES


@dataclass(frozen=True)
class Group:
    """A part of a figure's list: its sum and how many rows it has."""

    name: str
    amount: Decimal
    count: int


@dataclass(frozen=True)
class Figure:
    """A figure as of a day. ``group``: which part of the list the numerator is of, when it is of one part."""

    definition: Definition
    value: Decimal | None
    numerator: Decimal
    denominator: Decimal | None
    count: int
    group: str | None
    groups: tuple[Group, ...]


async def read_figures(tx: Transaction, scope: Scope) -> list[Figure]:
    """All figures: two reads each."""
    return [await read_figure(tx, definition, scope) for definition in FIGURES.values()]


async def read_figure(tx: Transaction, definition: Definition, scope: Scope) -> Figure:
    """One figure."""
    source = SOURCES[definition.code]
    groups = await _groups(tx, source.listed(scope))
    chosen = list(groups)
    largest = max(groups, key=lambda item: (item.amount, item.name), default=None) if source.largest_group else None
    if source.largest_group:
        chosen = [] if largest is None else [largest]
    numerator = sum((item.amount for item in chosen), Decimal(0))
    denominator = None
    if source.denominator is not None:
        denominator = Decimal(await tx.value(source.denominator(scope)))
    return Figure(
        definition,
        value_of(definition, numerator, denominator),
        numerator,
        denominator,
        sum(item.count for item in chosen),
        None if largest is None else largest.name,
        groups if definition.grouped else (),
    )


async def _groups(tx: Transaction, listed: Select[Any]) -> tuple[Group, ...]:
    rows = listed.subquery()
    query = (
        select(rows.c.group, func.sum(rows.c.amount).label("amount"), func.count().label("number"))
        .group_by(rows.c.group)
        .order_by(rows.c.group)
    )
    return tuple(Group(row["group"] or "", Decimal(row["amount"]), row["number"]) for row in await tx.all(query))


def list_of(definition: Definition, scope: Scope, group: str | None) -> Select[Any]:
    """The list behind a figure, by key; of one group when that is named."""
    rows = SOURCES[definition.code].listed(scope).subquery()
    query = select(rows).order_by(rows.c.key)
    return query if group is None else query.where(func.coalesce(rows.c.group, "") == group)


async def read_list(
    tx: Transaction, definition: Definition, scope: Scope, group: str | None, *, after: str | None, limit: int
) -> Sequence[RowMapping]:
    """A page of it."""
    rows = list_of(definition, scope, group).subquery()
    query = select(rows).order_by(rows.c.key).limit(limit)
    return await tx.all(query if after is None else query.where(rows.c.key > after))


async def read_sum(tx: Transaction, definition: Definition, scope: Scope, group: str | None) -> tuple[Decimal, int]:
    """The sum of the list and how many rows it has."""
    rows = list_of(definition, scope, group).subquery()
    row = await tx.one(select(func.coalesce(func.sum(rows.c.amount), 0).label("amount"), func.count().label("number")))
    return (Decimal(0), 0) if row is None else (Decimal(row["amount"]), row["number"])
