"""A sheet of attendance against classes, their plans and the sheets before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kit.refusal import Refusal

from training.domain.attendance import AttendanceRecorded, AttendanceSheet, record_attendance
from training.domain.enrolment import Enrolment
from training.domain.errors.results import CorrectionNeedsReason, HoursBeyondPlan, NotALearnerThatDay
from training.domain.errors.sheets import (
    CellMissing,
    LearnerMissing,
    NothingMarked,
    SessionDateDiffers,
    SessionNotHeld,
    SessionUnknown,
)
from training.domain.rules import Rules
from training.domain.sheets.checking import Check, ClassFacts, Register, learners
from training.domain.sheets.reading import Line, mark_hours
from training.domain.sheets.table import CLASS, LEARNER
from training.domain.training_class import Session

Marked = tuple[Line, Enrolment]


def check_attendance(
    check: Check, register: Register, recorded_on: date, reason: str | None, rules: Rules
) -> list[tuple[AttendanceSheet, AttendanceRecorded]]:
    """The sheets that would be added: one for each session that is marked and differs from its newest sheet."""
    by_class: dict[str, list[Marked]] = {}
    for line, facts, learner in learners(check, register):
        by_class.setdefault(facts.taught.number, []).append((line, learner))
    recorded = []
    for number, marked in by_class.items():
        facts = register.classes[number]
        sessions = _sessions(check, facts, marked)
        if not sessions and not check.faults:
            check.fault(marked[0][0].row, CLASS, NothingMarked(where="file", number=number))
        for session in sessions:
            found = _one_session(check, facts, session, marked, recorded_on, reason, rules)
            if found is not None:
                recorded.append(found)
    return recorded


def _sessions(check: Check, facts: ClassFacts, marked: list[Marked]) -> list[Session]:
    """The sessions that at least one line marks; faults for those that the class does not have."""
    planned = {session.number: session for session in facts.taught.sessions}
    named = sorted({number for line, _ in marked for number in line.marks})
    for number in named:
        if number not in planned:
            row = next(line.row for line, _ in marked if number in line.marks)
            check.fault(row, str(number), SessionUnknown(where="file", number=facts.taught.number, session=number))
    for number, day in check.reading.days.items():
        if number in named and number in planned and planned[number].held_on != day:
            held_on = planned[number].held_on
            refusal = SessionDateDiffers(where="file", number=facts.taught.number, session=number, held_on=held_on)
            check.fault(check.reading.head_row, str(number), refusal)
    return [planned[number] for number in named if number in planned]


def _one_session(
    check: Check,
    facts: ClassFacts,
    session: Session,
    marked: list[Marked],
    recorded_on: date,
    reason: str | None,
    rules: Rules,
) -> tuple[AttendanceSheet, AttendanceRecorded] | None:
    before, column, first_row = len(check.faults), str(session.number), marked[0][0].row
    if session.held_on > recorded_on:
        refusal = SessionNotHeld(where="file", session=session.number, held_on=session.held_on)
        check.fault(check.reading.head_row, column, refusal)
        return None
    hours = _hours(check, session, marked, rules)
    listed = {line.applicant_id for line in check.reading.lines if line.class_number == facts.taught.number}
    for learner in facts.enrolments.values() if not check.reading.faults else ():
        if learner.applicant_id not in listed and learner.there_on(session.held_on):
            check.fault(first_row, LEARNER, LearnerMissing(where="file", learner=learner.applicant_id))
    if len(check.faults) > before:
        return None
    try:
        sheet, event = record_attendance(
            facts.taught,
            facts.enrolments,
            session.number,
            recorded_on,
            [enrolment_id for enrolment_id, worth in hours.items() if worth],
            last=facts.sheets.get(session.number),
            partial={enrolment_id: worth for enrolment_id, worth in hours.items() if 0 < worth < session.hours},
            reason=reason,
            may_teach=facts.institution is None or facts.institution.certified_on(session.held_on),
        )
    except CorrectionNeedsReason as refusal:
        check.fault(first_row, column, refusal)
        return None
    except Refusal as refusal:
        check.fault(first_row, CLASS, refusal)
        return None
    check.count("sheets_unchanged" if event is None else "sheets_new" if sheet.version == 1 else "sheets_corrected")
    return None if event is None else (sheet, event)


def _hours(check: Check, session: Session, marked: list[Marked], rules: Rules) -> dict[str, Decimal]:
    """Hours by enrolment; faults for marks that are missing, too many, or of who was not there."""
    late = rules.attendance.late_hours(session.hours)
    column, hours = str(session.number), {}
    for line, learner in marked:
        mark, there = line.marks.get(session.number), learner.there_on(session.held_on)
        if mark is None:
            if there:
                check.fault(line.row, column, CellMissing(where="file"))
            continue
        if not there:
            refusal = NotALearnerThatDay("file", enrolment_id=learner.enrolment_id, day=session.held_on)
            check.fault(line.row, column, refusal)
            continue
        worth = mark_hours(mark, session.hours, late)
        if worth > session.hours:
            check.fault(line.row, column, HoursBeyondPlan("file", hours=worth, planned=session.hours))
        hours[learner.enrolment_id] = worth
    return hours
