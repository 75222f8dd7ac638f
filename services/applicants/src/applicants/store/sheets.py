"""Reads an uploaded file, XLSX or CSV, into a sheet of cells; the bytes decide which, not the name.

Files come from outside: size, unpacked size and rows are bounded before anything is parsed.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from struct import error as StructError  # noqa: N812 -- named like the other errors it stands among
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from applicants.domain.errors import (
    RosterDamaged,
    RosterEmpty,
    RosterExpandsTooMuch,
    RosterFormatUnknown,
    RosterTooManyBytes,
    RosterTooManyRows,
)
from applicants.domain.roster_reading import Cell, Sheet

MOST_UNPACKED_BYTES = 60_000_000
MOST_PARTS = 200
MOST_COLUMNS = 64
_ZIP = b"PK\x03\x04"
_DELIMITERS = ",\t;"
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


def read_sheet(content: bytes, most_rows: int, most_bytes: int) -> Sheet:
    """Read the first sheet of ``content``. Raises the refusals of files: too big, unreadable, empty."""
    if len(content) > most_bytes:
        raise RosterTooManyBytes("file", limit=most_bytes)
    table = _from_workbook(content, most_rows) if content.startswith(_ZIP) else _from_text(content, most_rows)
    headers = [cell if isinstance(cell, str) else "" for cell in table[0]] if table else []
    rows = [(number, cells) for number, cells in enumerate(table[1:], start=2) if _filled(cells)]
    if not rows:
        raise RosterEmpty("file")
    if len(rows) > most_rows or len(table) - 1 > _most_lines(most_rows):
        raise RosterTooManyRows("file", limit=most_rows)
    return Sheet(headers, rows)


def _most_lines(most_rows: int) -> int:
    """Lines that are looked at: people leave blank ones, but not more than there are rows."""
    return 2 * most_rows


def _filled(cells: Sequence[Cell]) -> bool:
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells)


def _from_workbook(content: bytes, most_rows: int) -> list[Sequence[Cell]]:
    try:
        _check_archive(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            lines = sheet.iter_rows(max_row=_most_lines(most_rows) + 2, max_col=MOST_COLUMNS, values_only=True)
            return [_trimmed([_cell(value) for value in line]) for line in lines]
        finally:
            book.close()
    except _BROKEN as error:
        raise RosterDamaged("file") from error


def _trimmed(cells: list[Cell]) -> list[Cell]:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _check_archive(content: bytes) -> None:
    """Refuse archives that unpack to too much; declared sizes are enforced when parts are read."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
            raise RosterExpandsTooMuch("file", limit=MOST_UNPACKED_BYTES)
        for part in parts:
            with archive.open(part) as opened:
                if b"<!DOCTYPE" in opened.read(4096):
                    raise RosterDamaged("file")


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


def _from_text(content: bytes, most_rows: int) -> list[Sequence[Cell]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(_bounded(reader, _most_lines(most_rows) + 2))
    except csv.Error as error:
        raise RosterFormatUnknown("file") from error


def _bounded(lines: Iterable[list[str]], most: int) -> Iterator[Sequence[Cell]]:
    for number, line in enumerate(lines):
        if number >= most:
            return
        yield [cell or None for cell in line[:MOST_COLUMNS]]


def _decoded(content: bytes) -> str:
    """Text in UTF-8, with or without its mark, or else in GB18030. Raises RosterFormatUnknown."""
    if b"\x00" not in content:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise RosterFormatUnknown("file")
