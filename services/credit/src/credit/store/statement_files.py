"""The statement of an account as a table to export: opening, movements, totals, closing."""

from datetime import date

from kit.database import CHINA
from kit.money import Money

from credit.domain.chart import Titled, entry_name
from credit.domain.statements import Line, Statement
from credit.store.exports import Column, Row, Sheet

COLUMNS = (
    Column("日期", "Date", 12),
    Column("凭证号", "Document", 22),
    Column("摘要", "Entry", 36),
    Column("基金", "Fund", 28),
    Column("银行", "Bank", 28),
    Column("借方（元）", "Debit (yuan)"),
    Column("贷方（元）", "Credit (yuan)"),
    Column("方向", "Side", 12),
    Column("余额（元）", "Balance (yuan)"),
    Column("登记时间", "Recorded at", 20),
    Column("分录编号", "Entry id", 38),
)


def statement_sheet(
    found: Statement,
    account: Titled,
    period: tuple[date | None, date],
    names: dict[str, str],
    about: list[tuple[str, str]],
) -> Sheet:
    """The table; ``names`` are of funds and banks by id, ``about`` says whose books and as known when."""
    from_on, to_on = period
    rows: list[Row] = [_balance_row("期初余额 Opening balance", from_on, found.opening)]
    rows += [_line_row(line, names) for line in found.lines]
    totals: list[str | Money | None] = [None, None, "合计 Totals", None, None]
    rows.append([*totals, found.turnover.debits, found.turnover.credits, None, None, None, None])
    rows.append(_balance_row("期末余额 Closing balance", to_on, found.closing))
    explained = [
        ("科目 Account", f"{account.number} {account.zh} {account.en}"),
        ("内容 Holds", f"{account.holds_zh} {account.holds}"),
        ("期间 Period", f"{from_on or '—'} – {to_on}"),
        ("方向 Side", "借 debit：借方余额；贷 credit：贷方余额；平 nil：无余额"),
        *about,
    ]
    last = len(rows) - 1
    return Sheet(account.zh, COLUMNS, rows, frozenset({0, last - 1, last}), explained)


def _balance_row(label: str, on: date | None, balance: Money) -> Row:
    return [on, None, label, None, None, None, None, _side(balance), _size(balance), None, None]


def _line_row(line: Line, names: dict[str, str]) -> Row:
    movement = line.movement
    en, zh = entry_name(movement.kind)
    return [
        movement.place.booked_on,
        movement.document,
        zh if zh == en else f"{zh} {en}",
        names[movement.fund_id],
        names[movement.bank_id],
        line.debit or None,
        line.credit or None,
        _side(line.balance),
        _size(line.balance),
        movement.recorded_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        movement.place.entry_id,
    ]


def _side(balance: Money) -> str:
    """On which side the account stands, as Chinese ledgers write it."""
    if not balance:
        return "平 nil"
    return "借 debit" if balance > Money.zero() else "贷 credit"


def _size(balance: Money) -> Money:
    return max(balance, -balance)
