"""A case worker imports a roster: checked whole, all or nothing, the same file only once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.problem import ContentInvalid
from kit.refusal import Refusal
from pydantic import BaseModel, Field

from applicants.domain import roster
from applicants.domain.applicant import Applicant, Progress
from applicants.domain.roster_reading import Fault, Reading, Sheet, read_roster
from applicants.store.duplicates import registered_already
from applicants.store.rosters import Lines, one_at_a_time, roster_of
from applicants.store.tables import RosterLineRow, RosterRow
from applicants.use_cases.faults import sheet_problem
from applicants.use_cases.office import Office
from applicants.use_cases.registering import ONE_FILE_A_PERSON, open_files, setting_of

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
    looks_like_another: bool = Field(False, description="A warning of a possible duplicate was noted.")


class RosterImported(BaseModel):
    """What became of a roster."""

    roster_id: str
    rows: int
    applicants: list[RosterLine]


@use_case("applicants.roster.import", conflicts=ONE_FILE_A_PERSON)
async def import_roster(tx: Transaction, office: Office, upload: Upload) -> RosterImported:
    """Register everybody in the sheet, or nobody. Raises ContentInvalid with all faults by row and column."""
    language = tx.call.language
    reading = await asyncio.to_thread(read_roster, upload.sheet, setting_of(tx, office))
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
    return await _register(tx, office, upload.digest, reading)


async def _register(tx: Transaction, office: Office, digest: str, reading: Reading) -> RosterImported:
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
    similar = await open_files(tx, office, [one for _, one in people])
    tx.insert(RosterLineRow, *({"roster_id": roster_id, "row": row, "applicant_id": one.id} for row, one in people))
    tx.about(roster_id, rows=len(people), look_alikes=sum(map(bool, similar.values())))
    return _imported(roster_id, [(row, one.id, bool(similar[one.id])) for row, one in people])


def _imported(roster_id: str, lines: Lines) -> RosterImported:
    return RosterImported(
        roster_id=roster_id,
        rows=len(lines),
        applicants=[
            RosterLine(row=row, applicant_id=applicant_id, looks_like_another=warned)
            for row, applicant_id, warned in lines
        ],
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
    refusal = ContentInvalid([sheet_problem(fault, language) for fault in faults[:MOST_FAULTS_LISTED]], "file")
    refusal.facts["count"] = len(faults)
    return refusal
