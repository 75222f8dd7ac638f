"""A trainer moves from one institution to another, or leaves."""

from datetime import date
from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from pydantic import BaseModel, Field

from training.domain.dates import check_fact
from training.domain.errors.trainers import StillTeaching
from training.policy import RulesAsOf
from training.store.institutions import load_institution
from training.store.tables.trainers import EngagementRow
from training.store.trainers import load_trainer, raise_trainer_version, sessions_planned
from training.use_cases.shapes import Command, Day, Text


class MoveTrainer(Command):
    """Where to, from which day, and why."""

    institution_id: Annotated[Id | None, Field(description="null: the trainer leaves and works for none.")]
    engaged_from: Day
    reason: Text


class TrainerMoved(BaseModel):
    """For whom the trainer works from that day."""

    id: str
    institution_id: str | None
    engaged_from: date
    version: int


@use_case("training.trainer.move")
async def move_trainer(tx: Transaction, rules_as_of: RulesAsOf, trainer_id: str, command: MoveTrainer) -> TrainerMoved:
    """Move; not while sessions of the old institution's open classes are still to be held by the trainer."""
    check_fact("engaged_from", command.engaged_from, tx.today, rules_as_of(tx.today))
    trainer, row = await load_trainer(tx, trainer_id, tx.call.actor, lock=True)
    tx.expect_version(row["version"])
    before, area = trainer.institution_id, row["area"]
    if command.institution_id is not None:
        institution, _ = await load_institution(tx, command.institution_id, tx.call.actor, where="institution_id")
        area = institution.area
    trainer.move(command.engaged_from, command.institution_id)
    if before is not None:
        planned = await sessions_planned(tx, trainer_id, before, command.engaged_from)
        if planned:
            raise StillTeaching("engaged_from", sessions=planned, day=command.engaged_from)
    tx.insert(
        EngagementRow,
        {
            "trainer_id": trainer_id,
            "number": len(trainer.engagements),
            "engaged_from": command.engaged_from,
            "institution_id": command.institution_id,
            "reason": command.reason,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    await raise_trainer_version(tx, trainer_id, institution_id=command.institution_id, area=area)
    tx.about(trainer_id, reason=command.reason)
    return TrainerMoved(
        id=trainer_id,
        institution_id=command.institution_id,
        engaged_from=command.engaged_from,
        version=row["version"] + 1,
    )
