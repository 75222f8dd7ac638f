"""The class book: attendance sheets and plan grades, of which the newest count."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import RowMapping
from sqlalchemy.dialects.postgresql import distinct_on

from training.domain.attendance import AttendanceSheet
from training.domain.results import Grade
from training.store.tables.base import table_of
from training.store.tables.results import AttendanceRow, PlanGradeRow

sheet = table_of(AttendanceRow)
plan_grade = table_of(PlanGradeRow)


async def newest_sheets_of(tx: Transaction, class_ids: Collection[str]) -> dict[str, dict[int, AttendanceSheet]]:
    """The newest sheet of each session, by class and session number."""
    rows = await tx.all(
        sa.select(sheet)
        .where(sheet.c.class_id.in_(class_ids))
        .ext(distinct_on(sheet.c.class_id, sheet.c.session_number))
        .order_by(sheet.c.class_id, sheet.c.session_number, sheet.c.version.desc())
    )
    found: dict[str, dict[int, AttendanceSheet]] = {class_id: {} for class_id in class_ids}
    for row in rows:
        found[row["class_id"]][row["session_number"]] = sheet_of(row)
    return found


async def newest_sheets(tx: Transaction, class_id: str) -> list[AttendanceSheet]:
    """The newest sheet of each session of a class."""
    rows = await tx.all(
        sa.select(sheet)
        .where(sheet.c.class_id == class_id)
        .ext(distinct_on(sheet.c.session_number))
        .order_by(sheet.c.session_number, sheet.c.version.desc())
    )
    return [sheet_of(row) for row in rows]


def sheet_of(row: RowMapping) -> AttendanceSheet:
    """A sheet from its row."""
    partial = {enrolment_id: Decimal(hours) for enrolment_id, hours in row["partial"].items()}
    return AttendanceSheet(
        row["session_number"], row["version"], row["recorded_on"], frozenset(row["present"]), partial
    )


async def newest_grades(tx: Transaction, class_id: str) -> tuple[dict[str, Grade], dict[str, int], date | None]:
    """The newest grade and its version by enrolment, and the day of the last grading."""
    rows = await tx.all(
        sa.select(plan_grade)
        .where(plan_grade.c.class_id == class_id)
        .ext(distinct_on(plan_grade.c.enrolment_id))
        .order_by(plan_grade.c.enrolment_id, plan_grade.c.version.desc())
    )
    return (
        {row["enrolment_id"]: Grade(row["plan_grade"]) for row in rows},
        {row["enrolment_id"]: row["version"] for row in rows},
        max((row["graded_on"] for row in rows), default=None),
    )


async def newest_grades_of(tx: Transaction, class_ids: Collection[str]) -> dict[str, dict[str, RowMapping]]:
    """The newest grade as a row, by class and enrolment."""
    rows = await tx.all(
        sa.select(plan_grade)
        .where(plan_grade.c.class_id.in_(class_ids))
        .ext(distinct_on(plan_grade.c.enrolment_id))
        .order_by(plan_grade.c.enrolment_id, plan_grade.c.version.desc())
    )
    found: dict[str, dict[str, RowMapping]] = {class_id: {} for class_id in class_ids}
    for row in rows:
        found[row["class_id"]][row["enrolment_id"]] = row
    return found


async def sheet_versions(tx: Transaction, class_id: str, session_number: int) -> Sequence[RowMapping]:
    """Every sheet of a session, the newest first."""
    return await tx.all(
        sa.select(sheet)
        .where(sheet.c.class_id == class_id, sheet.c.session_number == session_number)
        .order_by(sheet.c.version.desc())
    )
