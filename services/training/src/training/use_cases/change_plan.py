"""An institution changes the plan of a class: sessions, rooms, or a trainer's sessions taken over by another."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.refusal import NotFound
from pydantic import BaseModel, Field

from training.domain.class_plan import Announcement, Around, PlanChanged, SessionChange, change_plan, taken_over
from training.domain.dates import check_fact
from training.domain.plan_rules import Grounds
from training.domain.training_class import TrainingClass
from training.events.published import classes as published
from training.policy import RulesAsOf
from training.store.applicants import lock_applicants
from training.store.class_changes import grader_names, held_numbers, kept, note_change, write_plan
from training.store.classes import lock_class, raise_version, room_times
from training.store.enrolments import enrolments_of_class, times_elsewhere
from training.store.institutions import load_institution
from training.store.listing import trainers_of_class
from training.store.trainers import lock_trainers, teaching_times
from training.use_cases.open_class import Clock, HoursOfSession
from training.use_cases.shapes import Command, Day, Name, Text

ChangesOf = Callable[[TrainingClass, set[int]], Sequence[SessionChange]]


class ChangedSession(Command):
    """What becomes of a session; what is left out stays as planned."""

    number: Annotated[int, Field(ge=1, le=200)]
    held_on: Day | None = None
    starts_at: Clock | None = None
    hours: HoursOfSession | None = None
    trainer_id: Id | None = None
    venue: Name | None = None


class Announced(Command):
    """When learners were told, and why."""

    announced_on: Day
    grounds: Grounds
    reason: Text


class ChangePlan(Announced):
    """Sessions that change."""

    sessions: Annotated[list[ChangedSession], Field(min_length=1, max_length=200)]


class ReplaceTrainer(Announced):
    """Whose sessions that are still to come are taken over, and by whom."""

    trainer_id: Id
    replaced_by: Id


class ClassPlanChanged(BaseModel):
    """The plan as it stands; ``days_ahead`` is the notice that learners got, ``short_notice`` that it was less."""

    class_id: str
    change: int
    sessions: list[int]
    trainer_ids: list[str]
    starts_on: date
    ends_on: date
    days_ahead: int
    short_notice: bool
    learners: int
    policy_version: str
    version: int


@use_case("training.class.change")
async def change_class_plan(
    tx: Transaction, rules_as_of: RulesAsOf, class_id: str, command: ChangePlan
) -> ClassPlanChanged:
    """Move sessions, or give them to another room or trainer."""
    changes = [
        SessionChange(
            one.number,
            one.held_on,
            time.fromisoformat(one.starts_at) if one.starts_at else None,
            one.hours,
            one.trainer_id,
            one.venue,
        )
        for one in command.sessions
    ]
    wanted = {one.trainer_id for one in command.sessions if one.trainer_id}
    return await _change(tx, rules_as_of, class_id, command, wanted, "rescheduled", lambda *_: changes)


@use_case("training.class.replace_trainer")
async def replace_trainer(
    tx: Transaction, rules_as_of: RulesAsOf, class_id: str, command: ReplaceTrainer
) -> ClassPlanChanged:
    """Give all sessions of a trainer that are still to come to another."""

    def changes(taught: TrainingClass, held: set[int]) -> Sequence[SessionChange]:
        return taken_over(taught, held, command.trainer_id, command.replaced_by)

    return await _change(tx, rules_as_of, class_id, command, {command.replaced_by}, "trainer_replaced", changes)


async def _change(
    tx: Transaction,
    rules_as_of: RulesAsOf,
    class_id: str,
    command: Announced,
    trainers_wanted: set[str],
    kind: str,
    changes_of: ChangesOf,
) -> ClassPlanChanged:
    """Lock the institution, the trainers, the class and its learners, in that order; then decide."""
    organisation = tx.call.actor.organisation
    if organisation is None:
        raise NotFound(noun="class")
    check_fact("announced_on", command.announced_on, tx.today, rules_as_of(tx.today))
    rules = rules_as_of(command.announced_on)
    institution, _ = await load_institution(tx, organisation, tx.call.actor, lock=True)
    named = await trainers_of_class(tx, class_id)
    trainers = await lock_trainers(tx, {*named, *trainers_wanted})
    taught, _ = await lock_class(tx, class_id, tx.call.actor)
    taught = replace(taught, trainer_ids=tuple(named))
    learners = [one for one in (await enrolments_of_class(tx, class_id)).values() if not one.left]
    people = [one.applicant_id for one in learners]
    if people:
        await lock_applicants(tx, people)
    held = await held_numbers(tx, class_id)
    changes = changes_of(taught, held)
    days = [one.held_on for one in changes if one.held_on] + [one.held_on for one in taught.sessions]
    first, last = min(days), max(days)
    announcement = Announcement(command.announced_on, command.grounds)
    around = Around(
        institution,
        trainers,
        await teaching_times(tx, set(trainers), first, last, class_id),
        await room_times(tx, organisation, first, last, class_id),
        await times_elsewhere(tx, people, class_id, first, last),
        await grader_names(tx, class_id),
    )
    changed = change_plan(taught, changes, announcement, held, around, rules)
    await write_plan(tx, class_id, changed)
    return await _told(tx, taught, announcement, kind, command.reason, changed, len(learners), rules.version)


async def _told(
    tx: Transaction,
    taught: TrainingClass,
    announcement: Announcement,
    kind: str,
    reason: str,
    changed: PlanChanged,
    learners: int,
    policy_version: str,
) -> ClassPlanChanged:
    before = {session.number: session for session in changed.before}
    new = [session for session in changed.after if session != before[session.number]]
    now = replace(taught, sessions=changed.after)
    numbers = [session.number for session in new]
    change = await note_change(
        tx,
        taught.class_id,
        kind,
        announcement,
        reason,
        days_ahead=changed.days_ahead,
        short_notice=changed.short_notice,
        before=kept([before[number] for number in numbers]),
        after=kept(new),
        learners=learners,
        policy_version=policy_version,
    )
    version = await raise_version(tx, taught.class_id, starts_on=now.starts_on, ends_on=now.ends_on, hours=now.hours)
    tx.emit(
        published.ClassChanged(
            class_id=taught.class_id,
            institution_id=taught.institution_id,
            announced_on=announcement.announced_on,
            starts_on=now.starts_on,
            ends_on=now.ends_on,
            changed=numbers,
        )
    )
    tx.about(taught.class_id, reason=reason, change=change, sessions=numbers)
    return ClassPlanChanged(
        class_id=taught.class_id,
        change=change,
        sessions=numbers,
        trainer_ids=list(changed.trainer_ids),
        starts_on=now.starts_on,
        ends_on=now.ends_on,
        days_ahead=changed.days_ahead,
        short_notice=changed.short_notice,
        learners=learners,
        policy_version=policy_version,
        version=version,
    )
