"""Intake before there is a file: drafts saved, forms checked, drafts registered."""

from datetime import datetime

from fastapi import Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.problem import ContentInvalid
from kit.refusal import IllegalTransition
from pydantic import BaseModel

from applicants.api import permissions
from applicants.api.office import office_of
from applicants.domain import errors
from applicants.store.drafts import own_draft, own_page, unseal
from applicants.use_cases.check_intake import IntakeCheck, check_intake
from applicants.use_cases.draft_shapes import DraftForm, DraftStanding
from applicants.use_cases.register_applicant import ApplicantRegisteredResult
from applicants.use_cases.register_draft import register_draft
from applicants.use_cases.save_draft import begin_draft, discard_draft, save_draft

router = Routes(tags=["intake"])

_FORM = {
    "name": "王秀英",
    "identity_number": "50038119680315002X",
    "area": "500116103",
    "employment_status": "下岗",
    "wants": "自主创业",
}


class DraftView(BaseModel):
    """A draft with its form as typed; empty once it was registered or discarded."""

    id: str
    state: str
    applicant_id: str | None
    begun_at: datetime
    saved_at: datetime
    version: int
    form: DraftForm


class DraftPage(BaseModel):
    """A page of your own open drafts, oldest first."""

    items: list[DraftView]
    next: str | None


@router.verb(
    "POST",
    "/v1/drafts",
    permission=permissions.DRAFT,
    status=201,
    summary="Begin a draft of an intake form",
    description="Whatever has been filled in; nothing is demanded yet. The form is stored encrypted as a whole and is "
    "read by your account alone.",
    body_example=_FORM,
    response_model=DraftStanding,
)
async def begin_one_draft(call: Caller, database: Db, request: Request, command: DraftForm) -> DraftStanding:
    """Begin a draft."""
    return await begin_draft(database, call, office_of(request), command)


@router.verb(
    "GET",
    "/v1/drafts",
    permission=permissions.DRAFT,
    summary="List your open drafts",
    description="Your own, oldest first.",
    response_model=DraftPage,
)
async def list_drafts(call: Caller, database: Db, request: Request, page: Paging) -> DraftPage:
    """List drafts."""
    async with database.reading(call) as tx:
        rows, after = await own_page(tx, limit=page.limit, after=page.after)
    private = office_of(request).private
    items = [DraftView.model_validate({**row, "form": DraftForm(**unseal(row, private))}) for row in rows]
    return DraftPage(items=items, next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/drafts/{draft_id}",
    permission=permissions.DRAFT,
    summary="Read your draft",
    description="As it was last saved, numbers in clear: you typed them.",
    response_model=DraftView,
)
async def read_draft(call: Caller, database: Db, request: Request, draft_id: Id) -> DraftView:
    """Read a draft."""
    async with database.reading(call) as tx:
        row = await own_draft(tx, draft_id)
    return DraftView.model_validate({**row, "form": DraftForm(**unseal(row, office_of(request).private))})


@router.verb(
    "PATCH",
    "/v1/drafts/{draft_id}",
    permission=permissions.DRAFT,
    summary="Save your draft",
    description="The whole form takes the place of the one saved before. Needs If-Match.",
    refusals=[IllegalTransition],
    body_example={**_FORM, "phone": "13800138000"},
    response_model=DraftStanding,
)
async def save_one_draft(
    call: Caller, database: Db, request: Request, draft_id: Id, command: DraftForm
) -> DraftStanding:
    """Save a draft."""
    return await save_draft(database, call, office_of(request), draft_id, command)


@router.verb(
    "GET",
    "/v1/drafts/{draft_id}/check",
    permission=permissions.DRAFT,
    summary="Check your draft",
    description="What is missing or wrong, whether the identity number has a file, who looks like the person side by "
    "side, and each rule of eligibility. Nothing is written.",
    response_model=IntakeCheck,
)
async def check_draft(call: Caller, database: Db, request: Request, draft_id: Id) -> IntakeCheck:
    """Check a draft."""
    office = office_of(request)
    async with database.reading(call) as tx:
        row = await own_draft(tx, draft_id)
        return await check_intake(tx, office, unseal(row, office.private))


@router.verb(
    "POST",
    "/v1/drafts/{draft_id}/registration",
    permission=permissions.DRAFT,
    status=201,
    summary="Register the person of your draft",
    description="The same as registering from a form; the draft is erased. With faults nothing happens and `errors` "
    "lists them all.",
    refusals=[ContentInvalid, errors.DuplicateIdentityNumber, errors.AreaOutsideYours, IllegalTransition],
    response_model=ApplicantRegisteredResult,
)
async def register_one_draft(call: Caller, database: Db, request: Request, draft_id: Id) -> ApplicantRegisteredResult:
    """Register a draft."""
    return await register_draft(database, call, office_of(request), draft_id)


@router.verb(
    "POST",
    "/v1/drafts/{draft_id}/discarding",
    permission=permissions.DRAFT,
    summary="Discard your draft",
    description="What it said is erased; that there was one stays known.",
    refusals=[IllegalTransition],
    response_model=DraftStanding,
)
async def discard_one_draft(call: Caller, database: Db, draft_id: Id) -> DraftStanding:
    """Discard a draft."""
    return await discard_draft(database, call, draft_id)


@router.verb(
    "POST",
    "/v1/intake-checks",
    permission=permissions.CHECK_INTAKE,
    summary="Check an intake form without saving it",
    description="As for a draft: faults, look-alikes side by side, and every rule of eligibility with its reason and "
    "reference, as far as the form goes. Nothing is written; a form's numbers stand in the body, never in an address.",
    body_example=_FORM,
    response_model=IntakeCheck,
)
async def check_intake_form(call: Caller, database: Db, request: Request, command: DraftForm) -> IntakeCheck:
    """Check a form."""
    async with database.reading(call) as tx:
        return await check_intake(tx, office_of(request), command.typed())
