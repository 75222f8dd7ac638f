"""Rosters: import one whole, fetch the template."""

import asyncio
import hashlib
from datetime import datetime
from typing import Annotated

from fastapi import File, Request, Response, UploadFile
from kit.database import CHINA
from kit.http import Caller, Db, Routes
from kit.problem import ContentInvalid

from applicants.api import permissions
from applicants.api.office import office_of
from applicants.domain import errors
from applicants.store.sheets import read_sheet
from applicants.store.template import roster_template
from applicants.use_cases.import_roster import RosterImported, Upload, import_roster

router = Routes(tags=["rosters"])


class WorkbookResponse(Response):
    """An XLSX file."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.verb(
    "POST",
    "/v1/rosters",
    permission=permissions.IMPORT_ROSTER,
    status=201,
    summary="Import a roster",
    description="XLSX (first sheet), or CSV in UTF-8 or GB18030, headers in Chinese or English. Checked whole: with "
    "one fault nobody is registered, and `errors` lists every fault by `row` and `column` (at most 1,000 of them). "
    "The same file again changes nothing and gets the same answer.",
    refusals=[
        ContentInvalid,
        errors.RosterFormatUnknown,
        errors.RosterDamaged,
        errors.RosterExpandsTooMuch,
        errors.RosterTooManyBytes,
        errors.RosterTooManyRows,
        errors.RosterEmpty,
        errors.DuplicateIdentityNumber,
    ],
    response_model=RosterImported,
)
async def import_one_roster(
    call: Caller,
    database: Db,
    request: Request,
    file: Annotated[UploadFile, File(description="The sheet, XLSX or CSV.")],
) -> RosterImported:
    """Import a roster. A repeated request is recognised by its file: multipart boundaries differ."""
    office = office_of(request)
    rules = office.rules_as_of(datetime.now(CHINA).date())
    content = await file.read(rules.roster_maximum_bytes + 1)
    digest = hashlib.sha256(content).hexdigest()
    call.fingerprint = digest
    sheet = await asyncio.to_thread(read_sheet, content, rules.roster_maximum_rows, rules.roster_maximum_bytes)
    return await import_roster(database, call, office, Upload(digest, sheet))


@router.verb(
    "GET",
    "/v1/rosters/template",
    permission=permissions.READ_TEMPLATE,
    summary="Fetch the roster template",
    description="An empty XLSX workbook with headers, lists of accepted words and an explanation; Chinese or "
    "English by Accept-Language.",
    response_class=WorkbookResponse,
)
async def fetch_roster_template(call: Caller) -> WorkbookResponse:
    """Fetch the template."""
    content = await asyncio.to_thread(roster_template, call.language)
    headers = {
        "Content-Disposition": 'attachment; filename="roster-template.xlsx"',
        "Content-Language": call.language,
    }
    return WorkbookResponse(content, headers=headers)
