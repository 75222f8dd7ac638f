"""Files that go out: one header in Chinese and English, XLSX or CSV, no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import cast

from fastapi import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | Decimal | date | None

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    """The kinds of file."""

    XLSX = "xlsx"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        """As HTTP names it."""
        if self is Format.CSV:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetResponse(Response):
    """A file for download: XLSX, or CSV when that is asked for."""

    media_type = Format.XLSX.media_type


def file_of(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], kind: Format) -> SheetResponse:
    """The rows as a file for download; ``name`` without its ending, ASCII."""
    content = _csv(header, rows) if kind is Format.CSV else _xlsx(name, header, rows)
    disposition = f'attachment; filename="{name}.{kind.value}"'
    return SheetResponse(content, media_type=kind.media_type, headers={"Content-Disposition": disposition})


def safe(value: Cell) -> Cell:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_STARTS_FORMULA):
        return f"'{value}"
    return value


def _csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([safe(value) for value in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def _xlsx(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = cast("WriteOnlyWorksheet", book.create_sheet(name[:31]))
    sheet.freeze_panes = "A2"
    head = []
    for text in header:
        cell = WriteOnlyCell(sheet, text)
        cell.font = Font(bold=True)
        head.append(cell)
    sheet.append(head)
    for row in rows:
        sheet.append([safe(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
