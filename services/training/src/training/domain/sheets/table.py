"""A sheet as cells, read by its headers: columns in any order, in Chinese or English; every fault with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeVar

from kit.refusal import Refusal

from training.domain.errors.sheets import (
    CellFormula,
    CellMerged,
    CellMissing,
    CellUnreadable,
    ColumnsMissing,
    HeaderTwice,
    HeaderUnknown,
    SheetEmpty,
)

Cell = str | Decimal | date | None
Rows = Sequence[tuple[int, Sequence[Cell]]]
"""Rows that are not empty, with their numbers in the file, from one."""

_HEAD_ROWS = 10
_SERIAL_DAYS = (20_000, 80_000)
_FIRST_SERIAL_DAY = date(1899, 12, 30)
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:\s+00?:00(?::00)?)?")
_COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SESSION = re.compile(r"第\s*([0-9]{1,3})\s*次|session\s*([0-9]{1,3})")


@dataclass(frozen=True)
class Column:
    """A column's name in Chinese and English, and what else it is called."""

    zh: str
    en: str
    others: tuple[str, ...] = ()
    optional: bool = False

    @property
    def header(self) -> str:
        """As the template writes it: Chinese, and English on a second line."""
        return f"{self.zh}\n{self.en}"

    def means(self, text: str) -> bool:
        """Whether ``text``, brought to one form, names this column."""
        return text in {plain(item) for item in (self.zh, self.en, self.header, f"{self.en} {self.zh}", *self.others)}


CLASS = Column("班次编号", "Class", ("class number", "班次"))
LEARNER = Column("学员编号", "Learner number", ("learner", "applicant", "申请人编号", "编号"))
NAME = Column("姓名", "Name", ("学员姓名",))
REMARK = Column("备注", "Remark", ("remarks", "说明"), optional=True)


@dataclass(frozen=True)
class Fault:
    """What is wrong and where: the row in the file, the column's header, and the refusal."""

    row: int
    column: str
    refusal: Refusal


@dataclass(frozen=True)
class Odd:
    """A cell that holds no plain value; for merged cells, where they end."""

    row: int
    column: int
    to: str = ""


@dataclass(frozen=True)
class SessionColumn:
    """A column of one session; the day when its header names one."""

    number: int
    header: str
    held_on: date | None


