"""Grades that experts gave on paper are written down; the experts are those of the register."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from pydantic import BaseModel, Field

from training.domain.dates import check_fact
from training.domain.results import Grade, Mark, grade_plans
from training.policy import RulesAsOf
from training.store.class_book import newest_grades
from training.store.classes import lock_class, raise_version
from training.store.enrolments import enrolments_of_class
from training.store.paper_desks import paper_desks
from training.store.plans import settle_plans
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
    rules = rules_as_of(command.graded_on).assessment
    _, attempts, _ = await newest_grades(tx, class_id)
    desk = (await paper_desks(tx, [class_id]))[class_id]
    marks = [
        desk.check(mark, command.graded_on, attempts.get(mark.enrolment_id, 0) + 1, rules, f"results[{index}].")
        for index, mark in enumerate(marks)
    ]
    await settle_plans(tx, desk.settled(marks, attempts, rules))
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
