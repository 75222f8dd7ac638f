"""A learner leaves a class before its end."""

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.refusal import NotFound
from pydantic import BaseModel

from training.domain.dates import check_fact
from training.events.published import classes as published
from training.policy import RulesAsOf
from training.store.class_book import newest_sheets
from training.store.classes import lock_class, training_class
from training.store.enrolments import enrolment, enrolment_of
from training.store.scope import within
from training.use_cases.seat_next import seat_next
from training.use_cases.shapes import Command, Day, Text


class DropOut(Command):
    """When and why the learner left."""

    dropped_on: Day
    reason: Text


class DroppedOut(BaseModel):
    """The enrolment after leaving; whether the one subsidised course of the package is used up.

    ``seat_given_to`` is the enrolment of who got the seat from the waiting list.
    """

    id: str
    state: str
    entitlement_used: bool
    seat_given_to: str | None
    version: int


@use_case("training.enrolment.drop_out")
async def drop_out(tx: Transaction, rules_as_of: RulesAsOf, enrolment_id: str, command: DropOut) -> DroppedOut:
    """Record a drop-out; the seat goes to the first who waits, or is free. Drop-outs stay in the class's cohort."""
    check_fact("dropped_on", command.dropped_on, tx.today, rules_as_of(tx.today))
    seen = sa.select(enrolment).where(
        enrolment.c.id == enrolment_id,
        within(tx.call.actor, enrolment.c.institution_id, enrolment.c.area),
    )
    found = await tx.one(seen)
    if found is None:
        raise NotFound(noun="enrolment")
    taught, held = await lock_class(tx, found["class_id"], tx.call.actor, expect_version=False)
    row = (await tx.all(seen))[0]
    tx.expect_version(row["version"])
    learner = enrolment_of(row)
    sheets = await newest_sheets(tx, found["class_id"])
    learner.drop_out(command.dropped_on, attended=any(enrolment_id in sheet.present for sheet in sheets))
    await tx.execute(
        sa.update(enrolment)
        .where(enrolment.c.id == enrolment_id)
        .values(
            state=learner.state.value,
            dropped_on=learner.dropped_on,
            drop_reason=command.reason,
            uses_entitlement=learner.uses_entitlement,
            version=enrolment.c.version + 1,
        )
    )
    seated = await seat_next(tx, rules_as_of, taught, held["area"], command.dropped_on)
    given = seated.enrolment.enrolment_id if seated is not None else None
    await tx.execute(
        sa.update(training_class)
        .where(training_class.c.id == found["class_id"])
        .values(seats_taken=training_class.c.seats_taken - int(given is None), version=training_class.c.version + 1)
    )
    tx.emit(
        published.EnrolmentEnded(
            enrolment_id=enrolment_id,
            applicant_id=learner.applicant_id,
            class_id=learner.class_id,
            institution_id=taught.institution_id,
            ended_on=command.dropped_on,
            how="dropped_out",
            transferred_to=None,
        )
    )
    tx.about(enrolment_id, reason=command.reason, seat_given_to=given)
    return DroppedOut(
        id=enrolment_id,
        state=learner.state.value,
        entitlement_used=learner.uses_entitlement,
        seat_given_to=given,
        version=row["version"] + 1,
    )
