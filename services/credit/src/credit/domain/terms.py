"""The terms that a repayment schedule follows from, and which of them make sense."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kit.money import FEN, Money, Rounding

from credit.domain.errors.schedules import GraceLeavesNoInstalment, MultipleTooCoarse, TermsOutOfRange

INSTALMENTS_MAX = 600
PRINCIPAL_MAX = Money(10**12)
RATE_PERCENT_MAX = Decimal(1000)
RATE_DECIMALS_MAX = 12
DISTANCE_MAX = 366
DAYS = (date(1900, 1, 1), date(2200, 12, 31))


class Method(StrEnum):
    """How principal is spread over the instalments."""

    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_ONLY = "interest_only"


class DayCount(StrEnum):
    """Days counted in a month and in a year: ``30/360`` gives every month 30 days of a year of 360.

    ``30/…`` counts actual days where instalments are days or weeks apart. A year of ``actual``
    length divides each day by the length of the year it lies in; ``actual/leap-day`` divides by 366
    only where 29 February falls into the period.
    """

    THIRTY_360 = "30/360"
    THIRTY_364 = "30/364"
    THIRTY_365 = "30/365"
    THIRTY_ACTUAL = "30/actual"
    ACTUAL_360 = "actual/360"
    ACTUAL_364 = "actual/364"
    ACTUAL_365 = "actual/365"
    ACTUAL_ACTUAL = "actual/actual"
    ACTUAL_LEAP_DAY = "actual/leap-day"

    @property
    def thirty_day_months(self) -> bool:
        """Whether every month counts 30 days."""
        return self.value.startswith("30/")

    @property
    def year_days(self) -> int | None:
        """Days of every year; None when years differ."""
        year = self.value.split("/")[1]
        return int(year) if year.isdigit() else None


class InterestOn(StrEnum):
    """What interest is charged on: the balance still owed, or the principal lent (flat)."""

    BALANCE = "balance"
    PRINCIPAL = "principal"


class Convention(StrEnum):
    """The two families of core-banking arithmetic.

    ``by_period``: each period has its own share of the year; the equal instalment follows from all of
    them and is spread again when the last one differs by too much; flat interest is that of the
    period. ``averaged``: the equal instalment is an annuity over even periods (30 days a month); flat
    interest is the same in each instalment, the last takes the difference.
    """

    BY_PERIOD = "by_period"
    AVERAGED = "averaged"


class Unit(StrEnum):
    """What the distance between two instalments is counted in."""

    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"


class Frequency(StrEnum):
    """How often a loan of the programme is repaid."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def months(self) -> int:
        """Months from one instalment to the next."""
        return 1 if self is Frequency.MONTHLY else 3


class MonthEnd(StrEnum):
    """Where an instalment falls due when the month has no such day."""

    LAST_DAY = "last_day"
    FIRST_OF_NEXT = "first_of_next"


@dataclass(frozen=True)
class Terms:
    """What a schedule follows from.

    ``grace_instalments`` bear interest but no principal. The interest of the first
    ``interest_grace_instalments`` is collected with the instalment after them, without interest on
    it: out of the equal instalment, or on top of it in the averaged convention (which spreads flat
    interest over all the equal instalments after them).
    ``amounts_multiple_of``: what every amount is rounded to, in yuan; ``instalment_multiple_of``:
    what an equal instalment is rounded to.
    """

    principal: Money
    annual_rate_percent: Decimal
    instalments: int
    disbursed_on: date
    method: Method = Method.EQUAL_INSTALMENT
    day_count: DayCount = DayCount.THIRTY_360
    rounding: Rounding = Rounding.HALF_UP
    grace_instalments: int = 0
    every: int = 1
    unit: Unit = Unit.MONTHS
    month_end: MonthEnd = MonthEnd.LAST_DAY
    interest_on: InterestOn = InterestOn.BALANCE
    amounts_multiple_of: Decimal = FEN
    instalment_multiple_of: Decimal = FEN
    interest_grace_instalments: int = 0
    convention: Convention = Convention.BY_PERIOD

    def __post_init__(self) -> None:
        """Raises ScheduleImpossible (a ValueError) for terms that no schedule can follow from."""
        self._check_ranges()
        for grace in (self.grace_instalments, self.interest_grace_instalments):
            if grace >= self.instalments:
                raise GraceLeavesNoInstalment(where="grace", grace=grace, instalments=self.instalments)
        coarsest = max(self.amounts_multiple_of, self.instalment_multiple_of)
        if coarsest > self.principal.amount:
            raise MultipleTooCoarse(
                where="instalment_multiple_of",
                multiple=coarsest,
                principal=self.principal,
                instalments=self.instalments,
            )

    def _check_ranges(self) -> None:
        principal, rate, day = self.principal, self.annual_rate_percent, self.disbursed_on
        self._require("principal", Money.zero() < principal <= PRINCIPAL_MAX, f"above 0 and at most {PRINCIPAL_MAX}")
        self._require("annual_rate_percent", _is_rate(rate), f"0 to {RATE_PERCENT_MAX}, {RATE_DECIMALS_MAX} decimals")
        self._require("instalments", 1 <= self.instalments <= INSTALMENTS_MAX, f"1 to {INSTALMENTS_MAX}")
        self._require("every", 1 <= self.every <= DISTANCE_MAX, f"1 to {DISTANCE_MAX}")
        self._require("disbursed_on", DAYS[0] <= day <= DAYS[1], f"{DAYS[0]} to {DAYS[1]}")
        self._require("grace_instalments", self.grace_instalments >= 0, "0 or more")
        self._require("interest_grace_instalments", self.interest_grace_instalments >= 0, "0 or more")
        self._require("amounts_multiple_of", _is_step(self.amounts_multiple_of), "whole fen")
        self._require("instalment_multiple_of", _is_step(self.instalment_multiple_of), "whole fen")

    def _require(self, what: str, within: bool, allowed: str) -> None:
        if not within:
            raise TermsOutOfRange(where=what, what=what, given=getattr(self, what), allowed=allowed)


def _is_rate(rate: Decimal) -> bool:
    if not rate.is_finite() or not 0 <= rate <= RATE_PERCENT_MAX:
        return False
    return rate == round(rate, RATE_DECIMALS_MAX)


def _is_step(step: Decimal) -> bool:
    return step.is_finite() and FEN <= step <= PRINCIPAL_MAX.amount and step % FEN == 0
