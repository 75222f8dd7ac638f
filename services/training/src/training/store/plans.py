"""Business plans with their versions, the tasks of their graders, and the marks these gave."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from kit.auth import Actor
from kit.call import system_call
from kit.database import Transaction
from kit.refusal import NotFound
from sqlalchemy import RowMapping
from sqlalchemy.dialects.postgresql import insert

from training.domain.business_plans import Mark, Plan, PlanState
from training.domain.results import Grade
from training.settings import SERVICE
from training.store.scope import within
from training.store.tables.assessment import BusinessPlanRow, GradingTaskRow, PlanMarkRow, PlanVersionRow
from training.store.tables.base import table_of

plan = table_of(BusinessPlanRow)
plan_version = table_of(PlanVersionRow)
task = table_of(GradingTaskRow)
mark = table_of(PlanMarkRow)

OPEN, GRADED, GIVEN_BACK, WITHDRAWN = "open", "graded", "given_back", "withdrawn"
HELD = (OPEN, GRADED)
SYSTEM_ACTOR = system_call(SERVICE).actor
"""For verbs of graders, who may see neither the class nor the plan that they change."""


def plan_of(row: RowMapping, versions: Sequence[RowMapping]) -> Plan:
    """A plan from its row and its versions, oldest first."""
    return Plan(
        row["id"],
        row["enrolment_id"],
        row["class_id"],
        PlanState(row["state"]),
        row["newest"],
        row["attempts"],
        versions[-1]["handed_in_on"] if versions else None,
        [version["content_hash"] for version in versions],
    )


async def lock_plan_of(tx: Transaction, enrolment_id: str) -> tuple[Plan, RowMapping] | None:
    """The plan of an enrolment, locked, with its row; None when none was handed in. Lock the class first."""
    row = await tx.lock_one(sa.select(plan).where(plan.c.enrolment_id == enrolment_id))
    return None if row is None else (plan_of(row, await versions_of(tx, row["id"])), row)


async def lock_plan(tx: Transaction, plan_id: str) -> tuple[Plan, RowMapping]:
    """A plan, locked, with its row."""
    row = await tx.lock_one(sa.select(plan).where(plan.c.id == plan_id))
    if row is None:
        raise NotFound(noun="plan")
    return plan_of(row, await versions_of(tx, plan_id)), row


async def lock_waiting(
    tx: Transaction, actor: Actor, class_id: str | None, plan_ids: Collection[str] | None, limit: int
) -> Sequence[RowMapping]:
    """Plans within the caller's area that wait for graders, locked in the order of their ids."""
    conditions = [plan.c.seats_open > 0, within(actor, plan.c.institution_id, plan.c.area)]
    if class_id is not None:
        conditions.append(plan.c.class_id == class_id)
    if plan_ids is not None:
        conditions.append(plan.c.id.in_(plan_ids))
    return await tx.lock_all(sa.select(plan).where(*conditions).order_by(plan.c.id).limit(limit))


async def versions_of(tx: Transaction, plan_id: str) -> Sequence[RowMapping]:
    """The versions of a plan, oldest first."""
    return await tx.all(
        sa.select(plan_version).where(plan_version.c.plan_id == plan_id).order_by(plan_version.c.number)
    )


async def newest_versions(tx: Transaction, plan_ids: Collection[str]) -> dict[str, RowMapping]:
    """The newest version of each of these plans."""
    rows = await tx.all(
        sa.select(plan_version)
        .join(plan, sa.and_(plan.c.id == plan_version.c.plan_id, plan.c.newest == plan_version.c.number))
        .where(plan.c.id.in_(plan_ids))
    )
    return {row["plan_id"]: row for row in rows}


async def tasks_of_newest(tx: Transaction, plan_ids: Collection[str]) -> dict[str, list[RowMapping]]:
    """The tasks of the newest version of each of these plans."""
    rows = await tx.all(
        sa.select(task)
        .join(plan, sa.and_(plan.c.id == task.c.plan_id, plan.c.newest == task.c.plan_version))
        .where(plan.c.id.in_(plan_ids))
        .order_by(task.c.id)
    )
    return _by_plan(rows)


