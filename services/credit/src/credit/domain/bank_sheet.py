"""A bank's file as cells, read into a head and lines; every fault with its row and column."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Generic, TypeVar

from kit.money import Money
from kit.refusal import Refusal

from credit.domain.bank_file import Line
from credit.domain.errors.files import (
    CellInvalid,
    CellMissing,
    ColumnsMissing,
    CountWrong,
    FileEmpty,
    FileOfAnotherBank,
    HeadMissing,
    LineTwice,
    ReferenceTwice,
    TotalWrong,
)

Cell = str | Decimal | date | None
Rows = Sequence[tuple[int, Sequence[Cell]]]
"""Rows of cells with their numbers in the sheet, from one."""


@dataclass(frozen=True, eq=False)
class Name:
    """A name of the file's form, in Chinese and English, and what else it is called."""

    zh: str
    en: str
    others: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """Both names, as the template writes them."""
        return f"{self.zh} {self.en}"

    def means(self, text: str) -> bool:
        """Whether ``text`` is this name."""
        plain = " ".join(text.replace("_", " ").replace("：", "").replace(":", "").lower().split())
        return plain in {item.lower() for item in (self.zh, self.en, self.header, f"{self.en} {self.zh}", *self.others)}


BANK = Name("银行", "Bank", ("bank id", "银行编号"))
COUNT = Name("笔数", "Count", ("lines",))
TOTAL = Name("合计", "Total", ("总金额", "合计金额"))
REFERENCE = Name("凭证号", "Reference", ("流水号",))
LOAN = Name("贷款编号", "Loan", ("loan id",))
AMOUNT = Name("金额", "Amount", ("还款金额",))
PAID_ON = Name("还款日", "Paid on", ("起息日", "value date"))
SETTLES = Name("提前结清", "Settles", ("结清",))
BALANCE = Name("贷款余额", "Principal owed", ("余额", "balance"))

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
_YES = {"yes", "y", "true", "1", "是"}
_NO = {"no", "n", "false", "0", "否", ""}
_MOST_REFERENCE = 64
_MOST_AMOUNT = Decimal("9999999999.99")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where; ``row`` counts from one in the sheet."""

    row: int
    column: str
    refusal: Refusal


Made = TypeVar("Made")


@dataclass
class Read(Generic[Made]):
    """A file as it was read: sound lines with their rows, and what is wrong with the file or with lines."""

    lines: list[tuple[int, Made]] = field(default_factory=list)
    file_faults: list[Fault] = field(default_factory=list)
    line_faults: list[Fault] = field(default_factory=list)
    count: int = 0
    total: Money = field(default_factory=Money.zero)
    exact_total: Decimal = Decimal(0)


@dataclass(frozen=True)
class Form(Generic[Made]):
    """What a file's columns are, and how its cells make a line. ``amount``: the column that adds up to the total."""

    columns: tuple[Name, ...]
    optional: tuple[Name, ...]
    amount: Name
    make: Callable[[Mapping[Name, Cell], Callable[[Name, Refusal], None]], Made | None]


@dataclass(frozen=True)
class Sender:
    """The bank that sends the file: its id and registered name."""

    id: str
    name: str


def read_repayments(rows: Rows, sender: Sender) -> Read[Line]:
    """A file of repayments. A reference twice with other content refuses both lines."""
    found = read_file(rows, sender, REPAYMENTS)
    seen: dict[str, tuple[int, Line]] = {}
    torn: set[str] = set()
    kept = []
    for row, line in found.lines:
        first = seen.get(line.reference)
        if first is None:
            seen[line.reference] = (row, line)
            kept.append((row, line))
        elif first[1] == line:
            found.line_faults.append(Fault(row, REFERENCE.header, LineTwice(where="reference", first=first[0])))
        else:
            torn.add(line.reference)
            found.line_faults.append(Fault(row, REFERENCE.header, ReferenceTwice(where="reference", first=first[0])))
            found.line_faults.append(Fault(first[0], REFERENCE.header, ReferenceTwice(where="reference", first=row)))
    found.lines = [(row, line) for row, line in kept if line.reference not in torn]
    return found


