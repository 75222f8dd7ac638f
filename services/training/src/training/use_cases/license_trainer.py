"""A trainer gets another licence, or a licence is renewed."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.refusal import NotFound
from pydantic import Field

from training.domain.errors.trainers import LicenceNumberUsed
from training.domain.trainer import ONE_DAY, Licence, Trainer, licence_state
from training.policy import RulesAsOf
from training.store.trainers import courses_taught, load_trainer, raise_trainer_version
from training.use_cases.licence_shapes import LicenceHeld, LicencePaper, TrainerChanged, write_licences
from training.use_cases.shapes import Day

_ONCE = {"uq_licence_number": LicenceNumberUsed}


class RenewLicence(LicencePaper):
    """Until when; from the day after the old licence ends unless a later day is given."""

    valid_to: Day
    valid_from: Annotated[Day | None, Field(description="Later than the day after the old one ends.")] = None


def require_licence(trainer: Trainer, number: int) -> Licence:
    """Licence ``number``, counted from 1. Raises NotFound."""
    if not 1 <= number <= len(trainer.licences):
        raise NotFound("number", noun="licence")
    return trainer.licences[number - 1]


@use_case("training.trainer.license", conflicts=_ONCE)
async def license_trainer(
    tx: Transaction, rules_as_of: RulesAsOf, trainer_id: str, command: LicenceHeld
) -> TrainerChanged:
    """Record a licence of its own: for another package, another level, or anew."""
    trainer, row = await load_trainer(tx, trainer_id, tx.call.actor, lock=True)
    tx.expect_version(row["version"])
    licence = trainer.license(
        Licence(command.package, command.level, command.valid_from, command.valid_to),
        rules_as_of(command.valid_from),
    )
    write_licences(tx, trainer, [command])
    await raise_trainer_version(tx, trainer_id)
    tx.about(trainer_id, licence=len(trainer.licences))
    return TrainerChanged(
        id=trainer_id,
        licence=len(trainer.licences),
        state=licence_state(licence, tx.today).value,
        version=row["version"] + 1,
    )


@use_case("training.trainer.renew_licence", conflicts=_ONCE)
async def renew_licence(
    tx: Transaction, rules_as_of: RulesAsOf, trainer_id: str, number: int, command: RenewLicence
) -> TrainerChanged:
    """Continue a licence under which enough courses were taught and completed."""
    trainer, row = await load_trainer(tx, trainer_id, tx.call.actor, lock=True)
    tx.expect_version(row["version"])
    old = require_licence(trainer, number)
    courses = await courses_taught(tx, trainer_id, old.package, old.valid_from, old.valid_to)
    rules = rules_as_of(command.valid_from or old.valid_to + ONE_DAY)
    licence = trainer.renew(number, command.valid_from, command.valid_to, courses, rules)
    write_licences(tx, trainer, [command], courses)
    await raise_trainer_version(tx, trainer_id)
    tx.about(trainer_id, licence=len(trainer.licences), renews=number, courses=courses)
    return TrainerChanged(
        id=trainer_id,
        licence=len(trainer.licences),
        state=licence_state(licence, tx.today).value,
        version=row["version"] + 1,
    )
