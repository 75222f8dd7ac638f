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
        return _fault(line, "order_unknown", "end_to_end_id", "this batch has no such order")
    if repeated:
        return _fault(line, "order_named_twice", "end_to_end_id", "the order stands in two lines")
    if not order.net:
        return _fault(line, "nothing_transferred", "end_to_end_id", "clawbacks used the order up; nothing was sent")
    paid = _STATUSES.get(line.status.strip().lower())
    if paid is None:
        return _fault(line, "status_unknown", "status", "paid or rejected (已付, 退回)")
    day = _day(line.value_on)
    if day is None:
        return _fault(line, "day_unreadable", "value_on", "a day as 2007-09-20")
    if day > today:
        return _fault(line, "date_in_future", "value_on", "the day has not come yet")
    if batch.sent_on is None or day < batch.sent_on:
        return _fault(line, "dates_out_of_order", "value_on", "the day lies before the batch was sent")
    if not paid and not line.reason.strip():
        return _fault(line, "reason_missing", "reason", "a rejected order says why")
    if line.amount and _amount(line.amount) != order.net.amount:
        return _fault(line, "amount_differs", "amount", f"the order is over {order.net}")
    return _against(batch, order, line, day, paid=paid)


def _against(batch: PaymentBatch, order: Order, line: BankLine, day: date, *, paid: bool) -> Verdict:
    """Held against what is known of the order."""
    told = OrderState.PAID if paid else OrderState.REJECTED
    if order.state is OrderState.SENT and batch.state is BatchState.SENT:
        return Verdict(line, Fate.PAID if paid else Fate.REJECTED, order.number, day)
    if order.state is told and order.value_on == day:
        return Verdict(line, Fate.REPEATED, order.number, day)
    return _fault(line, "answered_differently", "status", f"the order is {order.state.value} since {order.value_on}")


def _fault(line: BankLine, code: str, column: str, detail: str) -> Verdict:
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
