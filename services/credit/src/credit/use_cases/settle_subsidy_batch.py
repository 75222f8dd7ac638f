"""Finance decides on a batch of interest subsidy and settles it: approve, return, pay once, or carry over."""

from kit.database import Transaction, use_case
from pydantic import BaseModel

from credit.domain.errors.subsidies import SubsidyReferenceReused
from credit.domain.subsidy_batches import Batch
from credit.events.published import published
from credit.fields import Day, Input, MoneyText, Reference, Text
from credit.policy import RuleBook
from credit.store.subsidies import clawed_back_since, free_carried, lock_batch, save_batch


class ApproveSubsidyBatch(Input):
    """The day, and what the approver says."""

    approved_on: Day
    opinion: Text


class ReturnSubsidyBatch(Input):
    """The day, and why."""

    returned_on: Day
    reason: Text


class PaySubsidyBatch(Input):
    """The value date and the treasury's reference (the bank's, when it returns money)."""

    paid_on: Day
    reference: Reference


class CarryOverSubsidyBatch(Input):
    """The day, and why the bank does not return the money now."""

    carried_on: Day
    reason: Text


class SubsidyBatchMoved(BaseModel):
    """Where the batch stands; ``payable`` negative: from the bank to finance."""

    id: str
    state: str
    payable: MoneyText
    version: int


@use_case("credit.subsidy.approve")
async def approve_subsidy_batch(
    tx: Transaction, book: RuleBook, batch_id: str, command: ApproveSubsidyBatch
) -> SubsidyBatchMoved:
    """From claimed to approved, by another person."""
    book.on(command.approved_on).check_day(command.approved_on, today=tx.today, where="approved_on")
    batch, version = await lock_batch(tx, batch_id)
    since = await clawed_back_since(tx, batch_id)
    event = batch.approve(command.approved_on, tx.call.actor.account, command.opinion, since)
    tx.emit(*published(event))
    return await _moved(tx, batch, version, command.opinion)


@use_case("credit.subsidy.return")
async def return_subsidy_batch(
    tx: Transaction, book: RuleBook, batch_id: str, command: ReturnSubsidyBatch
) -> SubsidyBatchMoved:
    """From claimed or approved to returned: nothing of it counts any more."""
    book.on(command.returned_on).check_day(command.returned_on, today=tx.today, where="returned_on")
    batch, version = await lock_batch(tx, batch_id)
    batch.send_back(command.returned_on, tx.call.actor.account, command.reason)
    await free_carried(tx, batch_id)
    return await _moved(tx, batch, version, command.reason)


@use_case("credit.subsidy.pay", conflicts={"uq_subsidy_batch_reference": SubsidyReferenceReused})
async def pay_subsidy_batch(
    tx: Transaction, book: RuleBook, batch_id: str, command: PaySubsidyBatch
) -> SubsidyBatchMoved:
    """From approved to paid, once; each reference counts once."""
    book.on(command.paid_on).check_day(command.paid_on, today=tx.today, where="paid_on")
    batch, version = await lock_batch(tx, batch_id)
    since = await clawed_back_since(tx, batch_id)
    event = batch.pay(command.paid_on, tx.call.actor.account, command.reference, since)
    tx.emit(*published(event))
    return await _moved(tx, batch, version, command.reference)


@use_case("credit.subsidy.carry_over")
async def carry_over_subsidy_batch(
    tx: Transaction, book: RuleBook, batch_id: str, command: CarryOverSubsidyBatch
) -> SubsidyBatchMoved:
    """From approved to carried over: what the bank owes is taken off its next batch."""
    book.on(command.carried_on).check_day(command.carried_on, today=tx.today, where="carried_on")
    batch, version = await lock_batch(tx, batch_id)
    batch.carry_over(command.carried_on, tx.call.actor.account)
    return await _moved(tx, batch, version, command.reason)


async def _moved(tx: Transaction, batch: Batch, version: int, reason: str) -> SubsidyBatchMoved:
    version = await save_batch(tx, batch, version)
    tx.about(batch.id, reason=reason, state=batch.state.value)
    return SubsidyBatchMoved(id=batch.id, state=batch.state.value, payable=str(batch.payable), version=version)
