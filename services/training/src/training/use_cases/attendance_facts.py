"""Sheets of attendance are written, and what follows where the class was completed before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kit.database import Transaction

from training.domain.attendance import AttendanceRecorded, AttendanceSheet
from training.domain.enrolment import Enrolment
from training.domain.results import Grade, Outcome, settle_anew
from training.domain.training_class import ClassState, TrainingClass
from training.events.published import classes as published
from training.policy import RulesAsOf
from training.store.class_book import newest_grades_of, newest_sheets_of
from training.store.enrolments import recount_passed, save_outcomes
from training.store.tables.results import AttendanceRow

Recorded = tuple[AttendanceSheet, AttendanceRecorded]


@dataclass(frozen=True)
class Followed:
    """What a correction did after completion: outcomes that changed, and certified learners who would not pass now."""

    changed: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)


def write_sheets(
    tx: Transaction, recorded: Sequence[Recorded], reason: str | None, import_id: str | None = None
) -> None:
    """Add the sheets, and tell of them."""
    for sheet, event in recorded:
        tx.insert(
            AttendanceRow,
            {
                "class_id": event.class_id,
                "session_number": sheet.session_number,
                "version": sheet.version,
                "recorded_on": sheet.recorded_on,
                "present": sorted(sheet.present),
                "partial": {enrolment_id: f"{hours:.2f}" for enrolment_id, hours in sorted(sheet.partial.items())},
                "reason": reason if sheet.version > 1 else None,
                "import_id": import_id,
                "recorded_by": tx.call.actor.account,
                "recorded_at": tx.now,
            },
        )
        tx.emit(
            published.AttendanceRecorded(
                class_id=event.class_id,
                institution_id=event.institution_id,
                session_number=event.session_number,
                held_on=event.held_on,
                present=list(event.present),
                partial_hours={person: round(hours, 2) for person, hours in event.partial.items()},
                sheet_version=event.version,
            )
        )


async def decide_anew(
    tx: Transaction,
    rules_as_of: RulesAsOf,
    classes: Sequence[TrainingClass],
    enrolments: Mapping[str, Mapping[str, Enrolment]],
) -> Followed:
    """Outcomes of completed classes after their sheets changed; certified learners keep theirs. Classes are locked."""
    completed = [taught for taught in classes if taught.state is ClassState.COMPLETED]
    followed = Followed()
    if not completed:
        return followed
    ids = [taught.class_id for taught in completed]
    sheets, grades = await newest_sheets_of(tx, ids), await newest_grades_of(tx, ids)
    changed: list[Outcome] = []
    learners: list[Enrolment] = []
    for taught in completed:
        held = enrolments[taught.class_id]
        before = {learner.enrolment_id: learner.state for learner in held.values()}
        decided, doubtful = settle_anew(
            taught,
            held.values(),
            list(sheets[taught.class_id].values()),
            {key: Grade(row["plan_grade"]) for key, row in grades[taught.class_id].items()},
            rules_as_of(taught.completed_on or taught.ends_on),
        )
        changed += decided
        learners += held.values()
        followed.changed.extend(
            outcome.enrolment_id
            for outcome in decided
            if held[outcome.enrolment_id].state is not before[outcome.enrolment_id]
        )
        followed.doubtful.extend(outcome.enrolment_id for outcome in doubtful)
    await save_outcomes(tx, learners, changed)
    await recount_passed(tx, ids)
    return followed
