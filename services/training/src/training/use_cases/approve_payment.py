"""Two people who did not draw a payment batch up approve it; before it is sent it may be cancelled."""

from kit.database import Transaction, use_case

from training.domain.dates import check_fact
from training.policy import RulesAsOf
from training.store.payments import load_batch, save_batch
from training.use_cases.payment_moves import lock_all_of, put_back
from training.use_cases.payment_shapes import BatchShown, batch_shown
from training.use_cases.shapes import Command, Day, Text


class ApprovePayment(Command):
    """The day of approval."""

    approved_on: Day


class CancelPayment(Command):
    """When and why a batch is not sent."""

    cancelled_on: Day
    reason: Text


@use_case("training.payment.approve")
async def approve_payment(
    tx: Transaction, rules_as_of: RulesAsOf, batch_id: str, command: ApprovePayment
) -> BatchShown:
    """The first or the second approval."""
    actor = tx.call.actor
    check_fact("approved_on", command.approved_on, tx.today, rules_as_of(tx.today))
    batch, _ = await load_batch(tx, batch_id, lock=True)
    batch.approve(command.approved_on, by=actor.account, role=actor.role)
    version = await save_batch(tx, batch)
    tx.about(batch_id, approval=len(batch.approvals), net=str(batch.net))
    return batch_shown(batch, version)


@use_case("training.payment.cancel")
async def cancel_payment(tx: Transaction, rules_as_of: RulesAsOf, batch_id: str, command: CancelPayment) -> BatchShown:
    """Its claims and clawbacks are free for another batch."""
    check_fact("cancelled_on", command.cancelled_on, tx.today, rules_as_of(tx.today))
    held = await lock_all_of(tx, batch_id)
    held.batch.cancel()
    await put_back(tx, held, held.batch.orders, command.cancelled_on)
    version = await save_batch(tx, held.batch)
    tx.about(batch_id, reason=command.reason)
    return batch_shown(held.batch, version)
