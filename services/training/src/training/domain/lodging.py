"""What would be claimed and why, line by line; and the claim that locks it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.calendar import add_months
from kit.money import Money
from kit.refusal import DatesOutOfOrder

from training.domain.agreement import Agreement
from training.domain.checks import Check, Claimable, RulesAsOf, automatic_checks
from training.domain.claim import Claim, ClaimState
from training.domain.claim_lines import ClaimLine, Facts, LineState, failed_checks
from training.domain.errors.claims import (
    BudgetExhausted,
    ClaimWindowClosed,
    MilestoneNotClaimable,
    NothingToClaim,
)
from training.domain.prices import PriceUsed


@dataclass(frozen=True)
class Offer:
    """An earned, unclaimed milestone with its price and the facts it rests on."""

    claimable: Claimable
    price: PriceUsed
    facts: Facts


class Fate(StrEnum):
    """What claiming would make of a milestone."""

    CLAIMED = "claimed"
    REFUTED_BY_CHECK = "refuted_by_check"
    WAITS_FOR_BUDGET = "waits_for_budget"
    WINDOW_CLOSED = "window_closed"
    NOT_YET_EARNED = "not_yet_earned"


@dataclass(frozen=True)
class Proposed:
    """A milestone as it would be claimed; ``last_day`` is the last one on which it may be."""

    offer: Offer
    checks: tuple[Check, ...]
    fate: Fate
    last_day: date
    why: str
    why_zh: str

    @property
    def amount(self) -> Money:
        """Its price."""
        return self.offer.price.amount


def propose(agreement: Agreement, offers: Sequence[Offer], claimed_on: date, rules_as_of: RulesAsOf) -> list[Proposed]:
    """What a claim of that day would hold, oldest result first; its window is that of the day.

    Budget goes to the oldest results; from the first one that does not fit on, everything waits,
    so that an older result is never overtaken by a smaller one. A line that an automatic check
    refutes takes no budget.
    """
    waiting = sorted(offers, key=_oldest_first)
    window_months = rules_as_of(claimed_on).claims.window_months
    free, exhausted = agreement.free, False
    found: list[Proposed] = []
    for offer in waiting:
        line, checks = offer.claimable, automatic_checks(offer.claimable, rules_as_of)
        last_day = add_months(line.earned_on, window_months)
        fate, why, why_zh = Fate.CLAIMED, "fits into the free budget", "在可用预算之内"
        failed = failed_checks(checks)
        if line.earned_on > claimed_on:
            fate, why, why_zh = Fate.NOT_YET_EARNED, f"earned on {line.earned_on}", f"于 {line.earned_on} 才取得"
        elif claimed_on > last_day:
            fate = Fate.WINDOW_CLOSED
            why = f"was to be claimed by {last_day}, {window_months} months after it was earned"
            why_zh = f"应于 {last_day} 前（取得后 {window_months} 个月内）申领"
        elif failed:
            fate, why, why_zh = Fate.REFUTED_BY_CHECK, failed, f"系统核查不通过：{failed.partition(': ')[2]}"
        elif exhausted or offer.price.amount > free:
            exhausted = True
            fate = Fate.WAITS_FOR_BUDGET
            why = f"needs {offer.price.amount} yuan; {free} yuan of the budget are free for it and what follows"
            why_zh = f"需 {offer.price.amount} 元；可用预算余 {free} 元"
        else:
            free -= offer.price.amount
        found.append(Proposed(offer, checks, fate, last_day, why, why_zh))
    return found


def lodge(
    claim_id: str,
    agreement: Agreement,
    offers: Sequence[Offer],
    claimed_on: date,
    *,
    lodged_by: str,
    rules_as_of: RulesAsOf,
    chosen: Collection[str] | None = None,
) -> Claim:
    """Lock milestones and reserve their budget: the ``chosen`` ones, or all that can be claimed.

    All: what is outside its window or does not fit stays unclaimed; refuses when nothing is left.
    Chosen: every one must be claimable, or nothing is claimed.
    """
    if claimed_on < agreement.valid_from:
        raise DatesOutOfOrder("claimed_on", later="claimed_on", earlier="the agreement's valid_from")
    if chosen is not None:
        _all_there(chosen, offers)
        wanted = set(chosen)
        offers = [offer for offer in offers if offer.claimable.milestone_id in wanted]
    proposed = propose(agreement, offers, claimed_on, rules_as_of)
    if chosen is not None:
        _every_one(agreement, proposed)
    taken = [one for one in proposed if one.fate in {Fate.CLAIMED, Fate.REFUTED_BY_CHECK}]
    if not taken:
        _explain_nothing(agreement, proposed, claimed_on)
    claim = Claim(claim_id, agreement.institution_id, agreement.agreement_id, claimed_on, lodged_by)
    claim.lines = [_line(number, one) for number, one in enumerate(taken, start=1)]
    claim.content_hash = claim.hash_of_content()
    if not any(line.open for line in claim.lines):
        claim.state = ClaimState.REFUSED
    agreement.reserve(claim.amount)
    return claim


def _line(number: int, one: Proposed) -> ClaimLine:
    line, price = one.offer.claimable, one.offer.price
    refuted = one.fate is Fate.REFUTED_BY_CHECK
    return ClaimLine(
        number,
        line.milestone_id,
        line.milestone,
        line.package,
        line.applicant_id,
        price.amount,
        one.checks,
        one.offer.facts,
        price.source.value,
        price.en,
        price.zh,
        LineState.REFUTED if refuted else LineState.CLAIMED,
        one.why if refuted else None,
        one.why_zh if refuted else None,
    )


def _oldest_first(offer: Offer) -> tuple[date, str, str, str]:
    line = offer.claimable
    return line.earned_on, line.applicant_id, line.package.value, line.milestone.value


def _all_there(chosen: Collection[str], offers: Sequence[Offer]) -> None:
    there = {offer.claimable.milestone_id for offer in offers}
    for index, milestone_id in enumerate(chosen):
        if milestone_id not in there:
            raise MilestoneNotClaimable(f"milestone_ids[{index}]", milestone_id=milestone_id)


def _every_one(agreement: Agreement, proposed: Sequence[Proposed]) -> None:
    for one in proposed:
        milestone_id = one.offer.claimable.milestone_id
        if one.fate is Fate.WINDOW_CLOSED:
            raise ClaimWindowClosed("milestone_ids", milestone_id=milestone_id, last_day=one.last_day)
        if one.fate is Fate.NOT_YET_EARNED:
            raise DatesOutOfOrder("claimed_on", later="claimed_on", earlier="the day the milestone was earned")
        if one.fate is Fate.WAITS_FOR_BUDGET:
            needed = Money.sum(each.amount for each in proposed if each.fate is not Fate.REFUTED_BY_CHECK)
            raise BudgetExhausted("milestone_ids", free=agreement.free, needed=needed)


def _explain_nothing(agreement: Agreement, proposed: Sequence[Proposed], claimed_on: date) -> None:
    starved = next((one for one in proposed if one.fate is Fate.WAITS_FOR_BUDGET), None)
    if starved is not None:
        raise BudgetExhausted("agreement_id", free=agreement.free, needed=starved.amount)
    late = next((one for one in proposed if one.fate is Fate.WINDOW_CLOSED), None)
    if late is not None:
        raise ClaimWindowClosed("claimed_on", milestone_id=late.offer.claimable.milestone_id, last_day=late.last_day)
    raise NothingToClaim("agreement_id", claimed_on=claimed_on)
