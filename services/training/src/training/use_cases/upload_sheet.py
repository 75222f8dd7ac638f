"""An institution uploads a sheet: checked whole and kept for a second look; nothing else changes yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.marks import Marks
from kit.private import PrivateData

from training.domain.dates import check_fact
from training.domain.sheets.reading import Reading, SheetKind
from training.policy import RulesAsOf
from training.store.sheets import change_import, last_upload, names_of, own_institution
from training.store.tables.sheets import SheetImportRow
from training.use_cases.sheet_checks import Found, check_sheet, kept_faults, kept_line
from training.use_cases.sheet_shapes import CHECKED, COMMITTED, FAULTY, SheetPreview, shown_import

LEARNER = "learner_name"


@dataclass(frozen=True)
class Office:
    """Rules by day, the cipher of names, and the marks by which they are compared."""

    rules_as_of: RulesAsOf
    private: PrivateData
    marks: Marks


@dataclass(frozen=True)
class Upload:
    """A file as read: its kind, the SHA-256 of its content, the day of recording and why it corrects."""

    kind: SheetKind
    content_hash: str
    reading: Reading
    recorded_on: date
    reason: str | None


@use_case("training.sheet.upload")
async def upload_sheet(tx: Transaction, office: Office, upload: Upload) -> SheetPreview:
    """Check and keep. The same file again: the same import; a committed one is told again while nothing is new."""
    rules = office.rules_as_of(tx.today)
    check_fact("recorded_on", upload.recorded_on, tx.today, rules)
    school = await own_institution(tx)
    before = await last_upload(tx, school["id"], upload.kind.value, upload.content_hash)
    found = await check_sheet(
        tx,
        office.rules_as_of,
        upload.kind,
        upload.reading,
        upload.recorded_on,
        upload.reason,
        marks=office.marks,
    )
    if before is not None and before["state"] == COMMITTED and found.nothing_new:
        tx.about(before["id"], repeated=True)
        return shown_import(dict(before), tx.call.language)
    values: dict[str, Any] = {
        "recorded_on": upload.recorded_on,
        "reason": upload.reason,
        "state": FAULTY if found.check.faults else CHECKED,
        "rows": len(upload.reading.lines),
        "changes": changes_of(found),
        "error_count": len(found.check.faults),
        "errors": kept_faults(found.check.faults, rules),
        "lines": [] if found.check.faults else [kept_line(line) for line in upload.reading.lines],
        "basis": found.basis,
        "names": {} if found.check.faults else await _new_names(tx, office, found),
        "policy_version": rules.version,
    }
    fixed: dict[str, Any] = {
        "kind": upload.kind.value,
        "content_hash": upload.content_hash,
        "institution_id": school["id"],
        "area": school["area"],
        "uploaded_by": tx.call.actor.account,
        "recorded_at": tx.now,
        "committed_by": None,
        "committed_at": None,
    }
    if before is not None and before["state"] != COMMITTED:
        await change_import(tx, before["id"], **values)
        row = {**before, **values, "version": before["version"] + 1}
    else:
        row = {"id": new_id(), **fixed, **values, "version": 1}
        tx.insert(SheetImportRow, row)
    tx.about(row["id"], kind=upload.kind.value, rows=row["rows"], errors=row["error_count"])
    return shown_import(row, tx.call.language)


def changes_of(found: Found) -> dict[str, Any]:
    """Counts, and what changes class by class."""
    classes: dict[str, dict[str, Any]] = {
        facts.taught.class_id: {
            "class_id": facts.taught.class_id,
            "class_number": number,
            "sessions": [],
            "corrected": [],
            "grades": 0,
            "enrolments": 0,
        }
        for number, facts in sorted(found.register.classes.items())
    }
    for sheet, event in found.sheets:
        classes[event.class_id]["sessions"].append(sheet.session_number)
        if sheet.version > 1:
            classes[event.class_id]["corrected"].append(sheet.session_number)
    for grade in found.grades:
        classes[grade.facts.taught.class_id]["grades"] += 1
    for facts, _, _ in found.joined:
        classes[facts.taught.class_id]["enrolments"] += 1
    return {"counts": dict(sorted(found.check.counts.items())), "classes": list(classes.values())}


async def _new_names(tx: Transaction, office: Office, found: Found) -> Mapping[str, str]:
    """Names that agreed with the register and are not kept yet, encrypted."""
    given = {
        line.applicant_id: name
        for line in found.check.reading.lines
        if (name := found.check.reading.names.get(line.row)) and found.register.same_name(line.applicant_id, name)
    }
    known = await names_of(tx, list(given))
    return {key: office.private.encrypt(name, LEARNER) for key, name in given.items() if key not in known}
