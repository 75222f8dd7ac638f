"""Attendance of a session: a new sheet supersedes the one before, nothing is edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kit.refusal import DatesOutOfOrder

from training.domain.enrolment import Enrolment
from training.domain.errors.institutions import InstitutionNotCertified
from training.domain.errors.results import (
    CorrectionNeedsReason,
    DuplicateLine,
    HoursBeyondPlan,
    NotALearnerThatDay,
    NotInClass,
)
from training.domain.training_class import ClassState, TrainingClass


@dataclass(frozen=True)
class AttendanceSheet:
    """Who was present at a session; the highest version counts."""

    session_number: int
    version: int
    recorded_on: date
    present: frozenset[str]
    """Enrolment ids."""
    partial: Mapping[str, Decimal] = field(default_factory=dict)
    """Hours of those present who missed a part of the session, by enrolment id."""

    def says(self, other: AttendanceSheet) -> bool:
        """Whether both tell the same attendance."""
        return self.present == other.present and dict(self.partial) == dict(other.partial)


@dataclass(frozen=True)
class AttendanceRecorded:
    """A sheet was recorded; a higher version supersedes a lower one."""

    class_id: str
    institution_id: str
    session_number: int
    held_on: date
    present: tuple[str, ...]
    """Applicant ids, sorted."""
    partial: Mapping[str, Decimal]
    """Hours by applicant id."""
    version: int


def record_attendance(
    taught: TrainingClass,
    enrolments: Mapping[str, Enrolment],
    session_number: int,
    recorded_on: date,
    present: Sequence[str],
    *,
    last: AttendanceSheet | None,
    partial: Mapping[str, Decimal] | None = None,
    reason: str | None = None,
    may_teach: bool = True,
) -> tuple[AttendanceSheet, AttendanceRecorded | None]:
    """The next sheet of a session; the last one and None when nothing differs from it.

    ``enrolments``: all of the class, by id. ``partial``: hours of those who missed a part. A correction, and
    anything after the class was completed, needs its reason. ``may_teach``: whether the institution was certified, and
    not suspended, on the day: no session is held otherwise.
    """
    session = taught.session(session_number)
    if recorded_on < session.held_on:
        raise DatesOutOfOrder("recorded_on", later="recorded_on", earlier="held_on")
    seen = _seen(session.held_on, enrolments, present)
    hours = _partial_hours(partial or {}, seen, session.hours)
    sheet = AttendanceSheet(session_number, last.version + 1 if last else 1, recorded_on, frozenset(seen), hours)
    if last is not None and sheet.says(last):
        return last, None
    if last is None:
        taught.must_be(ClassState.OPEN, "given attendance")
        if not may_teach:
            raise InstitutionNotCertified("session", day=session.held_on)
    elif taught.state is not ClassState.OPEN:
        taught.must_be(ClassState.COMPLETED, "given attendance")
    if last is not None and not reason:
        raise CorrectionNeedsReason("reason", number=session_number)
    return sheet, AttendanceRecorded(
        taught.class_id,
        taught.institution_id,
        session_number,
        session.held_on,
        tuple(sorted(enrolments[enrolment_id].applicant_id for enrolment_id in seen)),
        {enrolments[enrolment_id].applicant_id: worth for enrolment_id, worth in sorted(hours.items())},
        sheet.version,
    )


def _seen(held_on: date, enrolments: Mapping[str, Enrolment], present: Sequence[str]) -> set[str]:
    seen: set[str] = set()
    for index, enrolment_id in enumerate(present):
        where = f"present[{index}]"
        enrolment = enrolments.get(enrolment_id)
        if enrolment is None:
            raise NotInClass(where, enrolment_id=enrolment_id)
        if enrolment_id in seen:
            raise DuplicateLine(where, what=enrolment_id)
        if not enrolment.there_on(held_on):
            raise NotALearnerThatDay(where, enrolment_id=enrolment_id, day=held_on)
        seen.add(enrolment_id)
    return seen


def _partial_hours(partial: Mapping[str, Decimal], present: set[str], planned: Decimal) -> dict[str, Decimal]:
    hours = {}
    for index, (enrolment_id, worth) in enumerate(partial.items()):
        where = f"partial[{index}]"
        if enrolment_id not in present:
            raise NotInClass(f"{where}.enrolment_id", enrolment_id=enrolment_id)
        if worth > planned:
            raise HoursBeyondPlan(f"{where}.hours", hours=worth, planned=planned)
        if worth < planned:
            hours[enrolment_id] = round(worth, 2)
    return hours