@dataclass
class Head:
    """Which column is which: of the sheet's own, and of sessions."""

    row: int = 0
    places: dict[Column, int] = field(default_factory=dict)
    sessions: dict[int, SessionColumn] = field(default_factory=dict)
    shown: dict[Column, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def plain(text: str) -> str:
    """Text in one form: half width, lower case, single spaces, no asterisk or colon at the end."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split()).rstrip("*: ")


def read_head(rows: Rows, columns: Sequence[Column], *, sessions: bool = False) -> Head:
    """Find the header row among the first ones. Without sound headers no row means anything."""
    for row, cells in rows[:_HEAD_ROWS]:
        texts = [plain(cell) if isinstance(cell, str) else "" for cell in cells]
        if sum(any(column.means(text) for column in columns) for text in texts if text) > 1:
            return _head(row, cells, texts, columns, sessions=sessions)
    missing = "、".join(column.zh for column in columns if not column.optional)
    return Head(faults=[Fault(1, "", ColumnsMissing(where="file", columns=missing))])


def _head(row: int, cells: Sequence[Cell], texts: Sequence[str], columns: Sequence[Column], *, sessions: bool) -> Head:
    head = Head(row)
    for place, text in enumerate(texts):
        shown = str(cells[place] or "").split("\n", maxsplit=1)[0].strip()[:40]
        column = next((column for column in columns if column.means(text)), None)
        session = _SESSION.search(text) if sessions else None
        if column is not None:
            if column in head.places:
                head.faults.append(Fault(row, shown, HeaderTwice(where="file", header=shown)))
            head.places[column] = place
            head.shown[column] = shown
        elif session is not None:
            number = int(session[1] or session[2])
            if number in {known.number for known in head.sessions.values()}:
                head.faults.append(Fault(row, shown, HeaderTwice(where="file", header=shown)))
            found = _DAY.search(text)
            head.sessions[place] = SessionColumn(number, shown, _as_date(found) if found else None)
        elif text:
            head.faults.append(Fault(row, shown, HeaderUnknown(where="file", header=shown)))
    lacking = [column.zh for column in columns if not column.optional and column not in head.places]
    if sessions and not head.sessions:
        lacking.append("第1次…")
    if lacking:
        head.faults.append(Fault(row, "", ColumnsMissing(where="file", columns="、".join(lacking))))
    return head


def odd_faults(head: Head, merged: Sequence[Odd], formulas: Sequence[Odd]) -> list[Fault]:
    """Faults of cells that are merged or hold formulas, in the headers or below."""

    def header(place: int) -> str:
        column = next((shown for column, shown in head.shown.items() if head.places[column] == place), "")
        return column or (head.sessions[place].header if place in head.sessions else "")

    return [
        *(
            Fault(odd.row, header(odd.column - 1), CellMerged(where="file", to=odd.to))
            for odd in merged
            if odd.row >= head.row
        ),
        *(
            Fault(odd.row, header(odd.column - 1), CellFormula(where="file"))
            for odd in formulas
            if odd.row >= head.row and header(odd.column - 1)
        ),
    ]


Value = TypeVar("Value")


@dataclass
class RowReader:
    """One row below the headers: cells are asked for by column, faults collect."""

    row: int
    cells: Sequence[Cell]
    head: Head
    faults: list[Fault]

    def cell(self, column: Column) -> Cell:
        """The cell of a column; None when it is empty or the column is not there."""
        place = self.head.places.get(column)
        found = self.cells[place] if place is not None and place < len(self.cells) else None
        return None if isinstance(found, str) and not found.strip() else found

    def fault(self, column: Column, refusal: Refusal) -> None:
        """Note what is wrong with a column's cell."""
        self.faults.append(Fault(self.row, self.head.shown.get(column, column.zh), refusal))

    def text(self, column: Column, limit: int = 100) -> str:
        """The column's text in half width; empty with a fault when there is none."""
        found = self.cell(column)
        text = as_text(found)
        if not text:
            self.fault(column, CellMissing(where="file"))
        elif len(text) > limit:
            self.fault(
                column, CellUnreadable(where="file", wanted=f"at most {limit} characters", wanted_zh=f"{limit} 字以内")
            )
            return ""
        return text

    def day(self, column: Column) -> date | None:
        """The column's day; None with a fault when there is none."""
        found = self.cell(column)
        if found is None:
            self.fault(column, CellMissing(where="file"))
            return None
        day = as_day(found)
        if day is None:
            self.fault(
                column,
                CellUnreadable(where="file", wanted="a date such as 2007-08-16", wanted_zh="日期（如 2007-08-16）"),
            )
        return day

    def word(self, column: Column, words: Mapping[str, Value], wanted: str, wanted_zh: str) -> Value | None:
        """What the column's word means; None with a fault."""
        text = plain(as_text(self.cell(column)))
        if not text:
            self.fault(column, CellMissing(where="file"))
            return None
        if text not in words:
            self.fault(column, CellUnreadable(where="file", wanted=wanted, wanted_zh=wanted_zh))
        return words.get(text)


def below(rows: Rows, head: Head, faults: list[Fault], read: Callable[[RowReader], None]) -> None:
    """Read every row below the headers that is filled in one of its columns."""
    own = {*head.places.values(), *head.sessions}
    count = 0
    for row, cells in rows:
        if row <= head.row or not any(place < len(cells) and as_text(cells[place]) for place in own):
            continue
        count += 1
        read(RowReader(row, cells, head, faults))
    if not count:
        faults.append(Fault(head.row, "", SheetEmpty(where="file")))


def as_text(cell: Cell) -> str:
    """The cell's text in half width, without spaces around it; whole numbers without decimals."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _half_width(cell)
    if isinstance(cell, Decimal):
        return format(cell.to_integral_value() if cell == cell.to_integral_value() else cell, "f")
    return cell.isoformat()


@lru_cache(maxsize=65_536)
def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().removeprefix("'")


def as_day(cell: Cell) -> date | None:
    """A day, whether the cell holds a date, its serial number, or text such as 2007-8-16, 2007年8月16日 or 20070816."""
    if isinstance(cell, date):
        return cell
    text = as_text(cell)
    match = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    if match is not None:
        return _as_date(match)
    number = as_number(text)
    if number is not None and number == int(number) and _SERIAL_DAYS[0] <= number <= _SERIAL_DAYS[1]:
        return _FIRST_SERIAL_DAY + timedelta(days=int(number))
    return None


def _as_date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def as_number(text: str) -> Decimal | None:
    """A plain number with at most two decimals."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**6 and number == round(number, 2) else None
