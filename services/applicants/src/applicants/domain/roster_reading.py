"""Reads a roster's sheet as a whole: every fault of every row, or every row's facts."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from kit.money import Money
from kit.refusal import Refusal

from applicants.domain import roster
from applicants.domain.areas import AreaTree, demand_within
from applicants.domain.contact import read_phone
from applicants.domain.errors import (
    AmountUnreadable,
    CellCharacterInvalid,
    CellMissing,
    CellTooLong,
    DayUnreadable,
    HeaderMissing,
    HeaderRepeated,
    HeaderUnknown,
    IdeaIncomplete,
    IdentityNumberRepeated,
    IdentityNumberStoredAsNumber,
    WordUnknown,
)
from applicants.domain.facts import Consent, Days, Facts, Idea, contradictions, demand_day, read_name
from applicants.domain.identity import Identity, read_identity
from applicants.domain.roster import Column
from applicants.domain.rules import Rules
from applicants.domain.sectors import read_sector
from applicants.domain.words import Education, EmploymentStatus, TargetGroup, Wants, Word, YesNo

Cell = str | Decimal | date | None
"""A cell as it comes out of a file: text, a number, a day, or nothing."""

HEADER_ROW = 1
LONGEST_TEXT = 500
LONGEST_DOCUMENT = 60
MOST_CAPITAL = Money("99999999.99")
_DAY = re.compile(r"([0-9]{4})(?:[-/.年])([0-9]{1,2})(?:[-/.月])([0-9]{1,2})日?")
_COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_EXACT_DIGITS = 15
Value = TypeVar("Value")
WordKind = TypeVar("WordKind", bound=Word)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first sheet of a file: its headers, and its filled rows by row number (headers are row 1)."""

    headers: Sequence[str]
    rows: Sequence[tuple[int, Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: row number, the column's header as the file has it, the column's key, the refusal."""

    row: int
    header: str
    key: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Setting:
    """What a roster is read against: areas, rules, the uploader's area subtree, the day, the language."""

    areas: AreaTree
    rules: Rules
    subtree: str | None
    today: date
    language: str = "en"


@dataclass(slots=True)
class Reading:
    """What reading a sheet found. ``people`` may be stored only when there are no ``faults``."""

    people: list[tuple[int, Facts]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_roster(sheet: Sheet, setting: Setting) -> Reading:
    """Read all rows. Faulty headers are reported alone: without them no row means anything."""
    reading = Reading()
    places = _places(sheet, setting, reading)
    if reading.faults:
        return reading
    first_rows: dict[str, int] = {}
    for number, cells in sheet.rows:
        row = _Row(number, cells, places, sheet.headers, setting)
        facts = row.read()
        if row.identity is not None:
            first = first_rows.setdefault(row.identity.number, number)
            if first != number:
                row.fault(roster.IDENTITY_NUMBER, IdentityNumberRepeated(first_row=first))
        reading.faults.extend(row.faults)
        if facts is not None:
            reading.people.append((number, facts))
    return reading


def read_day(text: str) -> date | None:
    """Read a day in one of the forms that people write, or None."""
    match = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def _places(sheet: Sheet, setting: Setting, reading: Reading) -> Mapping[str, int]:
    """Column key → position; faults for unknown, repeated and missing headers."""
    places: dict[str, int] = {}
    for position, header in enumerate(sheet.headers):
        column = roster.column_of(header)
        if column is None:
            if header.strip() or _filled(sheet, position):
                shown = header.strip()[:40] or f"#{position + 1}"
                reading.faults.append(Fault(HEADER_ROW, shown, "", HeaderUnknown(header=shown)))
        elif column.key in places:
            reading.faults.append(Fault(HEADER_ROW, header, column.key, HeaderRepeated(header=header)))
        else:
            places[column.key] = position
    for column in roster.COLUMNS:
        if column.required and column.key not in places:
            label = column.zh if setting.language == "zh" else column.en
            reading.faults.append(Fault(HEADER_ROW, label, column.key, HeaderMissing(header=label)))
    return places


def _filled(sheet: Sheet, position: int) -> bool:
    return any(position < len(cells) and cells[position] is not None for _, cells in sheet.rows)


class _Row:
    """One row while it is read: cells are asked for by column, faults collect."""

    def __init__(
        self,
        number: int,
        cells: Sequence[Cell],
        places: Mapping[str, int],
        headers: Sequence[str],
        setting: Setting,
    ) -> None:
        self.number = number
        self.faults: list[Fault] = []
        self.identity: Identity | None = None
        self._cells = cells
        self._places = places
        self._headers = headers
        self._setting = setting

    def fault(self, column: Column, refusal: Refusal) -> None:
        """Note a fault in ``column``."""
        self.faults.append(Fault(self.number, self._header(column), column.key, refusal))

    def read(self) -> Facts | None:
        """Read the row's facts, or None when it has faults."""
        setting = self._setting
        name = self._read(roster.NAME, read_name)
        registered_on = self._day(roster.REGISTERED_ON)
        consent_on = self._day(roster.CONSENT_GIVEN_ON)
        unemployed_since = self._day(roster.UNEMPLOYED_SINCE)
        self.identity = self._identity(registered_on or setting.today)
        phone = self._read(roster.PHONE, read_phone)
        area = self._read(roster.AREA, self._area)
        education = self._word(roster.EDUCATION, Education)
        status = self._word(roster.EMPLOYMENT_STATUS, EmploymentStatus)
        group = self._word(roster.TARGET_GROUP, TargetGroup)
        document = self._text(roster.GROUP_DOCUMENT_NUMBER, LONGEST_DOCUMENT)
        wants = self._word(roster.WANTS, Wants)
        idea = self._idea()
        runs = self._word(roster.RUNS_REGISTERED_BUSINESS, YesNo)
        birth_on = self.identity.birth_on if self.identity else None
        self._contradictions(Days(birth_on, registered_on, consent_on, unemployed_since), status)
        if self.faults or not (name and self.identity and area and education and status and group and wants and runs):
            return None
        if registered_on is None or consent_on is None:
            return None
        return Facts(
            name=name,
            identity=self.identity,
            phone=phone,
            area=area,
            education=education,
            employment_status=status,
            unemployed_since=unemployed_since,
            target_group=group,
            group_document_number=document,
            wants=wants,
            idea=idea,
            consent=Consent(setting.rules.roster_consent_purpose, consent_on),
            runs_registered_business=runs is YesNo.YES,
            registered_on=registered_on,
        )

    def _contradictions(self, days: Days, status: EmploymentStatus | None) -> None:
        if days.registered_on is not None:
            rules, today = self._setting.rules, self._setting.today
            try:
                demand_day(days.registered_on, "registered_on", today, rules.backdating_days)
            except Refusal as refused:
                self.fault(roster.REGISTERED_ON, refused)
        columns = {
            "consent.given_on": roster.CONSENT_GIVEN_ON,
            "unemployed_since": roster.UNEMPLOYED_SINCE,
        }
        for refusal in contradictions(days, status):
            self.fault(columns[refusal.where], refusal)

    def _identity(self, on: date) -> Identity | None:
        column = roster.IDENTITY_NUMBER
        cell = self._cell(column)
        digits_lost = isinstance(cell, Decimal) and len(_as_text(cell)) > _EXACT_DIGITS
        text = self._text(column, LONGEST_TEXT)
        if text is not None and (digits_lost or _SCIENTIFIC.fullmatch(text)):
            self.fault(column, IdentityNumberStoredAsNumber())
            return None
        if text is None:
            return None
        return self._try(column, lambda: read_identity(text.lstrip("'"), on))

    def _idea(self) -> Idea | None:
        sector = self._read(roster.SECTOR, read_sector)
        description = self._text(roster.IDEA, LONGEST_TEXT)
        capital = self._money(roster.OWN_CAPITAL)
        columns = (roster.SECTOR, roster.IDEA, roster.OWN_CAPITAL)
        empty = [column for column in columns if self._cell(column) is None]
        if 0 < len(empty) < len(columns):
            for column in empty:
                self.fault(column, IdeaIncomplete(header=self._header(column)))
        if sector is None or description is None or capital is None:
            return None
        return Idea(sector, description, capital)

    def _area(self, text: str) -> str:
        code = self._setting.areas.read(text)
        demand_within(code, self._setting.subtree)
        return code

    def _cell(self, column: Column) -> Cell:
        place = self._places.get(column.key)
        cell = self._cells[place] if place is not None and place < len(self._cells) else None
        return None if isinstance(cell, str) and not cell.strip() else cell

    def _header(self, column: Column) -> str:
        place = self._places.get(column.key)
        if place is not None:
            return self._headers[place].strip()
        return column.zh if self._setting.language == "zh" else column.en

    def _text(self, column: Column, limit: int) -> str | None:
        cell = self._cell(column)
        if cell is None:
            if column.required:
                self.fault(column, CellMissing(header=self._header(column)))
            return None
        text = _as_text(cell).strip()
        if len(text) > limit:
            self.fault(column, CellTooLong(header=self._header(column), limit=limit))
            return None
        if _CONTROL.search(text):
            self.fault(column, CellCharacterInvalid(header=self._header(column)))
            return None
        return text

    def _read(self, column: Column, read: Callable[[str], Value]) -> Value | None:
        text = self._text(column, LONGEST_TEXT)
        return None if text is None else self._try(column, lambda: read(text))

    def _try(self, column: Column, read: Callable[[], Value]) -> Value | None:
        try:
            return read()
        except Refusal as refusal:
            self.fault(column, refusal)
            return None

    def _word(self, column: Column, kind: type[WordKind]) -> WordKind | None:
        text = self._text(column, LONGEST_TEXT)
        if text is None:
            return None
        word = kind.read(text)
        if word is None:
            zh = self._setting.language == "zh"
            accepted = ("、" if zh else ", ").join(one.zh if zh else one.value for one in kind)
            self.fault(column, WordUnknown(header=self._header(column), accepted=accepted))
        return word

    def _day(self, column: Column) -> date | None:
        cell = self._cell(column)
        if isinstance(cell, date):
            return cell
        text = self._text(column, LONGEST_TEXT)
        day = read_day(text) if text is not None else None
        if text is not None and day is None:
            self.fault(column, DayUnreadable(header=self._header(column)))
        return day

    def _money(self, column: Column) -> Money | None:
        text = self._text(column, LONGEST_TEXT)
        if text is None:
            return None
        try:
            amount = Money(Decimal(text.replace(",", "").replace("，", "")))
        except (ValueError, InvalidOperation):
            amount = -MOST_CAPITAL
        if not Money.zero() <= amount <= MOST_CAPITAL:
            self.fault(column, AmountUnreadable(header=self._header(column)))
            return None
        return amount


def _as_text(cell: str | Decimal | date) -> str:
    if isinstance(cell, Decimal):
        return format(cell.to_integral_value() if cell == cell.to_integral_value() else cell, "f")
    return cell.isoformat() if isinstance(cell, date) else cell
