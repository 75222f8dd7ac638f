"""Writing sets: many rows changed by one statement."""

from collections.abc import Sequence

import orjson
from kit.database import Row
from sqlalchemy import Executable, String, Table, bindparam, text


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
