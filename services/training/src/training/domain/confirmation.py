"""The bank's answer to a batch, line by line: what each says, what is wrong with it, what is known already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from training.domain.payment import BatchState, Order, OrderState, PaymentBatch

_STATUSES = {
    "paid": True,
    "accc": True,
    "acsc": True,
    "已付": True,
    "成功": True,
    "rejected": False,
    "rjct": False,
    "退回": False,
    "失败": False,
}
"""Words of the bank, lower case; ISO 20022's codes among them."""


Wrong = tuple[str, str, str]
"""Column, code and detail of a fault."""


class Fate(StrEnum):
    """What a line does: it settles or returns an order, says again what is known, or is at fault."""

    PAID = "paid"
    REJECTED = "rejected"
    REPEATED = "repeated"
    FAULT = "fault"


@dataclass(frozen=True)
class BankLine:
    """A line as the bank wrote it; ``row`` as in its file."""

    row: int
    end_to_end_id: str
    status: str
    value_on: str
    reason: str = ""
    amount: str = ""


@dataclass(frozen=True)
class Verdict:
    """What becomes of a line; ``code`` and ``column`` name a fault."""

    line: BankLine
    fate: Fate
    order: int | None = None
    value_on: date | None = None
    code: str = ""
    column: str = ""
    detail: str = ""


def judge(batch: PaymentBatch, lines: Sequence[BankLine], today: date) -> list[Verdict]:
    """One verdict for each line, in their order. Reads only."""
    orders = {batch.end_to_end_id(order): order for order in batch.orders}
    seen: set[str] = set()
    verdicts = []
    for line in lines:
        verdicts.append(_judge(batch, orders.get(line.end_to_end_id), line, today, repeated=line.end_to_end_id in seen))
        seen.add(line.end_to_end_id)
    return verdicts


def _judge(batch: PaymentBatch, order: Order | None, line: BankLine, today: date, *, repeated: bool) -> Verdict:
    if order is None:
        return _fault(line, ("end_to_end_id", "order_unknown", "this batch has no such order"))
    day, paid = _day(line.value_on), _STATUSES.get(line.status.strip().lower())
    wrong = _wrong_order(order, line, repeated=repeated) or _wrong_day(batch, day, today)
    if wrong is None and paid is None:
        wrong = ("status", "status_unknown", "paid or rejected (已付, 退回)")
    if wrong is None and not paid and not line.reason.strip():
        wrong = ("reason", "reason_missing", "a rejected order says why")
    if wrong is not None or day is None or paid is None:
        return _fault(line, wrong or ("value_on", "day_unreadable", "a day as 2007-09-20"))
    return _against(batch, order, line, day, paid=paid)


def _wrong_order(order: Order, line: BankLine, *, repeated: bool) -> Wrong | None:
    if repeated:
        return ("end_to_end_id", "order_named_twice", "the order stands in two lines")
    if not order.net:
        return ("end_to_end_id", "nothing_transferred", "clawbacks used the order up; nothing was sent")
    if line.amount and _amount(line.amount) != order.net.amount:
        return ("amount", "amount_differs", f"the order is over {order.net}")
    return None


def _wrong_day(batch: PaymentBatch, day: date | None, today: date) -> Wrong | None:
    if day is None:
        return ("value_on", "day_unreadable", "a day as 2007-09-20")
    if day > today:
        return ("value_on", "date_in_future", "the day has not come yet")
    if batch.sent_on is None or day < batch.sent_on:
        return ("value_on", "dates_out_of_order", "the day lies before the batch was sent")
    return None


def _against(batch: PaymentBatch, order: Order, line: BankLine, day: date, *, paid: bool) -> Verdict:
    """Held against what is known of the order."""
    told = OrderState.PAID if paid else OrderState.REJECTED
    if order.state is OrderState.SENT and batch.state is BatchState.SENT:
        return Verdict(line, Fate.PAID if paid else Fate.REJECTED, order.number, day)
    if order.state is told and order.value_on == day:
        return Verdict(line, Fate.REPEATED, order.number, day)
    return _fault(line, ("status", "answered_differently", f"the order is {order.state.value} since {order.value_on}"))


def _fault(line: BankLine, wrong: Wrong) -> Verdict:
    column, code, detail = wrong
    return Verdict(line, Fate.FAULT, code=code, column=column, detail=detail)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return None
