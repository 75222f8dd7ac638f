"""Money comes in for a claim that was paid, and is shared as the loss was; a recovery that bounced is reversed."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.money import Money
from kit.refusal import NotFound, Refusal
from pydantic import BaseModel
from sqlalchemy import select

from credit.domain import claim_entries
from credit.domain.claims import Claim, Step
from credit.domain.errors.claims import (
    ClaimFundsMissing,
    RecoveryReferenceReused,
    RecoveryReversedAlready,
)
from credit.domain.happened.claims import RecoveryPosted
from credit.domain.ledger import SpecialAccount
from credit.domain.recoveries import NOTHING, Receipt, Recovery, Source, check_receipt, share, statement
from credit.domain.rules import check_order
from credit.fields import Day, Input, MoneyText, Reference, Text, Yuan, YuanOrNothing
from credit.policy import RuleBook
from credit.store.claims import lock_claim
from credit.store.fund import lock_fund, move_fund, post
from credit.store.movements import lowest_from
from credit.store.recoveries import insert_recovery, read_calls, read_recoveries
from credit.store.tables.claims import recovery
from credit.store.tables.loans import repayment
from credit.use_cases.claim_moved import finish, rules_of


class RecordRecovery(Input):
    """Money that came in: gross ``amount`` in yuan, of which ``costs`` are taken first."""

    reference: Reference
    source: Source
    amount: Yuan
    costs: YuanOrNothing = Decimal(0)
    received_on: Day
    call_id: Id | None = None
    payer_id: Id | None = None
    note: Text


class ReverseRecovery(Input):
    """A recovery that bounced, and the bank's voucher for it."""

    reversed_on: Day
    reference: Reference
    reason: Text


class RecoveryPostedNow(BaseModel):
    """How it was shared, and what of the loss is open."""

    id: str
    claim_id: str
    state: str
    version: int
    amount: MoneyText
    costs: MoneyText
    to_fund: MoneyText
    to_bank: MoneyText
    open_loss: MoneyText


REFERENCES: dict[str, Callable[[], Refusal]] = {
    "uq_recovery_reference": lambda: RecoveryReferenceReused(where="reference"),
    "uq_recovery_reverses": RecoveryReversedAlready,
}


@use_case("credit.recovery.record", conflicts=REFERENCES)
async def record_recovery(tx: Transaction, book: RuleBook, claim_id: str, command: RecordRecovery) -> RecoveryPostedNow:
    """Never above what is open of the loss; each reference of the bank counts once."""
    rules = rules_of(tx, book, command.received_on, "received_on")
    held = await lock_claim(tx, claim_id)
    claim, earlier = held.claim, await read_recoveries(tx, claim_id)
    loss = claim.require_paid()
    await _check_reference(tx, claim, command.reference)
    receipt = Receipt(command.source, Money(command.amount), Money(command.costs), command.call_id, command.payer_id)
    call = next((item for item in await read_calls(tx, claim_id) if item.id == command.call_id), None)
    paid_on_call = Money.sum(item.amount for item in earlier if item.call_id and item.call_id == command.call_id)
    check_receipt(receipt, call, paid_on_call, rules)
    recovered = sum((item.shares for item in earlier), start=NOTHING)
    found = Recovery(
        new_id(),
        command.source,
        receipt.amount,
        receipt.costs,
        share(loss, recovered, receipt.net),
        command.received_on,
        command.call_id,
        command.payer_id,
    )
    taken = claim.note(Step.RECOVERY, command.received_on, tx.call.actor.account, receipt.amount)
    booked_on = max(command.received_on, claim.paid_on or command.received_on)
    open_loss = await _book(tx, claim, earlier, found, booked_on, command.reference, command.note)
    moved = await finish(tx, held, taken, rules, _posted(claim, found), opinion=command.note)
    return _answer(found, claim, moved.version, open_loss)


@use_case("credit.recovery.reverse", conflicts=REFERENCES)
async def reverse_recovery(
    tx: Transaction, book: RuleBook, claim_id: str, recovery_id: str, command: ReverseRecovery
) -> RecoveryPostedNow:
    """Takes a recovery back, to the fen, as it was shared; a claim that was closed is open again."""
    rules = rules_of(tx, book, command.reversed_on, "reversed_on")
    held = await lock_claim(tx, claim_id)
    claim, earlier = held.claim, await read_recoveries(tx, claim_id)
    original = next((item for item in earlier if item.id == recovery_id), None)
    if original is None:
        raise NotFound(where="recovery_id", noun="recovery")
    if original.reverses is not None or any(item.reverses == recovery_id for item in earlier):
        raise RecoveryReversedAlready()
    booked = await tx.value(select(recovery.c.booked_on).where(recovery.c.id == recovery_id))
    check_order(booked, command.reversed_on, names=("received_on", "reversed_on"))
    await _check_reference(tx, claim, command.reference)
    found = original.reversal(new_id(), command.reversed_on)
    taken = claim.note(Step.REVERSAL, command.reversed_on, tx.call.actor.account, found.amount)
    open_loss = await _book(tx, claim, earlier, found, command.reversed_on, command.reference, command.reason)
    moved = await finish(tx, held, taken, rules, _posted(claim, found), opinion=command.reason)
    return _answer(found, claim, moved.version, open_loss)


async def _check_reference(tx: Transaction, claim: Claim, reference: str) -> None:
    """The same money is not a repayment and a recovery. Raises RecoveryReferenceReused."""
    known = select(repayment.c.id).where(repayment.c.bank_id == claim.bank_id, repayment.c.reference == reference)
    if await tx.one(known) is not None:
        raise RecoveryReferenceReused(where="reference")


async def _book(
    tx: Transaction,
    claim: Claim,
    earlier: list[Recovery],
    found: Recovery,
    booked_on: date,
    reference: str,
    note: str,
) -> Money:
    """Rows, ledger and capacity of a recovery or reversal; what of the loss is open after it."""
    loss = claim.require_paid()
    before = statement(loss, earlier, claim.written_off)
    after = statement(loss, [*earlier, found], claim.written_off)
    insert_recovery(tx, found, claim.id, claim.bank_id, reference=reference, booked_on=booked_on, note=note)
    to_fund = found.shares.fund
    if to_fund:
        at = SpecialAccount(claim.fund_id, claim.bank_id)
        held = await lock_fund(tx, at)
        if to_fund < Money.zero():
            available = min(held.bank.capacity.net, await lowest_from(tx, at, booked_on))
            if -to_fund > available:
                raise ClaimFundsMissing(day=booked_on, amount=-to_fund, available=available)
        await move_fund(tx, at, net=to_fund)
        entry = claim_entries.recovered(at, to_fund, before.written_off - after.written_off, booked_on, reference)
        post(tx, [entry], tx.now)
    return after.fund + after.bank


def _posted(claim: Claim, found: Recovery) -> RecoveryPosted:
    return RecoveryPosted(
        *claim.ids,
        found.id,
        found.source.value,
        found.amount,
        found.costs,
        found.shares.fund,
        found.shares.bank,
        found.received_on,
    )


def _answer(found: Recovery, claim: Claim, version: int, open_loss: Money) -> RecoveryPostedNow:
    return RecoveryPostedNow(
        id=found.id,
        claim_id=claim.id,
        state=claim.state.value,
        version=version,
        amount=str(found.amount),
        costs=str(found.costs),
        to_fund=str(found.shares.fund),
        to_bank=str(found.shares.bank),
        open_loss=str(open_loss),
    )
