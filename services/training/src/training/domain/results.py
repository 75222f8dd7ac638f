"""Plan grades, hours, and who passes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from kit.refusal import DatesOutOfOrder

from training.domain.attendance import AttendanceSheet
from training.domain.enrolment import Enrolment, EnrolmentState
from training.domain.errors.results import (
    AttendanceMissing,
    DuplicateLine,
    GraderIsTrainer,
    LearnerLeft,
    NotInClass,
    ResultFinal,
)
from training.domain.packages import Package
from training.domain.rules import Rules
from training.domain.training_class import ClassState, TrainingClass

SHARE_STEP = Decimal("0.0001")


class Grade(StrEnum):
    """An expert's grade of a business plan; a failed plan is reworked and graded again."""

    EXCELLENT = "excellent"
    PASS = "pass"  # noqa: S105 - a grade, not a password
    FAIL = "fail"


@dataclass(frozen=True)
class Mark:
    """One plan's grade as an expert gave it."""

    enrolment_id: str
    plan_grade: Grade
    grader: str


@dataclass(frozen=True)
class Outcome:
    """What a learner reached: share of hours (four decimals, rounded down), grade, and why not passed."""

    enrolment_id: str
    applicant_id: str
    hours_attended: Decimal
    hours_share: Decimal
    plan_grade: Grade | None
    passed: bool
    dropped_out: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ClassCompleted:
    """A class ended; drop-outs count as enrolled."""

    class_id: str
    institution_id: str
    package: Package
    completed_on: date
    enrolled: int
    passed: int


def grade_plans(
    taught: TrainingClass,
    trainer_names: Iterable[str],
    enrolments: Mapping[str, Enrolment],
    graded_on: date,
    marks: Sequence[Mark],
) -> None:
    """Refuse marks that may not be given. Experts grade who did not teach the class (Urumqi 2007 [V])."""
    if graded_on < taught.starts_on:
        raise DatesOutOfOrder("graded_on", later="graded_on", earlier="the first session")
    if taught.completed_on is not None and graded_on < taught.completed_on:
        raise DatesOutOfOrder("graded_on", later="graded_on", earlier="completed_on")
    taught_by = {_plain(name) for name in trainer_names}
    seen: set[str] = set()
    for index, mark in enumerate(marks):
        where = f"results[{index}].enrolment_id"
        enrolment = enrolments.get(mark.enrolment_id)
        if enrolment is None:
            raise NotInClass(where, enrolment_id=mark.enrolment_id)
        if mark.enrolment_id in seen:
            raise DuplicateLine(where, what=mark.enrolment_id)
        seen.add(mark.enrolment_id)
        if enrolment.left:
            raise LearnerLeft(where, enrolment_id=mark.enrolment_id)
        if enrolment.state in {EnrolmentState.PASSED, EnrolmentState.CERTIFIED}:
            raise ResultFinal(where, enrolment_id=mark.enrolment_id)
        if _plain(mark.grader) in taught_by:
            raise GraderIsTrainer(f"results[{index}].grader", enrolment_id=mark.enrolment_id)


def _plain(name: str) -> str:
    """A name without the differences that spelling it twice makes."""
    return "".join(name.split()).casefold()


def hours_attended(taught: TrainingClass, sheets: Iterable[AttendanceSheet]) -> dict[str, Decimal]:
    """Class hours by enrolment; of each session only the sheet with the highest version counts."""
    latest: dict[int, AttendanceSheet] = {}
    for sheet in sheets:
        known = latest.get(sheet.session_number)
        if known is None or sheet.version > known.version:
            latest[sheet.session_number] = sheet
    hours: dict[str, Decimal] = {}
    for sheet in latest.values():
        worth = taught.session(sheet.session_number).hours
        for enrolment_id in sheet.present:
            attended = sheet.partial.get(enrolment_id, worth)
            hours[enrolment_id] = hours.get(enrolment_id, Decimal(0)) + attended
    return hours


