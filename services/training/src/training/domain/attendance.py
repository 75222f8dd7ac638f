"""Attendance of a session: a new sheet supersedes the one before, nothing is edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kit.refusal import DatesOutOfOrder

from training.domain.enrolment import Enrolment
from training.domain.errors.results import DuplicateLine, NotALearnerThatDay, NotInClass
from training.domain.training_class import ClassState, TrainingClass


@dataclass(frozen=True)
class AttendanceSheet:
    """Who was present at a session; the highest version counts."""

    session_number: int
    version: int
    recorded_on: date
    present: frozenset[str]
    """Enrolment ids."""


@dataclass(frozen=True)
class AttendanceRecorded:
    """A sheet was recorded; a higher version supersedes a lower one."""

    class_id: str
    institution_id: str
    session_number: int
    held_on: date
    present: tuple[str, ...]
    """Applicant ids, sorted."""
    version: int


def record_attendance(
    taught: TrainingClass,
    enrolments: Mapping[str, Enrolment],
    session_number: int,
    recorded_on: date,
    present: Sequence[str],
    *,
    last_version: int,
) -> tuple[AttendanceSheet, AttendanceRecorded]:
    """The next sheet of a session. ``enrolments``: all of the class, by id."""
    taught.must_be(ClassState.OPEN, "given attendance")
    session = taught.session(session_number)
    if recorded_on < session.held_on:
        raise DatesOutOfOrder("recorded_on", later="recorded_on", earlier="held_on")
    seen: set[str] = set()
    for index, enrolment_id in enumerate(present):
        where = f"present[{index}]"
        enrolment = enrolments.get(enrolment_id)
        if enrolment is None:
            raise NotInClass(where, enrolment_id=enrolment_id)
        if enrolment_id in seen:
            raise DuplicateLine(where, what=enrolment_id)
        if not enrolment.there_on(session.held_on):
            raise NotALearnerThatDay(where, enrolment_id=enrolment_id, day=session.held_on)
        seen.add(enrolment_id)
    sheet = AttendanceSheet(session_number, last_version + 1, recorded_on, frozenset(seen))
    return sheet, AttendanceRecorded(
        taught.class_id,
        taught.institution_id,
        session_number,
        session.held_on,
        tuple(sorted(enrolments[enrolment_id].applicant_id for enrolment_id in seen)),
        sheet.version,
    )
