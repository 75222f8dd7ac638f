"""Business plans: handed in, graded by experts who do not know whose they are, reworked when they fail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kit.refusal import DatesOutOfOrder, IllegalTransition

from training.domain.assessment_rules import AssessmentRules
from training.domain.enrolment import Enrolment, EnrolmentState
from training.domain.errors.assessment import (
    AttemptsUsed,
    CriteriaNotThose,
    GradeAboveScores,
    PlanInGrading,
    ReworkRemarksMissing,
    SameFileAgain,
)
from training.domain.errors.results import LearnerLeft, ResultFinal
from training.domain.results import Grade
from training.domain.training_class import TrainingClass

TEN = Decimal(10)
DECIDING_SEAT = 3


class PlanState(StrEnum):
    """submitted → in_grading → graded, or back as ``rework`` (failed) or ``returned`` (could not be graded)."""

    SUBMITTED = "submitted"
    IN_GRADING = "in_grading"
    GRADED = "graded"
    REWORK = "rework"
    RETURNED = "returned"
    FAILED = "failed"
    """Failed as often as the policy allows."""


class BackReason(StrEnum):
    """Why a grader gives a task back. The last two send the plan itself back to the institution."""

    RECOGNISED = "recognised"
    TIED = "tied"
    UNAVAILABLE = "unavailable"
    NOT_ANONYMOUS = "not_anonymous"
    UNREADABLE = "unreadable"

    @property
    def returns_plan(self) -> bool:
        """Whether nobody could grade this version."""
        return self in {BackReason.NOT_ANONYMOUS, BackReason.UNREADABLE}


@dataclass(frozen=True)
class Mark:
    """One expert's judgement: points out of 100, and the grade."""

    seat: int
    expert_id: str
    grade: Grade
    points: Decimal
    graded_on: date


@dataclass
class Plan:
    """A learner's plan; ``newest`` is the version that counts, ``attempts`` how often it was graded."""

    plan_id: str
    enrolment_id: str
    class_id: str
    state: PlanState = PlanState.SUBMITTED
    newest: int = 0
    attempts: int = 0
    handed_in_on: date | None = None
    hashes: list[str] = field(default_factory=list)

    def hand_in(
        self, learner: Enrolment, taught: TrainingClass, handed_in_on: date, content_hash: str, rules: AssessmentRules
    ) -> int:
        """Take a version; its number. ``rules`` as of ``handed_in_on``.

        Raises LearnerLeft, ResultFinal, PlanInGrading, AttemptsUsed, SameFileAgain, DatesOutOfOrder.
        """
        check_learner(learner)
        if self.state is PlanState.IN_GRADING:
            raise PlanInGrading(enrolment_id=learner.enrolment_id)
        if self.state is PlanState.GRADED:
            raise ResultFinal(enrolment_id=learner.enrolment_id)
        if self.state is PlanState.FAILED or self.attempts >= rules.max_attempts:
            raise AttemptsUsed(attempts=self.attempts)
        if handed_in_on < taught.starts_on:
            raise DatesOutOfOrder("handed_in_on", later="handed_in_on", earlier="the first session")
        if self.handed_in_on is not None and handed_in_on < self.handed_in_on:
            raise DatesOutOfOrder("handed_in_on", later="handed_in_on", earlier="the version before")
        if self.state in {PlanState.REWORK, PlanState.RETURNED} and content_hash == self.hashes[-1]:
            raise SameFileAgain("file")
        self.newest += 1
        self.hashes.append(content_hash)
        self.handed_in_on = handed_in_on
        self.state = PlanState.SUBMITTED
        return self.newest

    def open_seats(self, held: Collection[int], marks: Sequence[Mark], graders: int) -> list[int]:
        """The seats of the newest version that wait for a grader; those ``held`` are at work or have graded."""
        if self.state not in {PlanState.SUBMITTED, PlanState.IN_GRADING}:
            return []
        wanted = DECIDING_SEAT if len(marks) >= graders and disagree(marks) else graders
        return [seat for seat in range(1, wanted + 1) if seat not in held]

    def start_grading(self) -> None:
        """A grader has it."""
        if self.state not in {PlanState.SUBMITTED, PlanState.IN_GRADING}:
            raise IllegalTransition(noun="plan", state=self.state.value, verb="given to a grader")
        self.state = PlanState.IN_GRADING

    def note_marks(self, marks: Sequence[Mark], graders: int, max_attempts: int) -> Grade | None:
        """The grade when all marks of the newest version are there, else None (a third must decide, or some miss)."""
        if self.state is not PlanState.IN_GRADING:
            raise IllegalTransition(noun="plan", state=self.state.value, verb="graded")
        grade = decide(marks, graders)
        if grade is None:
            return None
        self.attempts += 1
        if grade is not Grade.FAIL:
            self.state = PlanState.GRADED
        else:
            self.state = PlanState.FAILED if self.attempts >= max_attempts else PlanState.REWORK
        return grade

    def give_back(self, reason: BackReason, *, others_at_work: bool) -> None:
        """A grader gives the newest version back: it waits for another one, or returns to the institution."""
        if self.state is not PlanState.IN_GRADING:
            raise IllegalTransition(noun="plan", state=self.state.value, verb="given back")
        if reason.returns_plan:
            self.state = PlanState.RETURNED
        elif not others_at_work:
            self.state = PlanState.SUBMITTED


