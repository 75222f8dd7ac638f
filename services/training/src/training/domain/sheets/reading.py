"""The three sheets' own columns and lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from training.domain.errors.sheets import CellUnreadable
from training.domain.results import Grade
from training.domain.sheets.table import (
    CLASS,
    LEARNER,
    NAME,
    REMARK,
    Cell,
    Column,
    Fault,
    Head,
    Odd,
    RowReader,
    Rows,
    as_number,
    as_text,
    below,
    odd_faults,
    plain,
    read_head,
)

ENROLLED_ON = Column("报名日期", "Enrolled on", ("enrolment date",))
GRADE = Column("计划书成绩", "Grade", ("成绩", "plan grade", "等级"))
GRADER = Column("评审专家", "Expert", ("grader", "专家", "评审人"))
GRADED_ON = Column("评分日期", "Graded on", ("评审日期", "graded"))

GRADES: Final[Mapping[str, Grade]] = {
    **dict.fromkeys(("优秀", "excellent", "优"), Grade.EXCELLENT),
    **dict.fromkeys(("合格", "pass", "及格"), Grade.PASS),
    **dict.fromkeys(("不合格", "fail", "不及格"), Grade.FAIL),
}
PRESENT, ABSENT, LATE = "present", "absent", "late"
_MARKS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("√", "✓", "✔", "到", "出勤", "出席", "present", "p", "yes", "是", "true"), PRESENT),
    **dict.fromkeys(
        ("×", "x", "✗", "✘", "缺", "缺勤", "缺席", "旷课", "请假", "absent", "a", "no", "否", "false"), ABSENT
    ),
    **dict.fromkeys(("迟到", "迟", "late", "l", "△", "早退"), LATE),
}
_BLANK = frozenset({"", "-", "—", "–", "/"})
_HOURS = re.compile(r"(?:(?:迟到|迟|late|早退)\s*:?\s*)?([0-9]+(?:\.[0-9]+)?)\s*(?:h|小时|学时|课时|hours)?")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class SheetKind(StrEnum):
    """The sheets that institutions send."""

    ROSTER = "roster"
    ATTENDANCE = "attendance"
    RESULTS = "results"


COLUMNS: Final[Mapping[SheetKind, tuple[Column, ...]]] = {
    SheetKind.ROSTER: (CLASS, LEARNER, NAME, ENROLLED_ON, REMARK),
    SheetKind.ATTENDANCE: (CLASS, LEARNER, NAME, REMARK),
    SheetKind.RESULTS: (CLASS, LEARNER, NAME, GRADE, GRADER, GRADED_ON, REMARK),
}


@dataclass(frozen=True)
class Line:
    """One row: class and learner as written, and what the sheet says of them."""

    row: int
    class_number: str
    applicant_id: str
    enrolled_on: date | None = None
    marks: Mapping[int, str] = field(default_factory=dict)
    """By session: present, absent, late, or hours as text; sessions with a blank cell are not named."""
    grade: Grade | None = None
    grader: str = ""
    graded_on: date | None = None


@dataclass
class Reading:
    """A sheet as read. ``names``: the name in each line's row."""

    lines: list[Line] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    """Headers as the file has them, by the Chinese name of the column or the session's number."""
    days: dict[int, date] = field(default_factory=dict)
    """Days named in the headers of sessions."""
    head_row: int = 1


def read_sheet(kind: SheetKind, rows: Rows, merged: Sequence[Odd] = (), formulas: Sequence[Odd] = ()) -> Reading:
    """Read all rows of a sheet. Faulty headers are reported alone."""
    head = read_head(rows, COLUMNS[kind], sessions=kind is SheetKind.ATTENDANCE)
    reading = Reading(faults=[*head.faults, *odd_faults(head, merged, formulas)], head_row=head.row or 1)
    if reading.faults:
        return reading
    reading.headers = {column.zh: shown for column, shown in head.shown.items()}
    for session in head.sessions.values():
        reading.headers[str(session.number)] = session.header
        if session.held_on is not None:
            reading.days[session.number] = session.held_on
    below(rows, head, reading.faults, lambda row: _read(kind, row, head, reading))
    return reading


def _read(kind: SheetKind, row: RowReader, head: Head, reading: Reading) -> None:
    before = len(row.faults)
    class_number = row.text(CLASS, 40)
    applicant_id = row.text(LEARNER, 40).lower()
    if applicant_id and not _UUID.fullmatch(applicant_id):
        row.fault(LEARNER, CellUnreadable(where="file", wanted="a learner number", wanted_zh="学员编号"))
    name = row.text(NAME)
    line = Line(row.row, class_number, applicant_id)
    match kind:
        case SheetKind.ROSTER:
            line = Line(row.row, class_number, applicant_id, enrolled_on=row.day(ENROLLED_ON))
        case SheetKind.ATTENDANCE:
            line = Line(row.row, class_number, applicant_id, marks=_marks(row, head))
        case SheetKind.RESULTS:
            grade = row.word(GRADE, GRADES, "excellent, pass or fail", "“优秀”“合格”或“不合格”")
            grader, graded_on = row.text(GRADER), row.day(GRADED_ON)
            line = Line(row.row, class_number, applicant_id, grade=grade, grader=grader, graded_on=graded_on)
    if len(row.faults) == before:
        reading.lines.append(line)
        reading.names[row.row] = name


def _marks(row: RowReader, head: Head) -> dict[int, str]:
    marks = {}
    for place, session in head.sessions.items():
        mark = _mark(row.cells[place] if place < len(row.cells) else None)
        if mark is None:
            refusal = CellUnreadable(
                where="file",
                wanted="present (√), absent (×), late (△) or the hours",
                wanted_zh="√、×、△（迟到）或到课学时",
            )
            row.faults.append(Fault(row.row, session.header, refusal))
        elif mark:
            marks[session.number] = mark
    return marks


def _mark(cell: Cell) -> str | None:
    """The cell's mark; empty for a blank cell, None when it cannot be read."""
    return _mark_in(as_text(cell))


@lru_cache(maxsize=4096)
def _mark_in(text: str) -> str | None:
    text = plain(text)
    if text in _BLANK:
        return ""
    if text in _MARKS:
        return _MARKS[text]
    match = _HOURS.fullmatch(text)
    number = as_number(match[1]) if match else None
    if number is None:
        return None
    return str(number) if number else ABSENT


def mark_hours(mark: str, planned: Decimal, late: Decimal) -> Decimal:
    """The hours that a mark is worth in a session of ``planned`` hours; ``late`` where it only says late."""
    if mark == PRESENT:
        return planned
    if mark == LATE:
        return late
    return Decimal(0) if mark == ABSENT else Decimal(mark)
