"""An expert leaves the register; what they graded stays, what they have in hand is given to others."""

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.refusal import DatesOutOfOrder, IllegalTransition

from training.domain.dates import check_fact
from training.domain.errors.assessment import TasksInHand
from training.policy import RulesAsOf
from training.store.experts import expert, lock_expert, open_tasks
from training.use_cases.expert_shapes import ExpertChanged
from training.use_cases.shapes import Command, Day, Text


class EndExpert(Command):
    """From which day on the expert is no longer in the register, and why."""

    ended_on: Day
    reason: Text


@use_case("training.expert.end")
async def end_expert(tx: Transaction, rules_as_of: RulesAsOf, expert_id: str, command: EndExpert) -> ExpertChanged:
    """End an entry. Raises IllegalTransition, DatesOutOfOrder, TasksInHand."""
    check_fact("ended_on", command.ended_on, tx.today, rules_as_of(tx.today))
    row = await lock_expert(tx, expert_id)
    if row["ended_on"] is not None:
        raise IllegalTransition(noun="expert", state="ended", verb="ended again")
    if command.ended_on < row["registered_on"]:
        raise DatesOutOfOrder("ended_on", later="ended_on", earlier="registered_on")
    tasks = (await open_tasks(tx)).get(expert_id, 0)
    if tasks:
        raise TasksInHand(tasks=tasks)
    await tx.execute(
        sa.update(expert)
        .where(expert.c.id == expert_id)
        .values(ended_on=command.ended_on, end_reason=command.reason, version=expert.c.version + 1)
    )
    tx.about(expert_id, reason=command.reason)
    return ExpertChanged(id=expert_id, number=row["number"], version=row["version"] + 1)
