"""A sheet's lines are checked against the register: when uploaded, and once more, all locked, when committed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kit.database import Transaction
from kit.ids import new_id
from kit.marks import Marks
from kit.refusal import DatesOutOfOrder, Refusal

from training.domain.attendance import AttendanceRecorded, AttendanceSheet
from training.domain.enrolment import Applicant
from training.domain.errors.assessment import ExpertInvolved, ExpertUnknown
from training.domain.errors.classes import TrainerBusy
from training.domain.errors.dates import DatedTooFarBack, DateInFuture
from training.domain.errors.enrolments import ClassFull, EnrolmentClosed, LearnerBusy
from training.domain.errors.institutions import InstitutionNotCertified
from training.domain.errors.results import CorrectionNeedsReason, GraderIsTrainer, HoursBeyondPlan, NotALearnerThatDay
from training.domain.results import Grade
from training.domain.rules import Rules
from training.domain.sheets.attendance_check import check_attendance
from training.domain.sheets.checking import Check, NewGrade, Register, SameName, check_results
from training.domain.sheets.reading import Line, Reading, SheetKind
from training.domain.sheets.roster_check import Joined, check_roster
from training.domain.sheets.table import Fault
from training.policy import RulesAsOf
from training.store.paper_desks import paper_desks
from training.store.sheets import applicants_of, class_facts, enrolments_with_times, other_classes_of

MOST_FAULTS_KEPT = 1000
_PLAN, _REGISTER = "plan of the class", "enrolments of the class"
_REFERENCES: Mapping[type[Refusal], str] = {
    HoursBeyondPlan: _PLAN,
    DatesOutOfOrder: _PLAN,
    NotALearnerThatDay: _REGISTER,
    CorrectionNeedsReason: "corrections are new facts with a reason",
    GraderIsTrainer: "experts grade who did not teach the class (Urumqi 2007 [V])",
    ExpertInvolved: "experts grade who did not teach the class (Urumqi 2007 [V])",
    ExpertUnknown: "register of experts",
    LearnerBusy: "nobody in two places at once",
    TrainerBusy: "nobody in two places at once",
    InstitutionNotCertified: "an institution teaches only while it is certified and not suspended",
    DateInFuture: "facts are recorded once they happened",
}
_SOURCES: Mapping[type[Refusal], str] = {
    ClassFull: "class.capacity_max",
    EnrolmentClosed: "class.enrolment_open_days",
    DatedTooFarBack: "backdating_days",
}


@dataclass
class Found:
    """What a check found: faults, counts, what would be written, and the versions that it rests on."""

    check: Check
    register: Register
    sheets: list[tuple[AttendanceSheet, AttendanceRecorded]] = field(default_factory=list)
    grades: list[NewGrade] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)

    @property
    def basis(self) -> dict[str, int]:
        """The version of each class that the sheet names."""
        return {facts.taught.class_id: facts.version for facts in self.register.classes.values()}

    @property
    def nothing_new(self) -> bool:
        """Whether everything in the sheet is recorded already."""
        return not (self.check.faults or self.sheets or self.grades or self.joined)


async def check_sheet(
    tx: Transaction,
    rules_as_of: RulesAsOf,
    kind: SheetKind,
    reading: Reading,
    recorded_on: date,
    reason: str | None,
    *,
    marks: Marks | None,
    lock: bool = False,
) -> Found:
    """Load what the lines name, and check them. ``marks``: compare names; without, they were compared before."""
    numbers = {line.class_number for line in reading.lines}
    people = sorted({line.applicant_id for line in reading.lines})
    rules = rules_as_of(tx.today)
    roster = kind is SheetKind.ROSTER
    classes = await class_facts(tx, numbers, lock=lock, book=not roster)
    known = await applicants_of(tx, people, lock=lock and roster)
    others = await enrolments_with_times(tx, people) if roster else {}
    taught = {person for facts in classes.values() for person in facts.by_applicant}
    homes = {} if roster else await other_classes_of(tx, [person for person in people if person not in taught])
    register = Register(
        classes,
        _same_name(known, marks),
        applicants={key: person for key, (person, _) in known.items()},
        homes=homes,
        others=others,
    )
    if kind is SheetKind.RESULTS:
        desks = await paper_desks(tx, [facts.taught.class_id for facts in classes.values()])
        for facts in classes.values():
            facts.desk = desks[facts.taught.class_id]
    found = Found(Check(reading, list(reading.faults)), register)
    today = tx.today

    def check() -> None:
        match kind:
            case SheetKind.ROSTER:
                found.joined = check_roster(found.check, register, today, rules_as_of, new_id)
            case SheetKind.ATTENDANCE:
                found.sheets = check_attendance(found.check, register, recorded_on, reason, rules)
            case SheetKind.RESULTS:
                found.grades = check_results(found.check, register, today, rules_as_of)

    await asyncio.to_thread(check)
    return found


def _same_name(known: Mapping[str, tuple[Applicant, str | None]], marks: Marks | None) -> SameName:
    def same(applicant_id: str, name: str) -> bool | None:
        if marks is None:
            return True
        _, mark = known.get(applicant_id, (None, None))
        return None if mark is None else marks.mark(name, applicant_id) == mark

    return same


def kept_faults(faults: Sequence[Fault], rules: Rules) -> list[dict[str, Any]]:
    """The first thousand faults by row as they are stored, in both languages."""
    ordered = sorted(faults, key=lambda fault: (fault.row, fault.column))
    return [_kept(fault, rules) for fault in ordered[:MOST_FAULTS_KEPT]]


def _kept(fault: Fault, rules: Rules) -> dict[str, Any]:
    refusal = fault.refusal
    kind = type(refusal)
    reference = getattr(refusal, "reference", "") or _REFERENCES.get(kind, "")
    return {
        "row": fault.row,
        "column": fault.column,
        "rule": refusal.code(),
        "reference": reference or rules.sources.get(_SOURCES.get(kind, ""), "") or refusal.title("en"),
        **{f"detail_{language}": refusal.detail(language) for language in ("en", "zh")},
        **{f"remedy_{language}": refusal.remedy(language) for language in ("en", "zh")},
    }


def kept_line(line: Line) -> dict[str, Any]:
    """A line as it is stored."""
    return {
        "row": line.row,
        "class": line.class_number,
        "learner": line.applicant_id,
        "enrolled_on": line.enrolled_on.isoformat() if line.enrolled_on else None,
        "marks": {str(number): mark for number, mark in line.marks.items()},
        "grade": line.grade.value if line.grade else None,
        "grader": line.grader,
        "graded_on": line.graded_on.isoformat() if line.graded_on else None,
    }


def line_of(kept: Mapping[str, Any]) -> Line:
    """A line from what was stored."""
    return Line(
        kept["row"],
        kept["class"],
        kept["learner"],
        date.fromisoformat(kept["enrolled_on"]) if kept["enrolled_on"] else None,
        {int(number): mark for number, mark in kept["marks"].items()},
        Grade(kept["grade"]) if kept["grade"] else None,
        kept["grader"],
        date.fromisoformat(kept["graded_on"]) if kept["graded_on"] else None,
    )
