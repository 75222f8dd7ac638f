"""Trainers' licences, as told and as written."""

from collections.abc import Sequence

from kit.database import Transaction
from pydantic import BaseModel, Field

from training.domain.packages import Package
from training.domain.trainer import Level, Licence, Trainer
from training.events.published.trainers import TrainerLicensed
from training.store.tables.trainers import LicenceRow
from training.use_cases.shapes import Command, Day, Name


class LicencePaper(Command):
    """What stands on the licence itself."""

    licence_number: Name | None = Field(default=None, max_length=40, description="Unique over all licences.")
    issued_by: Name | None = None


class LicenceHeld(LicencePaper):
    """A licence for one package, both days included."""

    package: Package
    level: Level
    valid_from: Day
    valid_to: Day


class TrainerChanged(BaseModel):
    """The trainer after a change; ``licence`` is the number of the licence that it was about."""

    id: str
    licence: int
    state: str
    version: int


def write_licences(
    tx: Transaction,
    trainer: Trainer,
    papers: Sequence[LicencePaper],
    courses: int | None = None,
) -> None:
    """Write the trainer's newest licences, one for each of ``papers``, and publish them."""
    first = len(trainer.licences) - len(papers)
    for number, (licence, paper) in enumerate(zip(trainer.licences[first:], papers, strict=True), start=first + 1):
        tx.insert(LicenceRow, _row(tx, trainer.trainer_id, number, licence, paper, courses))
        tx.emit(
            TrainerLicensed(
                trainer_id=trainer.trainer_id,
                institution_id=trainer.institution_id,
                package=licence.package.value,
                level=licence.level.value,
                valid_from=licence.valid_from,
                valid_to=licence.valid_to,
                renewed=licence.renews is not None,
            )
        )


def _row(
    tx: Transaction, trainer_id: str, number: int, licence: Licence, paper: LicencePaper, courses: int | None
) -> dict[str, object]:
    return {
        "trainer_id": trainer_id,
        "number": number,
        "package": licence.package.value,
        "level": licence.level.value,
        "valid_from": licence.valid_from,
        "valid_to": licence.valid_to,
        "licence_number": paper.licence_number,
        "issued_by": paper.issued_by,
        "renews": licence.renews,
        "courses_taught": courses,
        "recorded_by": tx.call.actor.account,
        "recorded_at": tx.now,
    }
