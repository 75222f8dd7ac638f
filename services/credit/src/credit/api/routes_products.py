"""The product as of a day, and schedules for the asking."""

from datetime import date

from fastapi import Request
from kit.http import Caller, Db, Routes
from pydantic import BaseModel, Field

from credit.api import examples, permissions
from credit.api.as_of import AsOf, rule_book
from credit.domain.errors.rules import NoBenchmarkRate, NoRulesYet
from credit.domain.errors.schedules import (
    GraceLeavesNoInstalment,
    InstalmentBelowInterest,
    MultipleTooCoarse,
    TermsOutOfRange,
)
from credit.domain.products import amount_cap
from credit.fields import MoneyText
from credit.use_cases.quote_schedule import QuoteSchedule, ScheduleQuoted, quote_schedule

router = Routes(tags=["products and schedules"])


class RuleShown(BaseModel):
    """A value in force, from when, and where it comes from: S seminar report, V verified, K common knowledge."""

    rule: str
    value: str | int | list[str]
    valid_from: date
    sureness: str
    reference: str


class RateShown(BaseModel):
    """Benchmark lending rates from a day on, % a year."""

    valid_from: date
    up_to_one_year_percent: str
    one_to_three_years_percent: str


class CapShown(BaseModel):
    """The most that may be lent to so many people together, yuan."""

    partners: int
    amount: MoneyText


class ProductShown(BaseModel):
    """The product as of a day: what may be lent, every rule with its source, the whole rate table."""

    as_of: date
    policy_version: str
    caps: list[CapShown] = Field(description="By number of people who borrow together.")
    rules: list[RuleShown]
    rates: list[RateShown] = Field(description="All that are known, also those of later days.")


@router.verb(
    "GET",
    "/v1/products",
    permission=permissions.READ_PRODUCTS,
    summary="The product as of a day",
    description="Every rule of credit in force on a day, each with its date and source. The day may lie in the future.",
    refusals=[NoRulesYet],
    response_model=ProductShown,
)
async def show_product(call: Caller, database: Db, request: Request, as_of: AsOf = None) -> ProductShown:
    """The product as of a day."""
    async with database.reading(call) as tx:
        day = as_of or tx.today
    book = rule_book(request)
    rules = book.on(day)
    return ProductShown(
        as_of=day,
        policy_version=rules.version,
        caps=[
            CapShown(partners=partners, amount=str(amount_cap(partners, rules).value))
            for partners in range(1, rules.partners_max.value + 1)
        ],
        rules=[
            RuleShown(
                rule=value.key,
                value=value.value,
                valid_from=value.valid_from,
                sureness=value.sureness,
                reference=value.reference,
            )
            for value in book.in_force(day)
        ],
        rates=[
            RateShown(valid_from=begins, up_to_one_year_percent=short, one_to_three_years_percent=long)
            for begins, short, long in book.benchmark_rates()
        ],
    )


@router.verb(
    "POST",
    "/v1/schedules",
    permission=permissions.QUOTE_SCHEDULE,
    status=200,
    summary="Quote a schedule",
    description=(
        "Terms in; instalments, total interest and the effective yearly cost out. Nothing is kept. What is not given "
        "is as the rules have it on the day of disbursement; the rate is then the benchmark of that day for the term. "
        "All that the engine can is quoted, also what the product does not allow at disbursement."
    ),
    refusals=[
        NoRulesYet,
        NoBenchmarkRate,
        TermsOutOfRange,
        GraceLeavesNoInstalment,
        InstalmentBelowInterest,
        MultipleTooCoarse,
    ],
    body_example=examples.SCHEDULE,
    response_model=ScheduleQuoted,
)
async def quote_loan_schedule(call: Caller, request: Request, command: QuoteSchedule) -> ScheduleQuoted:
    """Quote a schedule."""
    del call
    return quote_schedule(rule_book(request), command)
