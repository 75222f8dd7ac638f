"""Grades that experts gave on paper are written down; the experts are those of the register."""

from datetime import date
from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from pydantic import BaseModel, Field

from training.domain.business_plans import PlanState
from training.domain.dates import check_fact
from training.domain.errors.assessment import AttemptsUsed, ExpertUnknown, PaperGradingEnded, PlanInGrading
from training.domain.experts import named, objection
from training.domain.results import Grade, Mark, grade_plans
from training.domain.rules import Rules
from training.domain.training_class import TrainingClass
from training.policy import RulesAsOf
from training.store.class_book import newest_grades
from training.store.classes import lock_class, raise_version
from training.store.enrolments import enrolments_of_class
from training.store.experts import load_experts, taught_in
from training.store.plans import plans_in_class, settle_plans
from training.store.tables.results import PlanGradeRow
from training.store.trainers import trainer_names
from training.use_cases.plan_outcomes import settle_again
from training.use_cases.shapes import Command, Day, Name


class PlanResult(Command):
    """One plan's grade, and the expert who gave it: of the register, with no tie to class or institution."""

    enrolment_id: Id
    plan_grade: Grade
    grader: Annotated[Name, Field(description="Name or number of the expert in the register on `graded_on`.")]


class RecordResults(Command):
    """Grades of one day."""

    graded_on: Day
    results: Annotated[list[PlanResult], Field(min_length=1, max_length=1000)]


class GradedLine(BaseModel):
    """One plan as graded: how often it has been, and where the learner stands."""

    line: int
    status: str
    enrolment_id: str
    plan_grade: Grade
    attempt: int
    state: str


class ResultsRecorded(BaseModel):
    """All plans graded with this call; all or none."""

    class_id: str
    lines: list[GradedLine]
    version: int


@use_case("training.results.record")
async def record_results(
    tx: Transaction, rules_as_of: RulesAsOf, class_id: str, command: RecordResults
) -> ResultsRecorded:
    """Record grades as new facts. A reworked plan graded after completion settles its learner at once."""
    check_fact("graded_on", command.graded_on, tx.today, rules_as_of(tx.today))
    taught, _ = await lock_class(tx, class_id, tx.call.actor)
    enrolments = await enrolments_of_class(tx, class_id)
    marks = [Mark(result.enrolment_id, result.plan_grade, result.grader) for result in command.results]
    grade_plans(taught, await trainer_names(tx, class_id), enrolments, command.graded_on, marks)
    rules = rules_as_of(command.graded_on)
    marks = await _registered(tx, taught, command.graded_on, rules, marks)
    _, attempts, _ = await newest_grades(tx, class_id)
    await _settle_plans(tx, class_id, marks, attempts, rules.assessment.max_attempts)
    tx.insert(
        PlanGradeRow,
        *(
            {
                "enrolment_id": mark.enrolment_id,
                "version": attempts.get(mark.enrolment_id, 0) + 1,
                "class_id": class_id,
                "plan_grade": mark.plan_grade.value,
                "grader": mark.grader,
                "way": "paper",
                "graded_on": command.graded_on,
                "recorded_by": tx.call.actor.account,
                "recorded_at": tx.now,
            }
            for mark in marks
        ),
    )
    await settle_again(tx, rules_as_of, taught, [enrolments[mark.enrolment_id] for mark in marks])
    tx.about(class_id, graded=len(marks))
    return ResultsRecorded(
        class_id=class_id,
        lines=[
            GradedLine(
                line=number,
                status="recorded",
                enrolment_id=mark.enrolment_id,
                plan_grade=mark.plan_grade,
                attempt=attempts.get(mark.enrolment_id, 0) + 1,
                state=enrolments[mark.enrolment_id].state.value,
            )
            for number, mark in enumerate(marks, start=1)
        ],
        version=await raise_version(tx, class_id),
    )


async def _registered(
    tx: Transaction, taught: TrainingClass, graded_on: date, rules: Rules, marks: list[Mark]
) -> list[Mark]:
    """The marks with their graders as the register names them. Raises ExpertUnknown, ExpertInvolved and others."""
    if not rules.assessment.paper_grading:
        raise PaperGradingEnded("graded_on")
    experts, numbers = await load_experts(tx)
    people = (await taught_in(tx, [taught.class_id]))[taught.class_id]
    found = []
    for index, mark in enumerate(marks):
        where = f"results[{index}].grader"
        expert = named(experts, mark.grader, numbers, graded_on)
        if expert is None:
            raise ExpertUnknown(where, day=graded_on)
        refusal = objection(expert, people, graded_on, rules.assessment, where)
        if refusal is not None:
            raise refusal
        found.append(Mark(mark.enrolment_id, mark.plan_grade, expert.name))
    return found


async def _settle_plans(tx: Transaction, class_id: str, marks: list[Mark], attempts: dict[str, int], most: int) -> None:
    """A paper grade also settles the plan's file, unless that is with graders; never more grades than allowed."""
    states = await plans_in_class(tx, class_id)
    settled: dict[PlanState, list[str]] = {}
    for index, mark in enumerate(marks):
        where = f"results[{index}].enrolment_id"
        if states.get(mark.enrolment_id) in {PlanState.SUBMITTED, PlanState.IN_GRADING}:
            raise PlanInGrading(where, enrolment_id=mark.enrolment_id)
        attempt = attempts.get(mark.enrolment_id, 0) + 1
        if attempt > most:
            raise AttemptsUsed(where, attempts=most)
        if mark.enrolment_id in states:
            failed = PlanState.FAILED if attempt == most else PlanState.REWORK
            state = failed if mark.plan_grade is Grade.FAIL else PlanState.GRADED
            settled.setdefault(state, []).append(mark.enrolment_id)
    await settle_plans(tx, settled)