def check_learner(learner: Enrolment) -> None:
    """Refuse a plan of who left, or whose result is final."""
    if learner.left:
        raise LearnerLeft(enrolment_id=learner.enrolment_id)
    if learner.state in {EnrolmentState.PASSED, EnrolmentState.CERTIFIED}:
        raise ResultFinal(enrolment_id=learner.enrolment_id)


def disagree(marks: Sequence[Mark]) -> bool:
    """Whether some fail the plan and others do not."""
    return len({mark.grade is Grade.FAIL for mark in marks}) > 1


def decide(marks: Sequence[Mark], graders: int) -> Grade | None:
    """The plan's grade: of one grader theirs; of two excellent only when both say so; of a third who decides theirs.

    None while marks are missing, or two disagree and nobody has decided.
    """
    by_seat = {mark.seat: mark for mark in marks}
    if DECIDING_SEAT in by_seat:
        return by_seat[DECIDING_SEAT].grade
    if len(marks) < graders or disagree(marks):
        return None
    grades = {mark.grade for mark in marks}
    return next(iter(grades)) if len(grades) == 1 else Grade.PASS


def points_of(scores: Mapping[str, int], rules: AssessmentRules) -> Decimal:
    """Points out of 100 with one decimal: each criterion's score (0 to 10) by its weight. Raises CriteriaNotThose."""
    wanted = {criterion.criterion for criterion in rules.criteria}
    wrong = wanted ^ set(scores)
    if wrong:
        raise CriteriaNotThose("scores", which=", ".join(sorted(wrong)))
    whole = sum(criterion.weight for criterion in rules.criteria)
    points = sum(scores[criterion.criterion] * criterion.weight for criterion in rules.criteria)
    return (Decimal(points) * TEN / Decimal(whole)).quantize(Decimal("0.1"))


def grade_reached(points: Decimal, rules: AssessmentRules) -> Grade:
    """The grade that ``points`` make."""
    if points >= rules.excellent_from:
        return Grade.EXCELLENT
    return Grade.PASS if points >= rules.pass_from else Grade.FAIL


_RANK = (Grade.FAIL, Grade.PASS, Grade.EXCELLENT)


def check_grade(grade: Grade, scores: Mapping[str, int], remarks: str | None, rules: AssessmentRules) -> Decimal:
    """The points, when grade and scores fit. A grade may be lower than its scores, with remarks; never higher."""
    points = points_of(scores, rules)
    reached = grade_reached(points, rules)
    if _RANK.index(grade) > _RANK.index(reached):
        raise GradeAboveScores("grade", points=points, reached=reached.value)
    if (grade is Grade.FAIL or grade is not reached) and not remarks:
        raise ReworkRemarksMissing("remarks")
    return points
