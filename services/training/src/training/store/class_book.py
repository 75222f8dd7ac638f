"""The class book: attendance sheets and plan grades, of which the newest count."""

from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy.dialects.postgresql import distinct_on

from training.domain.attendance import AttendanceSheet
from training.domain.results import Grade
from training.store.tables.base import table_of
from training.store.tables.results import AttendanceRow, PlanGradeRow

sheet = table_of(AttendanceRow)
plan_grade = table_of(PlanGradeRow)


async def last_sheet_version(tx: Transaction, class_id: str, session_number: int) -> int:
    """The version of a session's newest sheet; 0 when there is none."""
    found = await tx.value(
        sa.select(sa.func.max(sheet.c.version)).where(
            sheet.c.class_id == class_id, sheet.c.session_number == session_number
        )
    )
    return int(found or 0)


async def newest_sheets(tx: Transaction, class_id: str) -> list[AttendanceSheet]:
    """The newest sheet of each session of a class."""
    rows = await tx.all(
        sa.select(sheet)
        .where(sheet.c.class_id == class_id)
        .ext(distinct_on(sheet.c.session_number))
        .order_by(sheet.c.session_number, sheet.c.version.desc())
    )
    return [
        AttendanceSheet(row["session_number"], row["version"], row["recorded_on"], frozenset(row["present"]))
        for row in rows
    ]


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
