"""Training's policy: ``training.yaml`` of the programme, as the domain's :class:`Rules` on a day."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from kit.money import Money
from kit.policy import Policy, PolicyError
from kit.refusal import Refusal

from training.domain.assessment_rules import AssessmentRules
from training.domain.attendance_rules import AttendanceRules
from training.domain.check_rules import CheckRules
from training.domain.claim_rules import ClaimRules
from training.domain.packages import Milestone, Package
from training.domain.payment_rules import PaymentRules
from training.domain.plan_rules import PlanRules
from training.domain.provider_rules import ChecklistItem, DocumentKind, ProviderRules
from training.domain.rules import PackageRules, Rules
from training.settings import Settings

RulesAsOf = Callable[[date], Rules]


class NoRuleInForce(Refusal):
    """No rules of the programme are in force on {day}."""

    zh = "{day} 没有生效的项目规则。"
    mend = "Check the date: it lies before the programme's rules begin."
    mend_zh = "请核对日期：早于项目规则生效日。"


class RuleBook:
    """The rules of a file, made once for each day that is asked for."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.as_of = lru_cache(maxsize=4096)(self._as_of)

    def _as_of(self, day: date) -> Rules:
        try:
            return _rules(self._policy, day)
        except PolicyError as error:
            raise NoRuleInForce(day=day) from error


def _rules(policy: Policy, day: date) -> Rules:
    def value(key: str) -> Any:
        return policy.value(key, day)

    return Rules(
        version=policy.version,
        capacity_min=int(value("class.capacity_min")),
        capacity_max=int(value("class.capacity_max")),
        trainers_min=int(value("class.trainers_min")),
        licence_years=int(value("trainer.licence_years")),
        enrolment_open_days=int(value("class.enrolment_open_days")),
        attendance_share=Decimal(str(value("attendance.pass_share"))),
        packages={
            package: PackageRules(
                hours_min=Decimal(str(value(f"package.{package.value}.hours_min"))),
                fee_cap=Money(str(value(f"package.{package.value}.fee_cap"))),
                subsidy=Money(str(value(f"package.{package.value}.subsidy"))),
            )
            for package in Package
        },
        milestone_shares={
            milestone: Decimal(str(value(f"milestone.{milestone.value}.share"))) for milestone in Milestone
        },
        start_within_months=int(value("milestone.M2.start_within_months")),
        bonus_groups=frozenset(value("milestone.M3.target_groups")),
        bonus_needs_timely_start=bool(value("milestone.M3.needs_timely_start")),
        certificate_prefix=str(value("certificate.number_prefix")),
        backdating_days=int(value("backdating_days")),
        attendance=AttendanceRules(
            late_hours_lost=Decimal(str(value("attendance.late_hours_lost"))),
            most_rows=int(value("sheets.most_rows")),
        ),
        assessment=AssessmentRules.read(value),
        checks=CheckRules.read(value),
        claims=ClaimRules.read(value),
        payments=PaymentRules.read(value),
        plan=PlanRules.read(value),
        providers=provider_rules(value),
        sources={key: policy.at(key, day).reference for key in policy.keys},
    )


def provider_rules(value: Callable[[str], Any]) -> ProviderRules:
    """The rules on institutions and trainers; ``value`` reads the policy on the day."""
    return ProviderRules(
        documents={
            d["kind"]: DocumentKind(d["kind"], d["en"], d["zh"], bool(d["required"]))
            for d in value("provider.documents")
        },
        checklist={
            i["item"]: ChecklistItem(i["item"], i["en"], i["zh"], int(i["weight"]), bool(i["critical"]))
            for i in value("provider.checklist")
        },
        inspection_pass_score=Decimal(str(value("provider.inspection_pass_score"))),
        inspection_valid_days=int(value("provider.inspection_valid_days")),
        inspection_needs_master_trainer=bool(value("provider.inspection_needs_master_trainer")),
        certification_months=int(value("provider.certification_months")),
        reapply_months=int(value("provider.reapply_months")),
        reminder_days=tuple(int(days) for days in value("provider.reminder_days")),
        renewal_courses=int(value("provider.renewal_courses")),
        renewal_late_days=int(value("provider.renewal_late_days")),
        results_volume=int(value("register.results_volume")),
        survival_due_days=int(value("register.survival_due_days")),
    )


@lru_cache(maxsize=4)
def rule_book(path: Path | None = None) -> RuleBook:
    """The rule book of ``path``; of the settings' programme when none is given. Raises PolicyError."""
    return RuleBook(Policy.load(path or Settings().programme / "training.yaml"))


def rules_as_of(day: date) -> Rules:
    """The rules on ``day``. Raises NoRuleInForce."""
    return rule_book().as_of(day)
