"""Plans that wait are given to experts: to those named, or in turn to who has least in hand."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.refusal import DatesOutOfOrder, NotFound
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from training.domain.business_plans import Plan, PlanState
from training.domain.dates import check_fact
from training.domain.errors.assessment import NoExpertFree, NoPlanWaits
from training.domain.experts import Expert, Seat, Taught, assign, objection
from training.domain.rules import Rules
from training.policy import RulesAsOf
from training.store.experts import load_experts, open_tasks, taught_in
from training.store.plans import HELD, OPEN, lock_waiting, marks_of_newest, newest_versions, save_plans, tasks_of_newest
from training.store.tables.assessment import GradingTaskRow
from training.use_cases.shapes import Command, Day

MOST = 1000


class AssignGraders(Command):
    """Which waiting plans (of a class, or these, or all of the area), on which day, and to whom if not by rule."""

    assigned_on: Day
    class_id: Id | None = None
    plan_ids: Annotated[list[Id] | None, Field(min_length=1, max_length=MOST)] = None
    expert_ids: Annotated[
        list[Id] | None,
        Field(min_length=1, max_length=100, description="Without them every expert of the register takes part."),
    ] = None


class TaskGiven(BaseModel):
    """One plan in one expert's hands."""

    task_id: str
    plan_id: str
    seat: int
    expert_id: str
    due_on: date


class SeatLeft(BaseModel):
    """A grader's place that nobody may take."""

    plan_id: str
    seat: int


class GradersAssigned(BaseModel):
    """What was given out, and what could not be."""

    tasks: list[TaskGiven]
    left: list[SeatLeft]


@use_case("training.plan.assign_graders")
async def assign_graders(tx: Transaction, rules_as_of: RulesAsOf, command: AssignGraders) -> GradersAssigned:
    """Give out seats. Raises NoPlanWaits, NoExpertFree, DatesOutOfOrder; of named experts ExpertInvolved and others."""
    day = command.assigned_on
    check_fact("assigned_on", day, tx.today, rules_as_of(tx.today))
    rows = await lock_waiting(tx, tx.call.actor, command.class_id, command.plan_ids, MOST)
    if not rows:
        raise NoPlanWaits
    classes = await taught_in(tx, {row["class_id"] for row in rows})
    rules = rules_as_of(day)
    experts = await _experts(tx, command, classes, rules)
    seats = await _seats(tx, rows, day)
    given, left = assign(seats, experts, classes, await open_tasks(tx), day, rules.assessment)
    if not given:
        raise NoExpertFree
    tasks = _write(tx, given, {row["id"]: row for row in rows}, command, rules)
    await _save(tx, rows, given, left)
    tx.about(command.class_id or "", given=len(given), left=len(left))
    return GradersAssigned(tasks=tasks, left=[SeatLeft(plan_id=seat.plan_id, seat=seat.seat) for seat in left])


async def _experts(
    tx: Transaction, command: AssignGraders, classes: Mapping[str, Taught], rules: Rules
) -> list[Expert]:
    """Who takes part; of those named each must be free to grade every one of the classes."""
    experts, _ = await load_experts(tx, command.expert_ids)
    if command.expert_ids is None:
        return experts
    known = {expert.expert_id: expert for expert in experts}
    for index, expert_id in enumerate(command.expert_ids):
        where = f"expert_ids[{index}]"
        if expert_id not in known:
            raise NotFound(where, noun="expert")
        for taught in classes.values():
            refusal = objection(known[expert_id], taught, command.assigned_on, rules.assessment, where)
            if refusal is not None:
                raise refusal
    return experts


async def _seats(tx: Transaction, rows: Sequence[RowMapping], day: date) -> list[Seat]:
    ids = [row["id"] for row in rows]
    versions, tasks, marks = (
        await newest_versions(tx, ids),
        await tasks_of_newest(tx, ids),
        await marks_of_newest(tx, ids),
    )
    seats = []
    for row in rows:
        version = versions[row["id"]]
        if day < version["handed_in_on"]:
            raise DatesOutOfOrder("assigned_on", later="assigned_on", earlier="handed_in_on")
        plan = Plan(row["id"], row["enrolment_id"], row["class_id"], PlanState(row["state"]), row["newest"])
        mine = tasks.get(row["id"], [])
        held = {task["seat"] for task in mine if task["state"] in HELD}
        barred = frozenset(task["expert_id"] for task in mine)
        open_ = plan.open_seats(held, marks.get(row["id"], []), version["graders"])
        seats += [Seat(plan.plan_id, plan.newest, seat, plan.class_id, barred) for seat in open_]
    return seats


def _write(
    tx: Transaction,
    given: Sequence[tuple[Seat, Expert]],
    plans: Mapping[str, RowMapping],
    command: AssignGraders,
    rules: Rules,
) -> list[TaskGiven]:
    due_on = command.assigned_on + timedelta(days=rules.assessment.grading_days)
    tasks = [
        TaskGiven(task_id=new_id(), plan_id=seat.plan_id, seat=seat.seat, expert_id=expert.expert_id, due_on=due_on)
        for seat, expert in given
    ]
    tx.insert(
        GradingTaskRow,
        *(
            {
                "id": task.task_id,
                "plan_id": task.plan_id,
                "plan_version": plans[task.plan_id]["newest"],
                "seat": task.seat,
                "expert_id": task.expert_id,
                "class_id": plans[task.plan_id]["class_id"],
                "area": plans[task.plan_id]["area"],
                "package": plans[task.plan_id]["package"],
                "assigned_on": command.assigned_on,
                "due_on": due_on,
                "rule": "chosen" if command.expert_ids else "least_in_hand",
                "assigned_by": tx.call.actor.account,
                "state": OPEN,
                "version": 1,
                "recorded_at": tx.now,
            }
            for task in tasks
        ),
    )
    return tasks


async def _save(
    tx: Transaction, rows: Sequence[RowMapping], given: Sequence[tuple[Seat, Expert]], left: Sequence[Seat]
) -> None:
    taken = {seat.plan_id for seat, _ in given}
    waiting: dict[str, int] = {}
    for seat in left:
        waiting[seat.plan_id] = waiting.get(seat.plan_id, 0) + 1
    await save_plans(
        tx,
        [
            {"id": row["id"], "state": PlanState.IN_GRADING.value, "seats_open": waiting.get(row["id"], 0)}
            for row in rows
            if row["id"] in taken
        ],
    )
