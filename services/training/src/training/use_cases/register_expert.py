"""An expert joins the register: who may grade plans of which packages, and what ties keep them from some."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from pydantic import Field

from training.domain.dates import check_fact
from training.domain.errors.assessment import ExpertTwice
from training.domain.packages import Package
from training.policy import RulesAsOf
from training.store import numbers
from training.store.institutions import load_institution
from training.store.tables.assessment import ExpertRow, ExpertTieRow
from training.store.trainers import load_trainer
from training.use_cases.expert_shapes import ExpertChanged, TieTold, check_tie
from training.use_cases.shapes import Command, Day, Name

SERIES = "expert"


class RegisterExpert(Command):
    """Name, subjects and ties. ``trainer_id`` when the expert is a trainer as well."""

    name: Name
    subjects: Annotated[list[Package], Field(min_length=1, max_length=4)]
    registered_on: Day
    trainer_id: Id | None = None
    ties: Annotated[list[TieTold], Field(default_factory=list, max_length=50)]


@use_case("training.expert.register", conflicts={"uq_expert_trainer": lambda: ExpertTwice("trainer_id")})
async def register_expert(tx: Transaction, rules_as_of: RulesAsOf, command: RegisterExpert) -> ExpertChanged:
    """Register an expert under a number of their own."""
    actor = tx.call.actor
    check_fact("registered_on", command.registered_on, tx.today, rules_as_of(tx.today))
    if command.trainer_id is not None:
        await load_trainer(tx, command.trainer_id, actor, where="trainer_id")
    for index, tie in enumerate(command.ties):
        check_tie(tie, f"ties[{index}].")
    for index, institution_id in enumerate(tie.institution_id for tie in command.ties):
        await load_institution(tx, institution_id, actor, where=f"ties[{index}].institution_id")
    number = f"ZJ-{await numbers.take(tx, SERIES):04d}"
    expert_id = new_id()
    tx.insert(
        ExpertRow,
        {
            "id": expert_id,
            "number": number,
            "name": command.name,
            "subjects": sorted({package.value for package in command.subjects}),
            "trainer_id": command.trainer_id,
            "registered_on": command.registered_on,
            "version": 1,
            "recorded_by": actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.insert(ExpertTieRow, *(tie_row(tx, expert_id, n, tie) for n, tie in enumerate(command.ties, start=1)))
    tx.about(expert_id, number=number)
    return ExpertChanged(id=expert_id, number=number, version=1)


def tie_row(tx: Transaction, expert_id: str, number: int, tie: TieTold) -> dict[str, object]:
    """A tie as it is stored."""
    return {
        "expert_id": expert_id,
        "number": number,
        "institution_id": tie.institution_id,
        "kind": tie.kind.value,
        "from_on": tie.from_on,
        "to_on": tie.to_on,
        "recorded_by": tx.call.actor.account,
        "recorded_at": tx.now,
    }