def read_file(rows: Rows, sender: Sender, form: Form[Made]) -> Read[Made]:
    """A file's head and lines by ``form``."""
    found: Read[Made] = Read()
    head, start, places = _head(rows, form)
    if places is None:
        missing = ", ".join(name.header for name in form.columns)
        found.file_faults.append(Fault(1, "", ColumnsMissing(where="file", columns=missing)))
        return found
    lacking = [name.header for name in form.columns if name not in places]
    if lacking:
        row = rows[start - 1][0]
        found.file_faults.append(Fault(row, "", ColumnsMissing(where="file", columns=", ".join(lacking))))
        return found
    _read_lines(rows[start:], form, places, found)
    _check_head(head, sender, found)
    return found


def _head(rows: Rows, form: Form[Made]) -> tuple[dict[Name, tuple[int, Cell]], int, dict[Name, int] | None]:
    """What stands above the column headers, where the lines begin, and which column is which."""
    head: dict[Name, tuple[int, Cell]] = {}
    names = (*form.columns, *form.optional)
    for index, (row, cells) in enumerate(rows[:20]):
        texts = [cell if isinstance(cell, str) else "" for cell in cells]
        places = {name: place for name in names for place in range(len(texts) - 1, -1, -1) if name.means(texts[place])}
        if len(places) > 1:
            return head, index + 1, places
        for place, text in enumerate(texts):
            for name in (BANK, COUNT, TOTAL):
                if name.means(text) and place + 1 < len(cells):
                    head[name] = (row, cells[place + 1])
    return head, 0, None


def _read_lines(rows: Rows, form: Form[Made], places: Mapping[Name, int], found: Read[Made]) -> None:
    total = Decimal(0)
    for row, cells in rows:
        values = {name: cells[place] if place < len(cells) else None for name, place in places.items()}
        if all(value is None or value == "" for value in values.values()):
            continue
        found.count += 1
        faults: list[Fault] = []

        def wrong(name: Name, refusal: Refusal, row: int = row, faults: list[Fault] = faults) -> None:
            faults.append(Fault(row, name.header, refusal))

        total += _number(values.get(form.amount)) or 0
        line = form.make(values, wrong)
        found.line_faults += faults
        if line is not None and not faults:
            found.lines.append((row, line))
    found.total = Money.rounded(total)
    found.exact_total = total


def _check_head(head: Mapping[Name, tuple[int, Cell]], sender: Sender, found: Read[Made]) -> None:
    if not found.count:
        found.file_faults.append(Fault(1, "", FileEmpty(where="file")))
        return
    found.file_faults += [
        Fault(1, name.header, HeadMissing(where="file", what=name.header))
        for name in (BANK, COUNT, TOTAL)
        if name not in head or head[name][1] in {None, ""}
    ]
    if found.file_faults:
        return
    row, bank = head[BANK]
    if str(bank).strip() not in {sender.id, sender.name}:
        found.file_faults.append(Fault(row, BANK.header, FileOfAnotherBank(where="file")))
    row, told = head[COUNT]
    if _number(told) != found.count:
        found.file_faults.append(
            Fault(row, COUNT.header, CountWrong(where="file", told=str(told)[:40], counted=found.count))
        )
    row, told = head[TOTAL]
    if _number(told) != found.exact_total:
        found.file_faults.append(
            Fault(row, TOTAL.header, TotalWrong(where="file", told=str(told)[:40], counted=found.total))
        )


def as_amount(cell: Cell) -> Decimal | None:
    """An amount of yuan, if the cell holds one: at most two decimals, thousands by comma allowed; else None."""
    amount = _number(cell)
    return amount if amount is not None and amount == round(amount, 2) else None


def _number(cell: Cell) -> Decimal | None:
    if isinstance(cell, str):
        return _number_in(cell)
    return _bounded(cell)


