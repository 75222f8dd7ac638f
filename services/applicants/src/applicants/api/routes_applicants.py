"""Applicants: register, read, amend, reveal, screen, refer, withdraw."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition
from pydantic import BaseModel, StringConstraints

from applicants.api import permissions
from applicants.api.office import office_of
from applicants.api.views import (
    ApplicantDetail,
    ApplicantPage,
    ApplicantView,
    ReferralView,
    applicant_values,
    screening_views,
)
from applicants.domain import errors
from applicants.domain.applicant import State
from applicants.domain.duplicate_errors import DuplicateUnresolved
from applicants.store.applicants import applicant_of
from applicants.store.listing import list_page, one_visible, referrals_of, screenings_of
from applicants.store.merged import pointing_to
from applicants.store.searching import FoundBy, search
from applicants.use_cases.amend_applicant import AmendApplicant, amend_applicant
from applicants.use_cases.check_intake import Eligibility, explain_eligibility
from applicants.use_cases.refer_applicant import ReferApplicant, refer_applicant
from applicants.use_cases.register_applicant import (
    ApplicantRegisteredResult,
    RegisterApplicant,
    register_applicant,
)
from applicants.use_cases.reveal_applicant import RevealApplicant, Revealed, reveal_applicant
from applicants.use_cases.screen_applicant import ScreenApplicant, Screened, screen_applicant
from applicants.use_cases.shapes import Command, Standing
from applicants.use_cases.withdraw_applicant import WithdrawApplicant, withdraw_applicant

router = Routes(tags=["applicants"])

_INTAKE = {
    "name": "王秀英",
    "identity_number": "50038119680315002X",
    "phone": "13800138000",
    "area": "500116103",
    "education": "junior_middle",
    "employment_status": "laid_off",
    "unemployed_since": "2005-03-01",
    "target_group": "laid_off",
    "group_document_number": "渝津再就业字第0123号",
    "wants": "own_business",
    "idea": {"sector": "6521", "description": "小超市", "own_capital": "8000.00"},
    "consent": {"purpose": "eligibility, training, credit and follow-up", "given_on": "2007-07-02"},
    "runs_registered_business": False,
    "registered_on": "2007-07-02",
}
_MOST_FOUND = 50
_DATES = [errors.DateInFuture, errors.DatedTooFarBack, DatesOutOfOrder]


@router.verb(
    "POST",
    "/v1/applicants",
    permission=permissions.REGISTER,
    status=201,
    summary="Register an applicant",
    description="From one intake form. Sex and birth date are read from the identity number (GB 11643; 15 digits "
    "are converted). The same identity number blocks; the same name and birth date, or the same phone, warns in "
    "`possible_duplicates`, and the file waits with its screening until the warning is settled.",
    refusals=[
        errors.NameMalformed,
        errors.IdentityNumberMalformed,
        errors.IdentityNumberChecksumWrong,
        errors.IdentityNumberRegionUnknown,
        errors.IdentityNumberBirthImpossible,
        errors.IdentityNumberDisagrees,
        errors.DuplicateIdentityNumber,
        errors.PhoneMalformed,
        errors.AreaUnknown,
        errors.AreaOutsideYours,
        errors.SectorUnknown,
        errors.UnemployedSinceContradictsStatus,
        *_DATES,
    ],
    body_example=_INTAKE,
    response_model=ApplicantRegisteredResult,
)
async def register_one_applicant(
    call: Caller, database: Db, request: Request, command: RegisterApplicant
) -> ApplicantRegisteredResult:
    """Register an applicant."""
    return await register_applicant(database, call, office_of(request), command)


class SearchApplicants(Command):
    """What the case worker has in hand."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class ApplicantsFound(BaseModel):
    """Who was found, at most 50, newest first; `found_by` says what the text was taken for."""

    found_by: FoundBy
    items: list[ApplicantView]


@router.verb(
    "POST",
    "/v1/applicant-searches",
    permission=permissions.READ,
    summary="Search applicants",
    description="By the beginning of a name, its pinyin or initials, an identity number (15 or 18 digits), a phone or "
    "a certificate number: the text says which. In the body, since numbers do not belong into addresses; identity and "
    "phone are shown masked.",
    body_example={"text": "wangxiuying"},
    response_model=ApplicantsFound,
)
async def search_applicants(call: Caller, database: Db, request: Request, command: SearchApplicants) -> ApplicantsFound:
    """Search applicants."""
    private = office_of(request).private
    async with database.reading(call) as tx:
        found_by, rows = await search(tx, private, command.text, _MOST_FOUND)
    items = [ApplicantView.model_validate(applicant_values(row, private)) for row in rows]
    return ApplicantsFound(found_by=found_by, items=items)


@router.verb(
    "GET",
    "/v1/applicants",
    permission=permissions.READ,
    summary="List applicants",
    description="Oldest first, identity and phone masked; merged files only by `state`. "
    "`area` is a code prefix. By name: `/v1/applicant-searches`.",
    response_model=ApplicantPage,
)
async def list_applicants(
    call: Caller,
    database: Db,
    request: Request,
    page: Paging,
    state: State | None = None,
    area: Annotated[str | None, Query(pattern=r"^[0-9]{1,12}$")] = None,
) -> ApplicantPage:
    """List applicants."""
    async with database.reading(call) as tx:
        rows, after = await list_page(
            tx, state=state.value if state else None, area=area, limit=page.limit, after=page.after
        )
    private = office_of(request).private
    items = [ApplicantView.model_validate(applicant_values(row, private)) for row in rows]
    return ApplicantPage(items=items, next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/applicants/{applicant_id}",
    permission=permissions.READ,
    summary="Read an applicant",
    description="With every screening, rule by rule, and every referral; identity and phone masked.",
    response_model=ApplicantDetail,
)
async def read_applicant(call: Caller, database: Db, request: Request, applicant_id: Id) -> ApplicantDetail:
    """Read an applicant."""
    async with database.reading(call) as tx:
        row = await one_visible(tx, applicant_id)
        screenings, decisions = await screenings_of(tx, applicant_id)
        referrals = await referrals_of(tx, applicant_id)
        merged_files = await pointing_to(tx, applicant_id)
    return ApplicantDetail.model_validate(
        {
            **applicant_values(row, office_of(request).private),
            "merged_files": merged_files,
            "screenings": screening_views(screenings, decisions),
            "referrals": [ReferralView.model_validate(dict(referral)) for referral in referrals],
        }
    )