def assess(
    taught: TrainingClass, enrolment: Enrolment, attended: Decimal, grade: Grade | None, rules: Rules
) -> Outcome:
    """Pass needs at least 90% of the hours [K] and a plan graded excellent or pass."""
    reasons = []
    dropped_out = enrolment.left
    if dropped_out:
        reasons.append("dropped_out")
    if attended < rules.attendance_share * taught.hours:
        reasons.append("hours_too_few")
    if grade is None:
        reasons.append("plan_not_graded")
    elif grade is Grade.FAIL:
        reasons.append("plan_failed")
    return Outcome(
        enrolment_id=enrolment.enrolment_id,
        applicant_id=enrolment.applicant_id,
        hours_attended=attended,
        hours_share=(attended / taught.hours).quantize(SHARE_STEP, rounding=ROUND_DOWN),
        plan_grade=grade,
        passed=not reasons,
        dropped_out=dropped_out,
        reasons=tuple(reasons),
    )


def cohort(enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    """Whom a class answers for: drop-outs as well; who was transferred counts in the class they went to."""
    return [enrolment for enrolment in enrolments if enrolment.state is not EnrolmentState.TRANSFERRED]


def settle(
    taught: TrainingClass,
    enrolments: Iterable[Enrolment],
    sheets: Sequence[AttendanceSheet],
    grades: Mapping[str, Grade],
    rules: Rules,
) -> list[Outcome]:
    """Outcomes of ``enrolments``; moves those who stayed to passed or failed (certified ones stay)."""
    hours = hours_attended(taught, sheets)
    outcomes = []
    for enrolment in cohort(enrolments):
        attended = hours.get(enrolment.enrolment_id, Decimal(0))
        outcome = assess(taught, enrolment, attended, grades.get(enrolment.enrolment_id), rules)
        if enrolment.state in {EnrolmentState.ENROLLED, EnrolmentState.FAILED}:
            enrolment.state = EnrolmentState.PASSED if outcome.passed else EnrolmentState.FAILED
        outcomes.append(outcome)
    return outcomes


def settle_anew(
    taught: TrainingClass,
    enrolments: Iterable[Enrolment],
    sheets: Sequence[AttendanceSheet],
    grades: Mapping[str, Grade],
    rules: Rules,
) -> tuple[list[Outcome], list[Outcome]]:
    """Outcomes after a correction, of who is not certified; and those of certified ones who would not pass now.

    Results of certified learners stay: their certificates are revoked by two people, or not at all.
    """
    hours = hours_attended(taught, sheets)
    decided, doubtful = [], []
    for enrolment in cohort(enrolments):
        attended = hours.get(enrolment.enrolment_id, Decimal(0))
        outcome = assess(taught, enrolment, attended, grades.get(enrolment.enrolment_id), rules)
        if enrolment.state is EnrolmentState.CERTIFIED:
            doubtful += [] if outcome.passed else [outcome]
            continue
        if enrolment.state in {EnrolmentState.PASSED, EnrolmentState.FAILED}:
            enrolment.state = EnrolmentState.PASSED if outcome.passed else EnrolmentState.FAILED
        decided.append(outcome)
    return decided, doubtful


def complete(
    taught: TrainingClass,
    enrolments: Sequence[Enrolment],
    sheets: Sequence[AttendanceSheet],
    grades: Mapping[str, Grade],
    completed_on: date,
    *,
    last_graded_on: date | None,
    rules: Rules,
) -> tuple[list[Outcome], ClassCompleted]:
    """Complete a class; ``rules`` as of ``completed_on``, ``grades`` the latest by enrolment."""
    taught.must_be(ClassState.OPEN, "completed")
    if completed_on < taught.ends_on:
        raise DatesOutOfOrder("completed_on", later="completed_on", earlier="the last session")
    if last_graded_on is not None and completed_on < last_graded_on:
        raise DatesOutOfOrder("completed_on", later="completed_on", earlier="graded_on")
    recorded = {sheet.session_number for sheet in sheets}
    missing = [str(s.number) for s in taught.sessions if s.number not in recorded]
    if missing:
        raise AttendanceMissing(numbers=", ".join(missing))
    outcomes = settle(taught, enrolments, sheets, grades, rules)
    taught.state = ClassState.COMPLETED
    taught.completed_on = completed_on
    passed = sum(outcome.passed for outcome in outcomes)
    return outcomes, ClassCompleted(
        taught.class_id, taught.institution_id, taught.package, completed_on, len(outcomes), passed
    )
