"""Sets of ids in statements: one parameter, however many they are."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import ColumnElement


def among(column: ColumnElement[str], ids: Collection[str]) -> ColumnElement[bool]:
    """The column is one of ``ids``; PostgreSQL takes at most 32,767 parameters, but an array of any length."""
    return column == sa.any_(sa.literal(sorted(ids), sa.ARRAY(sa.String)))
