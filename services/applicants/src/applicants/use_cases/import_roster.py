"""A case worker imports a roster: checked whole, all or nothing, the same file only once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.problem import ContentInvalid, FieldProblem
from kit.refusal import Refusal
from pydantic import BaseModel

from applicants.domain import roster
from applicants.domain.applicant import Applicant, Progress
from applicants.domain.events import Registered
from applicants.domain.roster_reading import Fault, Reading, Setting, Sheet, read_roster
from applicants.events.published import tell
from applicants.store.applicants import new_row
from applicants.store.duplicates import registered_already
from applicants.store.rosters import Lines, one_at_a_time, roster_of
from applicants.store.tables import ApplicantRow, RosterLineRow, RosterRow
from applicants.use_cases.office import Office
from applicants.use_cases.register_applicant import ONE_FILE_A_PERSON

MOST_FAULTS_LISTED = 1000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file's SHA-256 (hexadecimal) and its first sheet."""

    digest: str
    sheet: Sheet


class RosterLine(BaseModel):
    """A row of the sheet (headers are row 1) and the applicant that it became."""

    row: int
    applicant_id: str


class RosterImported(BaseModel):
    """What became of a roster."""

    roster_id: str
    rows: int
    applicants: list[RosterLine]


@use_case("applicants.roster.import", conflicts=ONE_FILE_A_PERSON)
async def import_roster(tx: Transaction, office: Office, upload: Upload) -> RosterImported:
    """Register everybody in the sheet, or nobody. Raises ContentInvalid with all faults by row and column."""
    language = tx.call.language
    rules = office.rules_as_of(tx.today)
    setting = Setting(office.areas, rules, tx.call.actor.area, tx.today, language)
    reading = await asyncio.to_thread(read_roster, upload.sheet, setting)
    if reading.faults:
        raise _refused(reading.faults, language)
    await one_at_a_time(tx, upload.digest)
    known = await roster_of(tx, upload.digest)
    if known is not None:
        tx.about(known[0], repeated=True)
        return _imported(*known)
    duplicates = await registered_already(tx, office.private, [facts for _, facts in reading.people])
    if duplicates:
        raise _refused(_duplicate_faults(reading, duplicates, upload.sheet, language), language)
    return _register(tx, office, upload.digest, reading)


def _register(tx: Transaction, office: Office, digest: str, reading: Reading) -> RosterImported:
    roster_id, account = new_id(), tx.call.actor.account
    people = [(row, Applicant(new_id(), facts, Progress())) for row, facts in reading.people]
    tx.insert(
        RosterRow,
        {
            "id": roster_id,
            "digest": digest,
            "rows": len(people),
            "imported_by": account,
            "recorded_at": tx.now,
        },
    )
    tx.insert(ApplicantRow, *(new_row(one, office.private, account, tx.now) for _, one in people))
    tx.insert(RosterLineRow, *({"roster_id": roster_id, "row": row, "applicant_id": one.id} for row, one in people))
    for _, one in people:
        tx.emit(*tell(one, [Registered(one.facts.registered_on)], office.marks))
    tx.about(roster_id, rows=len(people))
    return _imported(roster_id, [(row, one.id) for row, one in people])


def _imported(roster_id: str, lines: Lines) -> RosterImported:
    return RosterImported(
        roster_id=roster_id,
        rows=len(lines),
        applicants=[RosterLine(row=row, applicant_id=applicant_id) for row, applicant_id in lines],
    )


def _duplicate_faults(reading: Reading, duplicates: dict[str, Refusal], sheet: Sheet, language: str) -> list[Fault]:
    column = roster.IDENTITY_NUMBER
    headers = [header for header in sheet.headers if roster.column_of(header) is column]
    header = headers[0].strip() if headers else (column.zh if language == "zh" else column.en)
    return [
        Fault(row, header, column.key, duplicates[facts.identity.number])
        for row, facts in reading.people
        if facts.identity.number in duplicates
    ]


def _refused(faults: Sequence[Fault], language: str) -> ContentInvalid:
    """All faults in one problem; of a hopeless file only the first thousand, but their true number."""
    refusal = ContentInvalid([_problem(fault, language) for fault in faults[:MOST_FAULTS_LISTED]], "file")
    refusal.facts["count"] = len(faults)
    return refusal


def _problem(fault: Fault, language: str) -> FieldProblem:
    refusal = fault.refusal
    where = f"rows[{fault.row}].{fault.key}" if fault.key else f"rows[{fault.row}]"
    detail = " ".join(text for text in (refusal.detail(language), refusal.remedy(language)) if text)
    return FieldProblem(where=where, code=refusal.code(), detail=detail, row=fault.row, column=fault.header)
