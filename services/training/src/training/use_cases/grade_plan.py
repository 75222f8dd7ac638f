"""An expert grades a plan without knowing whose it is; when all marks are there, they make the grade."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from kit.database import Transaction, use_case
from kit.refusal import DatesOutOfOrder, IllegalTransition
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from training.domain.business_plans import Mark, Plan, check_grade
from training.domain.dates import check_fact
from training.domain.errors.assessment import ExpertInvolved, NotDeclaredBlind
from training.domain.experts import why_involved
from training.domain.results import Grade
from training.domain.rules import Rules
from training.domain.training_class import TrainingClass
from training.events.published import assessment as published
from training.policy import RulesAsOf
from training.store.class_book import newest_grades
from training.store.classes import lock_class, raise_version
from training.store.enrolments import enrolments_of_class
from training.store.experts import load_experts, taught_in
from training.store.plans import (
    GRADED,
    HELD,
    OPEN,
    SYSTEM_ACTOR,
    lock_plan,
    lock_task,
    marks_of_newest,
    read_task,
    save_plan,
    save_task,
    tasks_of_newest,
    versions_of,
)
from training.store.tables.assessment import PlanMarkRow
from training.store.tables.results import PlanGradeRow
from training.use_cases.plan_outcomes import settle_again
from training.use_cases.shapes import Command, Day, Name, Text


class GradePlan(Command):
    """Scores from 0 to 10 for each criterion of the task, the grade, and what the learner should read."""

    graded_on: Day
    grade: Grade
    scores: Annotated[dict[Name, Annotated[int, Field(ge=0, le=10)]], Field(min_length=1, max_length=50)]
    remarks: Text | None = None
    blind: Annotated[bool, Field(description="Declared by the grader: I know neither author nor institution.")]


class TaskGraded(BaseModel):
    """The task as graded; what another grader found is not told."""

    id: str
    state: str
    grade: Grade
    points: Decimal
    graded_on: date
    version: int


@use_case("training.plan.grade")
async def grade_plan(tx: Transaction, rules_as_of: RulesAsOf, task_id: str, command: GradePlan) -> TaskGraded:
    """Record a mark as a fact. Raises what the scores refuse, ExpertInvolved, NotDeclaredBlind, IllegalTransition."""
    check_fact("graded_on", command.graded_on, tx.today, rules_as_of(tx.today))
    seen = await read_task(tx, task_id, tx.call.actor)
    taught, _ = await lock_class(tx, seen["class_id"], SYSTEM_ACTOR, expect_version=False)
    plan, plan_row = await lock_plan(tx, seen["plan_id"])
    task = await lock_task(tx, task_id)
    version = (await versions_of(tx, plan.plan_id))[-1]
    rules = rules_as_of(version["handed_in_on"])
    points = await _check(tx, command, task, rules)
    _write_mark(tx, command, task, points, rules)
    task_version = await save_task(tx, task_id, state=GRADED)
    marks = (await marks_of_newest(tx, [plan.plan_id]))[plan.plan_id]
    grade = plan.note_marks(marks, version["graders"], rules.assessment.max_attempts)
    held = {row["seat"] for row in (await tasks_of_newest(tx, [plan.plan_id]))[plan.plan_id] if row["state"] in HELD}
    await save_plan(tx, plan, len(plan.open_seats(held, marks, version["graders"])))
    if grade is not None:
        await _write_grade(tx, rules_as_of, taught, plan, plan_row, marks, grade)
    tx.about(task_id)
    return TaskGraded(
        id=task_id,
        state=GRADED,
        grade=command.grade,
        points=points,
        graded_on=command.graded_on,
        version=task_version,
    )


async def _check(tx: Transaction, command: GradePlan, task: RowMapping, rules: Rules) -> Decimal:
    if task["state"] != OPEN:
        raise IllegalTransition(noun="grading task", state=task["state"], verb="graded")
    if not command.blind:
        raise NotDeclaredBlind("blind")
    if command.graded_on < task["assigned_on"]:
        raise DatesOutOfOrder("graded_on", later="graded_on", earlier="assigned_on")
    (expert,), _ = await load_experts(tx, [task["expert_id"]])
    taught = (await taught_in(tx, [task["class_id"]]))[task["class_id"]]
    why = why_involved(expert, taught, command.graded_on, rules.assessment)
    if why:
        # A tie that came to light after the plan was given out. Which one would tell whose plan it is.
        raise ExpertInvolved(why="tied")
    return check_grade(command.grade, command.scores, command.remarks, rules.assessment)


def _write_mark(tx: Transaction, command: GradePlan, task: RowMapping, points: Decimal, rules: Rules) -> None:
    tx.insert(
        PlanMarkRow,
        {
            "task_id": task["id"],
            "plan_id": task["plan_id"],
            "plan_version": task["plan_version"],
            "seat": task["seat"],
            "expert_id": task["expert_id"],
            "grade": command.grade.value,
            "points": points,
            "scores": command.scores,
            "remarks": command.remarks,
            "graded_on": command.graded_on,
            "policy_version": rules.version,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )


async def _write_grade(
    tx: Transaction,
    rules_as_of: RulesAsOf,
    taught: TrainingClass,
    plan: Plan,
    row: RowMapping,
    marks: list[Mark],
    grade: Grade,
) -> None:
    """The grade in the class book, the learner's outcome if the class was completed, and the event."""
    _, attempts, _ = await newest_grades(tx, taught.class_id)
    _, numbers = await load_experts(tx, [mark.expert_id for mark in marks])
    graded_on = max(mark.graded_on for mark in marks)
    tx.insert(
        PlanGradeRow,
        {
            "enrolment_id": plan.enrolment_id,
            "version": attempts.get(plan.enrolment_id, 0) + 1,
            "class_id": plan.class_id,
            "plan_grade": grade.value,
            "grader": ", ".join(numbers[mark.expert_id] for mark in marks),
            "way": "blind",
            "graded_on": graded_on,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    learner = (await enrolments_of_class(tx, taught.class_id))[plan.enrolment_id]
    await settle_again(tx, rules_as_of, taught, [learner])
    await raise_version(tx, taught.class_id)
    tx.emit(
        published.PlanGraded(
            plan_id=plan.plan_id,
            enrolment_id=plan.enrolment_id,
            class_id=plan.class_id,
            institution_id=taught.institution_id,
            package=row["package"],
            plan_version=plan.newest,
            attempt=plan.attempts,
            grade=grade.value,
            state=plan.state.value,
            graded_on=graded_on,
        )
    )
