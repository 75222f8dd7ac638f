"""Payment batches with their orders and parts: read, locked, written."""

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from kit.money import Money
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.domain.claim import Approval, ClaimState
from training.domain.payment import BatchState, Order, OrderState, Part, PaymentBatch
from training.store.claims import claim
from training.store.tables.base import table_of
from training.store.tables.payments import (
    BankAccountRow,
    PaymentBatchRow,
    PaymentFileRow,
    PaymentOrderRow,
    PaymentPartRow,
)

bank_account = table_of(BankAccountRow)
payment_batch = table_of(PaymentBatchRow)
payment_order = table_of(PaymentOrderRow)
payment_part = table_of(PaymentPartRow)
payment_file = table_of(PaymentFileRow)

CLAIM, CLAWBACK = "claim", "clawback"
CONFIRMED = "confirmed"


async def load_batch(tx: Transaction, batch_id: str, *, lock: bool = False) -> tuple[PaymentBatch, RowMapping]:
    """The batch and its row. Raises NotFound, VersionStale when it is locked."""
    query = sa.select(payment_batch).where(payment_batch.c.id == batch_id)
    row = await (tx.lock_one(query) if lock else tx.one(query))
    if row is None:
        raise NotFound(noun="payment batch")
    if lock:
        tx.expect_version(row["version"])
    orders = await tx.all(
        sa.select(payment_order).where(payment_order.c.batch_id == batch_id).order_by(payment_order.c.number)
    )
    parts = await tx.all(
        sa.select(payment_part).where(payment_part.c.batch_id == batch_id).order_by(payment_part.c.of_id)
    )
    return _batch(row, orders, parts), row


def _batch(row: RowMapping, orders: Sequence[RowMapping], parts: Sequence[RowMapping]) -> PaymentBatch:
    approvals = [
        Approval(row[f"{step}_by"], row[f"{step}_role"], row[f"{step}_on"])
        for step in ("first_approved", "approved")
        if row[f"{step}_by"] is not None
    ]
    return PaymentBatch(
        row["id"],
        row["number"],
        row["drawn_on"],
        row["drawn_by"],
        [_order(order, [part for part in parts if part["order_number"] == order["number"]]) for order in orders],
        approvals,
        BatchState(row["state"]),
        row["sent_on"],
        row["sent_by"],
    )


def _order(row: RowMapping, parts: Sequence[RowMapping]) -> Order:
    def of_kind(kind: str) -> tuple[Part, ...]:
        return tuple(
            Part(part["of_id"], row["institution_id"], Money(abs(part["amount"])))
            for part in parts
            if part["kind"] == kind
        )

    return Order(
        row["number"],
        row["institution_id"],
        row["account_id"],
        of_kind(CLAIM),
        of_kind(CLAWBACK),
        OrderState(row["state"]),
        row["value_on"],
        row["reason"],
    )


async def add_batch(tx: Transaction, drawn: PaymentBatch) -> None:
    """Write a new batch with its orders and parts."""
    gross = Money.sum(order.gross for order in drawn.orders)
    tx.insert(
        PaymentBatchRow,
        {
            "id": drawn.batch_id,
            "number": drawn.number,
            "drawn_on": drawn.drawn_on,
            "drawn_by": drawn.drawn_by,
            "gross": gross,
            "deducted": gross - drawn.net,
            "net": drawn.net,
            "state": drawn.state.value,
            "version": 1,
            "recorded_at": tx.now,
        },
    )
    tx.insert(
        PaymentOrderRow,
        *(
            {
                "batch_id": drawn.batch_id,
                "number": order.number,
                "institution_id": order.institution_id,
                "account_id": order.account_id,
                "end_to_end_id": drawn.end_to_end_id(order),
                "gross": order.gross,
                "deducted": order.deducted,
                "net": order.net,
                "state": order.state.value,
            }
            for order in drawn.orders
        ),
    )
    tx.insert(
        PaymentPartRow,
        *(
            {
                "batch_id": drawn.batch_id,
                "order_number": order.number,
                "of_id": part.id,
                "kind": kind,
                "amount": part.amount.amount if kind == CLAIM else -part.amount.amount,
            }
            for order in drawn.orders
            for kind, parts in ((CLAIM, order.claims), (CLAWBACK, order.netted))
            for part in parts
        ),
    )


async def save_batch(tx: Transaction, changed: PaymentBatch) -> int:
    """Write the state, approvals and orders of a locked batch; its new version."""
    first, second = [*changed.approvals, None, None][:2]
    for state, value_on, reason in {(o.state, o.value_on, o.reason) for o in changed.orders}:
        numbers = [o.number for o in changed.orders if (o.state, o.value_on, o.reason) == (state, value_on, reason)]
        await tx.execute(
            sa.update(payment_order)
            .where(payment_order.c.batch_id == changed.batch_id, payment_order.c.number.in_(numbers))
            .values(state=state.value, value_on=value_on, reason=reason)
        )
    saved = await tx.execute(
        sa.update(payment_batch)
        .where(payment_batch.c.id == changed.batch_id)
        .values(
            state=changed.state.value,
            first_approved_on=first.on if first else None,
            first_approved_by=first.account if first else None,
            first_approved_role=first.role if first else None,
            approved_on=second.on if second else None,
            approved_by=second.account if second else None,
            approved_role=second.role if second else None,
            sent_on=changed.sent_on,
            sent_by=changed.sent_by,
            version=payment_batch.c.version + 1,
        )
        .returning(payment_batch.c.version)
    )
    return int(saved.scalar_one())


async def payable(tx: Transaction, ids: Collection[str] | None, drawn_on: date) -> Sequence[RowMapping]:
    """Approved claims by id, of ``ids`` or of all approved by ``drawn_on``: id, agreement_id, institution_id."""
    query = (
        sa.select(claim.c.id, claim.c.agreement_id, claim.c.institution_id)
        .where(claim.c.state == ClaimState.APPROVED.value)
        .order_by(claim.c.id)
    )
    if ids is not None:
        return await tx.all(query.where(claim.c.id.in_(ids)))
    return await tx.all(query.where(claim.c.approved_on <= drawn_on))


async def agreements_of(tx: Transaction, claim_ids: Collection[str]) -> list[str]:
    """The agreements of these claims, in the order in which they are locked."""
    rows = await tx.all(sa.select(claim.c.agreement_id).where(claim.c.id.in_(claim_ids)).distinct())
    return sorted(row["agreement_id"] for row in rows)


async def accounts_on(tx: Transaction, institution_ids: Collection[str], day: date) -> dict[str, str]:
    """By institution, the id of the account that counts on ``day``: the confirmed one that begins last."""
    rows = await tx.all(
        sa.select(bank_account.c.institution_id, bank_account.c.id)
        .where(
            bank_account.c.institution_id.in_(institution_ids),
            bank_account.c.state == CONFIRMED,
            bank_account.c.valid_from <= day,
            bank_account.c.decided_on <= day,
        )
        .order_by(bank_account.c.valid_from, bank_account.c.id)
    )
    return {row["institution_id"]: row["id"] for row in rows}


async def accounts_by_id(tx: Transaction, ids: Collection[str]) -> dict[str, RowMapping]:
    """These accounts by id."""
    rows = await tx.all(sa.select(bank_account).where(bank_account.c.id.in_(ids)))
    return {row["id"]: row for row in rows}