@router.verb(
    "GET",
    "/v1/applicants/{applicant_id}/eligibility",
    permission=permissions.READ,
    summary="Explain an applicant's eligibility",
    description="What a screening on the day `on` (default: today) would say, rule by rule; nothing is recorded. It is "
    "looked at again before enrolling and before a loan.",
    refusals=[errors.NoRuleInForce],
    response_model=Eligibility,
)
async def explain_applicant_eligibility(
    call: Caller, database: Db, request: Request, applicant_id: Id, on: date | None = None
) -> Eligibility:
    """Explain eligibility."""
    office = office_of(request)
    async with database.reading(call) as tx:
        row = await one_visible(tx, applicant_id)
        today = tx.today
    return explain_eligibility(office, applicant_of(row, office.private).person, on or today)


@router.verb(
    "GET",
    "/v1/story/applicants/{applicant_id}",
    permission=permissions.READ,
    summary="Read what applicants holds of one person",
    description="The applicants service's part of a participant's story: the same as reading the applicant.",
    response_model=ApplicantDetail,
)
async def read_applicant_story(call: Caller, database: Db, request: Request, applicant_id: Id) -> ApplicantDetail:
    """Read an applicant, for the story."""
    return await read_applicant(call, database, request, applicant_id)


@router.verb(
    "PATCH",
    "/v1/applicants/{applicant_id}",
    permission=permissions.AMEND,
    summary="Amend an applicant",
    description="Phone, area, education or idea; what is left out, or null, stays. Needs If-Match.",
    refusals=[
        errors.NothingToAmend,
        errors.PhoneMalformed,
        errors.AreaUnknown,
        errors.AreaOutsideYours,
        errors.SectorUnknown,
        IllegalTransition,
    ],
    body_example={"education": "senior_middle", "area": "500116107"},
    response_model=Standing,
)
async def amend_one_applicant(
    call: Caller, database: Db, request: Request, applicant_id: Id, command: AmendApplicant
) -> Standing:
    """Amend an applicant."""
    return await amend_applicant(database, call, office_of(request), applicant_id, command)


@router.verb(
    "POST",
    "/v1/applicants/{applicant_id}/reveal",
    permission=permissions.REVEAL,
    summary="Read identity and phone number in clear",
    description="Each reading is kept in the audit log with its reason; the answer itself is not stored, so a "
    "repeated request reads, and is logged, again.",
    body_example={"reason": "The bank asks for the number on the guarantee letter"},
    response_model=Revealed,
)
async def reveal_one_applicant(
    call: Caller, database: Db, request: Request, applicant_id: Id, command: RevealApplicant
) -> Revealed:
    """Reveal the numbers. Without a key nothing is remembered: clear numbers are never stored."""
    call.idempotency_key = None
    return await reveal_applicant(database, call, office_of(request), applicant_id, command)


@router.verb(
    "POST",
    "/v1/applicants/{applicant_id}/screening",
    permission=permissions.SCREEN,
    summary="Screen an applicant",
    description="Every rule is answered with reason, reference and policy version. Leads to `accepted`, `ineligible` "
    "or `other_path`; who was refused may be screened again. `decides` is false for the rule that sets the fee.",
    refusals=[IllegalTransition, errors.NoRuleInForce, DuplicateUnresolved, *_DATES],
    body_example={"screened_on": "2007-07-05"},
    response_model=Screened,
)
async def screen_one_applicant(
    call: Caller, database: Db, request: Request, applicant_id: Id, command: ScreenApplicant
) -> Screened:
    """Screen an applicant."""
    return await screen_applicant(database, call, office_of(request), applicant_id, command)


@router.verb(
    "POST",
    "/v1/applicants/{applicant_id}/referral",
    permission=permissions.REFER,
    summary="Refer an applicant to an institution",
    description="Of those accepted or further on. A later referral replaces an earlier one; both are kept.",
    refusals=[IllegalTransition, *_DATES],
    body_example={
        "institution_id": "0198c1de-0000-7000-8000-000000000001",
        "package": "SYB",
        "referred_on": "2007-07-10",
    },
    response_model=Standing,
)
async def refer_one_applicant(
    call: Caller, database: Db, request: Request, applicant_id: Id, command: ReferApplicant
) -> Standing:
    """Refer an applicant."""
    return await refer_applicant(database, call, office_of(request), applicant_id, command)


@router.verb(
    "POST",
    "/v1/applicants/{applicant_id}/withdrawal",
    permission=permissions.WITHDRAW,
    summary="Withdraw an applicant",
    description="Final. What other services report later is noted, but the file stays withdrawn.",
    refusals=[IllegalTransition, *_DATES],
    body_example={"withdrawn_on": "2007-08-01", "reason": "Found employment"},
    response_model=Standing,
)
async def withdraw_one_applicant(
    call: Caller, database: Db, request: Request, applicant_id: Id, command: WithdrawApplicant
) -> Standing:
    """Withdraw an applicant."""
    return await withdraw_applicant(database, call, office_of(request), applicant_id, command)
