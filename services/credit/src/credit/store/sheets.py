"""Reads an uploaded file, XLSX or CSV, into rows of cells; the bytes decide which, not the name.

Files come from outside: size, unpacked size and rows are bounded before anything is parsed.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from math import isfinite
from struct import error as StructError  # noqa: N812 -- named like the other errors it stands among
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from credit.domain.bank_sheet import Cell
from credit.domain.errors.files import FileTooLong, FileUnreadable

MOST_ROWS = 250_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_PARTS = 200
MOST_COLUMNS = 32
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


def read_rows(content: bytes) -> list[tuple[int, Sequence[Cell]]]:
    """The first sheet's rows that are not empty, with their numbers. Raises FileUnreadable, FileTooLong."""
    table = _from_workbook(content) if content.startswith(_ZIP) else _from_text(content)
    if len(table) > MOST_ROWS:
        raise FileTooLong("file", limit=MOST_ROWS)
    return [(number, cells) for number, cells in enumerate(table, start=1) if any(cells)]


def _from_workbook(content: bytes) -> list[Sequence[Cell]]:
    try:
        _check_archive(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            lines = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
            return [[_cell(value) for value in line] for line in lines]
        finally:
            book.close()
    except _BROKEN as error:
        raise FileUnreadable("file") from error


def _check_archive(content: bytes) -> None:
    """Refuse archives that unpack to too much; declared sizes are enforced when parts are read."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
            raise FileTooLong("file", limit=MOST_ROWS)
        for part in parts:
            with archive.open(part) as opened:
                if b"<!DOCTYPE" in opened.read(4096):
                    raise FileUnreadable("file")


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


def _from_text(content: bytes) -> list[Sequence[Cell]]:
    text = _decoded(content)
    sample = text[:4096]
    delimiter = max(_DELIMITERS, key=sample.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [line[:MOST_COLUMNS] for line in islice(reader, MOST_ROWS + 1)]
    except csv.Error as error:
        raise FileUnreadable("file") from error


def _decoded(content: bytes) -> str:
    """Text in UTF-8, with or without its mark, or else in GB18030. Raises FileUnreadable."""
    if b"\x00" not in content:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise FileUnreadable("file")
