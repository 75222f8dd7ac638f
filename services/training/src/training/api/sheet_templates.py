"""Templates of sheets, filled with the classes' learners and with what is recorded of them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kit.sheets import Format, Given, write_table

from training.domain.results import Grade
from training.domain.sheets.checking import ClassFacts, still_there
from training.domain.sheets.reading import COLUMNS, GRADE, SheetKind

_TITLES = {SheetKind.ROSTER: "花名册", SheetKind.ATTENDANCE: "考勤表", SheetKind.RESULTS: "成绩表"}
_GRADE_WORDS = {Grade.EXCELLENT: "优秀", Grade.PASS: "合格", Grade.FAIL: "不合格"}


def filled(
    kind: SheetKind,
    classes: Sequence[ClassFacts],
    names: Mapping[str, str],
    referred: Mapping[str, Sequence[str]],
    as_kind: Format,
) -> bytes:
    """The template; ``names`` in clear by applicant, ``referred``: who may be enrolled, by class."""
    header = [column.header for column in COLUMNS[kind]]
    choices: list[tuple[int, Sequence[str]]] = []
    sessions: list[int] = []
    if kind is SheetKind.ATTENDANCE:
        sessions = sorted({session.number for facts in classes for session in facts.taught.sessions})
        header = header[:-1] + [_session_header(number, classes) for number in sessions] + header[-1:]
    if kind is SheetKind.RESULTS:
        choices = [(COLUMNS[kind].index(GRADE) + 1, tuple(_GRADE_WORDS.values()))]
    rows = [
        row for facts in classes for row in _rows(kind, facts, names, referred.get(facts.taught.class_id, ()), sessions)
    ]
    return write_table(_TITLES[kind], header, rows, as_kind, choices=choices)


def _session_header(number: int, classes: Sequence[ClassFacts]) -> str:
    """With the day, where the sheet is of one class only."""
    day = ""
    if len(classes) == 1:
        day = f" {classes[0].taught.session(number).held_on}"
    return f"第{number}次{day}\nSession {number}"


def _rows(
    kind: SheetKind, facts: ClassFacts, names: Mapping[str, str], referred: Sequence[str], sessions: Sequence[int]
) -> list[list[Given]]:
    number = facts.taught.number
    if kind is SheetKind.ROSTER:
        enrolled: list[list[Given]] = [
            [number, learner.applicant_id, names.get(learner.applicant_id, ""), learner.enrolled_on, ""]
            for learner in facts.enrolments.values()
            if still_there(learner)
        ]
        return enrolled + [[number, person, names.get(person, ""), None, ""] for person in referred]
    rows: list[list[Given]] = []
    for learner in facts.enrolments.values():
        start: list[Given] = [number, learner.applicant_id, names.get(learner.applicant_id, "")]
        if kind is SheetKind.ATTENDANCE:
            rows.append([*start, *(_mark(facts, learner.enrolment_id, session) for session in sessions), ""])
        elif still_there(learner):
            given = facts.grades.get(learner.enrolment_id)
            last: list[Given] = [_GRADE_WORDS[given.grade], given.grader, given.graded_on] if given else [None] * 3
            rows.append([*start, *last, ""])
    return rows


def _mark(facts: ClassFacts, enrolment_id: str, number: int) -> Given:
    """What the newest sheet says; nothing where there is none, or the learner was not of the class that day."""
    sheet = facts.sheets.get(number)
    if sheet is None or not facts.enrolments[enrolment_id].there_on(facts.taught.session(number).held_on):
        return None
    if enrolment_id not in sheet.present:
        return "×"
    hours: Decimal | None = sheet.partial.get(enrolment_id)
    return "√" if hours is None else hours
