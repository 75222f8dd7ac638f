"""An institution enters what a learner paid, and what it gave back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.money import Money
from kit.refusal import NotFound
from pydantic import BaseModel, Field

from training.domain.dates import check_fact
from training.domain.enrolment import Enrolment
from training.domain.receipts import Entry, FeeAccount, Method, account_of, receive, refund
from training.policy import RulesAsOf
from training.store.classes import lock_class, raise_version
from training.store.enrolments import enrolment, enrolment_of
from training.store.fees import attended_in, entries_of, entry_of, write_entries
from training.store.scope import within
from training.use_cases.shapes import Command, Day, Text

Paid = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2, description="Yuan, a string with two decimals.")]
Way = Literal[Method.CASH, Method.BANK_TRANSFER]


class EnterReceipt(Command):
    """Money received."""

    amount: Paid
    received_on: Day
    method: Way


class EnterRefund(Command):
    """Money given back, and why."""

    amount: Paid
    refunded_on: Day
    method: Way
    reason: Text


class FeeEntered(BaseModel):
    """The entry with its number, and the account after it; amounts in yuan."""

    id: str
    number: str
    enrolment_id: str
    kind: str
    amount: Decimal
    fee: Decimal
    owed: Decimal
    paid: Decimal
    due: Decimal
    to_refund: Decimal
    version: int


@dataclass(frozen=True)
class _Opened:
    learner: Enrolment
    account: FeeAccount
    last: date | None
    area: str


@use_case("training.fee.receive")
async def enter_receipt(
    tx: Transaction, rules_as_of: RulesAsOf, enrolment_id: str, command: EnterReceipt
) -> FeeEntered:
    """Receive up to what is due."""
    check_fact("received_on", command.received_on, tx.today, rules_as_of(tx.today))
    opened = await _open(tx, rules_as_of, enrolment_id, command.received_on)
    entry = receive(opened.learner, opened.account, Money(command.amount), command.received_on)
    return await _enter(tx, opened, entry, command.method, None)


@use_case("training.fee.refund")
async def enter_refund(tx: Transaction, rules_as_of: RulesAsOf, enrolment_id: str, command: EnterRefund) -> FeeEntered:
    """Give back up to what was paid."""
    check_fact("refunded_on", command.refunded_on, tx.today, rules_as_of(tx.today))
    opened = await _open(tx, rules_as_of, enrolment_id, command.refunded_on)
    entry = refund(opened.account, opened.last, Money(command.amount), command.refunded_on)
    return await _enter(tx, opened, entry, command.method, command.reason)


async def _open(tx: Transaction, rules_as_of: RulesAsOf, enrolment_id: str, day: date) -> _Opened:
    """The account, with its class locked, so that two entries of one learner follow one another."""
    seen = sa.select(enrolment).where(
        enrolment.c.id == enrolment_id, within(tx.call.actor, enrolment.c.institution_id, enrolment.c.area)
    )
    found = await tx.one(seen)
    if found is None:
        raise NotFound(noun="enrolment")
    await lock_class(tx, found["class_id"], tx.call.actor, expect_version=False)
    row = (await tx.all(seen))[0]
    learner = enrolment_of(row)
    rows = (await entries_of(tx, [enrolment_id]))[enrolment_id]
    attended = enrolment_id in await attended_in(tx, learner.class_id)
    account = account_of(
        learner, Money(row["fee"]), [entry_of(one) for one in rows], attended=attended, rules=rules_as_of(day).plan
    )
    return _Opened(learner, account, max((one["happened_on"] for one in rows), default=None), row["area"])


async def _enter(tx: Transaction, opened: _Opened, entry: Entry, method: Method, reason: str | None) -> FeeEntered:
    institution = tx.call.actor.organisation or ""
    [(entry_id, number)] = await write_entries(tx, institution, opened.area, [(opened.learner, entry)], method, reason)
    version = await raise_version(tx, opened.learner.class_id)
    before = opened.account
    after = FeeAccount(before.fee, before.owed, before.paid + entry.signed)
    tx.about(entry_id, enrolment_id=opened.learner.enrolment_id, number=number, reason=reason or "")
    return FeeEntered(
        id=entry_id,
        number=number,
        enrolment_id=opened.learner.enrolment_id,
        kind=entry.kind.value,
        amount=entry.amount.amount,
        fee=after.fee.amount,
        owed=after.owed.amount,
        paid=after.paid.amount,
        due=after.due.amount,
        to_refund=after.to_refund.amount,
        version=version,
    )
