"""Sheets of institutions: templates, uploads with their preview, commits."""

import asyncio
import hashlib
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import File, Form, Request, Response, UploadFile
from kit.database import CHINA
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.problem import IfMatchMissing
from kit.sheets import Format, SheetTooLong, SheetUnreadable, read_table
from pydantic import BaseModel

from training.api import permissions
from training.api.sheet_templates import filled
from training.domain.errors.dates import DatedTooFarBack, DateInFuture
from training.domain.errors.enrolments import EntitlementTaken
from training.domain.errors.sheets import ImportHasErrors, ImportOutdated
from training.domain.sheets.reading import Reading, SheetKind, read_sheet
from training.domain.sheets.table import Odd
from training.store.listing import matching, page_of
from training.store.scope import within
from training.store.sheets import class_facts, class_numbers, import_of, names_of, referred_to, sheet_import
from training.use_cases.commit_sheet import commit_sheet
from training.use_cases.sheet_shapes import SheetPreview, shown_import
from training.use_cases.upload_sheet import LEARNER, Office, Upload, upload_sheet

router = Routes(tags=["sheets"])

_TEMPLATE = (
    "Filled with learners' numbers, names where a sheet has given them before, and what is recorded already, so that "
    "the file can be completed and sent back. XLSX, or CSV by `file_format`."
)
_RECENT = timedelta(days=92)


class SheetFile(Response):
    """A sheet for download."""

    media_type = Format.XLSX.media_type


class SheetPage(BaseModel):
    """A page of uploaded sheets."""

    items: list[SheetPreview]
    next: str | None


@router.verb(
    "GET",
    "/v1/classes/{class_id}/sheets/{kind}",
    permission=permissions.DOWNLOAD_SHEET,
    summary="Download the sheet of a class",
    description=f"{_TEMPLATE} The roster lists learners enrolled and applicants referred to the institution.",
    response_class=SheetFile,
    responses={200: {"content": {"text/csv": {}}}},
)
async def download_class_sheet(
    call: Caller, database: Db, request: Request, class_id: Id, kind: SheetKind, file_format: Format = Format.XLSX
) -> SheetFile:
    """Download one class's sheet."""
    return await _download(call, database, request, kind, file_format, class_id)


@router.verb(
    "GET",
    "/v1/sheets/templates/{kind}",
    permission=permissions.DOWNLOAD_SHEET,
    summary="Download the sheet of all one's classes",
    description=f"{_TEMPLATE} Of classes that are open or were completed within three months.",
    response_class=SheetFile,
    responses={200: {"content": {"text/csv": {}}}},
)
async def download_sheet_of_all(
    call: Caller, database: Db, request: Request, kind: SheetKind, file_format: Format = Format.XLSX
) -> SheetFile:
    """Download the sheet of all classes."""
    return await _download(call, database, request, kind, file_format, None)


async def _download(
    call: Caller, database: Db, request: Request, kind: SheetKind, file_format: Format, class_id: str | None
) -> SheetFile:
    private = request.app.state.private
    async with database.reading(call) as tx:
        numbers = await class_numbers(tx, class_id=class_id, since=tx.today - _RECENT)
        found = await class_facts(tx, numbers)
        classes = [found[number] for number in numbers]
        referred = {
            facts.taught.class_id: await referred_to(tx, facts.taught.institution_id, facts.taught.package.value)
            for facts in (classes if kind is SheetKind.ROSTER else ())
        }
        people = {person for facts in classes for person in facts.by_applicant}.union(*referred.values())
        stored = await names_of(tx, people)
    names = {key: private.decrypt(name, LEARNER) for key, name in stored.items()}
    content = await asyncio.to_thread(filled, kind, classes, names, referred, file_format)
    name = f"{kind.value}-{classes[0].taught.number if class_id and classes else 'all'}.{file_format.value}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return SheetFile(content, media_type=file_format.media_type, headers=headers)