async def marks_of_newest(tx: Transaction, plan_ids: Collection[str]) -> dict[str, list[Mark]]:
    """The marks of the newest version of each of these plans, by seat."""
    rows = await tx.all(
        sa.select(mark)
        .join(plan, sa.and_(plan.c.id == mark.c.plan_id, plan.c.newest == mark.c.plan_version))
        .where(plan.c.id.in_(plan_ids))
        .order_by(mark.c.seat)
    )
    return {
        plan_id: [
            Mark(row["seat"], row["expert_id"], Grade(row["grade"]), row["points"], row["graded_on"]) for row in found
        ]
        for plan_id, found in _by_plan(rows).items()
    }


async def marks_of(tx: Transaction, plan_id: str) -> Sequence[RowMapping]:
    """All marks that a plan ever got, by version and seat."""
    return await tx.all(sa.select(mark).where(mark.c.plan_id == plan_id).order_by(mark.c.plan_version, mark.c.seat))


async def save_plan(tx: Transaction, changed: Plan, seats_open: int) -> int:
    """Write where a locked plan stands; its new version."""
    saved = await tx.execute(
        sa.update(plan)
        .where(plan.c.id == changed.plan_id)
        .values(
            state=changed.state.value,
            newest=changed.newest,
            attempts=changed.attempts,
            seats_open=seats_open,
            version=plan.c.version + 1,
        )
        .returning(plan.c.version)
    )
    return int(saved.scalar_one())


async def save_plans(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Write state and open seats of many locked plans (``id``, ``state``, ``seats_open``): one statement."""
    if not rows:
        return
    new = sa.values(
        sa.column("id", sa.String), sa.column("state", sa.String), sa.column("seats_open", sa.Integer), name="new"
    ).data([(row["id"], row["state"], row["seats_open"]) for row in rows])
    await tx.execute(
        sa.update(plan)
        .where(plan.c.id == new.c.id)
        .values(state=new.c.state, seats_open=new.c.seats_open, version=plan.c.version + 1)
    )


async def make_plan(tx: Transaction, row: dict[str, Any]) -> None:
    """Write a new plan now, so that its versions may refer to it."""
    await tx.execute(insert(plan).values(row))


async def read_task(tx: Transaction, task_id: str, actor: Actor) -> RowMapping:
    """A grader's own task: their account's organisation is their id in the register. Raises NotFound."""
    row = await tx.one(sa.select(task).where(task.c.id == task_id, task.c.expert_id == (actor.organisation or "")))
    if row is None:
        raise NotFound(noun="grading task")
    return row


async def lock_task(tx: Transaction, task_id: str) -> RowMapping:
    """A task, locked; its class and plan must be locked before. Raises NotFound, VersionStale."""
    row = await tx.lock_one(sa.select(task).where(task.c.id == task_id))
    if row is None:
        raise NotFound(noun="grading task")
    tx.expect_version(row["version"])
    return row


async def save_task(tx: Transaction, task_id: str, **values: object) -> int:
    """Change a locked task; its new version."""
    saved = await tx.execute(
        sa.update(task)
        .where(task.c.id == task_id)
        .values(**values, version=task.c.version + 1)
        .returning(task.c.version)
    )
    return int(saved.scalar_one())


async def withdraw_open_tasks(tx: Transaction, plan_id: str, day: object) -> None:
    """Take back what other graders still have in hand of a plan that was returned."""
    await tx.execute(
        sa.update(task)
        .where(task.c.plan_id == plan_id, task.c.state == OPEN)
        .values(state=WITHDRAWN, back_on=day, back_reason="plan_returned", version=task.c.version + 1)
    )


async def plans_in_class(tx: Transaction, class_id: str) -> dict[str, PlanState]:
    """By enrolment: where the plans of a class stand."""
    rows = await tx.all(sa.select(plan.c.enrolment_id, plan.c.state).where(plan.c.class_id == class_id))
    return {row["enrolment_id"]: PlanState(row["state"]) for row in rows}


async def settle_plans(tx: Transaction, states: dict[PlanState, list[str]]) -> None:
    """Plans whose grade came on paper: one more attempt, and where they stand now, by enrolment."""
    for state, enrolment_ids in states.items():
        await tx.execute(
            sa.update(plan)
            .where(plan.c.enrolment_id.in_(enrolment_ids))
            .values(state=state.value, attempts=plan.c.attempts + 1, seats_open=0, version=plan.c.version + 1)
        )


def _by_plan(rows: Sequence[RowMapping]) -> dict[str, list[RowMapping]]:
    found: dict[str, list[RowMapping]] = {}
    for row in rows:
        found.setdefault(row["plan_id"], []).append(row)
    return found
