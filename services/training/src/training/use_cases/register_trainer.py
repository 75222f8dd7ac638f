"""A trainer with licences joins an institution."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from pydantic import BaseModel, Field

from training.domain.packages import Package
from training.domain.trainer import Level, Licence, check_licences
from training.policy import RulesAsOf
from training.store.institutions import load_institution
from training.store.tables.trainers import LicenceRow, TrainerRow
from training.use_cases.shapes import Command, Day, Name


class LicenceHeld(Command):
    """A licence for one package, both days included."""

    package: Package
    level: Level
    valid_from: Day
    valid_to: Day


class RegisterTrainer(Command):
    """Who teaches where, with which licences."""

    institution_id: Id
    name: Name
    licences: Annotated[list[LicenceHeld], Field(min_length=1, max_length=50)]


class TrainerRegistered(BaseModel):
    """The trainer as registered."""

    id: str
    version: int


@use_case("training.trainer.register")
async def register_trainer(tx: Transaction, rules_as_of: RulesAsOf, command: RegisterTrainer) -> TrainerRegistered:
    """Register a trainer; a licence runs three years at most."""
    licences = [Licence(held.package, held.level, held.valid_from, held.valid_to) for held in command.licences]
    check_licences(licences, rules_as_of(tx.today))
    institution, _ = await load_institution(tx, command.institution_id, tx.call.actor, where="institution_id")
    trainer_id = new_id()
    tx.insert(
        TrainerRow,
        {
            "id": trainer_id,
            "institution_id": institution.institution_id,
            "area": institution.area,
            "name": command.name,
            "version": 1,
            "recorded_at": tx.now,
        },
    )
    tx.insert(
        LicenceRow,
        *(
            {
                "trainer_id": trainer_id,
                "number": number,
                "package": held.package.value,
                "level": held.level.value,
                "valid_from": held.valid_from,
                "valid_to": held.valid_to,
                "recorded_at": tx.now,
            }
            for number, held in enumerate(licences, start=1)
        ),
    )
    tx.about(trainer_id)
    return TrainerRegistered(id=trainer_id, version=1)
