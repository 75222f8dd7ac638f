"""The other verbs on the route of an application: revision, rejection, expiry, appraisal, and the decision record."""

from datetime import date
from typing import Any

from fastapi import Request
from kit.http import Caller, Db, Id, Routes
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound, Refusal, SamePerson
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping, select

from credit.api import examples, permissions
from credit.api.as_of import rule_book
from credit.api.refusals import DATES, SECURITY
from credit.domain.errors.applications import (
    AmountAboveCap,
    ApplicantNotAccepted,
    CertificateNotAccepted,
    CertificateNotApplicants,
    CertificateRevoked,
    DecisionTooLate,
    TermTooLong,
)
from credit.domain.errors.partners import PartnerNotQualified, TooManyPartners
from credit.domain.errors.route import NothingToMend, NotYourStep
from credit.domain.errors.rules import NoBenchmarkRate
from credit.domain.errors.securities import CounterGuaranteeIncomplete, DocumentsMissing
from credit.domain.rule_titles import in_sentence, title_of
from credit.store.applications import read_visible
from credit.store.tables.applications import decision
from credit.store.tables.route import appraisal
from credit.use_cases.appraise import AppraisalTaken, AppraisePlan, appraise_plan
from credit.use_cases.expire import ApplicationsExpired, ExpireApplications, expire_applications
from credit.use_cases.moved import ApplicationMoved
from credit.use_cases.reject import Reject, reject
from credit.use_cases.request_revision import RequestRevision, request_revision
from credit.use_cases.revise import Revise, Revised, revise

router = Routes(tags=["loan applications"])

STEP: list[type[Refusal]] = [NotFound, IllegalTransition, DatesOutOfOrder, *DATES]


class AppraisalShown(AppraisalTaken):
    """The latest appraisal, and those before it."""

    recorded_at: str
    earlier: list["EarlierAppraisal"] = Field(description="The latest first; none is ever changed.")


class EarlierAppraisal(BaseModel):
    """An appraisal that a later one followed."""

    id: str
    revision: int
    stage: str
    as_of: date
    recommendation: str
    recorded_at: str


class VerdictExplained(BaseModel):
    """A rule applied to this application: what was found, what was required, by which source, in words."""

    rule: str
    title_en: str
    title_zh: str
    met: bool
    binding: bool
    value: str
    limit: str
    reference: str
    sentence_en: str
    sentence_zh: str


class StepExplained(BaseModel):
    """A step: who took it, when, why, by which rules."""

    revision: int
    step: str
    outcome: str
    taken_on: date
    taken_by: str
    recorded_at: str
    reason: str
    policy_version: str
    verdicts: list[VerdictExplained]


class DecisionRecord(BaseModel):
    """Everything that was decided on an application, in the order in which it was recorded."""

    application_id: str
    applicant_id: str
    state: str
    revision: int
    steps: list[StepExplained]


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/revision-request",
    permission=permissions.REQUEST_REVISION,
    summary="Send an application back",
    description=(
        "The office whose word it waits for (community, labour bureau, guarantee institution, bank) sends it back to "
        "its maker with what is to be mended. When the bank does, the reservation is released."
    ),
    refusals=[*STEP, SamePerson, NotYourStep, DecisionTooLate],
    body_example=examples.REVISION_REQUEST,
    response_model=ApplicationMoved,
)
async def request_application_revision(
    application_id: Id, call: Caller, database: Db, request: Request, command: RequestRevision
) -> ApplicationMoved:
    """Send an application back."""
    return await request_revision(database, call, rule_book(request), application_id, command)


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/revision",
    permission=permissions.REVISE,
    summary="Revise an application",
    description=(
        "From `revision_requested` to `applied` as a new version: what is given replaces what was, everything "
        "is judged "
        "and appraised again as of `revised_on`, and the whole route begins anew. The earlier version stays visible. "
        "Not by anyone who had a part in another step."
    ),
    refusals=[
        *STEP,
        SamePerson,
        NothingToMend,
        ApplicantNotAccepted,
        CertificateNotApplicants,
        CertificateNotAccepted,
        CertificateRevoked,
        AmountAboveCap,
        TermTooLong,
        TooManyPartners,
        PartnerNotQualified,
        *SECURITY,
        CounterGuaranteeIncomplete,
        DocumentsMissing,
        NoBenchmarkRate,
    ],
    body_example=examples.REVISION,
    response_model=Revised,
)
async def revise_loan_application(
    application_id: Id, call: Caller, database: Db, request: Request, command: Revise
) -> Revised:
    """Revise an application."""
    return await revise(database, call, rule_book(request), application_id, command)


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/rejection",
    permission=permissions.REJECT,
    summary="Reject an application",
    description=(
        "The office whose word it waits for (community, labour bureau, guarantee institution) says no, with the reason "
        "that the applicant reads in the decision letter."
    ),
    refusals=[*STEP, SamePerson, NotYourStep],
    body_example=examples.REJECTION,
    response_model=ApplicationMoved,
)
async def reject_loan_application(
    application_id: Id, call: Caller, database: Db, request: Request, command: Reject
) -> ApplicationMoved:
    """Reject an application."""
    return await reject(database, call, rule_book(request), application_id, command)


