"""The programme's credit rules as they stand on one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kit.money import Money, Rounding
from kit.refusal import DatesOutOfOrder

from credit.domain.errors.rules import DateInFuture, NoBenchmarkRate, TooFarBack
from credit.domain.schedules import DayCount, Frequency, Method
from credit.domain.verdicts import Limit

MONTHS_AT_SHORT_RATE = 12


@dataclass(frozen=True)
class Rules:
    """Every value that a decision of this service needs, with its reference; amounts in yuan."""

    on: date
    version: str
    backdating_days: Limit[int]
    leverage_cap: Limit[Decimal]
    compensation_rate_limit_percent: Limit[Decimal]
    amount_cap: Limit[Money]
    term_months_max: Limit[int]
    coverage_percent: Limit[Decimal]
    certificate_packages: Limit[tuple[str, ...]]
    decision_days_max: Limit[int]
    two_reviewers_above: Limit[Money]
    benchmark_up_to_one_year_percent: Limit[Decimal] | None
    benchmark_one_to_three_years_percent: Limit[Decimal] | None
    rate_markup_percent: Limit[Decimal]
    schedule_method: Limit[Method]
    schedule_day_count: Limit[DayCount]
    schedule_rounding: Limit[Rounding]
    counter_guarantee_required_percent: Limit[Decimal]
    counted_percent: Mapping[str, Limit[Decimal]]
    guarantor_income_percent_of_loan_min: Limit[Decimal]
    guarantor_insured_months_min: Limit[int]
    guarantor_years_to_retirement_min: Limit[int]
    group_members_min: Limit[int]
    group_members_max: Limit[int]
    group_member_days_late_max: Limit[int]
    counter_guarantee_documents: Mapping[str, Limit[tuple[str, ...]]]
    guarantor_capacity_percent_of_income: Limit[Decimal]
    guarantor_relations_barred: Limit[tuple[str, ...]]
    community_rate_percent_min: Limit[Decimal]
    community_loans_min: Limit[int]
    debt_service_cover_min: Limit[Decimal]
    own_contribution_percent_min: Limit[Decimal]
    plan_sales_fall_percent: Limit[Decimal]
    plan_stressed_cover_min: Limit[Decimal]
    saturation_months: Limit[int]
    saturation_businesses_max: Limit[int]
    saturation_failing_percent_max: Limit[Decimal]
    application_idle_days_max: Limit[int]
    undisbursed_days_max: Limit[int]
    desk_days_max: Mapping[str, Limit[int]]

    # The product: what may be lent, to whom, and how it is repaid
    partners_max: Limit[int]
    extension_months_max: Limit[int]
    extensions_max: Limit[int]
    grace_months_max: Limit[int]
    interest_grace_months_max: Limit[int]
    guarantee_fee_percent: Limit[Decimal]
    two_approvers_above_guarantee: Limit[Money]
    claim_days_past_due_min: Limit[int]
    micro_profit_sectors: Limit[tuple[str, ...]]
    subsidy_percent: Limit[Decimal]
    schedule_methods: Limit[tuple[Method, ...]]
    schedule_frequencies: Limit[tuple[Frequency, ...]]
    schedule_day_counts: Limit[tuple[DayCount, ...]]
    schedule_instalment_multiples: Limit[tuple[Decimal, ...]]
    claim_demand_letter_days_min: Limit[int]
    claim_guarantee_period_months: Limit[int]
    claim_two_approvers_above: Limit[Money]
    claim_decision_days_max: Limit[int]
    claim_appeal_days_max: Limit[int]
    claim_recovery_costs_percent_max: Limit[Decimal]

    # Interest subsidy
    subsidy_tolerance_days: Limit[int]

    def guaranteed_part(self, principal: Money) -> Money:
        """What the fund answers for of ``principal``."""
        return principal.times(self.coverage_percent.value / 100)

    def annual_rate(self, term_months: int) -> Limit[Decimal]:
        """Benchmark rate of the day plus mark-up, % a year. Raises NoBenchmarkRate."""
        short = term_months <= MONTHS_AT_SHORT_RATE
        rate = self.benchmark_up_to_one_year_percent if short else self.benchmark_one_to_three_years_percent
        if rate is None:
            raise NoBenchmarkRate(where="disbursed_on", day=self.on)
        return Limit(rate.value + self.rate_markup_percent.value, rate.reference)

    def check_day(self, day: date, *, today: date, where: str) -> None:
        """A fact may not lie in the future, nor further back than policy allows."""
        if day > today:
            raise DateInFuture(where=where, day=day)
        if day < today - timedelta(days=self.backdating_days.value):
            raise TooFarBack(where=where, day=day, limit=self.backdating_days.value)


def check_order(earlier: date, later: date, *, names: tuple[str, str]) -> None:
    """Raises DatesOutOfOrder when ``later`` lies before ``earlier``."""
    if later < earlier:
        raise DatesOutOfOrder(where=names[1], earlier=names[0], later=names[1])
