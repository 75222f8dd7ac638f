"""Pages of rows, read as sets."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import ColumnElement, RowMapping, Table
from sqlalchemy.dialects.postgresql import distinct_on

from training.store.tables.base import table_of
from training.store.tables.certificates import CertificateRow
from training.store.tables.classes import ClassTrainerRow
from training.store.tables.enrolments import EnrolmentRow
from training.store.tables.results import AttendanceRow

certificate = table_of(CertificateRow)
enrolment = table_of(EnrolmentRow)
class_trainer = table_of(ClassTrainerRow)
sheet = table_of(AttendanceRow)


async def page_of(
    tx: Transaction, table: Table, conditions: Sequence[ColumnElement[bool]], limit: int, after: str | None
) -> tuple[Sequence[RowMapping], str | None]:
    """Up to ``limit`` rows by id, and the id after which the next page begins, or None at the end."""
    query = sa.select(table).where(*conditions).order_by(table.c.id).limit(limit + 1)
    if after is not None:
        query = query.where(table.c.id > after)
    rows = await tx.all(query)
    return rows[:limit], rows[limit - 1]["id"] if len(rows) > limit else None


def matching(table: Table, **wanted: Any) -> list[ColumnElement[bool]]:
    """Conditions for the filters that were given."""
    return [table.c[column] == value for column, value in wanted.items() if value is not None]


async def trainers_of_class(tx: Transaction, class_id: str) -> list[str]:
    """The ids of a class's trainers in the order named."""
    rows = await tx.all(
        sa.select(class_trainer.c.trainer_id)
        .where(class_trainer.c.class_id == class_id)
        .order_by(class_trainer.c.position)
    )
    return [row["trainer_id"] for row in rows]


async def sheets_of_class(tx: Transaction, class_id: str) -> dict[int, RowMapping]:
    """By session number: the newest sheet's version, day of recording and the enrolments present."""
    rows = await tx.all(
        sa.select(sheet)
        .where(sheet.c.class_id == class_id)
        .ext(distinct_on(sheet.c.session_number))
        .order_by(sheet.c.session_number, sheet.c.version.desc())
    )
    return {row["session_number"]: row for row in rows}


async def enrolments_with_certificate(
    tx: Transaction, conditions: Sequence[ColumnElement[bool]], limit: int, after: str | None
) -> tuple[Sequence[RowMapping], str | None]:
    """A page of enrolments, each with the number and day of its certificate if there is one."""
    query = (
        sa.select(
            enrolment,
            certificate.c.number.label("certificate_number"),
            certificate.c.issued_on.label("certificate_issued_on"),
        )
        .outerjoin(certificate, certificate.c.enrolment_id == enrolment.c.id)
        .where(*conditions)
        .order_by(enrolment.c.id)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(enrolment.c.id > after)
    rows = await tx.all(query)
    return rows[:limit], rows[limit - 1]["id"] if len(rows) > limit else None
