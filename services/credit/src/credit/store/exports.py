"""A table as a file: XLSX or CSV, headers in Chinese and English, no cell that a spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kit.money import Money
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | date | Decimal | Money | None
Row = Sequence[Value]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text that begins so could run as a formula."""

BOM = "\ufeff"
"""Tells spreadsheets that a CSV file is UTF-8."""


@dataclass(frozen=True)
class Column:
    """A column's names and its width in characters."""

    zh: str
    en: str
    width: int = 16

    @property
    def header(self) -> str:
        """Both names."""
        return f"{self.zh} {self.en}"


@dataclass(frozen=True)
class Sheet:
    """A table to export. ``bold``: the rows (from zero, without the header) that stand out; ``about``: what it is."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    bold: frozenset[int] = frozenset()
    about: Sequence[tuple[str, str]] = ()


def neutral(text: str) -> str:
    """``text`` so that a spreadsheet shows it and never runs it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark; amounts with two decimals, dates as 2007-07-02."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(column.header for column in sheet.columns)
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    return (BOM + written.getvalue()).encode()


def as_xlsx(sheet: Sheet) -> bytes:
    """A workbook: the table, and a sheet that says what it is."""
    book = Workbook(write_only=True)
    table = book.create_sheet(sheet.title)
    for position, column in enumerate(sheet.columns, start=1):
        table.column_dimensions[get_column_letter(position)].width = column.width
    table.freeze_panes = "A2"
    _append(table, [column.header for column in sheet.columns], bold=True)
    for number, row in enumerate(sheet.rows):
        _append(table, row, bold=number in sheet.bold)
    about = book.create_sheet("说明 About")
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 28, 80
    for pair in sheet.about:
        _append(about, pair)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _append(table: WriteOnlyWorksheet, row: Iterable[Value], *, bold: bool = False) -> None:
    table.append([_cell(table, value, bold=bold) for value in row])


def _cell(table: WriteOnlyWorksheet, value: Value, *, bold: bool) -> Cell:
    if isinstance(value, Money):
        value = value.amount
    cell = WriteOnlyCell(table)
    cell.value = neutral(value) if isinstance(value, str) else value
    if isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return neutral(value) if isinstance(value, str) else str(value)
