"""A learner changes to another class of the package."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.money import Money
from kit.refusal import NotFound
from pydantic import BaseModel
from sqlalchemy import RowMapping

from training.domain.dates import check_fact
from training.domain.enrolment import Enrolment
from training.domain.errors.enrolments import AlreadyEnrolled, EntitlementTaken
from training.domain.receipts import Entry, EntryKind, Method
from training.domain.training_class import TrainingClass
from training.domain.transfer import transfer
from training.domain.waiting_list import learns_in
from training.events.published import classes as published
from training.policy import RulesAsOf
from training.store.applicants import lock_applicant, lock_applicants
from training.store.classes import classes_of, training_class
from training.store.enrolments import enrolment, enrolment_of, enrolments_of_person, learning_times
from training.store.fees import entries_of, entry_of, write_entries
from training.store.scope import within
from training.store.tables.enrolments import EnrolmentRow
from training.store.waiting_lists import waiting_applicants
from training.use_cases.enrolment_facts import confirmed, enrolment_row
from training.use_cases.seat_next import seat_next
from training.use_cases.shapes import Command, Day, Text


class TransferLearner(Command):
    """Where to, when, and why."""

    to_class_id: Id
    transferred_on: Day
    reason: Text


class Transferred(BaseModel):
    """The place left and the new one. ``carried``: yuan paid for the old place that now count for the new one."""

    id: str
    state: str
    enrolment_id: str
    class_id: str
    free: bool
    reason: str
    fee: Decimal
    carried: Decimal
    seat_given_to: str | None
    transferred_on: date
    policy_version: str
    version: int


@use_case(
    "training.enrolment.transfer",
    conflicts={
        "uq_enrolment_class_applicant": lambda: AlreadyEnrolled("to_class_id"),
        "uq_enrolment_entitlement": lambda: EntitlementTaken("to_class_id"),
    },
)
async def transfer_learner(
    tx: Transaction, rules_as_of: RulesAsOf, enrolment_id: str, command: TransferLearner
) -> Transferred:
    """Leave one class and take a seat in another, at once; the seat left goes to the first who waits for it.

    Both classes are locked by id, then everybody concerned by id.
    """
    actor = tx.call.actor
    check_fact("transferred_on", command.transferred_on, tx.today, rules_as_of(tx.today))
    rules = rules_as_of(command.transferred_on)
    seen = sa.select(enrolment).where(
        enrolment.c.id == enrolment_id, within(actor, enrolment.c.institution_id, enrolment.c.area)
    )
    found = await tx.one(seen)
    if found is None:
        raise NotFound(noun="enrolment")
    both = training_class.c.id.in_([found["class_id"], command.to_class_id])
    classes = await classes_of(tx, both, actor, lock=True)
    if command.to_class_id not in classes:
        raise NotFound("to_class_id", noun="class")
    (origin, left), (target, joined) = classes[found["class_id"]], classes[command.to_class_id]
    await lock_applicants(tx, [found["applicant_id"], *await waiting_applicants(tx, origin.class_id)])
    row = (await tx.all(seen))[0]
    tx.expect_version(row["version"])
    learner = enrolment_of(row)
    others = [one for one in await enrolments_of_person(tx, learner.applicant_id) if one.enrolment_id != enrolment_id]
    elsewhere = [one for one in others if one.class_id in learns_in(others)]
    new, event = transfer(
        learner,
        origin,
        target,
        await lock_applicant(tx, learner.applicant_id),
        command.transferred_on,
        new_id(),
        seats_free=joined["capacity"] - joined["seats_taken"],
        others=others,
        busy=await learning_times(tx, elsewhere, target.starts_on, target.ends_on),
        rules=rules,
    )
    await _leave(tx, learner, new.enrolment_id, command.reason)
    tx.insert(EnrolmentRow, enrolment_row(new, target, joined["area"], rules.version, actor.account, tx.now))
    carried = await _carry(tx, learner, new, origin, target, left, command)
    seated = await seat_next(tx, rules_as_of, origin, left["area"], command.transferred_on)
    given = seated.enrolment.enrolment_id if seated is not None else None
    await _seats(tx, origin.class_id, -int(given is None))
    await _seats(tx, target.class_id, 1)
    tx.emit(
        published.EnrolmentEnded(
            enrolment_id=enrolment_id,
            applicant_id=learner.applicant_id,
            class_id=origin.class_id,
            institution_id=origin.institution_id,
            ended_on=command.transferred_on,
            how="transferred",
            transferred_to=new.enrolment_id,
        )
    )
    tx.emit(confirmed(event))
    tx.about(enrolment_id, reason=command.reason, to=new.enrolment_id, seat_given_to=given)
    return Transferred(
        id=enrolment_id,
        state=learner.state.value,
        enrolment_id=new.enrolment_id,
        class_id=target.class_id,
        free=new.free,
        reason=new.reason.value,
        fee=Decimal("0.00") if new.free else target.fee.amount,
        carried=carried.amount,
        seat_given_to=given,
        transferred_on=command.transferred_on,
        policy_version=rules.version,
        version=row["version"] + 1,
    )


async def _leave(tx: Transaction, learner: Enrolment, to: str, reason: str) -> None:
    await tx.execute(
        sa.update(enrolment)
        .where(enrolment.c.id == learner.enrolment_id)
        .values(
            state=learner.state.value,
            dropped_on=learner.dropped_on,
            drop_reason=reason,
            transferred_to=to,
            uses_entitlement=learner.uses_entitlement,
            version=enrolment.c.version + 1,
        )
    )


async def _carry(
    tx: Transaction,
    learner: Enrolment,
    new: Enrolment,
    origin: TrainingClass,
    target: TrainingClass,
    left: RowMapping,
    command: TransferLearner,
) -> Money:
    """What was paid goes along within one institution, up to the new fee; the rest, and elsewhere all, is to refund."""
    paid = Money.sum(
        entry_of(row).signed for row in (await entries_of(tx, [learner.enrolment_id]))[learner.enrolment_id]
    )
    amount = min(paid, Money.zero() if new.free else target.fee)
    if origin.institution_id != target.institution_id or not amount:
        return Money.zero()
    day = command.transferred_on
    out, into = Entry(EntryKind.CARRIED_OUT, amount, day), Entry(EntryKind.CARRIED_IN, amount, day)
    await write_entries(
        tx, origin.institution_id, left["area"], [(learner, out), (new, into)], Method.NONE, command.reason
    )
    return amount


async def _seats(tx: Transaction, class_id: str, change: int) -> None:
    await tx.execute(
        sa.update(training_class)
        .where(training_class.c.id == class_id)
        .values(seats_taken=training_class.c.seats_taken + change, version=training_class.c.version + 1)
    )
