"""The bank's confirmation, XLSX or CSV, as lines; columns are known by their heads, Chinese or English."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kit.sheets import Cell, read_table

from training.domain.confirmation import BankLine
from training.domain.errors.payments import ColumnsMissing

MOST_ROWS = 10_000
MOST_COLUMNS = 20
_NAMES = {
    "end_to_end_id": ("end_to_end_id", "endtoendid", "业务编号"),
    "status": ("status", "状态", "结果"),
    "value_on": ("value_on", "value_date", "入账日期", "起息日"),
    "reason": ("reason", "原因", "退回原因"),
    "amount": ("amount", "金额", "金额（元）"),
}
_NEEDED = ("end_to_end_id", "status", "value_on")


def read_confirmation(content: bytes) -> list[BankLine]:
    """The lines with their row numbers. Raises SheetUnreadable, SheetTooLong, ColumnsMissing."""
    rows = list(read_table(content, most_rows=MOST_ROWS + 1, most_columns=MOST_COLUMNS).rows)
    if len(rows) < len(("head", "line")):
        raise ColumnsMissing("file", columns=", ".join(_NEEDED))
    where = _columns(rows[0][1])
    return [
        BankLine(number, **{name: _text(cells[at]) if at < len(cells) else "" for name, at in where.items()})
        for number, cells in rows[1:]
    ]


def _columns(header: Sequence[Cell]) -> dict[str, int]:
    heads = [set(_text(head).lower().split()) | {_text(head).lower()} for head in header]
    found = {name: at for name, words in _NAMES.items() for at, head in enumerate(heads) if head & set(words)}
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise ColumnsMissing("file", columns=", ".join(missing))
    return found


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case date():
            return cell.isoformat()[:10]
        case Decimal():
            return f"{cell:f}"
    return cell.strip()
