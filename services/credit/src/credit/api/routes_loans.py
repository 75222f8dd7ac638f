"""Loans: their schedules, repayments and allocations, standing, pay-off quotes."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, NotFound
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping, String, cast, func, select

from credit.api import permissions
from credit.api.as_of import AsOf, rule_book, rules_as_of
from credit.application_views import GuaranteeShown, guarantee_shown
from credit.domain.arrears import standing_of
from credit.domain.debt import yuan
from credit.domain.errors.rules import DateInFuture, NoRulesYet
from credit.domain.loans import Loan, LoanState
from credit.domain.repayments import in_value_order
from credit.domain.rules import check_order
from credit.fields import MoneyText, text_of
from credit.store.loans import read_loans
from credit.store.scope import visible
from credit.store.tables.applications import guarantee
from credit.store.tables.loans import allocation, loan, repayment
from credit.views import InstalmentShown, instalments_shown

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
    excess: MoneyText
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
    """A repayment with its allocation in force; ``superseded`` counts earlier ones; a ``reversed`` one pays nothing."""

    id: str
    reference: str
    paid_on: date
    recorded_at: str
    amount: MoneyText
    settles: bool
    interest: MoneyText
    principal: MoneyText
    excess: MoneyText
    balance: MoneyText
    superseded: int
    reversed: bool


class StandingShown(BaseModel):
    """How the loan stands at the end of a day."""

    as_of: date
    days_past_due: int
    bucket: str
    overdue: MoneyText
    principal_owed: MoneyText


class ExtensionAgreed(BaseModel):
    """A longer term that was agreed."""

    extended_on: date
    months: int
    annual_rate_percent: str


class LineInForce(BaseModel):
    """A line of what is owed since the last extension."""

    number: int
    due_on: date
    principal: MoneyText
    interest: MoneyText
    in_extension: bool


class LoanDetail(LoanShown):
    """A loan with schedule, repayments by value date, guarantee and standing."""

    method: str
    day_count: str
    months_between: int = Field(description="Months from one instalment to the next.")
    grace_instalments: int = Field(description="First instalments without principal.")
    interest_grace_instalments: int = Field(
        description="First instalments without interest; it is collected with the one after them."
    )
    instalment_multiple_of: MoneyText
    rate_reference: str
    policy_version: str
    matures_on: date
    schedule: list[InstalmentShown]
    extensions: list[ExtensionAgreed]
    schedule_in_force: list[LineInForce] = Field(description="What is owed since the last extension, if there is one.")
    repayments: list[RepaymentShown]
    guarantee: GuaranteeShown
    standing: StandingShown | None = Field(description="None before the disbursement.")


class PayOffShown(BaseModel):
    """What would end the loan; ``interest = interest_due + interest_to_day - interest_paid_ahead``."""

    loan_id: str
    on: date
    principal: MoneyText
    interest_due: MoneyText
    interest_to_day: MoneyText
    interest_paid_ahead: MoneyText
    interest: MoneyText
    total: MoneyText
    overdue: MoneyText
    days_past_due: int
    excess: MoneyText = Field(description="Came in above what was owed; the bank returns it.")
    state: str


class AllocationShown(BaseModel):
    """What a repayment paid by one allocation; ``in_force`` unless a later one supersedes it."""

    repayment_id: str
    reference: str
    version: int
    in_force: bool
    interest: MoneyText
    principal: MoneyText
    excess: MoneyText
    balance: MoneyText
    guarantee_freed: MoneyText
    recorded_at: str


class AllocationList(BaseModel):
    """A page of allocations."""

    items: list[AllocationShown]
    next: str | None


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
        months_between=row["months_between"],
        grace_instalments=row["grace_instalments"],
        interest_grace_instalments=row["interest_grace_instalments"],
        instalment_multiple_of=text_of(row["instalment_multiple_of"]),
        rate_reference=row["rate_reference"],
        policy_version=row["policy_version"],
        matures_on=found.matures_on,
        schedule=instalments_shown(found.schedule),
        extensions=[
            ExtensionAgreed(
                extended_on=item.extended_on,
                months=item.months,
                annual_rate_percent=f"{item.annual_rate_percent:.2f}",
            )
            for item in found.extensions
        ],
        schedule_in_force=_in_force(found) if found.extensions else [],
        repayments=_repayments(found, {paper["id"]: paper for paper in papers}),
        guarantee=guarantee_shown(secured),
        standing=_standing(found, day),
    )


@router.verb(
    "GET",
    "/v1/loans/{loan_id}/payoff",
    permission=permissions.READ_CASES,
    summary="What would end a loan on a day",
    description=(
        "Principal owed, interest due, and interest of the running period to the day by the loan's day count, less "
        "interest paid ahead; today unless a day is given, which may lie ahead. A repayment with that value date, "
        "`settles` and at least `total` ends the loan. After the last due date no more interest runs."
    ),
    refusals=[NotFound, DatesOutOfOrder],
    response_model=PayOffShown,
)
async def quote_pay_off(
    loan_id: Id,
    call: Caller,
    database: Db,
    on: Annotated[date | None, Query(description="The value date of the payment.")] = None,
) -> PayOffShown:
    """What would end a loan on a day."""
    async with database.reading(call) as tx:
        found = (await read_loans(tx, loan.c.id == loan_id, visible(loan, call.actor))).get(loan_id)
        day = on or tx.today
    if found is None:
        raise NotFound(where="loan_id", noun="loan")
    check_order(found.disbursed_on, day, names=("disbursed_on", "on"))
    quote, owed = found.pay_off(day), found.owed_as_of(day)
    return PayOffShown(
        loan_id=loan_id,
        on=day,
        principal=str(yuan(quote.principal)),
        interest_due=str(yuan(quote.interest_due)),
        interest_to_day=str(yuan(quote.interest_to_day)),
        interest_paid_ahead=str(yuan(quote.interest_ahead)),
        interest=str(yuan(quote.interest)),
        total=str(yuan(quote.total)),
        overdue=str(owed.overdue),
        days_past_due=owed.days_past_due,
        excess=str(found.excess),
        state=found.state.value,
    )


@router.verb(
    "GET",
    "/v1/loans/{loan_id}/allocations",
    permission=permissions.READ_CASES,
    summary="Every allocation of a loan's repayments",
    description="Those in force and those that a backdated repayment, a reversal or an extension superseded.",
    refusals=[NotFound],
    response_model=AllocationList,
)
async def list_allocations(loan_id: Id, call: Caller, database: Db, page: Paging) -> AllocationList:
    """Every allocation of a loan's repayments, in the order in which they were made."""
    place = func.concat(allocation.c.repayment_id, "/", func.lpad(cast(allocation.c.version, String), 9, "0"))
    newest = func.max(allocation.c.version).over(partition_by=allocation.c.repayment_id)
    every = (
        select(*allocation.c, repayment.c.reference, place.label("place"), newest.label("newest"))
        .join(repayment, repayment.c.id == allocation.c.repayment_id)
        .where(allocation.c.loan_id == loan_id)
        .subquery("every")
    )
    query = select(every).order_by(every.c.place).limit(page.limit + 1)
    if page.after is not None:
        query = query.where(every.c.place > page.after)
    async with database.reading(call) as tx:
        if await tx.one(select(loan.c.id).where(loan.c.id == loan_id, visible(loan, call.actor))) is None:
            raise NotFound(where="loan_id", noun="loan")
        rows = await tx.all(query)
    items = [
        AllocationShown(
            repayment_id=row["repayment_id"],
            reference=row["reference"],
            version=row["version"],
            in_force=row["version"] == row["newest"],
            recorded_at=row["recorded_at"].isoformat(),
            **{name: text_of(row[name]) for name in ("interest", "principal", "excess", "balance", "guarantee_freed")},
        )
        for row in rows[: page.limit]
    ]
    return AllocationList(
        items=items, next=next_cursor(rows[page.limit - 1]["place"] if len(rows) > page.limit else None)
    )


