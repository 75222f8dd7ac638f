"""Rosters as XLSX files that are the same, byte for byte, whenever they are written."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from applicants.domain.roster import COLUMNS, Column
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from qibu.roster.identity import fifteen_digits
from qibu.roster.people import Person

Cell = str | date | Decimal | float | int | None

_WRITTEN_AT = datetime(2007, 7, 28, 9, 0, 0)  # noqa: DTZ001 - XLSX properties and ZIP stamps know no zone
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def headers() -> list[str]:
    """The Chinese headers, in the order of the template."""
    return [column.zh for column in COLUMNS]


def row_of(person: Person) -> list[Cell]:
    """One person as cells, in the order of the template."""
    cells = _cells(person)
    return [cells[column.key] for column in COLUMNS]


def _cells(person: Person) -> dict[str, Cell]:
    number = person.identity_number
    trade = person.trade
    return {
        "name": person.name,
        "identity_number": fifteen_digits(number) if person.shows_old_card else number,
        "phone": person.phone,
        "area": person.area,
        "education": person.education.zh,
        "employment_status": person.employment_status.zh,
        "unemployed_since": person.unemployed_since,
        "target_group": person.target_group.zh,
        "group_document_number": person.group_document_number,
        "wants": person.wants.zh,
        "sector": trade.sector if trade else None,
        "idea": trade.idea if trade else None,
        "own_capital": person.own_capital,
        "runs_registered_business": "是" if person.runs_registered_business else "否",
        "consent_given_on": person.registered_on,
        "registered_on": person.registered_on,
    }


def roster_bytes(people: Iterable[Person]) -> bytes:
    """The roster of ``people`` as an XLSX file."""
    return sheet_bytes(headers(), [row_of(person) for person in people])


def sheet_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet named 花名册; text stays text, dates are date cells, money has two decimals."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has one worksheet")
    sheet.title = "花名册"
    sheet.append(list(header))
    for row in rows:
        sheet.append([_plain(cell) for cell in row])
    _dress(sheet)
    return _steady(book)


def _plain(cell: Cell) -> str | date | float | int | None:
    """Money as a number cell: exact, since a roster's amounts are whole or half yuan."""
    return float(cell) if isinstance(cell, Decimal) else cell


def _dress(sheet: Worksheet) -> None:
    """Bold headers that stay in view, and formats as a person would set them."""
    sheet.freeze_panes = "B2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
            elif isinstance(cell.value, float):
                cell.number_format = "#,##0.00"
            else:
                cell.number_format = "@"
    for index, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = _width(column)


def _width(column: Column) -> float:
    return {"identity_number": 21.0, "group_document_number": 26.0, "area": 14.0, "phone": 14.0}.get(column.key, 12.0)


def _steady(book: Workbook) -> bytes:
    """The file without the clock: fixed times in its properties and in every entry of the archive."""
    book.properties.creator = "qibu sample-roster"
    book.properties.created = _WRITTEN_AT
    written = io.BytesIO()
    book.save(written)
    steady = io.BytesIO()
    stamp = _WRITTEN_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(steady, "w") as target:
        for name in sorted(source.namelist(), key=lambda entry: (entry != "[Content_Types].xml", entry)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, _WRITTEN_AT.timetuple()[:6])
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            target.writestr(entry, content, zipfile.ZIP_DEFLATED, 6)
    return steady.getvalue()
