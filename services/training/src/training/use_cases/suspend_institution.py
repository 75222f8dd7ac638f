"""A certified institution is suspended; a suspension is lifted."""

from datetime import date

from kit.database import Transaction, use_case
from pydantic import BaseModel

from training.domain.dates import check_fact
from training.events.published.institutions import InstitutionSuspended as Suspended
from training.events.published.institutions import InstitutionSuspensionLifted as Lifted
from training.policy import RulesAsOf
from training.store.institution_classes import ClassTouched, classes_touched
from training.store.institutions import (
    LIFTING,
    SUSPENSION,
    load_institution,
    next_measure,
    note_measure,
    save_state,
)
from training.use_cases.shapes import Command, Day, Text


class SuspendInstitution(Command):
    """From when, until when (both days included; without an end: until lifted), and why."""

    suspended_from: Day
    suspended_to: Day | None = None
    reason: Text


class InstitutionSuspended(BaseModel):
    """The suspension, and the open classes that planned sessions on its days."""

    id: str
    number: int
    state: str
    suspended_from: date
    suspended_to: date | None
    classes_touched: list[ClassTouched]
    version: int


class LiftSuspension(Command):
    """The first day on which the right holds again, and why."""

    lifted_on: Day
    reason: Text


class InstitutionSuspensionLifted(BaseModel):
    """The suspension as lifted."""

    id: str
    number: int
    state: str
    suspended_from: date
    lifted_on: date
    version: int


@use_case("training.institution.suspend")
async def suspend_institution(
    tx: Transaction, rules_as_of: RulesAsOf, institution_id: str, command: SuspendInstitution
) -> InstitutionSuspended:
    """Suspend: on those days no session may be held and no class opened."""
    check_fact("suspended_from", min(command.suspended_from, tx.today), tx.today, rules_as_of(tx.today))
    institution, row = await load_institution(tx, institution_id, tx.call.actor, lock=True)
    tx.expect_version(row["version"])
    number = await next_measure(tx, institution_id)
    begun = institution.suspend(number, command.suspended_from, command.suspended_to)
    note_measure(
        tx,
        institution_id,
        number,
        SUSPENSION,
        starts_on=begun.starts_on,
        ends_on=begun.ends_on,
        reason=command.reason,
    )
    await save_state(tx, institution)
    touched = await classes_touched(tx, institution_id, begun.starts_on, begun.ends_on)
    tx.emit(
        Suspended(
            institution_id=institution_id,
            suspended_from=begun.starts_on,
            suspended_to=begun.ends_on,
            area=institution.area,
        )
    )
    tx.about(institution_id, reason=command.reason, classes=len(touched))
    state = institution.state_on(tx.today)
    return InstitutionSuspended(
        id=institution_id,
        number=number,
        state=state.value if state else "",
        suspended_from=begun.starts_on,
        suspended_to=begun.ends_on,
        classes_touched=touched,
        version=row["version"] + 1,
    )


@use_case("training.institution.lift")
async def lift_institution(
    tx: Transaction, rules_as_of: RulesAsOf, institution_id: str, command: LiftSuspension
) -> InstitutionSuspensionLifted:
    """Lift the suspension that holds on that day."""
    check_fact("lifted_on", command.lifted_on, tx.today, rules_as_of(tx.today))
    institution, row = await load_institution(tx, institution_id, tx.call.actor, lock=True)
    tx.expect_version(row["version"])
    lifted = institution.lift(command.lifted_on)
    note_measure(
        tx,
        institution_id,
        await next_measure(tx, institution_id),
        LIFTING,
        starts_on=command.lifted_on,
        refers_to=lifted.number,
        reason=command.reason,
    )
    await save_state(tx, institution)
    tx.emit(
        Lifted(
            institution_id=institution_id,
            suspended_from=lifted.starts_on,
            lifted_on=command.lifted_on,
            area=institution.area,
        )
    )
    tx.about(institution_id, reason=command.reason)
    state = institution.state_on(tx.today)
    return InstitutionSuspensionLifted(
        id=institution_id,
        number=lifted.number,
        state=state.value if state else "",
        suspended_from=lifted.starts_on,
        lifted_on=command.lifted_on,
        version=row["version"] + 1,
    )
