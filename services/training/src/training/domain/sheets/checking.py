"""Lines of a sheet against the register: every fault with row and column, or everything that would change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kit.refusal import DatesOutOfOrder, Refusal

from training.domain.attendance import AttendanceSheet
from training.domain.dates import check_fact
from training.domain.enrolment import Applicant, Enrolment
from training.domain.errors.sheets import (
    ClassUnknown,
    LearnerOfAnotherClass,
    LearnerUnknown,
    NameDiffers,
    RowTwice,
)
from training.domain.experts import named
from training.domain.institution import Institution
from training.domain.paper_grades import PaperDesk
from training.domain.results import Grade, Mark, grade_plans
from training.domain.rules import Rules
from training.domain.sheets.reading import GRADED_ON, GRADER, Line, Reading
from training.domain.sheets.table import CLASS, LEARNER, NAME, Column, Fault
from training.domain.training_class import Occupied, TrainingClass

RulesAsOf = Callable[[date], Rules]
SameName = Callable[[str, str], bool | None]
"""Whether an applicant bears a name; None when the register has not told."""


@dataclass(frozen=True)
class GradeGiven:
    """The newest grade of a plan."""

    grade: Grade
    version: int
    grader: str
    graded_on: date


@dataclass
class ClassFacts:
    """What is known of a class that a sheet names."""

    taught: TrainingClass
    area: str
    version: int
    enrolments: Mapping[str, Enrolment]
    """All, by id."""
    seats_free: int = 0
    sheets: Mapping[int, AttendanceSheet] = field(default_factory=dict)
    grades: Mapping[str, GradeGiven] = field(default_factory=dict)
    trainer_names: Sequence[str] = ()
    desk: PaperDesk | None = None
    """What grades are checked against, where the sheet brings grades."""
    institution: Institution | None = None
    """Whose class it is, where the sheet brings attendance."""

    def __post_init__(self) -> None:
        self.by_applicant = {learner.applicant_id: learner for learner in self.enrolments.values()}


@dataclass
class Register:
    """What a sheet is checked against."""

    classes: Mapping[str, ClassFacts]
    """By class number, those that the caller may see."""
    same_name: SameName
    applicants: Mapping[str, Applicant] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)
    """Another class of a learner, by its number: of learners of none of the classes that the sheet names."""
    others: dict[str, list[tuple[Enrolment, Sequence[Occupied]]]] = field(default_factory=dict)
    """Enrolments in any class, with the times of its sessions, by applicant."""


@dataclass
class Check:
    """The faults, and what was counted on the way."""

    reading: Reading
    faults: list[Fault] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def fault(self, row: int, column: Column | str, refusal: Refusal) -> None:
        """Note a fault under the header as the file has it."""
        key = column if isinstance(column, str) else column.zh
        self.faults.append(Fault(row, self.reading.headers.get(key, key), refusal))

    def count(self, what: str, number: int = 1) -> None:
        """Add to a count."""
        self.counts[what] = self.counts.get(what, 0) + number


def sound_lines(check: Check, register: Register) -> Iterator[tuple[Line, ClassFacts]]:
    """Lines of known classes, each learner once, with a name that does not differ from the register's."""
    first_rows: dict[tuple[str, str], int] = {}
    for line in check.reading.lines:
        facts = register.classes.get(line.class_number)
        if facts is None:
            check.fault(line.row, CLASS, ClassUnknown(where="file", number=line.class_number))
            continue
        first = first_rows.setdefault((line.class_number, line.applicant_id), line.row)
        if first != line.row:
            check.fault(line.row, LEARNER, RowTwice(where="file", first=first))
            continue
        same = register.same_name(line.applicant_id, check.reading.names.get(line.row, ""))
        if same is False:
            check.fault(line.row, NAME, NameDiffers(where="file"))
            continue
        if same is None:
            check.count("names_unchecked")
        yield line, facts


def learners(check: Check, register: Register) -> Iterator[tuple[Line, ClassFacts, Enrolment]]:
    """Sound lines with the enrolment that each means."""
    homes = dict(register.homes)
    for number, facts in register.classes.items():
        homes.update(dict.fromkeys(facts.by_applicant, number))
    for line, facts in sound_lines(check, register):
        learner = facts.by_applicant.get(line.applicant_id)
        if learner is not None:
            yield line, facts, learner
        elif line.applicant_id in homes:
            refusal = LearnerOfAnotherClass(where="file", number=line.class_number, other=homes[line.applicant_id])
            check.fault(line.row, LEARNER, refusal)
        else:
            check.fault(line.row, LEARNER, LearnerUnknown(where="file"))


@dataclass(frozen=True)
class NewGrade:
    """A grade that would be recorded."""

    facts: ClassFacts
    mark: Mark
    graded_on: date
    attempt: int


def check_results(check: Check, register: Register, today: date, rules_as_of: RulesAsOf) -> list[NewGrade]:
    """The grades that differ from the newest ones, given by experts of the register."""
    grades = []
    for line, facts, learner in learners(check, register):
        if line.grade is None or line.graded_on is None:
            continue
        known = facts.grades.get(learner.enrolment_id)
        desk = facts.desk
        expert = named(desk.experts, line.grader, desk.numbers, line.graded_on) if desk else None
        grader = expert.name if expert else line.grader
        if known is not None and (known.grade, known.grader, known.graded_on) == (
            line.grade,
            grader,
            line.graded_on,
        ):
            check.count("grades_unchanged")
            continue
        mark = Mark(learner.enrolment_id, line.grade, grader)
        attempt = known.version + 1 if known else 1
        try:
            check_fact("graded_on", line.graded_on, today, rules_as_of(today))
            if known is not None and line.graded_on < known.graded_on:
                raise DatesOutOfOrder("graded_on", later="graded_on", earlier="the grading before")
            grade_plans(facts.taught, facts.trainer_names, facts.enrolments, line.graded_on, [mark])
            if desk is not None:
                mark = desk.check(mark, line.graded_on, attempt, rules_as_of(line.graded_on).assessment)
        except Refusal as refusal:
            check.fault(line.row, _column_of(refusal), refusal)
            continue
        check.count("grades_new" if known is None else "grades_again")
        grades.append(NewGrade(facts, mark, line.graded_on, attempt))
    return grades


def _column_of(refusal: Refusal) -> Column:
    if refusal.where == "graded_on":
        return GRADED_ON
    return GRADER if refusal.where.endswith("grader") else LEARNER


def still_there(learner: Enrolment) -> bool:
    """Whether an enrolment holds its place."""
    return not learner.left
