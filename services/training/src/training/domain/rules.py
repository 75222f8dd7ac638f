"""The values that training's rules need, as they stood on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kit.money import Money

from training.domain.assessment_rules import AssessmentRules
from training.domain.attendance_rules import AttendanceRules
from training.domain.check_rules import CheckRules
from training.domain.claim_rules import ClaimRules
from training.domain.packages import Milestone, Package
from training.domain.payment_rules import PaymentRules
from training.domain.plan_rules import PlanRules
from training.domain.provider_rules import ProviderRules


@dataclass(frozen=True)
class PackageRules:
    """What holds for one package: class hours, highest fee, and the subsidy on results (yuan)."""

    hours_min: Decimal
    fee_cap: Money
    subsidy: Money


@dataclass(frozen=True)
class Rules:
    """All values as of one day; ``sources`` names the reference of each rule by its key."""

    version: str
    capacity_min: int
    capacity_max: int
    trainers_min: int
    licence_years: int
    enrolment_open_days: int
    attendance_share: Decimal
    packages: Mapping[Package, PackageRules]
    milestone_shares: Mapping[Milestone, Decimal]
    start_within_months: int
    bonus_groups: frozenset[str]
    bonus_needs_timely_start: bool
    certificate_prefix: str
    backdating_days: int
    attendance: AttendanceRules
    assessment: AssessmentRules
    checks: CheckRules
    claims: ClaimRules
    payments: PaymentRules
    plan: PlanRules
    providers: ProviderRules
    sources: Mapping[str, str]
