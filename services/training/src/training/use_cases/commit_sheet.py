"""An uploaded sheet is committed: all of it or nothing, and only as it was shown."""

from kit.database import Transaction, use_case

from training.domain.business_plans import PlanState
from training.domain.errors.enrolments import AlreadyEnrolled, EntitlementTaken
from training.domain.errors.sheets import ImportHasErrors, ImportOutdated
from training.domain.sheets.checking import NewGrade
from training.domain.sheets.reading import Reading, SheetKind
from training.policy import RulesAsOf
from training.store.classes import raise_versions
from training.store.plans import settle_plans
from training.store.sheets import change_import, import_of, note_names, take_seats
from training.store.tables.enrolments import EnrolmentRow
from training.store.tables.results import PlanGradeRow
from training.use_cases.attendance_facts import Followed, decide_anew, write_sheets
from training.use_cases.enrolment_facts import confirmed, enrolment_row
from training.use_cases.sheet_checks import Found, check_sheet, line_of
from training.use_cases.sheet_shapes import COMMITTED, FAULTY, SheetPreview, shown_import


@use_case(
    "training.sheet.commit",
    conflicts={
        "uq_enrolment_class_applicant": lambda: AlreadyEnrolled("file"),
        "uq_enrolment_entitlement": lambda: EntitlementTaken("file"),
    },
)
async def commit_sheet(tx: Transaction, rules_as_of: RulesAsOf, import_id: str) -> SheetPreview:
    """Write what the preview showed. Raises ImportHasErrors, ImportOutdated, VersionStale, NotFound."""
    row = await import_of(tx, import_id, lock=True)
    if row["state"] == COMMITTED:
        tx.about(import_id, repeated=True)
        return shown_import(dict(row), tx.call.language)
    tx.expect_version(row["version"])
    if row["state"] == FAULTY:
        raise ImportHasErrors(count=row["error_count"])
    kind = SheetKind(row["kind"])
    reading = Reading([line_of(kept) for kept in row["lines"]])
    found = await check_sheet(tx, rules_as_of, kind, reading, row["recorded_on"], row["reason"], marks=None, lock=True)
    if found.check.faults or found.basis != row["basis"]:
        raise ImportOutdated("file")
    followed = await _write(tx, rules_as_of, found, row["reason"], import_id)
    await note_names(tx, row["names"])
    changes = {
        **row["changes"],
        "outcomes_changed": followed.changed,
        "certified_in_doubt": followed.doubtful,
    }
    done = {"state": COMMITTED, "changes": changes, "committed_by": tx.call.actor.account, "committed_at": tx.now}
    await change_import(tx, import_id, names={}, **done)
    tx.about(import_id, reason=row["reason"] or "", kind=kind.value, rows=row["rows"])
    return shown_import({**row, **done, "version": row["version"] + 1}, tx.call.language)


async def _write(tx: Transaction, rules_as_of: RulesAsOf, found: Found, reason: str | None, import_id: str) -> Followed:
    if found.joined:
        await _enrol(tx, rules_as_of, found)
        return Followed()
    write_sheets(tx, found.sheets, reason, import_id)
    await _grade(tx, rules_as_of, found, import_id)
    touched = {event.class_id for _, event in found.sheets} | {new.facts.taught.class_id for new in found.grades}
    if not touched:
        return Followed()
    await raise_versions(tx, touched)
    classes = [facts for facts in found.register.classes.values() if facts.taught.class_id in touched]
    return await decide_anew(
        tx,
        rules_as_of,
        [facts.taught for facts in classes],
        {facts.taught.class_id: facts.enrolments for facts in classes},
    )


async def _grade(tx: Transaction, rules_as_of: RulesAsOf, found: Found, import_id: str) -> None:
    if not found.grades:
        return
    tx.insert(
        PlanGradeRow,
        *(
            {
                "enrolment_id": new.mark.enrolment_id,
                "version": new.attempt,
                "class_id": new.facts.taught.class_id,
                "plan_grade": new.mark.plan_grade.value,
                "grader": new.mark.grader,
                "way": "paper",
                "graded_on": new.graded_on,
                "import_id": import_id,
                "recorded_by": tx.call.actor.account,
                "recorded_at": tx.now,
            }
            for new in found.grades
        ),
    )
    settled: dict[PlanState, list[str]] = {}
    by_class: dict[str, list[NewGrade]] = {}
    for new in found.grades:
        by_class.setdefault(new.facts.taught.class_id, []).append(new)
    for grades in by_class.values():
        desk = grades[0].facts.desk
        if desk is None:
            continue
        attempts = {new.mark.enrolment_id: new.attempt - 1 for new in grades}
        rules = rules_as_of(max(new.graded_on for new in grades)).assessment
        for state, ids in desk.settled([new.mark for new in grades], attempts, rules).items():
            settled.setdefault(state, []).extend(ids)
    await settle_plans(tx, settled)


async def _enrol(tx: Transaction, rules_as_of: RulesAsOf, found: Found) -> None:
    seats: dict[str, int] = {}
    account = tx.call.actor.account
    for facts, enrolment, event in found.joined:
        version = rules_as_of(enrolment.enrolled_on).version
        tx.insert(EnrolmentRow, enrolment_row(enrolment, facts.taught, facts.area, version, account, tx.now))
        tx.emit(confirmed(event))
        seats[enrolment.class_id] = seats.get(enrolment.class_id, 0) + 1
    await take_seats(tx, seats)
