"""Is the business plan feasible? The system explains and recommends; people decide [S]."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kit.money import Money

from credit.domain.rules import Rules
from credit.domain.schedules import Terms, build_schedule
from credit.domain.verdicts import Limit, Verdict, verdict

PLAN_MONTHS = 12


@dataclass(frozen=True)
class Plan:
    """What the borrower brings and what the business is expected to leave, month by month, in yuan.

    ``monthly_net_cash``: twelve amounts, cash in less cash out before debt service.
    """

    own_contribution: Money
    monthly_net_cash: tuple[Money, ...]


def judge_plan(plan: Plan, terms: Terms, rules: Rules) -> list[Verdict]:
    """Debt service cover, break-even and own contribution, as advice."""
    service = debt_service(terms)
    cash = Money.sum(plan.monthly_net_cash)
    cover = (cash.amount / service.amount).quantize(Decimal("0.01")) if service else None
    month = break_even_month(plan)
    reference = rules.debt_service_cover_min.reference
    return [
        verdict(
            "debt_service_cover",
            met=cover is None or cover >= rules.debt_service_cover_min.value,
            value=cover,
            limit=rules.debt_service_cover_min,
            binding=False,
        ),
        verdict(
            "break_even_month",
            met=month is not None,
            value=month,
            limit=Limit(PLAN_MONTHS, reference),
            binding=False,
        ),
        verdict(
            "own_contribution",
            met=plan.own_contribution > Money.zero(),
            value=plan.own_contribution,
            limit=Limit("more than 0.00", reference),
            binding=False,
        ),
    ]


@lru_cache(maxsize=1024)
def debt_service(terms: Terms) -> Money:
    """Principal and interest of the first twelve months, in yuan. Remembered: most loans are alike."""
    return Money.sum(line.amount for line in build_schedule(terms)[:PLAN_MONTHS])


def break_even_month(plan: Plan) -> int | None:
    """The first month (1 to 12) from which the business has earned more than it cost; None if never."""
    total, month = Decimal(0), 1
    for number, cash in enumerate(plan.monthly_net_cash, start=1):
        total += cash.amount
        if total <= 0:
            month = number + 1
    return month if month <= len(plan.monthly_net_cash) else None
