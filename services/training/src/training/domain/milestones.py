"""What is paid for results: M1 certificate, M2 timely start, M3 survival.

A milestone follows from facts alone, so it comes out the same in whatever order the
certificate, the registration and the survival become known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kit.calendar import add_months
from kit.money import Money

from training.domain.packages import Milestone, Package
from training.domain.rules import Rules

RulesAsOf = Callable[[date], Rules]


@dataclass(frozen=True)
class Certified:
    """A certificate with what its enrolment and class say."""

    certificate_id: str
    number: str
    applicant_id: str
    enrolment_id: str
    class_id: str
    institution_id: str
    package: Package
    issued_on: date
    class_started_on: date
    free: bool
    target_group: str | None


@dataclass(frozen=True)
class Business:
    """A registered business of the learner, as followup reported it."""

    business_id: str
    registered_on: date


@dataclass(frozen=True)
class Survival:
    """A business of the learner confirmed as surviving."""

    business_id: str
    registered_on: date
    confirmed_on: date


@dataclass(frozen=True)
class Explanation:
    """Why a milestone is owed, in two languages, with the rules used as (key, value, reference)."""

    en: str
    zh: str
    rules: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Earned:
    """A milestone that a learner's result earned for the institution."""

    milestone: Milestone
    certificate: Certified
    earned_on: date
    amount: Money
    business_id: str | None
    business_registered_on: date | None
    policy_version: str
    explanation: Explanation


def earned_milestones(
    certificate: Certified,
    businesses: Iterable[Business],
    survivals: Iterable[Survival],
    rules_as_of: RulesAsOf,
) -> list[Earned]:
    """The milestones that these facts earn, at the prices of each milestone's own date.

    Only for learners who were entitled to free training [S]. Of several businesses the one
    whose milestone falls earliest counts, ties by id, so the answer does not depend on the
    order of the facts. A milestone worth nothing does not arise.
    """
    if not certificate.free:
        return []
    found = [_certificate_milestone(certificate, rules_as_of)]
    window = rules_as_of(certificate.issued_on).start_within_months
    started = [b for b in businesses if timely(certificate, b.registered_on, window)]
    if started:
        first = min(started, key=lambda b: (max(b.registered_on, certificate.issued_on), b.business_id))
        found.append(_start_milestone(certificate, first, window, rules_as_of))
    found.extend(_survival_milestone(certificate, list(survivals), rules_as_of))
    return [milestone for milestone in found if milestone.amount]


def timely(certificate: Certified, registered_on: date, within_months: int) -> bool:
    """Not before the course started, and within so many calendar months after the certificate."""
    last_day = add_months(certificate.issued_on, within_months)
    return certificate.class_started_on <= registered_on <= last_day


def _price(milestone: Milestone, package: Package, rules: Rules) -> tuple[Money, tuple[tuple[str, str, str], ...]]:
    price = rules.packages[package].subsidy
    share = rules.milestone_shares[milestone]
    keys = (
        (f"package.{package.value}.subsidy", str(price)),
        (f"milestone.{milestone.value}.share", str(share)),
    )
    used = tuple((key, value, rules.sources.get(key, "")) for key, value in keys)
    return price.times(share), used


def _certificate_milestone(certificate: Certified, rules_as_of: RulesAsOf) -> Earned:
    rules = rules_as_of(certificate.issued_on)
    amount, used = _price(Milestone.M1, certificate.package, rules)
    return Earned(
        Milestone.M1,
        certificate,
        certificate.issued_on,
        amount,
        None,
        None,
        rules.version,
        Explanation(
            f"Certificate {certificate.number} issued on {certificate.issued_on}.",
            f"合格证 {certificate.number} 于 {certificate.issued_on} 颁发。",
            used,
        ),
    )


def _start_milestone(certificate: Certified, business: Business, window: int, rules_as_of: RulesAsOf) -> Earned:
    earned_on = max(business.registered_on, certificate.issued_on)
    rules = rules_as_of(earned_on)
    amount, used = _price(Milestone.M2, certificate.package, rules)
    key = "milestone.M2.start_within_months"
    return Earned(
        Milestone.M2,
        certificate,
        earned_on,
        amount,
        business.business_id,
        business.registered_on,
        rules.version,
        Explanation(
            f"Business registered on {business.registered_on}: after the course began on "
            f"{certificate.class_started_on} and within {window} months of the certificate of "
            f"{certificate.issued_on}.",
            f"企业于 {business.registered_on} 注册：在开课日 {certificate.class_started_on} 之后，"
            f"且在发证日 {certificate.issued_on} 起 {window} 个月内。",
            (*used, (key, str(window), rules_as_of(certificate.issued_on).sources.get(key, ""))),
        ),
    )


def _survival_milestone(certificate: Certified, survivals: Sequence[Survival], rules_as_of: RulesAsOf) -> list[Earned]:
    def earned_on(survival: Survival) -> date:
        return max(survival.confirmed_on, certificate.issued_on)

    at_certificate = rules_as_of(certificate.issued_on)
    counted = [s for s in survivals if s.registered_on >= certificate.class_started_on]
    if at_certificate.bonus_needs_timely_start:
        window = at_certificate.start_within_months
        counted = [s for s in counted if timely(certificate, s.registered_on, window)]
    if not counted:
        return []
    first = min(counted, key=lambda s: (earned_on(s), s.business_id))
    rules = rules_as_of(earned_on(first))
    if certificate.target_group not in rules.bonus_groups:
        return []
    amount, used = _price(Milestone.M3, certificate.package, rules)
    key = "milestone.M3.target_groups"
    return [
        Earned(
            Milestone.M3,
            certificate,
            earned_on(first),
            amount,
            first.business_id,
            first.registered_on,
            rules.version,
            Explanation(
                f"Business registered on {first.registered_on} confirmed as surviving on "
                f"{first.confirmed_on}; bonus for target group {certificate.target_group}.",
                f"{first.registered_on} 注册的企业于 {first.confirmed_on} 确认存活；"
                f"重点群体（{certificate.target_group}）奖励。",
                (*used, (key, str(certificate.target_group), rules.sources.get(key, ""))),
            ),
        )
    ]
