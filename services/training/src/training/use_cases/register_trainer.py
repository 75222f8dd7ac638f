"""A trainer with licences joins an institution."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from pydantic import BaseModel, Field

from training.domain.errors.trainers import LicenceNumberUsed
from training.domain.trainer import Licence, Trainer, check_licences
from training.policy import RulesAsOf
from training.store.institutions import load_institution
from training.store.tables.trainers import EngagementRow, TrainerRow
from training.use_cases.licence_shapes import LicenceHeld, write_licences
from training.use_cases.shapes import Command, Day, Name


class RegisterTrainer(Command):
    """Who teaches where, since when, with which licences."""

    institution_id: Id
    name: Name
    licences: Annotated[list[LicenceHeld], Field(min_length=1, max_length=50)]
    engaged_from: Annotated[
        Day | None, Field(description="First day with the institution; without it the first day of a licence.")
    ] = None


class TrainerRegistered(BaseModel):
    """The trainer as registered."""

    id: str
    version: int


@use_case("training.trainer.register", conflicts={"uq_licence_number": LicenceNumberUsed})
async def register_trainer(tx: Transaction, rules_as_of: RulesAsOf, command: RegisterTrainer) -> TrainerRegistered:
    """Register a trainer; a licence runs three years at most."""
    licences = [Licence(held.package, held.level, held.valid_from, held.valid_to) for held in command.licences]
    check_licences(licences, rules_as_of(tx.today))
    institution, _ = await load_institution(tx, command.institution_id, tx.call.actor, where="institution_id")
    trainer = Trainer(new_id(), institution.institution_id, command.name, licences)
    tx.insert(
        TrainerRow,
        {
            "id": trainer.trainer_id,
            "institution_id": institution.institution_id,
            "area": institution.area,
            "name": command.name,
            "version": 1,
            "recorded_at": tx.now,
        },
    )
    tx.insert(
        EngagementRow,
        {
            "trainer_id": trainer.trainer_id,
            "number": 1,
            "engaged_from": command.engaged_from or min(licence.valid_from for licence in licences),
            "institution_id": institution.institution_id,
            "reason": "registered",
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    write_licences(tx, trainer, command.licences)
    tx.about(trainer.trainer_id)
    return TrainerRegistered(id=trainer.trainer_id, version=1)
