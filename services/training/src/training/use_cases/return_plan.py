"""A grader gives a plan back, or the bureau takes it back from who does not grade it."""

from datetime import date
from typing import Annotated

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from training.domain.business_plans import BackReason, Plan
from training.domain.dates import check_fact
from training.events.published import assessment as published
from training.policy import RulesAsOf
from training.store.plans import (
    GIVEN_BACK,
    HELD,
    OPEN,
    WITHDRAWN,
    lock_plan,
    lock_task,
    marks_of_newest,
    read_task,
    save_plan,
    save_task,
    task,
    tasks_of_newest,
    versions_of,
    withdraw_open_tasks,
)
from training.use_cases.shapes import Command, Day, Text


class GiveBackPlan(Command):
    """Why the plan is not graded; `not_anonymous` and `unreadable` send the plan itself back to its institution."""

    given_back_on: Day
    reason: BackReason
    note: Annotated[Text | None, Field(description="For the bureau. Write no names.")] = None


class WithdrawTask(Command):
    """Why the bureau takes the task back, for example because it is overdue."""

    withdrawn_on: Day
    reason: Text


class TaskEnded(BaseModel):
    """The task as it ended."""

    id: str
    state: str
    version: int


@use_case("training.plan.give_back")
async def give_back_plan(tx: Transaction, rules_as_of: RulesAsOf, task_id: str, command: GiveBackPlan) -> TaskEnded:
    """Give a task back. Raises NotFound, IllegalTransition, DatesOutOfOrder."""
    check_fact("given_back_on", command.given_back_on, tx.today, rules_as_of(tx.today))
    seen = await read_task(tx, task_id, tx.call.actor)
    plan, plan_row = await lock_plan(tx, seen["plan_id"])
    row = await lock_task(tx, task_id)
    _check(row, "given_back_on", command.given_back_on, "given back")
    version = await save_task(
        tx,
        task_id,
        state=GIVEN_BACK,
        back_reason=command.reason.value,
        back_note=command.note,
        back_on=command.given_back_on,
    )
    await _move(tx, plan, plan_row, command.reason, command.given_back_on)
    tx.about(task_id, why=command.reason.value)
    return TaskEnded(id=task_id, state=GIVEN_BACK, version=version)


@use_case("training.plan.withdraw_task")
async def withdraw_task(tx: Transaction, rules_as_of: RulesAsOf, task_id: str, command: WithdrawTask) -> TaskEnded:
    """Take a task back from its grader; another expert gets it. Raises NotFound, IllegalTransition."""
    check_fact("withdrawn_on", command.withdrawn_on, tx.today, rules_as_of(tx.today))
    area = tx.call.actor.area
    inside = task.c.area.startswith(area, autoescape=True) if area else sa.true()
    seen = await tx.one(sa.select(task).where(task.c.id == task_id, inside))
    if seen is None:
        raise NotFound(noun="grading task")
    plan, plan_row = await lock_plan(tx, seen["plan_id"])
    row = await lock_task(tx, task_id)
    _check(row, "withdrawn_on", command.withdrawn_on, "withdrawn")
    version = await save_task(
        tx, task_id, state=WITHDRAWN, back_reason="withdrawn", back_note=command.reason, back_on=command.withdrawn_on
    )
    await _move(tx, plan, plan_row, BackReason.UNAVAILABLE, command.withdrawn_on)
    tx.about(task_id, reason=command.reason)
    return TaskEnded(id=task_id, state=WITHDRAWN, version=version)


def _check(row: RowMapping, field: str, day: date, verb: str) -> None:
    if row["state"] != OPEN:
        raise IllegalTransition(noun="grading task", state=row["state"], verb=verb)
    if day < row["assigned_on"]:
        raise DatesOutOfOrder(field, later=field, earlier="assigned_on")


async def _move(tx: Transaction, plan: Plan, row: RowMapping, reason: BackReason, day: date) -> None:
    """The plan waits for another grader, or goes back to its institution, and then from all graders."""
    held = {t["seat"] for t in (await tasks_of_newest(tx, [plan.plan_id]))[plan.plan_id] if t["state"] in HELD}
    plan.give_back(reason, others_at_work=bool(held))
    if reason.returns_plan:
        await withdraw_open_tasks(tx, plan.plan_id, day)
        tx.emit(
            published.PlanReturned(
                plan_id=plan.plan_id,
                enrolment_id=plan.enrolment_id,
                class_id=plan.class_id,
                institution_id=row["institution_id"],
                plan_version=plan.newest,
                reason=reason.value,
                returned_on=day,
            )
        )
    marks = (await marks_of_newest(tx, [plan.plan_id])).get(plan.plan_id, [])
    graders = (await versions_of(tx, plan.plan_id))[-1]["graders"]
    await save_plan(tx, plan, len(plan.open_seats(held, marks, graders)))
