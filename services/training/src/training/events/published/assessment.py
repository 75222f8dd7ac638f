"""What is published of plans and class files. Who graded never travels."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published
from pydantic import BaseModel

from training.events.published.examples import CLASS, ENROLMENT, INSTITUTION

_PLAN = "0198c1de-0000-7000-8000-00000000000f"


class PlanSubmitted(Published):
    """A version of a learner's business plan was handed in."""

    event: ClassVar[str] = "training.plan.submitted"
    subject_field: ClassVar[str] = "plan_id"
    example: ClassVar[dict[str, Any]] = {
        "plan_id": _PLAN,
        "enrolment_id": ENROLMENT,
        "class_id": CLASS,
        "institution_id": INSTITUTION,
        "package": "SYB",
        "plan_version": 1,
        "handed_in_on": "2007-08-16",
    }

    plan_id: str
    enrolment_id: str
    class_id: str
    institution_id: str
    package: str
    plan_version: int
    handed_in_on: date


class PlanGraded(Published):
    """Experts' marks made a grade: excellent, pass, or fail, after which the plan is reworked or has failed."""

    event: ClassVar[str] = "training.plan.graded"
    subject_field: ClassVar[str] = "plan_id"
    example: ClassVar[dict[str, Any]] = {
        "plan_id": _PLAN,
        "enrolment_id": ENROLMENT,
        "class_id": CLASS,
        "institution_id": INSTITUTION,
        "package": "SYB",
        "plan_version": 1,
        "attempt": 1,
        "grade": "pass",
        "state": "graded",
        "graded_on": "2007-08-24",
    }

    plan_id: str
    enrolment_id: str
    class_id: str
    institution_id: str
    package: str
    plan_version: int
    attempt: int
    grade: str
    state: str
    graded_on: date


class PlanReturned(Published):
    """A version that nobody could grade (not anonymous, unreadable) went back to its institution."""

    event: ClassVar[str] = "training.plan.returned"
    subject_field: ClassVar[str] = "plan_id"
    example: ClassVar[dict[str, Any]] = {
        "plan_id": _PLAN,
        "enrolment_id": ENROLMENT,
        "class_id": CLASS,
        "institution_id": INSTITUTION,
        "plan_version": 1,
        "reason": "not_anonymous",
        "returned_on": "2007-08-20",
    }

    plan_id: str
    enrolment_id: str
    class_id: str
    institution_id: str
    plan_version: int
    reason: str
    returned_on: date


class _ClassFileMoved(BaseModel):
    """What every event on a class file says; days late are working days after ``due_on``."""

    class_id: str
    institution_id: str
    due_on: date
    days_late: int
    happened_on: date


_MOVED = {
    "class_id": CLASS,
    "institution_id": INSTITUTION,
    "due_on": "2007-08-29",
    "days_late": 0,
    "happened_on": "2007-08-27",
}


class ClassFileHandedIn(_ClassFileMoved, Published):
    """An institution handed in a class's file, complete as it says."""

    event: ClassVar[str] = "training.class_file.handed_in"
    subject_field: ClassVar[str] = "class_id"
    example: ClassVar[dict[str, Any]] = _MOVED


class ClassFileReturned(_ClassFileMoved, Published):
    """A case worker returned a class's file with reasons."""

    event: ClassVar[str] = "training.class_file.returned"
    subject_field: ClassVar[str] = "class_id"
    example: ClassVar[dict[str, Any]] = _MOVED


class ClassFileAccepted(_ClassFileMoved, Published):
    """A case worker accepted a class's file."""

    event: ClassVar[str] = "training.class_file.accepted"
    subject_field: ClassVar[str] = "class_id"
    example: ClassVar[dict[str, Any]] = _MOVED
