"""Sheets, XLSX or CSV: read from uploads within bounds, written as downloads that a spreadsheet does not run.

Uploads come from outside: size, unpacked size, rows and columns are bounded before anything is parsed.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from math import isfinite
from struct import error as StructError  # noqa: N812 -- named like the other errors it stands among
from typing import cast
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from kit.refusal import Refusal

Cell = str | Decimal | date | None
"""A cell as it comes out of a file: text, a number, a day, or nothing."""

Given = str | int | Decimal | date | None

MOST_UNPACKED_BYTES = 200_000_000
MOST_PARTS = 200
MOST_ODD_CELLS = 1000
_ZIP = b"PK\x03\x04"
_DELIMITERS = ",\t;"
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f[\s>/]')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z0-9]{2,10})"')
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    StructError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    RuntimeError,
    OSError,
)
"""What openpyxl and zipfile are seen to raise on files that are no sound workbook."""


class SheetUnreadable(Refusal):
    """The file is no readable XLSX or CSV."""

    zh = "文件不是可读取的 XLSX 或 CSV。"
    mend = "Save it again as XLSX, or as CSV in UTF-8, without a password."
    mend_zh = "请另存为 XLSX，或 UTF-8 编码的 CSV，不要加密。"


class SheetTooLong(Refusal):
    """The file has more than {limit} rows, or unpacks to too much."""

    zh = "文件超过 {limit} 行，或解压后过大。"
    mend = "Send it in parts."
    mend_zh = "请分批上传。"


@dataclass(frozen=True)
class Odd:
    """A cell that holds no plain value: where it is, and for merged cells where they end."""

    row: int
    column: int
    to: str = ""


@dataclass(frozen=True)
class Table:
    """The first sheet of a file: rows that are not empty, numbered from 1, and cells that are no plain values."""

    rows: Sequence[tuple[int, Sequence[Cell]]]
    merged: Sequence[Odd] = field(default_factory=tuple)
    formulas: Sequence[Odd] = field(default_factory=tuple)


def read_table(content: bytes, *, most_rows: int, most_columns: int = 256) -> Table:
    """The first sheet; the bytes decide whether it is XLSX or CSV. Raises SheetUnreadable, SheetTooLong."""
    merged: Sequence[Odd] = ()
    formulas: Sequence[Odd] = ()
    if content.startswith(_ZIP):
        lines, merged, formulas = _from_workbook(content, most_rows, most_columns)
    else:
        lines = _from_text(content, most_rows, most_columns)
    if len(lines) > most_rows:
        raise SheetTooLong("file", limit=most_rows)
    rows = [(number, cells) for number, cells in enumerate(lines, start=1) if any(map(_filled, cells))]
    return Table(rows, merged, formulas)


def _filled(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _from_workbook(
    content: bytes, most_rows: int, most_columns: int
) -> tuple[list[Sequence[Cell]], Sequence[Odd], Sequence[Odd]]:
    try:
        _check_archive(content, most_rows)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            found = sheet.iter_rows(max_row=most_rows + 1, max_col=most_columns, values_only=True)
            lines = [[_cell(value) for value in line] for line in found]
            # Read-only sheets tell of neither merged cells nor formulas, so their own text is searched.
            merged, formulas = _odd_cells(content, str(vars(sheet)["_worksheet_path"]))
        finally:
            book.close()
    except _BROKEN as error:
        raise SheetUnreadable("file") from error
    return cast("list[Sequence[Cell]]", lines), merged, formulas


def _check_archive(content: bytes, most_rows: int) -> None:
    """Refuse archives that unpack to too much; declared sizes are enforced when parts are read."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
            raise SheetTooLong("file", limit=most_rows)
        for part in parts:
            with archive.open(part) as opened:
                if b"<!DOCTYPE" in opened.read(4096):
                    raise SheetUnreadable("file")


def _odd_cells(content: bytes, path: str) -> tuple[list[Odd], list[Odd]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(path.lstrip("/"))
    merged = [
        Odd(int(row), _number_of(letters), to.decode())
        for letters, row, to in islice((found.groups() for found in _MERGED.finditer(xml)), MOST_ODD_CELLS)
    ]
    if b"<f" not in xml and b":f" not in xml:
        return merged, []
    found = islice((match.groups() for match in _FORMULA.finditer(xml)), MOST_ODD_CELLS)
    return merged, [Odd(int(row), _number_of(letters)) for letters, row in found]


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell(value: object) -> Cell:
    cell: Cell
    match value:
        case None | str() | Decimal():
            cell = value
        case bool():
            cell = "true" if value else "false"
        case datetime():
            cell = value.date()
        case date():
            cell = value
        case int():
            cell = Decimal(value)
        case float() if isfinite(value):
            cell = Decimal(repr(value))
        case _:
            cell = str(value)
    return cell


def _from_text(content: bytes, most_rows: int, most_columns: int) -> list[Sequence[Cell]]:
    text = _decoded(content)
    sample = text[:4096]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=sample.count), strict=True)
    try:
        return [[cell or None for cell in line[:most_columns]] for line in islice(reader, most_rows + 1)]
    except csv.Error as error:
        raise SheetUnreadable("file") from error


def _decoded(content: bytes) -> str:
    """Text in UTF-8, with or without its mark, or else in GB18030. Raises SheetUnreadable."""
    if b"\x00" not in content:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise SheetUnreadable("file")


class Format(StrEnum):
    """The kinds of file that are written."""

    XLSX = "xlsx"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        """As HTTP names it."""
        if self is Format.CSV:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def safe(value: Given) -> Given:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_STARTS_FORMULA):
        return f"'{value}"
    return value


def write_table(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Given]],
    kind: Format,
    *,
    choices: Sequence[tuple[int, Sequence[str]]] = (),
) -> bytes:
    """A file with one header. ``choices``: columns (from 1) that offer a list of words, in XLSX."""
    if kind is Format.CSV:
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows([safe(value) for value in row] for row in rows)
        return ("\ufeff" + out.getvalue()).encode()
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title[:31]
    sheet.freeze_panes = "A2"
    sheet.append(list(header))
    for number, text in enumerate(header, start=1):
        cell = sheet.cell(1, number)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(number)].width = max(12, *map(len, text.splitlines())) + 4
    for row in rows:
        sheet.append([safe(value) for value in row])
    for column, words in choices:
        offered = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        letter = get_column_letter(column)
        offered.add(f"{letter}2:{letter}2000")
        sheet.add_data_validation(offered)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
