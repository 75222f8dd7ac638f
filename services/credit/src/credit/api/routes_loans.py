"""Loans, their repayments, and what is late."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import NotFound
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping, select

from credit.api import examples, permissions
from credit.api.as_of import AsOf, rule_book, rules_as_of
from credit.application_views import GuaranteeShown, guarantee_shown
from credit.domain.arrears import portfolio_at_risk, standing_as_of
from credit.domain.errors.loans import RecordedMeanwhile
from credit.domain.errors.rules import DateInFuture, NoRulesYet, TooFarBack
from credit.domain.loans import Loan, LoanState
from credit.domain.repayments import in_value_order
from credit.fields import MoneyText, text_of
from credit.store.loans import outstanding_as_of, read_loans
from credit.store.scope import visible
from credit.store.tables.applications import guarantee
from credit.store.tables.loans import loan, repayment
from credit.use_cases.assess_arrears import ArrearsAssessed, AssessArrears, assess_arrears
from credit.use_cases.record_repayments import RecordRepayments, RepaymentsRecorded, record_repayments
from credit.views import BucketShown, InstalmentShown, buckets_shown, instalments_shown

router = Routes(tags=["loans"])


class LoanShown(BaseModel):
    """A loan in a list; ``principal_owed`` as it is known now."""

    id: str
    application_id: str
    applicant_id: str
    bank_id: str
    area: str
    principal: MoneyText
    principal_owed: MoneyText
    term_months: int
    annual_rate_percent: str
    disbursed_on: date
    state: str
    closed_on: date | None
    version: int


class LoanList(BaseModel):
    """A page of loans."""

    items: list[LoanShown]
    next: str | None


class RepaymentShown(BaseModel):
    """A repayment with its allocation in force; ``superseded`` counts earlier ones."""

    id: str
    reference: str
    paid_on: date
    recorded_at: str
    amount: MoneyText
    interest: MoneyText
    principal: MoneyText
    balance: MoneyText
    superseded: int


class StandingShown(BaseModel):
    """How the loan stands at the end of a day."""

    as_of: date
    days_past_due: int
    bucket: str
    overdue: MoneyText
    principal_owed: MoneyText


class LoanDetail(LoanShown):
    """A loan with schedule, repayments by value date, guarantee and standing."""

    method: str
    day_count: str
    rate_reference: str
    policy_version: str
    schedule: list[InstalmentShown]
    repayments: list[RepaymentShown]
    guarantee: GuaranteeShown
    standing: StandingShown | None = Field(description="None before the disbursement.")


class PortfolioShown(BaseModel):
    """Loans outstanding as of a day, by days past due; PAR is the share of principal of loans later than that."""

    as_of: date
    loans: int
    principal: MoneyText
    par30_percent: str
    par90_percent: str
    buckets: list[BucketShown]


@router.verb(
    "POST",
    "/v1/repayments",
    permission=permissions.RECORD_REPAYMENTS,
    status=200,
    summary="Record repayments",
    description=(
        "Up to 1,000 payments of the caller's bank, in any order. Each reference counts once; a line is `recorded`, "
        "`duplicate` (the same payment is known) or `refused` with a code: `loan_unknown`, "
        "`repayment_before_disbursement`, `loan_closed`, `loan_claimed`, `repayment_reference_reused`, "
        "`repayment_reversed_already`, `date_in_future`, `too_far_back`. A backdated payment is allocated as if it "
        "had come in time; what is above the debt is kept as the loan's excess, to be returned. With `settles` the "
        "payment ends the loan if it reaches the pay-off quote of its value date; otherwise it is an ordinary one."
    ),
    refusals=[RecordedMeanwhile],
    body_example=examples.REPAYMENTS,
    response_model=RepaymentsRecorded,
)
async def record_loan_repayments(
    call: Caller, database: Db, request: Request, command: RecordRepayments
) -> RepaymentsRecorded:
    """Record repayments."""
    return await record_repayments(database, call, rule_book(request), command)


@router.verb(
    "POST",
    "/v1/arrears-assessments",
    permission=permissions.ASSESS_ARREARS,
    summary="Assess arrears",
    description=(
        "Finds loans in arrears as of a day, a bank's own or all. Each unbroken time in arrears is reported, and told "
        "to the other services, once."
    ),
    refusals=[DateInFuture, TooFarBack, NoRulesYet, RecordedMeanwhile],
    body_example=examples.ASSESSMENT,
    response_model=ArrearsAssessed,
)
async def assess_loan_arrears(call: Caller, database: Db, request: Request, command: AssessArrears) -> ArrearsAssessed:
    """Assess arrears."""
    return await assess_arrears(database, call, rule_book(request), command)


@router.verb(
    "GET",
    "/v1/loans",
    permission=permissions.READ_CASES,
    summary="List loans",
    description="A case worker sees those of their area, a bank its own. The oldest first.",
    response_model=LoanList,
)
async def list_loans(
    call: Caller,
    database: Db,
    page: Paging,
    state: LoanState | None = None,
    bank_id: Annotated[str | None, Query(max_length=36)] = None,
    applicant_id: Annotated[str | None, Query(max_length=36)] = None,
) -> LoanList:
    """List loans."""
    query = select(loan).where(visible(loan, call.actor)).order_by(loan.c.id).limit(page.limit + 1)
    wanted = {"state": state and state.value, "bank_id": bank_id, "applicant_id": applicant_id}
    query = query.where(*(loan.c[name] == value for name, value in wanted.items() if value is not None))
    if page.after is not None:
        query = query.where(loan.c.id > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    items = [LoanShown(**_summary(row)) for row in rows[: page.limit]]
    return LoanList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


@router.verb(
    "GET",
    "/v1/loans/{loan_id}",
    permission=permissions.READ_CASES,
    summary="A loan",
    description="With its schedule, repayments as they are allocated now, guarantee, and standing as of a day.",
    refusals=[NotFound, DateInFuture, NoRulesYet],
    response_model=LoanDetail,
)
async def show_loan(loan_id: Id, call: Caller, database: Db, request: Request, as_of: AsOf = None) -> LoanDetail:
    """A loan."""
    async with database.reading(call) as tx:
        day = rules_as_of(tx, rule_book(request), as_of).on
        row = await tx.one(select(loan).where(loan.c.id == loan_id, visible(loan, call.actor)))
        if row is None:
            raise NotFound(where="loan_id", noun="loan")
        found = (await read_loans(tx, loan.c.id == loan_id, allocations=True))[loan_id]
        secured = await tx.one(select(guarantee).where(guarantee.c.application_id == found.application_id))
        papers = await tx.all(select(repayment).where(repayment.c.loan_id == loan_id))
    if secured is None:
        raise NotFound(where="loan_id", noun="guarantee")
    return LoanDetail(
        **_summary(row),
        method=row["method"],
        day_count=row["day_count"],
        rate_reference=row["rate_reference"],
        policy_version=row["policy_version"],
        schedule=instalments_shown(found.schedule),
        repayments=_repayments(found, {paper["id"]: paper for paper in papers}),
        guarantee=guarantee_shown(secured),
        standing=_standing(found, day),
    )


@router.verb(
    "GET",
    "/v1/portfolio",
    permission=permissions.READ_CASES,
    summary="The portfolio as of a day",
    description="Loans outstanding, by days past due, with PAR30 and PAR90. Each caller sees what they may see.",
    refusals=[DateInFuture, NoRulesYet],
    response_model=PortfolioShown,
)
async def show_portfolio(call: Caller, database: Db, request: Request, as_of: AsOf = None) -> PortfolioShown:
    """The portfolio as of a day."""
    async with database.reading(call) as tx:
        day = rules_as_of(tx, rule_book(request), as_of).on
        loans = await read_loans(tx, outstanding_as_of(day), visible(loan, call.actor))
    figures = portfolio_at_risk([standing_as_of(item.stream, item.repayments, day) for item in loans.values()])
    return PortfolioShown(
        as_of=day,
        loans=figures.loans,
        principal=str(figures.principal),
        par30_percent=str(figures.par30_percent),
        par90_percent=str(figures.par90_percent),
        buckets=buckets_shown(figures),
    )


def _summary(row: RowMapping) -> dict[str, Any]:
    names = ("id", "application_id", "applicant_id", "bank_id", "area", "term_months", "disbursed_on", "state")
    return {
        **{name: row[name] for name in (*names, "closed_on", "version")},
        "principal": text_of(row["principal"]),
        "principal_owed": text_of(row["principal_owed"]),
        "annual_rate_percent": f"{row['annual_rate_percent']:.2f}",
    }


def _repayments(found: Loan, papers: dict[str, RowMapping]) -> list[RepaymentShown]:
    shown = []
    for item in in_value_order(found.repayments):
        booked, paper = found.booked[item.id], papers[item.id]
        shown.append(
            RepaymentShown(
                id=item.id,
                reference=paper["reference"],
                paid_on=item.paid_on,
                recorded_at=paper["recorded_at"].isoformat(),
                amount=str(item.amount),
                interest=str(booked.allocation.interest),
                principal=str(booked.allocation.principal),
                balance=str(booked.allocation.balance),
                superseded=booked.superseded,
            )
        )
    return shown


def _standing(found: Loan, day: date) -> StandingShown | None:
    if day < found.disbursed_on:
        return None
    standing = standing_as_of(found.stream, found.repayments, day)
    return StandingShown(
        as_of=day,
        days_past_due=standing.days_past_due,
        bucket=standing.bucket.value,
        overdue=str(standing.overdue),
        principal_owed=str(standing.principal_owed),
    )