@router.verb(
    "POST",
    "/v1/sheets",
    permission=permissions.UPLOAD_SHEET,
    status=201,
    summary="Upload a sheet and see what it would change",
    description="A roster, attendance (learners by sessions) or results, of one class or several; XLSX (first sheet) "
    "or CSV in UTF-8 or GB18030, columns in any order, headers in Chinese or English. Nothing changes yet: `errors` "
    "names every fault by row and column with its rule and reference, `counts` and `classes` what a commit would "
    "change. A name must be the one in the register. Corrections of attendance need `reason`. The same file again "
    "is the same import.",
    refusals=[SheetUnreadable, SheetTooLong, DateInFuture, DatedTooFarBack],
    response_model=SheetPreview,
)
async def upload_class_sheet(
    call: Caller,
    database: Db,
    request: Request,
    file: Annotated[UploadFile, File(description="The sheet, XLSX or CSV.")],
    kind: Annotated[SheetKind, Form(description="What the sheet is.")],
    recorded_on: Annotated[date | None, Form(description="The day of recording; today unless given.")] = None,
    reason: Annotated[str | None, Form(max_length=2000, description="Why recorded attendance changes.")] = None,
) -> SheetPreview:
    """Upload a sheet. A repeated request is recognised by its content: multipart boundaries differ."""
    state = request.app.state
    content = await file.read()
    digest = hashlib.sha256(content).hexdigest()
    recorded_on = recorded_on or datetime.now(CHINA).date()
    reason = (reason or "").strip() or None
    told = f"{kind.value}\n{digest}\n{recorded_on}\n{reason or ''}"
    call.fingerprint = hashlib.sha256(told.encode()).hexdigest()
    most_rows = state.rules_as_of(datetime.now(CHINA).date()).attendance.most_rows
    reading = await asyncio.to_thread(_read, kind, content, most_rows)
    office = Office(state.rules_as_of, state.private, state.marks)
    return await upload_sheet(database, call, office, Upload(kind, digest, reading, recorded_on, reason))


def _read(kind: SheetKind, content: bytes, most_rows: int) -> Reading:
    table = read_table(content, most_rows=most_rows)
    return read_sheet(
        kind,
        table.rows,
        [Odd(odd.row, odd.column, odd.to) for odd in table.merged],
        [Odd(odd.row, odd.column, odd.to) for odd in table.formulas],
    )


@router.verb(
    "POST",
    "/v1/sheets/{import_id}/commit",
    permission=permissions.COMMIT_SHEET,
    summary="Commit an uploaded sheet",
    description="Writes what the preview showed, all of it or nothing. Needs If-Match with the version of the preview; "
    "refused while it has errors, or when a class changed since. A committed sheet answers the same again.",
    refusals=[ImportHasErrors, ImportOutdated, EntitlementTaken],
    response_model=SheetPreview,
)
async def commit_class_sheet(call: Caller, database: Db, request: Request, import_id: Id) -> SheetPreview:
    """Commit a sheet."""
    if call.if_match is None:
        raise IfMatchMissing(where="If-Match")
    return await commit_sheet(database, call, request.app.state.rules_as_of, import_id)


@router.verb(
    "GET",
    "/v1/sheets/{import_id}",
    permission=permissions.READ_SHEETS,
    summary="Read an uploaded sheet's preview",
    description="With errors by row and column, and what it would change or changed.",
    response_model=SheetPreview,
)
async def read_sheet_preview(call: Caller, database: Db, import_id: Id) -> SheetPreview:
    """Read a preview."""
    async with database.reading(call) as tx:
        return shown_import(dict(await import_of(tx, import_id)), call.language)


@router.verb(
    "GET",
    "/v1/sheets",
    permission=permissions.READ_SHEETS,
    summary="List uploaded sheets",
    description="Oldest first, within what the caller may see.",
    response_model=SheetPage,
)
async def list_sheets(
    call: Caller, database: Db, page: Paging, kind: SheetKind | None = None, institution_id: Id | None = None
) -> SheetPage:
    """List sheets."""
    conditions = [
        within(call.actor, sheet_import.c.institution_id, sheet_import.c.area),
        *matching(sheet_import, kind=kind, institution_id=institution_id),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, sheet_import, conditions, page.limit, page.after)
    return SheetPage(items=[shown_import(dict(row), call.language) for row in rows], next=next_cursor(after))
