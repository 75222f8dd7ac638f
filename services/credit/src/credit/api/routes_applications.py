"""Loan applications on their route, from the applicant to the bank's money."""

from typing import Annotated

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound, Refusal, SamePerson
from sqlalchemy import select

from credit.api import examples, permissions
from credit.api.as_of import rule_book
from credit.api.refusals import DATES, SECURITY
from credit.application_views import (
    ApplicationDetail,
    ApplicationList,
    ApplicationShown,
    application_summary,
    guarantee_shown,
    security_shown,
    step_shown,
    versions_shown,
)
from credit.domain.applications import State
from credit.domain.errors.applications import (
    AmountAboveCap,
    ApplicantNotAccepted,
    CertificateNotAccepted,
    CertificateNotApplicants,
    CertificateRevoked,
    DecisionTooLate,
    LoanAlreadyOpen,
    TermTooLong,
)
from credit.domain.errors.fund import BankSuspended, BankUnknown, HeadroomTooSmall
from credit.domain.errors.loans import DisbursementReferenceReused
from credit.domain.errors.partners import PartnerNotQualified, TooManyPartners
from credit.domain.errors.route import DisbursementTooLate
from credit.domain.errors.rules import NoBenchmarkRate
from credit.domain.errors.schedules import (
    GraceAbovePolicy,
    GraceTooLong,
    InstalmentBelowInterest,
    MonthsDoNotDivide,
    MultipleTooCoarse,
    ScheduleChoiceNotAllowed,
)
from credit.domain.errors.securities import (
    CounterGuaranteeIncomplete,
    DocumentsMissing,
    EvidenceNotVerified,
)
from credit.store.partners import partners_of
from credit.store.scope import visible
from credit.store.securities import evidence_of
from credit.store.tables.applications import counter_guarantee, decision, guarantee, loan_application
from credit.store.tables.loans import loan
from credit.store.tables.route import application_version
from credit.use_cases.commit_guarantee import CommitGuarantee, GuaranteeCommitted, commit_guarantee
from credit.use_cases.decide import Decide, decide
from credit.use_cases.disburse import Disburse, Disbursed, disburse
from credit.use_cases.moved import ApplicationMoved
from credit.use_cases.recommend import Recommend, recommend
from credit.use_cases.review import Review, Reviewed, review
from credit.use_cases.submit_application import ApplicationTaken, SubmitApplication, submit_application
from credit.use_cases.withdraw import Withdraw, withdraw

router = Routes(tags=["loan applications"])

STEP: list[type[Refusal]] = [NotFound, IllegalTransition, DatesOutOfOrder, *DATES]


@router.verb(
    "POST",
    "/v1/loan-applications",
    permission=permissions.SUBMIT,
    status=201,
    summary="Apply for a guaranteed loan",
    description=(
        "Takes an application of an accepted applicant of the caller's area, with SYB certificate, business plan and "
        "counter-guarantees. Every rule is checked as of `applied_on`; the plan's figures are advice only."
    ),
    refusals=[
        BankUnknown,
        ApplicantNotAccepted,
        CertificateNotApplicants,
        CertificateNotAccepted,
        CertificateRevoked,
        AmountAboveCap,
        TooManyPartners,
        PartnerNotQualified,
        TermTooLong,
        LoanAlreadyOpen,
        *SECURITY,
        CounterGuaranteeIncomplete,
        DocumentsMissing,
        MultipleTooCoarse,
        NoBenchmarkRate,
        *DATES,
    ],
    body_example=examples.APPLICATION,
    response_model=ApplicationTaken,
)
async def apply_for_loan(call: Caller, database: Db, request: Request, command: SubmitApplication) -> ApplicationTaken:
    """Apply for a guaranteed loan."""
    return await submit_application(database, call, rule_book(request), command)


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/recommendation",
    permission=permissions.RECOMMEND,
    summary="The community recommends",
    description="From `applied` to `recommended`; not by the person who took the application.",
    refusals=[*STEP, SamePerson],
    body_example=examples.RECOMMENDATION,
    response_model=ApplicationMoved,
)
async def recommend_loan_application(
    application_id: Id, call: Caller, database: Db, request: Request, command: Recommend
) -> ApplicationMoved:
    """The community recommends."""
    return await recommend(database, call, rule_book(request), application_id, command)


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/review",
    permission=permissions.REVIEW,
    summary="The labour bureau reviews",
    description=(
        "From `recommended` to `reviewed` or `rejected`; not by who took or recommended it. Above a threshold "
        "a second person must approve too: until then it stays `recommended`."
    ),
    refusals=[*STEP, SamePerson],
    body_example=examples.REVIEW,
    response_model=Reviewed,
)
async def review_loan_application(
    application_id: Id, call: Caller, database: Db, request: Request, command: Review
) -> Reviewed:
    """The labour bureau reviews."""
    return await review(database, call, rule_book(request), application_id, command)


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/guarantee",
    permission=permissions.COMMIT,
    status=201,
    summary="The guarantee institution commits",
    description=(
        "From `reviewed` to `committed`: all rules are checked again and the plan appraised again, capacity "
        "of the fund "
        "and the bank is reserved, the letter gets its number. Refused with the headroom when it does not fit. Above a "
        "threshold a second officer must approve too: until then it stays `reviewed` and nothing is reserved."
    ),
    refusals=[
        *STEP,
        SamePerson,
        ApplicantNotAccepted,
        *SECURITY,
        EvidenceNotVerified,
        NoBenchmarkRate,
        BankSuspended,
        HeadroomTooSmall,
    ],
    body_example=examples.COMMITMENT,
    response_model=GuaranteeCommitted,
)
async def commit_loan_guarantee(
    application_id: Id, call: Caller, database: Db, request: Request, command: CommitGuarantee
) -> GuaranteeCommitted:
    """The guarantee institution commits."""
    return await commit_guarantee(database, call, rule_book(request), application_id, command)


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/decision",
    permission=permissions.DECIDE,
    summary="The bank decides",
    description=(
        "From `committed` to `approved` or `declined`, by the application's own bank. Later than three weeks after the "
        "commitment it is refused, the application has expired and its reservation is released."
    ),
    refusals=[*STEP, SamePerson, DecisionTooLate],
    body_example=examples.DECISION,
    response_model=ApplicationMoved,
)
async def decide_loan_application(
    application_id: Id, call: Caller, database: Db, request: Request, command: Decide
) -> ApplicationMoved:
    """The bank decides."""
    return await decide(database, call, rule_book(request), application_id, command)


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/disbursement",
    permission=permissions.DISBURSE,
    status=201,
    summary="The bank disburses",
    description=(
        "From `approved` to `disbursed`: at the PBoC benchmark rate of the day, no mark-up; the guarantee takes "
        "effect. The bank may choose method, frequency, day count, multiples and grace within what the product "
        "allows (`/v1/products`); grace must be whole instalments. Answers the repayment schedule."
    ),
    refusals=[
        *STEP,
        DisbursementTooLate,
        NoBenchmarkRate,
        GraceTooLong,
        GraceAbovePolicy,
        ScheduleChoiceNotAllowed,
        MonthsDoNotDivide,
        MultipleTooCoarse,
        InstalmentBelowInterest,
        DisbursementReferenceReused,
    ],
    body_example=examples.DISBURSEMENT,
    response_model=Disbursed,
)
async def disburse_loan(
    application_id: Id, call: Caller, database: Db, request: Request, command: Disburse
) -> Disbursed:
    """The bank disburses."""
    return await disburse(database, call, rule_book(request), application_id, command)


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/withdrawal",
    permission=permissions.WITHDRAW,
    summary="The applicant withdraws",
    description="At any time before disbursement. A reserved guarantee is released.",
    refusals=STEP,
    body_example=examples.WITHDRAWAL,
    response_model=ApplicationMoved,
)
async def withdraw_loan_application(
    application_id: Id, call: Caller, database: Db, request: Request, command: Withdraw
) -> ApplicationMoved:
    """The applicant withdraws."""
    return await withdraw(database, call, rule_book(request), application_id, command)


