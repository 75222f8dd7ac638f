"""Possible duplicates: compared side by side, told apart by a supervisor, or merged."""

from datetime import date, datetime

from fastapi import Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.problem import HeaderInvalid
from kit.refusal import DatesOutOfOrder, IllegalTransition
from pydantic import BaseModel, Field

from applicants.api import permissions
from applicants.api.office import office_of
from applicants.domain import errors
from applicants.domain.duplicate_errors import MergeIntoLesser, MergeWithItself, NoOpenWarning
from applicants.domain.duplicates import Likeness, side_of
from applicants.store.applicants import applicant_of
from applicants.store.listing import one_visible
from applicants.store.warnings import open_page, warnings_of
from applicants.use_cases.comparisons import Comparison, compare_with
from applicants.use_cases.merge_applicants import MergeApplicant, MergedResult, merge_applicants
from applicants.use_cases.override_duplicates import Overridden, OverrideDuplicates, override_duplicates

router = Routes(tags=["duplicates"])


class WarningView(Comparison):
    """A warning: the other file beside this one, and what was decided; null while nobody has."""

    found_at: datetime
    settled_as: str | None
    settled_on: date | None
    settled_by: str | None
    reason: str | None


class Warnings(BaseModel):
    """Every warning that names the applicant, on either side, newest first."""

    applicant_id: str
    items: list[WarningView]
    elsewhere: int = Field(description="Warnings that name a file outside your area: ask the district bureau.")


class OpenWarning(BaseModel):
    """`applicant_id`, the newer file, looks like `other_id`."""

    applicant_id: str
    other_id: str
    because: list[Likeness]
    area: str = Field(description="Of the newer file.")
    found_at: datetime


class OpenWarningPage(BaseModel):
    """A page of warnings that nobody has decided."""

    items: list[OpenWarning]
    next: str | None


@router.verb(
    "GET",
    "/v1/duplicate-warnings",
    permission=permissions.READ_WARNINGS,
    summary="List the open duplicate warnings",
    description="Those of newer files in your area that nobody has decided, oldest file first.",
    response_model=OpenWarningPage,
)
async def list_duplicate_warnings(call: Caller, database: Db, page: Paging) -> OpenWarningPage:
    """List open warnings."""
    after = None
    if page.after is not None:
        first, _, second = page.after.partition("/")
        if not second:
            raise HeaderInvalid(where="cursor", header="cursor", expected="Send `next` as it came.")
        after = (first, second)
    async with database.reading(call) as tx:
        rows, last = await open_page(tx, limit=page.limit, after=after)
    items = [OpenWarning.model_validate(dict(row)) for row in rows]
    return OpenWarningPage(items=items, next=next_cursor("/".join(last) if last else None))


@router.verb(
    "GET",
    "/v1/applicants/{applicant_id}/duplicates",
    permission=permissions.READ_WARNINGS,
    summary="Compare an applicant with their look-alikes",
    description="Every warning with both files side by side, field by field; identity and phone are compared in clear "
    "and shown masked.",
    response_model=Warnings,
)
async def compare_duplicates(call: Caller, database: Db, request: Request, applicant_id: Id) -> Warnings:
    """Compare an applicant with look-alikes."""
    private = office_of(request).private
    async with database.reading(call) as tx:
        this = applicant_of(await one_visible(tx, applicant_id), private)
        rows = await warnings_of(tx, applicant_id)
        seen = [row for row in rows if call.actor.within_area(row["area"])]
        pairs = [(row["other"], row["because"]) for row in seen]
        compared = await compare_with(tx, private, side_of(this.facts), pairs)
    items = [
        WarningView.model_validate({**row, **dict(comparison)}) for row, comparison in zip(seen, compared, strict=True)
    ]
    return Warnings(applicant_id=applicant_id, items=items, elsewhere=len(rows) - len(seen))


@router.verb(
    "POST",
    "/v1/applicants/{applicant_id}/duplicates/override",
    permission=permissions.OVERRIDE_DUPLICATE,
    summary="Say that look-alikes are different people",
    description="By a supervisor, with a reason; of those in `different_from` or, when nobody is named, of all with an "
    "open warning. A file without open warnings can be screened.",
    refusals=[NoOpenWarning],
    body_example={"different_from": [], "reason": "Two cousins share the phone; both identity cards seen"},
    response_model=Overridden,
)
async def override_duplicate_warnings(
    call: Caller, database: Db, request: Request, applicant_id: Id, command: OverrideDuplicates
) -> Overridden:
    """Override warnings."""
    return await override_duplicates(database, call, office_of(request), applicant_id, command)


@router.verb(
    "POST",
    "/v1/applicants/{applicant_id}/merge",
    permission=permissions.MERGE,
    summary="Merge an applicant into another file",
    description="By a supervisor. The file in the address becomes `merged` and points to the one that stays; both "
    "histories are kept and can be read, and all that was reached, or is reported later, of either counts for the one "
    "that stays. Final; if one of them was accepted, the one that stays must be.",
    refusals=[
        MergeWithItself,
        MergeIntoLesser,
        IllegalTransition,
        DatesOutOfOrder,
        errors.DateInFuture,
        errors.DatedTooFarBack,
    ],
    body_example={
        "into": "0198c1de-0000-7000-8000-000000000014",
        "merged_on": "2007-08-20",
        "reason": "Registered with the old 15-digit card by the street station",
    },
    response_model=MergedResult,
)
async def merge_one_applicant(
    call: Caller, database: Db, request: Request, applicant_id: Id, command: MergeApplicant
) -> MergedResult:
    """Merge an applicant."""
    return await merge_applicants(database, call, office_of(request), applicant_id, command)
