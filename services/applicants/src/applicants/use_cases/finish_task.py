"""A next step is done, or postponed."""

from datetime import date

from kit.database import Transaction, use_case
from pydantic import BaseModel

from applicants.domain.facts import demand_day
from applicants.store.case_work import lock_task, save_task, sealed
from applicants.use_cases.office import Office
from applicants.use_cases.shapes import Command, Day, Reason
from applicants.use_cases.write_entry import Text


class FinishTask(Command):
    """When, and what came of it."""

    done_on: Day
    outcome: Text


class PostponeTask(Command):
    """To which day, and why."""

    due_on: Day
    reason: Reason


class TaskChanged(BaseModel):
    """The task after it."""

    id: str
    applicant_id: str
    due_on: date
    first_due_on: date
    postponed: int
    done_on: date | None
    version: int


@use_case("applicants.task.finish")
async def finish_task(tx: Transaction, office: Office, task_id: str, command: FinishTask) -> TaskChanged:
    """Say what came of it."""
    demand_day(command.done_on, "done_on", tx.today, office.rules_as_of(tx.today).backdating_days)
    held, row = await lock_task(tx, task_id)
    held.finish(row["happened_on"], command.done_on)
    outcome = sealed(command.outcome, office.private)
    await save_task(tx, held, done_by=tx.call.actor.account, outcome_encrypted=outcome)
    tx.about(task_id, applicant_id=row["applicant_id"])
    return TaskChanged(**{**row, **vars(held), "id": task_id})


@use_case("applicants.task.postpone")
async def postpone_task(tx: Transaction, task_id: str, command: PostponeTask) -> TaskChanged:
    """Give it a later day; how often is kept, and the first day."""
    held, row = await lock_task(tx, task_id)
    held.postpone(command.due_on)
    await save_task(tx, held)
    tx.about(task_id, applicant_id=row["applicant_id"], reason=command.reason, due_on=str(command.due_on))
    return TaskChanged(**{**row, **vars(held), "id": task_id})