def _summary(row: RowMapping) -> dict[str, Any]:
    names = ("id", "application_id", "applicant_id", "bank_id", "area", "term_months", "disbursed_on", "state")
    return {
        **{name: row[name] for name in (*names, "closed_on", "version")},
        "principal": text_of(row["principal"]),
        "principal_owed": text_of(row["principal_owed"]),
        "excess": text_of(row["excess"]),
        "annual_rate_percent": f"{row['annual_rate_percent']:.2f}",
    }


def _repayments(found: Loan, papers: dict[str, RowMapping]) -> list[RepaymentShown]:
    shown = []
    for item in in_value_order([*found.repayments, *found.bounced.values()]):
        booked, paper = found.booked[item.id], papers[item.id]
        shown.append(
            RepaymentShown(
                id=item.id,
                reference=paper["reference"],
                paid_on=item.paid_on,
                recorded_at=paper["recorded_at"].isoformat(),
                amount=str(item.amount),
                settles=item.settles,
                interest=str(booked.allocation.interest),
                principal=str(booked.allocation.principal),
                excess=str(booked.allocation.excess),
                balance=str(booked.allocation.balance),
                superseded=booked.superseded,
                reversed=item.id in found.bounced,
            )
        )
    return shown


def _in_force(found: Loan) -> list[LineInForce]:
    return [
        LineInForce(
            number=line.number,
            due_on=line.due_on,
            principal=str(yuan(line.principal)),
            interest=str(yuan(line.interest)),
            in_extension=line.in_extension,
        )
        for line in found.course.last.stream.lines
    ]


def _standing(found: Loan, day: date) -> StandingShown | None:
    if day < found.disbursed_on:
        return None
    standing = standing_of(found.course, day)
    return StandingShown(
        as_of=day,
        days_past_due=standing.days_past_due,
        bucket=standing.bucket.value,
        overdue=str(standing.overdue),
        principal_owed=str(standing.principal_owed),
    )