@router.verb(
    "GET",
    "/v1/loan-applications",
    permission=permissions.READ_CASES,
    summary="List loan applications",
    description="A case worker sees those of their area, a bank its own. The oldest first.",
    response_model=ApplicationList,
)
async def list_loan_applications(
    call: Caller,
    database: Db,
    page: Paging,
    state: State | None = None,
    bank_id: Annotated[str | None, Query(max_length=36)] = None,
    applicant_id: Annotated[str | None, Query(max_length=36)] = None,
) -> ApplicationList:
    """List loan applications."""
    table = loan_application
    query = select(table).where(visible(table, call.actor)).order_by(table.c.id).limit(page.limit + 1)
    wanted = {"state": state and state.value, "bank_id": bank_id, "applicant_id": applicant_id}
    query = query.where(*(table.c[name] == value for name, value in wanted.items() if value is not None))
    if page.after is not None:
        query = query.where(table.c.id > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    items = [ApplicationShown(**application_summary(row, tx.today)) for row in rows[: page.limit]]
    return ApplicationList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


@router.verb(
    "GET",
    "/v1/loan-applications/{application_id}",
    permission=permissions.READ_CASES,
    summary="A loan application",
    description="With counter-guarantees, every step with its verdicts and policy version, guarantee and loan.",
    refusals=[NotFound],
    response_model=ApplicationDetail,
)
async def show_loan_application(application_id: Id, call: Caller, database: Db) -> ApplicationDetail:
    """A loan application."""
    table = loan_application
    async with database.reading(call) as tx:
        row = await tx.one(
            select(*table.c, loan.c.id.label("loan_id"))
            .outerjoin(loan, loan.c.application_id == table.c.id)
            .where(table.c.id == application_id, visible(table, call.actor))
        )
        if row is None:
            raise NotFound(where="application_id", noun="loan application")
        secured = await tx.all(
            select(*counter_guarantee.c, evidence_of(counter_guarantee.c).label("status"))
            .where(counter_guarantee.c.application_id == application_id)
            .order_by(counter_guarantee.c.number)
        )
        steps = await tx.all(
            select(decision).where(decision.c.application_id == application_id).order_by(decision.c.id)
        )
        replaced = await tx.all(
            select(application_version)
            .where(application_version.c.application_id == application_id)
            .order_by(application_version.c.revision)
        )
        given = await tx.one(select(guarantee).where(guarantee.c.application_id == application_id))
        partners = await partners_of(tx, application_id)
    securities = [security_shown(item) for item in secured]
    return ApplicationDetail(
        **application_summary(row, tx.today),
        certificate_number=row["certificate_number"],
        partner_ids=partners,
        purpose=row["purpose"],
        plan=row["plan"],
        counter_guarantees=[item for item in securities if item.number >= row["securities_from"]],
        decisions=[step_shown(item) for item in steps],
        earlier_versions=versions_shown(replaced, securities, row["securities_from"]),
        guarantee=None if given is None else guarantee_shown(given),
        loan_id=row["loan_id"],
    )
