"""The programme's rules file, read as of a day into the frozen :class:`~credit.domain.rules.Rules`."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from kit.money import Money, Rounding
from kit.policy import Policy, PolicyError, PolicyValue

from credit.domain.counter_guarantees import Kind
from credit.domain.desks import TIMED
from credit.domain.errors.rules import NoRulesYet
from credit.domain.rules import Rules
from credit.domain.schedules import DayCount, Frequency, Method
from credit.domain.verdicts import Limit

Made = TypeVar("Made")
SHORT_RATE = "rate.benchmark_up_to_one_year_percent"
LONG_RATE = "rate.benchmark_one_to_three_years_percent"


def _several(make: Callable[[str], Made]) -> Callable[[list[str]], tuple[Made, ...]]:
    """Makes a list of values, each with ``make``."""
    return lambda values: tuple(make(value) for value in values)


class RuleBook:
    """All dated rules of credit. Reads each day once."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._days: dict[date, Rules] = {}

    @classmethod
    def load(cls, programme: Path) -> "RuleBook":
        """From the folder of a programme. Raises PolicyError."""
        return cls(Policy.load(programme / "credit.yaml"))

    @property
    def version(self) -> str:
        """The exact text of the rules."""
        return self._policy.version

    def on(self, day: date) -> Rules:
        """The rules in force on ``day``. Raises NoRulesYet before the first."""
        known = self._days.get(day)
        if known is None:
            try:
                known = self._read(day)
            except PolicyError as error:
                raise NoRulesYet(day=day) from error
            self._days[day] = known
        return known

    def in_force(self, day: date) -> list[PolicyValue]:
        """Every rule that is in force on ``day``, as it is written. Raises NoRulesYet before the first."""
        self.on(day)
        histories = (self._policy.history(key) for key in self._policy.keys)
        begun = ([value for value in history if value.valid_from <= day] for history in histories)
        return [values[-1] for values in begun if values]

    def benchmark_rates(self) -> list[tuple[date, str, str]]:
        """The rate table: from when, % a year up to one year and from one to three years."""
        short = {value.valid_from: str(value.value) for value in self._policy.history(SHORT_RATE)}
        long = {value.valid_from: str(value.value) for value in self._policy.history(LONG_RATE)}
        return [(day, short.get(day, ""), long.get(day, "")) for day in sorted(short.keys() | long.keys())]

    def _read(self, day: date) -> Rules:
        limit = self._limit
        return Rules(
            on=day,
            version=self.version,
            backdating_days=limit("backdating_days", day, int),
            leverage_cap=limit("fund.leverage_cap", day, Decimal),
            compensation_rate_limit_percent=limit("fund.compensation_rate_limit_percent", day, Decimal),
            amount_cap=limit("product.amount_cap", day, Money),
            term_months_max=limit("product.term_months_max", day, int),
            coverage_percent=limit("product.coverage_percent", day, Decimal),
            certificate_packages=limit("product.certificate_packages", day, tuple[str, ...]),
            decision_days_max=limit("product.decision_days_max", day, int),
            two_reviewers_above=limit("product.two_reviewers_above", day, Money),
            benchmark_up_to_one_year_percent=self._rate(SHORT_RATE, day),
            benchmark_one_to_three_years_percent=self._rate(LONG_RATE, day),
            rate_markup_percent=limit("rate.markup_percent", day, Decimal),
            schedule_method=limit("schedule.method", day, Method),
            schedule_day_count=limit("schedule.day_count", day, DayCount),
            schedule_rounding=limit("schedule.rounding", day, Rounding),
            counter_guarantee_required_percent=limit("counter_guarantee.required_percent", day, Decimal),
            counted_percent={
                kind.value: limit(f"counter_guarantee.counted_percent.{kind.value}", day, Decimal) for kind in Kind
            },
            guarantor_income_percent_of_loan_min=limit("guarantor.income_percent_of_loan_min", day, Decimal),
            guarantor_insured_months_min=limit("guarantor.insured_months_min", day, int),
            guarantor_years_to_retirement_min=limit("guarantor.years_to_retirement_min", day, int),
            group_members_min=limit("joint_group.members_min", day, int),
            group_members_max=limit("joint_group.members_max", day, int),
            group_member_days_late_max=limit("joint_group.member_days_late_max", day, int),
            counter_guarantee_documents={
                kind.value: limit(f"counter_guarantee.documents.{kind.value}", day, tuple[str, ...]) for kind in Kind
            },
            guarantor_capacity_percent_of_income=limit("guarantor.capacity_percent_of_income", day, Decimal),
            guarantor_relations_barred=limit("guarantor.relations_barred", day, tuple[str, ...]),
            community_rate_percent_min=limit("credit_community.rate_percent_min", day, Decimal),
            community_loans_min=limit("credit_community.loans_min", day, int),
            debt_service_cover_min=limit("feasibility.debt_service_cover_min", day, Decimal),
            own_contribution_percent_min=limit("feasibility.own_contribution_percent_min", day, Decimal),
            plan_sales_fall_percent=limit("feasibility.sales_fall_percent", day, Decimal),
            plan_stressed_cover_min=limit("feasibility.stressed_cover_min", day, Decimal),
            saturation_months=limit("feasibility.saturation_months", day, int),
            saturation_businesses_max=limit("feasibility.saturation_businesses_max", day, int),
            saturation_failing_percent_max=limit("feasibility.saturation_failing_percent_max", day, Decimal),
            application_idle_days_max=limit("route.idle_days_max", day, int),
            undisbursed_days_max=limit("route.undisbursed_days_max", day, int),
            desk_days_max={desk.value: limit(f"route.desk_days_max.{desk.value}", day, int) for desk in TIMED},
            partners_max=limit("product.partners_max", day, int),
            extension_months_max=limit("product.extension_months_max", day, int),
            extensions_max=limit("product.extensions_max", day, int),
            grace_months_max=limit("product.grace_months_max", day, int),
            interest_grace_months_max=limit("product.interest_grace_months_max", day, int),
            guarantee_fee_percent=limit("product.guarantee_fee_percent", day, Decimal),
            two_approvers_above_guarantee=limit("product.two_approvers_above_guarantee", day, Money),
            claim_days_past_due_min=limit("product.claim_days_past_due_min", day, int),
            micro_profit_sectors=limit("product.micro_profit_sectors", day, tuple[str, ...]),
            subsidy_percent=limit("subsidy.percent", day, Decimal),
            schedule_methods=limit("schedule.methods", day, _several(Method)),
            schedule_frequencies=limit("schedule.frequencies", day, _several(Frequency)),
            schedule_day_counts=limit("schedule.day_counts", day, _several(DayCount)),
            schedule_instalment_multiples=limit("schedule.instalment_multiples", day, _several(Decimal)),
            claim_demand_letter_days_min=limit("claim.demand_letter_days_min", day, int),
            claim_guarantee_period_months=limit("claim.guarantee_period_months", day, int),
            claim_two_approvers_above=limit("claim.two_approvers_above", day, Money),
            claim_decision_days_max=limit("claim.decision_days_max", day, int),
            claim_appeal_days_max=limit("claim.appeal_days_max", day, int),
            claim_recovery_costs_percent_max=limit("claim.recovery_costs_percent_max", day, Decimal),
            subsidy_tolerance_days=limit("subsidy.tolerance_days", day, int),
        )

    def _limit(self, key: str, day: date, make: Callable[..., Made]) -> Limit[Made]:
        """The value of ``key``; Decimal values must be written as strings or whole numbers."""
        found = self._policy.at(key, day)
        if isinstance(found.value, float):
            raise PolicyError(f"{found.version}: write {found.value} as a string, money and rates are exact")
        return Limit(make(found.value), found.reference)

    def _rate(self, key: str, day: date) -> Limit[Decimal] | None:
        try:
            return self._limit(key, day, Decimal)
        except PolicyError:
            return None
