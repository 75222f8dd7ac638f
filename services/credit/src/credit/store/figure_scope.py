"""What all lists behind figures share: of which day, fund and bank, and their columns.

``key`` (unique, by which a list is ordered), ``id`` and ``reference`` of what it shows, ``bank_id``, ``group``,
``happened_on`` and ``amount`` (yuan, days, or one for each).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Date, Numeric, Select, String, and_, cast, literal, null, select, true

Column = ColumnElement[Any]
ONE = cast(literal(1), Numeric)


@dataclass(frozen=True)
class Scope:
    """As of the end of a day, in all or for one fund or bank; ``leverage_cap`` of that day."""

    day: date
    leverage_cap: Decimal
    fund_id: str | None = None
    bank_id: str | None = None

    def within(self, fund_id: Column | None, bank_id: Column | None) -> ColumnElement[bool]:
        """Rows of the fund and bank asked for."""
        wanted = [
            column == value
            for column, value in ((fund_id, self.fund_id), (bank_id, self.bank_id))
            if column is not None and value is not None
        ]
        return and_(true(), *wanted)


def row(
    *,
    key: Column,
    id_: Column | None = None,
    reference: Column | None = None,
    bank_id: Column | None = None,
    group: Column | None = None,
    happened_on: Column | None = None,
    amount: Column = ONE,
) -> Select[Any]:
    """A list's columns; ``amount`` is one for each unless given."""
    nothing = cast(null(), String)
    return select(
        key.label("key"),
        (key if id_ is None else id_).label("id"),
        (nothing if reference is None else reference).label("reference"),
        (nothing if bank_id is None else bank_id).label("bank_id"),
        (nothing if group is None else group).label("group"),
        (cast(null(), Date) if happened_on is None else happened_on).label("happened_on"),
        amount.label("amount"),
    )
