"""What all tables of training share.

Facts carry when they happened (``*_on``) and when they were recorded (``recorded_at``).
"""

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

ID = 36
WORD = 40


NAMES = {"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}
"""How keys are named; indexes, unique and check constraints carry their names themselves."""


class Base(SQLModel, registry=registry(metadata=sa.MetaData(naming_convention=NAMES))):
    """Base of training's tables, on metadata of its own."""


def table_of(row: type[SQLModel]) -> sa.Table:
    """The Core table of a row class, for statements."""
    return cast("sa.Table", row.__table__)  # type: ignore[attr-defined]  # set by SQLAlchemy on mapped classes


def id_column(**options: Any) -> Any:
    """An id: UUIDv7 as text."""
    return Field(max_length=ID, **options)


def word_column(**options: Any) -> Any:
    """A short word: a state, a kind, an area code."""
    return Field(max_length=WORD, **options)


def money_column(**options: Any) -> Any:
    """Yuan with two decimals."""
    return Field(max_digits=16, decimal_places=2, **options)


def hours_column(**options: Any) -> Any:
    """Class hours with two decimals."""
    return Field(max_digits=6, decimal_places=2, **options)


def at_column(default: Any = ...) -> Any:
    """A moment, with its time zone."""
    return Field(default, sa_type=cast("Any", sa.DateTime(timezone=True)))


def json_column(**options: Any) -> Any:
    """Facts that are kept together."""
    return Field(sa_type=cast("Any", JSONB), **options)
