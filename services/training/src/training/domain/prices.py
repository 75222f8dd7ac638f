"""What a milestone is worth: the agreement's price of the day it was earned, else the policy's.

An agreement never pays more than the policy: the policy's amount is what the finance bureau
grants for a person [S]; an institution may offer to do it for less, not be promised more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.money import Money

from training.domain.errors.agreements import PriceAboveCap, PriceNamedTwice
from training.domain.packages import Milestone, Package
from training.domain.rules import Rules


@dataclass(frozen=True)
class AgreedPrice:
    """Yuan for a milestone of a package; for one target group, or for all that have no price of their own."""

    package: Package
    milestone: Milestone
    target_group: str | None
    amount: Money


class PriceSource(StrEnum):
    """Where a price comes from."""

    AGREEMENT = "agreement"
    POLICY = "policy"
    POLICY_CAP = "policy_cap"


@dataclass(frozen=True)
class Terms:
    """A version of an agreement's terms, in force from a day until the next version's."""

    number: int
    effective_from: date
    prices: tuple[AgreedPrice, ...]


@dataclass(frozen=True)
class PriceUsed:
    """The price of a milestone and why it is that one; ``terms`` is the version of the agreement."""

    amount: Money
    source: PriceSource
    terms: int
    en: str
    zh: str


def policy_price(rules: Rules, package: Package, milestone: Milestone) -> Money:
    """The policy's amount for a milestone of a package."""
    return rules.packages[package].subsidy.times(rules.milestone_shares[milestone])


def check_prices(prices: Iterable[AgreedPrice], rules: Rules) -> None:
    """Refuse a price above the policy's, and two prices for one thing."""
    seen: set[tuple[Package, Milestone, str | None]] = set()
    for index, price in enumerate(prices):
        where = f"prices[{index}]"
        key = (price.package, price.milestone, price.target_group)
        if key in seen:
            raise PriceNamedTwice(where, package=price.package.value, milestone=price.milestone.value)
        seen.add(key)
        cap = policy_price(rules, price.package, price.milestone)
        if price.amount > cap:
            raise PriceAboveCap(
                f"{where}.amount",
                amount=price.amount,
                cap=cap,
                package=price.package.value,
                milestone=price.milestone.value,
                reference=rules.sources.get(f"package.{price.package.value}.subsidy", ""),
            )


def terms_on(versions: Sequence[Terms], day: date) -> Terms:
    """The terms in force on ``day``: the newest that had begun; before all of them, the first."""
    begun = [terms for terms in versions if terms.effective_from <= day]
    if not begun:
        return min(versions, key=lambda terms: terms.number)
    return max(begun, key=lambda terms: (terms.effective_from, terms.number))


def price_of(
    versions: Sequence[Terms],
    package: Package,
    milestone: Milestone,
    target_group: str | None,
    earned_on: date,
    policy_amount: Money,
    policy_version: str,
) -> PriceUsed:
    """The price of a milestone earned on a day; ``policy_amount`` is the policy's of that day.

    A price for the person's target group goes before one for all groups. When the policy has
    since come down below the agreement's price, the policy's is paid.
    """
    terms = terms_on(versions, earned_on)
    named = [price for price in terms.prices if (price.package, price.milestone) == (package, milestone)]
    agreed = next((price for price in named if price.target_group == target_group), None) or next(
        (price for price in named if price.target_group is None), None
    )
    if agreed is None:
        return PriceUsed(
            policy_amount,
            PriceSource.POLICY,
            terms.number,
            f"{policy_amount} yuan by policy {policy_version} of {earned_on}: the agreement names no price",
            f"按 {earned_on} 政策 {policy_version} 计 {policy_amount} 元：协议未另定单价",
        )
    group, group_zh = (f" for {agreed.target_group}", agreed.target_group) if agreed.target_group else ("", "全部群体")
    if agreed.amount > policy_amount:
        return PriceUsed(
            policy_amount,
            PriceSource.POLICY_CAP,
            terms.number,
            f"{policy_amount} yuan by policy {policy_version} of {earned_on}, below the {agreed.amount} agreed",
            f"按 {earned_on} 政策 {policy_version} 计 {policy_amount} 元，低于协议单价 {agreed.amount} 元",
        )
    return PriceUsed(
        agreed.amount,
        PriceSource.AGREEMENT,
        terms.number,
        f"{agreed.amount} yuan{group} by version {terms.number} of the agreement, in force from {terms.effective_from}",
        f"按协议第 {terms.number} 版（{terms.effective_from} 起，{group_zh}）计 {agreed.amount} 元",
    )
