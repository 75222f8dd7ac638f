"""A roster with every kind of mistake that a real sheet has, one to a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from applicants.domain.roster import COLUMNS
from applicants.domain.words import EmploymentStatus

from qibu.roster.identity import check_character, fifteen_digits
from qibu.roster.people import Person, draw_people
from qibu.roster.sheet import Cell, headers, row_of, sheet_bytes

SEED = 1917
_FIRST_ROW = 2
_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what is odd about it, in which column, and whether the import takes it all the same."""

    what: str
    column: str
    tolerated: bool
    cells: Mapping[str, Cell] = field(repr=False)


def rows() -> list[Row]:
    """The rows, in the order of the sheet, which begins with row 2 below the headers."""
    people = iter(_tidy_people())
    first = next(people)
    sound = Row("nothing: a sound row", "", tolerated=True, cells=_as_cells(first))
    twice = Row("the person of row 2 again", "identity_number", tolerated=False, cells=_as_cells(first))
    wrong = [
        Row(what, column, tolerated=False, cells=_as_cells(person) | overlay(person))
        for (what, column, overlay), person in zip(_WRONG, people, strict=False)
    ]
    untidy = [
        Row(what, column, tolerated=True, cells=_as_cells(person) | overlay(person))
        for (what, column, overlay), person in zip(_UNTIDY, people, strict=False)
    ]
    return [sound, *wrong, twice, *untidy]


def with_mistakes() -> bytes:
    """The sheet of :func:`rows`."""
    return sheet_bytes(headers(), [[row.cells[column.key] for column in COLUMNS] for row in rows()])


def with_wrong_headers() -> bytes:
    """A sound list of three under headers that nobody agreed on: one is misspelt, one is foreign."""
    header = headers()
    header[1] = "身分证"
    header[3] = "所属镇街"
    return sheet_bytes(header, [row_of(person) for person in draw_people(3, SEED)])


def table() -> str:
    """The rows as a table for people, in Markdown."""
    lines = ["| row | column | what is odd about it | the import |", "|---|---|---|---|"]
    titles = {column.key: column.zh for column in COLUMNS} | {"": ""}
    for number, row in enumerate(rows(), start=_FIRST_ROW):
        answer = "takes it" if row.tolerated else "names it as an error"
        lines.append(f"| {number} | {titles[row.column]} | {row.what} | {answer} |")
    return "\n".join(lines)


def _tidy_people() -> list[Person]:
    """People without a blank of their own, so that each row is odd in one way only."""
    drawn = draw_people(200, SEED)
    return [
        person
        for person in drawn
        if person.trade and person.phone and person.unemployed_since and not person.shows_old_card
    ]


def _as_cells(person: Person) -> dict[str, Cell]:
    return {column.key: cell for column, cell in zip(COLUMNS, row_of(person), strict=True)}


def _renumbered(seventeen: str) -> dict[str, Cell]:
    return {"identity_number": seventeen + check_character(seventeen)}


def _one_digit_off(person: Person) -> dict[str, Cell]:
    number = person.identity_number
    return {"identity_number": number[:14] + str((int(number[14]) + 1) % 10) + number[15:]}


def _a_week_later(person: Person) -> date:
    return person.registered_on + timedelta(days=7)


_Overlay = Callable[[Person], dict[str, Cell]]

_WRONG: tuple[tuple[str, str, _Overlay], ...] = (
    ("one digit mistyped, so the check character does not fit", "identity_number", _one_digit_off),
    ("a digit left out", "identity_number", lambda p: {"identity_number": p.identity_number[1:]}),
    (
        "born on 30 February",
        "identity_number",
        lambda p: _renumbered(p.identity_number[:10] + "0230" + p.identity_number[14:17]),
    ),
    (
        "no province has these two digits",
        "identity_number",
        lambda p: _renumbered("99" + p.identity_number[2:17]),
    ),
    (
        "stored as a number, so the last digits are lost (5.10E+17)",
        "identity_number",
        lambda p: {"identity_number": float(p.identity_number[:17] + "0")},
    ),
    ("left empty", "identity_number", lambda _: {"identity_number": None}),
    ("left empty", "name", lambda _: {"name": None}),
    ("nothing but spaces", "name", lambda _: {"name": "   "}),
    ("three digits short", "phone", lambda _: {"phone": "13800138"}),
    ("left empty", "area", lambda _: {"area": None}),
    ("a code that no street or town has", "area", lambda _: {"area": "500116999"}),
    ("a neighbouring district", "area", lambda _: {"area": "500118001"}),
    ("a word that the column does not know", "education", lambda _: {"education": "读过书"}),
    ("left empty", "employment_status", lambda _: {"employment_status": None}),
    ("a word that the column does not know", "target_group", lambda _: {"target_group": "困难户"}),
    ("left empty", "wants", lambda _: {"wants": None}),
    ("a division that GB/T 4754 never gave out", "sector", lambda _: {"sector": "99"}),
    ("retail trade under the letter of farming", "sector", lambda _: {"sector": "A65"}),
    ("words instead of an amount", "own_capital", lambda _: {"own_capital": "两万左右"}),
    ("below zero", "own_capital", lambda _: {"own_capital": Decimal(-500)}),
    ("a fraction of a fen", "own_capital", lambda _: {"own_capital": "5000.005"}),
    ("a question mark", "runs_registered_business", lambda _: {"runs_registered_business": "？"}),
    ("left empty", "consent_given_on", lambda _: {"consent_given_on": None}),
    (
        "given after the day of registration",
        "consent_given_on",
        lambda p: {"consent_given_on": _a_week_later(p)},
    ),
    ("a year that has not come", "registered_on", lambda _: {"registered_on": date(2207, 7, 5)}),
    ("text that is no day", "registered_on", lambda _: {"registered_on": "2007-02-30"}),
    ("text that nobody can read as a day", "registered_on", lambda _: {"registered_on": "上周五"}),
    (
        "later than the day of registration",
        "unemployed_since",
        lambda p: {"unemployed_since": _a_week_later(p)},
    ),
    (
        "given although the person has a job",
        "unemployed_since",
        lambda _: {"employment_status": EmploymentStatus.EMPLOYED.zh},
    ),
)

_UNTIDY: tuple[tuple[str, str, _Overlay], ...] = (
    (
        "full-width digits",
        "identity_number",
        lambda p: {"identity_number": p.identity_number.translate(_FULL_WIDTH)},
    ),
    (
        "spaces before and behind",
        "identity_number",
        lambda p: {"identity_number": f" {p.identity_number}  ", "name": f"{p.name}  "},
    ),
    (
        "an old number of 15 digits",
        "identity_number",
        lambda p: {"identity_number": fifteen_digits(p.identity_number)},
    ),
    ("spaces and a country code", "phone", lambda p: {"phone": f"+86 {p.phone}"}),
    ("a day as text with slashes", "registered_on", lambda p: {"registered_on": _slashes(p.registered_on)}),
    ("a day as Chinese text", "registered_on", lambda p: {"registered_on": _in_chinese(p.registered_on)}),
    ("the English word", "education", lambda _: {"education": "Junior middle school"}),
    ("letter and digits together", "sector", lambda _: {"sector": "H65"}),
    ("an amount as text with a comma", "own_capital", lambda _: {"own_capital": "12,000"}),
)


def _slashes(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"


def _in_chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
