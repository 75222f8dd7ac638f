"""What binds an expert to an institution is noted, or ends; both count for what they grade from then on."""

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound
from pydantic import BaseModel

from training.store.experts import expert, lock_expert, tie, ties_of
from training.store.institutions import load_institution
from training.store.tables.assessment import ExpertTieRow
from training.use_cases.expert_shapes import TieTold, check_tie
from training.use_cases.register_expert import tie_row
from training.use_cases.shapes import Command, Day


class EndTie(Command):
    """The last day of the tie."""

    to_on: Day


class TieNoted(BaseModel):
    """The tie's number within the expert's, and the expert's version."""

    expert_id: str
    number: int
    version: int


@use_case("training.expert.tie")
async def tie_expert(tx: Transaction, expert_id: str, command: TieTold) -> TieNoted:
    """Note a tie."""
    check_tie(command, "")
    row = await lock_expert(tx, expert_id)
    await load_institution(tx, command.institution_id, tx.call.actor, where="institution_id")
    number = len(await ties_of(tx, [expert_id])) + 1
    tx.insert(ExpertTieRow, tie_row(tx, expert_id, number, command))
    await _raise_version(tx, expert_id)
    tx.about(expert_id, tie=number, institution=command.institution_id)
    return TieNoted(expert_id=expert_id, number=number, version=row["version"] + 1)


@use_case("training.expert.end_tie")
async def end_tie(tx: Transaction, expert_id: str, number: int, command: EndTie) -> TieNoted:
    """End a tie. Raises NotFound, IllegalTransition when it ended already."""
    row = await lock_expert(tx, expert_id)
    held = next((one for one in await ties_of(tx, [expert_id]) if one["number"] == number), None)
    if held is None:
        raise NotFound(noun="tie")
    if held["to_on"] is not None:
        raise IllegalTransition(noun="tie", state="ended", verb="ended again")
    if command.to_on < held["from_on"]:
        raise DatesOutOfOrder("to_on", later="to_on", earlier="from_on")
    await tx.execute(
        sa.update(tie).where(tie.c.expert_id == expert_id, tie.c.number == number).values(to_on=command.to_on)
    )
    await _raise_version(tx, expert_id)
    tx.about(expert_id, tie=number)
    return TieNoted(expert_id=expert_id, number=number, version=row["version"] + 1)


async def _raise_version(tx: Transaction, expert_id: str) -> None:
    await tx.execute(sa.update(expert).where(expert.c.id == expert_id).values(version=expert.c.version + 1))
