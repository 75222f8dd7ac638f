"""A schedule for the asking: terms in, instalments out; nothing is kept."""

from decimal import Decimal
from typing import Annotated

from kit.money import FEN, Money, Rounding
from pydantic import BaseModel, Field

from credit.domain.effective_cost import effective_annual_percent
from credit.domain.rules import Rules
from credit.domain.schedules import (
    Convention,
    DayCount,
    InterestOn,
    Method,
    MonthEnd,
    Terms,
    Unit,
    build_schedule,
)
from credit.domain.terms import DISTANCE_MAX, INSTALMENTS_MAX, RATE_PERCENT_MAX
from credit.fields import Calendar, Input, MoneyText, Whole, Yuan
from credit.policy import RuleBook
from credit.views import InstalmentShown, instalments_shown

DAYS_OF_A_MONTH = {Unit.WEEKS: 7, Unit.DAYS: 1}
LONG_MONTH = 31

Grace = Annotated[Whole, Field(ge=0, lt=INSTALMENTS_MAX)]


class QuoteSchedule(Input):
    """Terms of a loan. What is not given is as the programme's rules have it on the day of disbursement."""

    principal: Yuan
    instalments: Annotated[Whole, Field(ge=1, le=INSTALMENTS_MAX)]
    disbursed_on: Annotated[Calendar, Field(description="May lie in the future.", examples=["2007-09-21"])]
    annual_rate_percent: Annotated[
        Decimal | None,
        Field(ge=0, le=RATE_PERCENT_MAX, decimal_places=6, description="The benchmark of the day unless given."),
    ] = None
    every: Annotated[Whole, Field(ge=1, le=DISTANCE_MAX, description="Units from one instalment to the next.")] = 1
    unit: Unit = Unit.MONTHS
    method: Method | None = None
    interest_on: Annotated[InterestOn, Field(description="`principal` is flat interest.")] = InterestOn.BALANCE
    day_count: DayCount | None = None
    rounding: Rounding | None = None
    grace_instalments: Annotated[Grace, Field(description="First instalments without principal.")] = 0
    interest_grace_instalments: Annotated[
        Grace, Field(description="First instalments whose interest is collected with the one after them.")
    ] = 0
    instalment_multiple_of: Annotated[Yuan, Field(description="For equal instalments.")] = FEN
    amounts_multiple_of: Annotated[Yuan, Field(description="For every amount.")] = FEN
    month_end: Annotated[MonthEnd, Field(description="Where a month has no such day.")] = MonthEnd.LAST_DAY
    convention: Annotated[
        Convention, Field(description="`averaged`: annuity over even periods, equal parts of flat interest.")
    ] = Convention.BY_PERIOD


class ScheduleQuoted(BaseModel):
    """The schedule with what it costs; the yearly cost counts actual days of a year of 365."""

    annual_rate_percent: str
    rate_reference: str | None = Field(description="None when the rate was given.")
    method: Method
    day_count: DayCount
    rounding: Rounding
    policy_version: str
    instalments: int = Field(description="Fewer than wanted when rounding up pays the loan off early.")
    total_principal: MoneyText
    total_interest: MoneyText
    total: MoneyText
    effective_annual_percent: str
    schedule: list[InstalmentShown]


def quote_schedule(book: RuleBook, command: QuoteSchedule) -> ScheduleQuoted:
    """Raises NoRulesYet, NoBenchmarkRate, ScheduleImpossible and its kin."""
    rules = book.on(command.disbursed_on)
    terms, reference = _terms(rules, command)
    schedule = build_schedule(terms)
    interest = Money.sum(line.interest for line in schedule)
    return ScheduleQuoted(
        annual_rate_percent=f"{terms.annual_rate_percent:f}",
        rate_reference=reference,
        method=terms.method,
        day_count=terms.day_count,
        rounding=terms.rounding,
        policy_version=rules.version,
        instalments=len(schedule),
        total_principal=str(terms.principal),
        total_interest=str(interest),
        total=str(terms.principal + interest),
        effective_annual_percent=str(effective_annual_percent(terms.principal, terms.disbursed_on, schedule)),
        schedule=instalments_shown(schedule),
    )


def _terms(rules: Rules, command: QuoteSchedule) -> tuple[Terms, str | None]:
    """The terms, and where the rate comes from."""
    rate, reference = command.annual_rate_percent, None
    if rate is None:
        benchmark = rules.annual_rate(_term_months(command))
        rate, reference = benchmark.value, benchmark.reference
    given = command.model_dump(exclude={"principal", "annual_rate_percent", "method", "day_count", "rounding"})
    terms = Terms(
        **given,
        principal=Money(command.principal),
        annual_rate_percent=rate,
        method=command.method or rules.schedule_method.value,
        day_count=command.day_count or rules.schedule_day_count.value,
        rounding=command.rounding or rules.schedule_rounding.value,
    )
    return terms, reference


def _term_months(command: QuoteSchedule) -> int:
    """Whole months that the term takes at least; decides which benchmark holds."""
    distance = command.every * command.instalments
    if command.unit is Unit.MONTHS:
        return distance
    return distance * DAYS_OF_A_MONTH[command.unit] // LONG_MONTH
