"""Sets: many rows found or changed by one statement, whatever their number."""

from collections.abc import Iterable, Sequence

import orjson
from kit.database import Row
from sqlalchemy import ARRAY, ColumnElement, Executable, String, Table, any_, bindparam, literal, text


def one_of(column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """``column`` is one of ``values``: one parameter, one prepared statement for every number of them."""
    return column == any_(literal(sorted(set(values)), ARRAY(String)))


def update_rows(table: Table, rows: Sequence[Row], key: str = "id") -> Executable:
    """One UPDATE for all ``rows``: each names its ``key`` and the same columns to change.

    Money and rates are given as text.
    """
    columns = [column for column in rows[0] if column != key]
    assignments = ", ".join(f'"{column}" = given."{column}"' for column in columns)
    statement = text(
        f'UPDATE "{table.name}" SET {assignments} '  # noqa: S608 -- names of our own table and columns
        f'FROM jsonb_populate_recordset(NULL::"{table.name}", CAST(:rows AS jsonb)) AS given '
        f'WHERE "{table.name}"."{key}" = given."{key}"'
    )
    return statement.bindparams(bindparam("rows", orjson.dumps(list(rows)).decode(), String))