@lru_cache(maxsize=65_536)
def _number_in(text: str) -> Decimal | None:
    try:
        return _bounded(Decimal(text.strip().replace(",", "").removeprefix("¥")))
    except InvalidOperation:
        return None


def _bounded(cell: Cell) -> Decimal | None:
    if not isinstance(cell, Decimal) or not cell.is_finite() or abs(cell) > _MOST_AMOUNT:
        return None
    return cell


def as_day(cell: Cell) -> date | None:
    """A day, if the cell holds one, written as 2007-09-21, 2007/9/21, 20070921 or 2007年9月21日."""
    if isinstance(cell, date):
        return cell
    if isinstance(cell, Decimal):
        cell = str(cell)
    return _day_in((cell or "").strip())


@lru_cache(maxsize=4096)
def _day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    match = _DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def as_text(cell: Cell) -> str:
    """The cell's text, without spaces around it."""
    return cell.strip() if isinstance(cell, str) else "" if cell is None else str(cell)


def take_loan(cells: Mapping[Name, Cell], wrong: Callable[[Name, Refusal], None]) -> str:
    """The loan's id."""
    text = as_text(cells.get(LOAN)).lower()
    if not text:
        wrong(LOAN, CellMissing(where="loan_id"))
    elif not _UUID.fullmatch(text):
        wrong(LOAN, CellInvalid(where="loan_id", wanted="a loan id", wanted_zh="贷款编号"))
    return text


def take_reference(cells: Mapping[Name, Cell], wrong: Callable[[Name, Refusal], None]) -> str:
    """The bank's reference."""
    text = as_text(cells.get(REFERENCE))
    if not text:
        wrong(REFERENCE, CellMissing(where="reference"))
    elif len(text) > _MOST_REFERENCE:
        wrong(
            REFERENCE,
            CellInvalid(
                where="reference", wanted="a reference of at most 64 characters", wanted_zh="64 字以内的凭证号"
            ),
        )
    return text


def take_amount(
    name: Name, cells: Mapping[Name, Cell], wrong: Callable[[Name, Refusal], None], *, zero: bool = False
) -> Money:
    """An amount, positive unless ``zero`` is possible."""
    cell = cells.get(name)
    amount = as_amount(cell)
    if cell is None or cell == "":
        wrong(name, CellMissing(where="amount"))
    elif amount is None or amount < 0 or (not zero and amount == 0):
        wrong(
            name,
            CellInvalid(
                where="amount", wanted="a positive amount with at most two decimals", wanted_zh="最多两位小数的正数金额"
            ),
        )
    else:
        return Money(amount)
    return Money.zero()


def take_day(name: Name, cells: Mapping[Name, Cell], wrong: Callable[[Name, Refusal], None]) -> date:
    """A day."""
    day = as_day(cells.get(name))
    if day is None:
        wrong(name, CellInvalid(where="paid_on", wanted="a date such as 2007-09-21", wanted_zh="日期（如 2007-09-21）"))
    return day or date.min


def _repayment(cells: Mapping[Name, Cell], wrong: Callable[[Name, Refusal], None]) -> Line | None:
    said = as_text(cells.get(SETTLES)).lower()
    if said not in _YES | _NO:
        wrong(SETTLES, CellInvalid(where="settles", wanted="yes or no", wanted_zh="“是”或“否”"))
    return Line(
        take_reference(cells, wrong),
        take_loan(cells, wrong),
        take_amount(AMOUNT, cells, wrong),
        take_day(PAID_ON, cells, wrong),
        said in _YES,
    )


REPAYMENTS: Form[Line] = Form((REFERENCE, LOAN, AMOUNT, PAID_ON), (SETTLES,), AMOUNT, _repayment)
"""A file of repayments."""


def in_rows(faults: Iterable[Fault]) -> list[Fault]:
    """In the order in which they stand in the sheet."""
    return sorted(faults, key=lambda fault: (fault.row, fault.column))
