"""A trainer's licence is suspended, a suspension lifted, a licence withdrawn."""

from kit.database import Transaction, use_case
from kit.event import Published
from sqlalchemy import RowMapping

from training.domain.dates import check_fact
from training.domain.trainer import Trainer, licence_state
from training.events.published import trainers as published
from training.policy import RulesAsOf
from training.store.institution_classes import ClassTouched, classes_without_licence
from training.store.institutions import LIFTING, SUSPENSION
from training.store.trainers import (
    WITHDRAWAL,
    load_trainer,
    next_measure,
    note_measure,
    raise_trainer_version,
)
from training.use_cases.licence_shapes import TrainerChanged
from training.use_cases.license_trainer import require_licence
from training.use_cases.shapes import Command, Day, Text


class SuspendLicence(Command):
    """From when, until when (both days included; without an end: until lifted), and why."""

    suspended_from: Day
    suspended_to: Day | None = None
    reason: Text


class LiftLicenceSuspension(Command):
    """The first day on which the licence holds again, and why."""

    lifted_on: Day
    reason: Text


class WithdrawLicence(Command):
    """The first day without the licence, and why."""

    withdrawn_on: Day
    reason: Text


class LicenceMeasured(TrainerChanged):
    """The trainer after it, and the open classes in which sessions now lack a licensed trainer."""

    classes_touched: list[ClassTouched]


@use_case("training.trainer.suspend_licence")
async def suspend_licence(
    tx: Transaction, rules_as_of: RulesAsOf, trainer_id: str, number: int, command: SuspendLicence
) -> LicenceMeasured:
    """Suspend: on those days the trainer may not teach the package under it."""
    check_fact("suspended_from", min(command.suspended_from, tx.today), tx.today, rules_as_of(tx.today))
    trainer, row = await _licensed(tx, trainer_id, number)
    fact = await next_measure(tx, trainer_id)
    begun = trainer.suspend_licence(number, fact, command.suspended_from, command.suspended_to)
    note_measure(
        tx,
        trainer_id,
        fact,
        SUSPENSION,
        licence=number,
        starts_on=begun.starts_on,
        ends_on=begun.ends_on,
        reason=command.reason,
    )
    event = published.LicenceSuspended(
        **_about(trainer, number), suspended_from=begun.starts_on, suspended_to=begun.ends_on
    )
    return await _changed(tx, trainer, row, number, command.reason, event)


@use_case("training.trainer.lift_licence")
async def lift_licence(
    tx: Transaction, rules_as_of: RulesAsOf, trainer_id: str, number: int, command: LiftLicenceSuspension
) -> LicenceMeasured:
    """Lift the suspension that holds on that day."""
    check_fact("lifted_on", command.lifted_on, tx.today, rules_as_of(tx.today))
    trainer, row = await _licensed(tx, trainer_id, number)
    lifted = trainer.lift_licence(number, command.lifted_on)
    note_measure(
        tx,
        trainer_id,
        await next_measure(tx, trainer_id),
        LIFTING,
        licence=number,
        starts_on=command.lifted_on,
        refers_to=lifted.number,
        reason=command.reason,
    )
    event = published.LicenceSuspensionLifted(
        **_about(trainer, number), suspended_from=lifted.starts_on, lifted_on=command.lifted_on
    )
    return await _changed(tx, trainer, row, number, command.reason, event)


@use_case("training.trainer.withdraw_licence")
async def withdraw_licence(
    tx: Transaction, rules_as_of: RulesAsOf, trainer_id: str, number: int, command: WithdrawLicence
) -> LicenceMeasured:
    """Withdraw for good; another licence may be recorded later."""
    check_fact("withdrawn_on", command.withdrawn_on, tx.today, rules_as_of(tx.today))
    trainer, row = await _licensed(tx, trainer_id, number)
    trainer.withdraw_licence(number, command.withdrawn_on)
    note_measure(
        tx,
        trainer_id,
        await next_measure(tx, trainer_id),
        WITHDRAWAL,
        licence=number,
        starts_on=command.withdrawn_on,
        reason=command.reason,
    )
    event = published.LicenceWithdrawn(**_about(trainer, number), withdrawn_on=command.withdrawn_on)
    return await _changed(tx, trainer, row, number, command.reason, event)


async def _licensed(tx: Transaction, trainer_id: str, number: int) -> tuple[Trainer, RowMapping]:
    trainer, row = await load_trainer(tx, trainer_id, tx.call.actor, lock=True)
    tx.expect_version(row["version"])
    require_licence(trainer, number)
    return trainer, row


def _about(trainer: Trainer, number: int) -> dict[str, str | None]:
    licence = trainer.licences[number - 1]
    return {
        "trainer_id": trainer.trainer_id,
        "institution_id": trainer.institution_id,
        "package": licence.package.value,
        "level": licence.level.value,
    }


async def _changed(
    tx: Transaction, trainer: Trainer, row: RowMapping, number: int, reason: str, event: Published
) -> LicenceMeasured:
    await raise_trainer_version(tx, trainer.trainer_id)
    tx.emit(event)
    tx.about(trainer.trainer_id, reason=reason, licence=number)
    licence = trainer.licences[number - 1]
    return LicenceMeasured(
        id=trainer.trainer_id,
        licence=number,
        state=licence_state(licence, tx.today).value,
        version=row["version"] + 1,
        classes_touched=await classes_without_licence(tx, trainer, licence.package),
    )
