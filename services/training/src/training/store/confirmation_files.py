"""Reads the bank's confirmation, XLSX or CSV, into lines; files come from outside: size is bounded first."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice

from openpyxl import load_workbook

from training.domain.confirmation import BankLine
from training.domain.errors.payments import FileTooLong, FileUnreadable

MOST_ROWS = 10_000
MOST_UNPACKED_BYTES = 50_000_000
_NAMES = {
    "end_to_end_id": ("end_to_end_id", "endtoendid", "业务编号"),
    "status": ("status", "状态", "结果"),
    "value_on": ("value_on", "value_date", "入账日期", "起息日"),
    "reason": ("reason", "原因", "退回原因"),
    "amount": ("amount", "金额", "金额（元）"),
}
_NEEDED = ("end_to_end_id", "status", "value_on")


def read_confirmation(content: bytes) -> list[BankLine]:
    """The lines with their row numbers. Raises FileUnreadable, FileTooLong."""
    rows = _workbook(content) if content.startswith(b"PK\x03\x04") else _text(content)
    if len(rows) > MOST_ROWS + 1:
        raise FileTooLong("file", limit=MOST_ROWS)
    if not rows:
        raise FileUnreadable("file")
    where = _columns(rows[0])
    lines = [
        BankLine(row, **{name: cells[at] if at < len(cells) else "" for name, at in where.items()})
        for row, cells in enumerate(rows[1:], start=2)
        if any(cells)
    ]
    if not lines:
        raise FileUnreadable("file")
    return lines


def _columns(header: Sequence[str]) -> dict[str, int]:
    heads = [head.strip().lower() for head in header]
    found = {
        name: at
        for name, words in _NAMES.items()
        for at, head in enumerate(heads)
        if head in words or set(head.split()) & set(words)
    }
    if any(name not in found for name in _NEEDED):
        raise FileUnreadable("file")
    return found


def _workbook(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise FileTooLong("file", limit=MOST_ROWS)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, max_col=20, values_only=True)
        return [[_cell(value) for value in row] for row in sheet]
    except (FileTooLong, FileUnreadable):
        raise
    except Exception as error:
        raise FileUnreadable("file") from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _text(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise FileUnreadable("file")
    if "\x00" in text:
        raise FileUnreadable("file")
    return _parsed(io.StringIO(text, newline=""))


def _parsed(source: Iterable[str]) -> list[list[str]]:
    try:
        return list(islice(csv.reader(source, strict=True), MOST_ROWS + 2))
    except csv.Error as error:
        raise FileUnreadable("file") from error
