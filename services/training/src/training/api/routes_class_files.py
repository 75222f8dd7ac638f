"""Files of classes: filled and handed in by institutions, accepted by case workers, late ones listed."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import File, Form, Path, Request, Response, UploadFile
from kit.attachments import UPLOAD_REFUSALS, AttachmentUnavailable
from kit.auth import Actor
from kit.database import Transaction
from kit.file_types import MediaType
from kit.holidays import work_calendar
from kit.http import Caller, Db, Files, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound, SamePerson
from kit.uploads import attachment_response, receive_upload, upload_fingerprint
from sqlalchemy import RowMapping

from training.api import permissions
from training.api.assessment_views import (
    ClassFileDetail,
    ClassFileLine,
    ClassFilePage,
    FileCounts,
    FileDocumentView,
    FileItemView,
    FileOverview,
    FileStepView,
)
from training.domain.business_plans import PlanState
from training.domain.class_file import FileState, clock, last_end_overdue
from training.domain.errors.class_files import (
    ClassFileIncomplete,
    DocumentReplaced,
    FileItemUnknown,
    ReturnReasonsMissing,
)
from training.policy import RulesAsOf
from training.store.class_files import (
    CLOSED,
    class_file,
    document,
    documents_of,
    ended_by,
    file_counts,
    late_condition,
    page_of_files,
    read_file,
    steps_of,
)
from training.store.classes import training_class
from training.store.listing import matching
from training.store.plans import plans_in_class
from training.store.scope import within
from training.use_cases.add_to_class_file import AddToClassFile, DocumentFiled, add_to_class_file
from training.use_cases.class_file_shapes import items_of
from training.use_cases.close_class_file import (
    ClassFileMoved,
    DecideClassFile,
    HandInClassFile,
    decide_class_file,
    hand_in_class_file,
)

router = Routes(tags=["class files"])

TAKEN = frozenset(MediaType)


@router.verb(
    "POST",
    "/v1/classes/{class_id}/file/documents",
    permission=permissions.FILL_CLASS_FILE,
    status=201,
    summary="Add a document to a class's file",
    description="For an item whose check is `upload`, as a form with `file`, `item` and perhaps `replaces`. PDF, "
    "pictures, XLSX, DOCX, CSV or text of at most 8 MB. The same content counts once.",
    refusals=[*UPLOAD_REFUSALS, FileItemUnknown, DocumentReplaced, IllegalTransition, NotFound],
    response_model=DocumentFiled,
)
async def add_class_file_document(
    call: Caller,
    database: Db,
    files: Files,
    request: Request,
    class_id: Id,
    file: Annotated[UploadFile, File(description="The document.")],
    item: Annotated[str, Form(min_length=1, max_length=100)],
    replaces: Annotated[int | None, Form(ge=1, le=10_000, description="Number of the document it replaces.")] = None,
) -> DocumentFiled:
    """Add a document."""
    received = await receive_upload(file, TAKEN)
    call.fingerprint = upload_fingerprint(request, received, item, replaces)
    await files.keep(received)
    command = AddToClassFile(item=item, replaces=replaces)
    return await add_to_class_file(database, call, request.app.state.rules_as_of, class_id, command, received)


@router.verb(
    "GET",
    "/v1/classes/{class_id}/file",
    permission=permissions.READ_CLASS_FILES,
    summary="Read a class's file",
    description="Item by item what is there and what is wanted, the documents, the steps, and the clock: due so many "
    "working days after the last session, China's public holidays and make-up days counted.",
    response_model=ClassFileDetail,
)
async def read_class_file(
    call: Caller, database: Db, request: Request, class_id: Id, as_of: date | None = None
) -> ClassFileDetail:
    """Read a file."""
    rules_as_of: RulesAsOf = request.app.state.rules_as_of
    async with database.reading(call) as tx:
        row = await _class(tx, class_id, call.actor)
        file = await read_file(tx, class_id)
        items = await items_of(tx, row, rules_as_of(row["ends_on"]))
        documents = await documents_of(tx, class_id)
        steps = await steps_of(tx, class_id)
        plans = await plans_in_class(tx, class_id)
        today = tx.today
    replaced = {one["replaces"] for one in documents}
    state = file["state"] if file else FileState.OPEN.value
    facts = {
        **row,
        "file_state": state,
        "handed_in_on": file["handed_in_on"] if file else None,
        "decided_on": file["decided_on"] if file else None,
    }
    return ClassFileDetail(
        **_line(facts, as_of or today, rules_as_of),
        complete=all(status.complete for status in items),
        items=[
            FileItemView(
                item=s.item.item,
                title=s.item.title,
                title_zh=s.item.title_zh,
                check=s.item.check,
                needed=s.needed,
                there=s.there,
                wanted=s.wanted,
                complete=s.complete,
            )
            for s in items
        ],
        documents=[FileDocumentView(**one, replaced=one["number"] in replaced) for one in documents],
        steps=[FileStepView(**one) for one in steps],
        with_graders=sum(one in {PlanState.SUBMITTED, PlanState.IN_GRADING} for one in plans.values()),
        version=file["version"] if file else 1,
    )


@router.verb(
    "GET",
    "/v1/classes/{class_id}/file/documents/{number}",
    permission=permissions.READ_CLASS_FILES,
    summary="Fetch a document of a class's file",
    description="As it was uploaded, as an attachment; checked against its hash before it leaves.",
    refusals=[AttachmentUnavailable],
    response_class=Response,
)
async def fetch_class_file_document(
    call: Caller, database: Db, files: Files, class_id: Id, number: Annotated[int, Path(ge=1, le=10_000)]
) -> Response:
    """Fetch a document."""
    async with database.reading(call) as tx:
        await _class(tx, class_id, call.actor)
        row = await tx.one(sa.select(document).where(document.c.class_id == class_id, document.c.number == number))
    if row is None:
        raise NotFound(noun="document")
    content = await files.read(row["content_hash"], row["size"])
    return attachment_response(content, row["media_type"], row["file_name"])


@router.verb(
    "POST",
    "/v1/classes/{class_id}/file/hand-in",
    permission=permissions.FILL_CLASS_FILE,
    summary="Hand in a class's file",
    description="Complete, or it is refused with what is missing. Late files are taken, and their days told.",
    refusals=[ClassFileIncomplete, IllegalTransition, DatesOutOfOrder, NotFound],
    body_example={"handed_in_on": "2007-08-27"},
    response_model=ClassFileMoved,
)
async def hand_in_file_of_class(
    call: Caller, database: Db, request: Request, class_id: Id, command: HandInClassFile
) -> ClassFileMoved:
    """Hand in a file."""
    return await hand_in_class_file(database, call, request.app.state.rules_as_of, work_calendar(), class_id, command)


@router.verb(
    "POST",
    "/v1/classes/{class_id}/file/decision",
    permission=permissions.DECIDE_CLASS_FILE,
    summary="Accept or return a class's file",
    description="By a case worker, never the account that handed it in. Returned, it names what is wrong by item, and "
    "the institution hands it in again; accepted, it is closed.",
    refusals=[SamePerson, ReturnReasonsMissing, IllegalTransition, DatesOutOfOrder, NotFound],
    body_example={
        "decided_on": "2007-08-29",
        "decision": "returned",
        "reasons": [{"item": "photos", "remark": "nobody can be seen"}],
    },
    response_model=ClassFileMoved,
)
async def decide_file_of_class(
    call: Caller, database: Db, request: Request, class_id: Id, command: DecideClassFile
) -> ClassFileMoved:
    """Accept or return a file."""
    return await decide_class_file(database, call, request.app.state.rules_as_of, work_calendar(), class_id, command)


@router.verb(
    "GET",
    "/v1/class-files",
    permission=permissions.READ_CLASS_FILES,
    summary="List class files",
    description="Of classes that ended by `as_of` (today without one). `late=true` is the work list: those overdue "
    "and neither handed in nor accepted.",
    response_model=ClassFilePage,
)
async def list_class_files(
    call: Caller,
    database: Db,
    request: Request,
    page: Paging,
    institution_id: Id | None = None,
    state: FileState | None = None,
    as_of: date | None = None,
    *,
    late: bool = False,
) -> ClassFilePage:
    """List files."""
    rules_as_of: RulesAsOf = request.app.state.rules_as_of
    async with database.reading(call) as tx:
        day = as_of or tx.today
        conditions = [
            within(call.actor, training_class.c.institution_id, training_class.c.area),
            ended_by(day),
            *matching(training_class, institution_id=institution_id),
        ]
        if state is not None:
            conditions.append(sa.func.coalesce(class_file.c.state, FileState.OPEN.value) == state.value)
        if late:
            conditions.append(late_condition(last_end_overdue(day, rules_as_of(day).assessment, work_calendar())))
        rows, after = await page_of_files(tx, conditions, page.limit, page.after)
    return ClassFilePage(
        items=[ClassFileLine(**_line(dict(row), day, rules_as_of)) for row in rows], next=next_cursor(after)
    )


@router.verb(
    "GET",
    "/v1/class-files/overview",
    permission=permissions.READ_CLASS_FILES,
    summary="Count class files by institution",
    description="Of classes that ended by `as_of`: in each state, and how many are late.",
    response_model=FileOverview,
)
async def read_class_file_overview(
    call: Caller, database: Db, request: Request, as_of: date | None = None
) -> FileOverview:
    """Count files."""
    async with database.reading(call) as tx:
        day = as_of or tx.today
        newest = last_end_overdue(day, request.app.state.rules_as_of(day).assessment, work_calendar())
        conditions = [
            within(call.actor, training_class.c.institution_id, training_class.c.area),
            ended_by(day),
        ]
        rows = await file_counts(tx, conditions, newest)
    return FileOverview(as_of=day, items=[FileCounts(**row) for row in rows])


async def _class(tx: Transaction, class_id: str, actor: Actor) -> RowMapping:
    row = await tx.one(
        sa.select(training_class).where(
            training_class.c.id == class_id, within(actor, training_class.c.institution_id, training_class.c.area)
        )
    )
    if row is None:
        raise NotFound(noun="class")
    return row


def _line(row: Mapping[str, Any], day: date, rules_as_of: RulesAsOf) -> dict[str, Any]:
    """Where a file stands on ``day``; a file that came in stopped its clock."""
    stands_on = row["handed_in_on"] if row["file_state"] in CLOSED else day
    stands = clock(row["ends_on"], stands_on, rules_as_of(row["ends_on"]).assessment, work_calendar())
    return {
        "class_id": row["id"],
        "number": row["number"],
        "institution_id": row["institution_id"],
        "package": row["package"],
        "ends_on": row["ends_on"],
        "state": row["file_state"],
        "due_on": stands.due_on,
        "days_late": stands.days_late,
        "holidays_known": stands.holidays_known,
        "handed_in_on": row["handed_in_on"],
        "decided_on": row["decided_on"],
    }