@router.verb(
    "POST",
    "/v1/loan-applications/expiries",
    permission=permissions.EXPIRE,
    summary="End what has run out of time",
    description=(
        "Ends every application whose last day lies before `as_of`: the bank's three weeks (`not_decided`), "
        "the pay-out "
        "of an approved loan (`not_disbursed`), or nobody moving it (`idle`); releases what is reserved for them. "
        "Repeating it changes nothing. At most 5,000 at once; `more` says that there are others."
    ),
    refusals=DATES,
    body_example=examples.AS_OF,
    response_model=ApplicationsExpired,
)
async def expire_loan_applications(
    call: Caller, database: Db, request: Request, command: ExpireApplications
) -> ApplicationsExpired:
    """End what has run out of time."""
    return await expire_applications(database, call, rule_book(request), command)


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/appraisal",
    permission=permissions.APPRAISE,
    summary="Appraise the business plan again",
    description=(
        "By the rules, benchmark rate and credit's own book of a day: cash flow, debt service cover, break-even, own "
        "contribution, local saturation, sales down by a fifth. It recommends; people decide. Earlier ones stay."
    ),
    refusals=[NotFound, NoBenchmarkRate, *DATES],
    body_example=examples.AS_OF,
    response_model=AppraisalTaken,
)
async def appraise_business_plan(
    application_id: Id, call: Caller, database: Db, request: Request, command: AppraisePlan
) -> AppraisalTaken:
    """Appraise the business plan again."""
    return await appraise_plan(database, call, rule_book(request), application_id, command)


@router.verb(
    "GET",
    "/v1/loan-applications/{application_id}/appraisal",
    permission=permissions.READ_CASES,
    summary="The appraisal of the business plan",
    description="The latest in full, with every finding explained in both languages, and the list of earlier ones.",
    refusals=[NotFound],
    response_model=AppraisalShown,
)
async def show_business_plan_appraisal(application_id: Id, call: Caller, database: Db) -> AppraisalShown:
    """The appraisal of the business plan."""
    async with database.reading(call) as tx:
        await read_visible(tx, application_id)
        rows = await tx.all(
            select(appraisal).where(appraisal.c.application_id == application_id).order_by(appraisal.c.id.desc())
        )
    if not rows:
        raise NotFound(where="application_id", noun="appraisal")
    latest, *earlier = rows
    shown = {name: latest[name] for name in AppraisalTaken.model_fields}
    return AppraisalShown(
        **shown, recorded_at=latest["recorded_at"].isoformat(), earlier=[_earlier(row) for row in earlier]
    )


@router.verb(
    "GET",
    "/v1/loan-applications/{application_id}/decision-record",
    permission=permissions.READ_CASES,
    summary="The decision, explained",
    description=(
        "Every step of every version: who, when, why, and every rule with value, limit, verdict, reference and policy "
        "version, as it was stored then, with titles and sentences in Chinese and English."
    ),
    refusals=[NotFound],
    response_model=DecisionRecord,
)
async def show_decision_record(application_id: Id, call: Caller, database: Db) -> DecisionRecord:
    """The decision, explained."""
    async with database.reading(call) as tx:
        row = await read_visible(tx, application_id)
        steps = await tx.all(
            select(decision).where(decision.c.application_id == application_id).order_by(decision.c.id)
        )
    return DecisionRecord(
        application_id=application_id,
        applicant_id=row["applicant_id"],
        state=row["state"],
        revision=row["revision"],
        steps=[_step(item) for item in steps],
    )


def _earlier(row: RowMapping) -> EarlierAppraisal:
    names = ("id", "revision", "stage", "as_of", "recommendation")
    return EarlierAppraisal(**{name: row[name] for name in names}, recorded_at=row["recorded_at"].isoformat())


def _step(row: RowMapping) -> StepExplained:
    names = ("revision", "step", "outcome", "taken_on", "taken_by", "policy_version")
    return StepExplained(
        **{name: row[name] for name in names},
        reason=row["opinion"],
        recorded_at=row["recorded_at"].isoformat(),
        verdicts=[_explained(item) for item in row["verdicts"]],
    )


def _explained(facts: dict[str, Any]) -> VerdictExplained:
    title = title_of(facts["rule"])
    return VerdictExplained(
        **{"binding": True} | facts,
        title_en=title.en,
        title_zh=title.zh,
        sentence_en=in_sentence(facts, "en"),
        sentence_zh=in_sentence(facts, "zh"),
    )
