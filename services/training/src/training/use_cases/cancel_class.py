"""A class is cancelled; its learners lose nothing by it."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from kit.database import Transaction, use_case
from pydantic import BaseModel

from training.domain.class_plan import Announcement, cancel_class
from training.domain.dates import check_fact
from training.domain.enrolment import Enrolment
from training.domain.plan_rules import Grounds
from training.domain.training_class import TrainingClass
from training.domain.waiting_list import CLASS_CANCELLED
from training.events.published import classes as published
from training.policy import RulesAsOf
from training.store.class_changes import held_numbers, kept, note_change
from training.store.classes import lock_class, raise_version
from training.store.enrolments import enrolment, enrolments_of_class
from training.store.waiting_lists import lapse
from training.use_cases.shapes import Command, Day, Text


class CancelClass(Command):
    """When learners were told, and why."""

    cancelled_on: Day
    grounds: Grounds
    reason: Text


class ClassIsCancelled(BaseModel):
    """The class as cancelled; ``learners`` are those whose places ended, ``days_ahead`` the notice they got."""

    class_id: str
    state: str
    cancelled_on: date
    learners: int
    days_ahead: int
    short_notice: bool
    policy_version: str
    version: int


@use_case("training.class.cancel")
async def cancel_training_class(
    tx: Transaction, rules_as_of: RulesAsOf, class_id: str, command: CancelClass
) -> ClassIsCancelled:
    """End every place in the class and on its waiting list; trainers and rooms are free again."""
    check_fact("cancelled_on", command.cancelled_on, tx.today, rules_as_of(tx.today))
    rules = rules_as_of(command.cancelled_on)
    taught, _ = await lock_class(tx, class_id, tx.call.actor)
    learners = (await enrolments_of_class(tx, class_id)).values()
    held = await held_numbers(tx, class_id)
    announcement = Announcement(command.cancelled_on, command.grounds)
    losing, days, short = cancel_class(taught, learners, announcement, held, rules)
    await _end(tx, taught, losing, command.cancelled_on, command.reason)
    await lapse(tx, class_id, command.cancelled_on, CLASS_CANCELLED)
    version = await raise_version(
        tx, class_id, state=taught.state.value, cancelled_on=command.cancelled_on, seats_taken=0
    )
    await note_change(
        tx,
        class_id,
        "cancelled",
        announcement,
        command.reason,
        days_ahead=days,
        short_notice=short,
        before=kept([session for session in taught.sessions if session.number not in held]),
        after=[],
        learners=len(losing),
        policy_version=rules.version,
    )
    tx.emit(
        published.ClassCancelled(
            class_id=class_id,
            institution_id=taught.institution_id,
            package=taught.package.value,
            cancelled_on=command.cancelled_on,
            grounds=command.grounds.value,
            learners=len(losing),
        )
    )
    tx.about(class_id, reason=command.reason, learners=len(losing))
    return ClassIsCancelled(
        class_id=class_id,
        state=taught.state.value,
        cancelled_on=command.cancelled_on,
        learners=len(losing),
        days_ahead=days,
        short_notice=short,
        policy_version=rules.version,
        version=version,
    )


async def _end(
    tx: Transaction, taught: TrainingClass, losing: Sequence[Enrolment], cancelled_on: date, reason: str
) -> None:
    if not losing:
        return
    await tx.execute(
        sa.update(enrolment)
        .where(enrolment.c.id.in_([one.enrolment_id for one in losing]))
        .values(
            state=losing[0].state.value,
            dropped_on=sa.func.greatest(enrolment.c.enrolled_on, cancelled_on),
            drop_reason=reason,
            uses_entitlement=False,
            version=enrolment.c.version + 1,
        )
    )
    for one in losing:
        tx.emit(
            published.EnrolmentEnded(
                enrolment_id=one.enrolment_id,
                applicant_id=one.applicant_id,
                class_id=one.class_id,
                institution_id=taught.institution_id,
                ended_on=one.dropped_on or one.enrolled_on,
                how="cancelled",
                transferred_to=None,
            )
        )
