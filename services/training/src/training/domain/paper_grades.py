"""Grades that experts gave on paper: the expert is one of the register, and the plan is not graded online meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from training.domain.assessment_rules import AssessmentRules
from training.domain.business_plans import PlanState
from training.domain.errors.assessment import AttemptsUsed, ExpertUnknown, PaperGradingEnded, PlanInGrading
from training.domain.experts import Expert, Taught, named, objection
from training.domain.results import Grade, Mark


@dataclass(frozen=True)
class PaperDesk:
    """What paper grades of one class are checked against: the register, who taught, and where plans' files stand."""

    taught: Taught
    experts: Sequence[Expert]
    numbers: Mapping[str, str]
    """Numbers in the register, by expert."""
    plans: Mapping[str, PlanState] = field(default_factory=dict)
    """By enrolment."""

    def grader(self, text: str, graded_on: date, rules: AssessmentRules, where: str = "grader") -> Expert:
        """The expert meant by a name or number. Raises ExpertUnknown, ExpertInvolved, ExpertNotOfSubject."""
        expert = named(self.experts, text, self.numbers, graded_on)
        if expert is None:
            raise ExpertUnknown(where, day=graded_on)
        refusal = objection(expert, self.taught, graded_on, rules, where)
        if refusal is not None:
            raise refusal
        return expert

    def check(self, mark: Mark, graded_on: date, attempt: int, rules: AssessmentRules, where: str = "") -> Mark:
        """The mark with its grader as the register names them; ``attempt`` counts from 1, ``rules`` as of the day.

        Raises PaperGradingEnded, PlanInGrading, AttemptsUsed and what :meth:`grader` raises.
        """
        if not rules.paper_grading:
            raise PaperGradingEnded("graded_on")
        if self.plans.get(mark.enrolment_id) in {PlanState.SUBMITTED, PlanState.IN_GRADING}:
            raise PlanInGrading(f"{where}enrolment_id", enrolment_id=mark.enrolment_id)
        if attempt > rules.max_attempts:
            raise AttemptsUsed(f"{where}enrolment_id", attempts=rules.max_attempts)
        expert = self.grader(mark.grader, graded_on, rules, f"{where}grader")
        return Mark(mark.enrolment_id, mark.plan_grade, expert.name)

    def settled(
        self, marks: Sequence[Mark], attempts: Mapping[str, int], rules: AssessmentRules
    ) -> dict[PlanState, list[str]]:
        """Where the plans' files of these enrolments stand after the marks; ``attempts`` by enrolment, before them."""
        found: dict[PlanState, list[str]] = {}
        for mark in marks:
            if mark.enrolment_id in self.plans:
                last = attempts.get(mark.enrolment_id, 0) + 1 >= rules.max_attempts
                failed = PlanState.FAILED if last else PlanState.REWORK
                state = failed if mark.plan_grade is Grade.FAIL else PlanState.GRADED
                found.setdefault(state, []).append(mark.enrolment_id)
        return found
