"""A payment batch as the payment verbs answer it."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from training.domain.payment import Order, OrderState, PaymentBatch


class PartShown(BaseModel):
    """A claim, or a clawback with a negative amount."""

    kind: str
    id: str
    amount: Decimal


class OrderShown(BaseModel):
    """One institution's order: ``net`` = ``gross`` − ``deducted``."""

    number: int
    end_to_end_id: str
    institution_id: str
    account_id: str
    gross: Decimal
    deducted: Decimal
    net: Decimal
    state: OrderState
    value_on: date | None
    reason: str | None
    parts: list[PartShown]


class BatchShown(BaseModel):
    """A batch after a step; `net` is what the bank is to transfer."""

    id: str
    number: str
    state: str
    drawn_on: date
    sent_on: date | None
    net: Decimal
    approvals: int
    orders: list[OrderShown]
    version: int


def batch_shown(batch: PaymentBatch, version: int) -> BatchShown:
    """The batch as answered."""
    return BatchShown(
        id=batch.batch_id,
        number=batch.number,
        state=batch.state.value,
        drawn_on=batch.drawn_on,
        sent_on=batch.sent_on,
        net=batch.net.amount,
        approvals=len(batch.approvals),
        orders=[_order(batch, order) for order in batch.orders],
        version=version,
    )


def _order(batch: PaymentBatch, order: Order) -> OrderShown:
    return OrderShown(
        number=order.number,
        end_to_end_id=batch.end_to_end_id(order),
        institution_id=order.institution_id,
        account_id=order.account_id,
        gross=order.gross.amount,
        deducted=order.deducted.amount,
        net=order.net.amount,
        state=order.state,
        value_on=order.value_on,
        reason=order.reason,
        parts=[
            *(PartShown(kind="claim", id=part.id, amount=part.amount.amount) for part in order.claims),
            *(PartShown(kind="clawback", id=part.id, amount=-part.amount.amount) for part in order.netted),
        ],
    )
