"""The portfolio as of any day, the loans behind each figure, and what is late."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from kit.http import Caller, Db, Paging, Routes, next_cursor
from pydantic import BaseModel
from sqlalchemy import RowMapping

from credit.api import examples, permissions
from credit.api.as_of import AsOf, rule_book, rules_as_of
from credit.domain.arrears import Bucket
from credit.domain.errors import loans, rules
from credit.fields import MoneyText, text_of
from credit.store.portfolio import Chosen, Place, loans_behind, portfolio_as_of
from credit.use_cases.assess_arrears import ArrearsAssessed, AssessArrears, assess_arrears
from credit.views import BucketShown, buckets_shown

router = Routes(tags=["portfolio"])

OfBank = Annotated[str | None, Query(max_length=36, description="Only loans of this bank.")]
OfArea = Annotated[str | None, Query(max_length=40, description="Only loans of this area and the areas in it.")]
OfSector = Annotated[str | None, Query(max_length=40, description="Only loans whose sector's code begins so.")]


class PortfolioShown(BaseModel):
    """Loans outstanding as of a day, by days past due; PAR is the share of principal of loans later than that."""

    as_of: date
    loans: int
    principal: MoneyText
    par30_percent: str
    par90_percent: str
    buckets: list[BucketShown]


class LoanBehind(BaseModel):
    """A loan as it stood at the end of the day."""

    id: str
    application_id: str
    applicant_id: str
    bank_id: str
    area: str
    sector: str
    principal: MoneyText
    disbursed_on: date
    principal_owed: MoneyText
    overdue: MoneyText
    days_past_due: int
    bucket: Bucket


class LoansBehind(BaseModel):
    """A page of the loans behind a figure."""

    as_of: date
    items: list[LoanBehind]
    next: str | None


@router.verb(
    "GET",
    "/v1/portfolio",
    permission=permissions.READ_CASES,
    summary="The portfolio as of a day",
    description="Loans outstanding, by days past due, with PAR30 and PAR90; of a bank, an area, a sector. "
    "By value dates as they are known now, and exact: backdated and reversed repayments count on their days. Each "
    "caller sees what they may see; `GET /v1/portfolio/loans` lists the loans behind each figure.",
    refusals=[rules.DateInFuture, rules.NoRulesYet],
    response_model=PortfolioShown,
)
async def show_portfolio(
    call: Caller,
    database: Db,
    request: Request,
    as_of: AsOf = None,
    bank_id: OfBank = None,
    area: OfArea = None,
    sector: OfSector = None,
) -> PortfolioShown:
    """The portfolio as of a day."""
    async with database.reading(call) as tx:
        day = rules_as_of(tx, rule_book(request), as_of).on
        figures = await portfolio_as_of(tx, day, Chosen(bank_id, area, sector))
    return PortfolioShown(
        as_of=day,
        loans=figures.loans,
        principal=str(figures.principal),
        par30_percent=str(figures.par30_percent),
        par90_percent=str(figures.par90_percent),
        buckets=buckets_shown(figures),
    )


@router.verb(
    "GET",
    "/v1/portfolio/loans",
    permission=permissions.READ_CASES,
    summary="The loans behind a figure of the portfolio",
    description="With their standing as of the day, all or those of a bucket: as many as the figure counts.",
    refusals=[rules.DateInFuture, rules.NoRulesYet],
    response_model=LoansBehind,
)
async def list_portfolio_loans(
    call: Caller,
    database: Db,
    request: Request,
    page: Paging,
    as_of: AsOf = None,
    bucket: Bucket | None = None,
    bank_id: OfBank = None,
    area: OfArea = None,
    sector: OfSector = None,
) -> LoansBehind:
    """The loans behind a figure."""
    async with database.reading(call) as tx:
        day = rules_as_of(tx, rule_book(request), as_of).on
        place = Place(page.after, page.limit + 1)
        rows = await loans_behind(tx, day, Chosen(bank_id, area, sector), bucket, place)
    items = [_behind(row) for row in rows[: page.limit]]
    return LoansBehind(as_of=day, items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


@router.verb(
    "POST",
    "/v1/arrears-assessments",
    permission=permissions.ASSESS_ARREARS,
    summary="Assess arrears",
    description=(
        "Finds loans in arrears as of a day, a bank's own or all. Each unbroken time in arrears is reported, and told "
        "to the other services, once."
    ),
    refusals=[rules.DateInFuture, rules.TooFarBack, rules.NoRulesYet, loans.RecordedMeanwhile],
    body_example=examples.ASSESSMENT,
    response_model=ArrearsAssessed,
)
async def assess_loan_arrears(call: Caller, database: Db, request: Request, command: AssessArrears) -> ArrearsAssessed:
    """Assess arrears."""
    return await assess_arrears(database, call, rule_book(request), command)


def _behind(row: RowMapping) -> LoanBehind:
    same = ("id", "application_id", "applicant_id", "bank_id", "area", "sector", "disbursed_on", "days_past_due")
    return LoanBehind(
        **{name: row[name] for name in same},
        principal=text_of(row["principal"]),
        principal_owed=text_of(row["then_owed"]),
        overdue=text_of(row["then_overdue"]),
        bucket=Bucket.of(row["days_past_due"]),
    )
