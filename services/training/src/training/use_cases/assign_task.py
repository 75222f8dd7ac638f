"""A verification task gets a verifier, or goes back to the pool of its area."""

from kit.auth import Role
from kit.database import Transaction, use_case
from kit.refusal import IllegalTransition
from pydantic import BaseModel

from training.domain.errors.verification import TaskOfAnother
from training.domain.verification import check_independent
from training.store.samples import OPEN, involved_in, lock_task, read_task, save_task
from training.use_cases.shapes import Command, Name


class AssignTask(Command):
    """The verifier's account; none hands the task back. A case worker takes or hands back; a manager assigns."""

    verifier: Name | None


class TaskAssigned(BaseModel):
    """Who holds the task now."""

    id: str
    verifier: str | None
    version: int


@use_case("training.verification.assign")
async def assign_task(tx: Transaction, task_id: str, command: AssignTask) -> TaskAssigned:
    """Assign a task; nobody gets one whose line they had to do with."""
    actor = tx.call.actor
    await read_task(tx, task_id, actor)
    row = await lock_task(tx, task_id)
    if row["state"] != OPEN:
        raise IllegalTransition(noun="verification task", state=row["state"], verb="assigned")
    own = actor.role == Role.CASE_WORKER
    if own and (row["verifier"] not in {None, actor.account} or command.verifier not in {None, actor.account}):
        raise TaskOfAnother("verifier")
    if command.verifier is not None:
        organisation = actor.organisation if own else None
        involved = await involved_in(tx, row["claim_id"], row["line"])
        check_independent(command.verifier, organisation, involved, declared=True)
    version = await save_task(tx, task_id, verifier=command.verifier)
    tx.about(task_id, verifier=command.verifier)
    return TaskAssigned(id=task_id, verifier=command.verifier, version=version)
