"""What is published of classes and learners in them."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal

from kit.event import Published
from pydantic import ConfigDict, Field

from training.events.published.examples import APPLICANT, CLASS, ENROLMENT, INSTITUTION


class EnrolmentConfirmed(Published):
    """A learner has a seat in a class."""

    event: ClassVar[str] = "training.enrolment.confirmed"
    subject_field: ClassVar[str] = "enrolment_id"
    example: ClassVar[dict[str, Any]] = {
        "enrolment_id": ENROLMENT,
        "applicant_id": APPLICANT,
        "class_id": CLASS,
        "institution_id": INSTITUTION,
        "package": "SYB",
        "free": True,
        "enrolled_on": "2007-07-20",
    }

    enrolment_id: str
    applicant_id: str
    class_id: str
    institution_id: str
    package: str
    free: bool
    enrolled_on: date


class EnrolmentEnded(Published):
    """A learner left a class before its end: dropped out, was transferred, or the class was cancelled."""

    event: ClassVar[str] = "training.enrolment.ended"
    subject_field: ClassVar[str] = "enrolment_id"
    example: ClassVar[dict[str, Any]] = {
        "enrolment_id": ENROLMENT,
        "applicant_id": APPLICANT,
        "class_id": CLASS,
        "institution_id": INSTITUTION,
        "ended_on": "2007-08-08",
        "how": "dropped_out",
        "transferred_to": None,
    }

    enrolment_id: str
    applicant_id: str
    class_id: str
    institution_id: str
    ended_on: date
    how: Literal["dropped_out", "transferred", "cancelled"]
    transferred_to: str | None = Field(description="The enrolment in the other class, where transferred.")


class ClassChanged(Published):
    """Sessions of a class were moved, or given to another room or trainer; the plan as it stands now."""

    event: ClassVar[str] = "training.class.changed"
    subject_field: ClassVar[str] = "class_id"
    example: ClassVar[dict[str, Any]] = {
        "class_id": CLASS,
        "institution_id": INSTITUTION,
        "announced_on": "2007-08-01",
        "starts_on": "2007-08-06",
        "ends_on": "2007-08-17",
        "changed": [10],
    }

    class_id: str
    institution_id: str
    announced_on: date
    starts_on: date
    ends_on: date
    changed: list[int] = Field(description="Numbers of the sessions that changed.")


class ClassCancelled(Published):
    """A class will not be held, or not to its end; its learners' places ended with it."""

    event: ClassVar[str] = "training.class.cancelled"
    subject_field: ClassVar[str] = "class_id"
    example: ClassVar[dict[str, Any]] = {
        "class_id": CLASS,
        "institution_id": INSTITUTION,
        "package": "SYB",
        "cancelled_on": "2007-07-25",
        "grounds": "too_few_learners",
        "learners": 11,
    }

    class_id: str
    institution_id: str
    package: str
    cancelled_on: date
    grounds: str
    learners: int


class AttendanceRecorded(Published):
    """Who was present at a session; a higher version supersedes a lower one."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    event: ClassVar[str] = "training.attendance.recorded"
    subject_field: ClassVar[str] = "class_id"
    example: ClassVar[dict[str, Any]] = {
        "class_id": CLASS,
        "institution_id": INSTITUTION,
        "session_number": 1,
        "held_on": "2007-08-06",
        "present": [APPLICANT],
        "partial_hours": {APPLICANT: "6.00"},
        "version": 1,
    }

    class_id: str
    institution_id: str
    session_number: int
    held_on: date
    present: list[str]
    partial_hours: dict[str, Decimal] = Field(
        description="Hours of those present who missed a part of the session, by applicant."
    )
    sheet_version: int = Field(alias="version", description="1, 2 …; travels as `version`.")


class ClassCompleted(Published):
    """A class ended; drop-outs count as enrolled."""

    event: ClassVar[str] = "training.class.completed"
    subject_field: ClassVar[str] = "class_id"
    example: ClassVar[dict[str, Any]] = {
        "class_id": CLASS,
        "institution_id": INSTITUTION,
        "package": "SYB",
        "completed_on": "2007-08-16",
        "enrolled": 25,
        "passed": 23,
    }

    class_id: str
    institution_id: str
    package: str
    completed_on: date
    enrolled: int
    passed: int
