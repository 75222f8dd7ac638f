"""A roster against seats, applicants, entitlements and other classes' times: who would be enrolled, and how."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kit.refusal import Refusal

from training.domain.dates import check_fact
from training.domain.enrolment import Enrolment, EnrolmentConfirmed, enrol
from training.domain.errors.enrolments import AlreadyEnrolled, ClassFull
from training.domain.errors.sheets import LearnerUnknown
from training.domain.sheets.checking import Check, ClassFacts, Register, RulesAsOf, sound_lines, still_there
from training.domain.sheets.reading import ENROLLED_ON, Line
from training.domain.sheets.table import CLASS, LEARNER

Joined = tuple[ClassFacts, Enrolment, EnrolmentConfirmed]


def check_roster(
    check: Check, register: Register, today: date, rules_as_of: RulesAsOf, new_id: Callable[[], str]
) -> list[Joined]:
    """The enrolments that would be made, in the order of the rows, each as if the ones above it were made."""
    joined: list[Joined] = []
    taken: dict[str, int] = {}
    for line, facts in sound_lines(check, register):
        known = facts.by_applicant.get(line.applicant_id)
        if known is not None:
            if still_there(known):
                check.count("enrolled_already")
            else:
                check.fault(line.row, LEARNER, AlreadyEnrolled("file"))
            continue
        try:
            enrolment, event = _enrol(line, facts, register, today, rules_as_of, new_id())
        except LearnerUnknown as refusal:
            check.fault(line.row, LEARNER, refusal)
            continue
        except Refusal as refusal:
            check.fault(line.row, ENROLLED_ON if refusal.where == "enrolled_on" else LEARNER, refusal)
            continue
        number = facts.taught.number
        taken[number] = taken.get(number, 0) + 1
        if taken[number] > facts.seats_free:
            check.fault(line.row, CLASS, ClassFull("file", capacity=facts.taught.capacity))
            continue
        times = [session.occupied for session in facts.taught.sessions]
        register.others.setdefault(line.applicant_id, []).append((enrolment, times))
        check.count("enrolments_new")
        check.count("enrolments_free" if enrolment.free else "enrolments_paying")
        joined.append((facts, enrolment, event))
    return joined


def _enrol(
    line: Line, facts: ClassFacts, register: Register, today: date, rules_as_of: RulesAsOf, enrolment_id: str
) -> tuple[Enrolment, EnrolmentConfirmed]:
    enrolled_on = line.enrolled_on or today
    check_fact("enrolled_on", enrolled_on, today, rules_as_of(today))
    applicant = register.applicants.get(line.applicant_id)
    if applicant is None:
        raise LearnerUnknown(where="file")
    others = register.others.get(line.applicant_id, [])
    return enrol(
        enrolment_id,
        facts.taught,
        applicant,
        enrolled_on,
        already_in_class=False,
        busy=[time for other, times in others if still_there(other) for time in times],
        entitlement_used=any(other.uses_entitlement and other.package is facts.taught.package for other, _ in others),
        rules=rules_as_of(enrolled_on),
    )
