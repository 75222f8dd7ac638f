"""Is the business plan feasible? The system explains and recommends; people decide [S].

Each finding is a verdict that advises (it binds nobody) with its explanation in Chinese and English.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kit.money import Money

from credit.domain.business_plan import (
    BusinessPlan,
    CashFlow,
    average_sales,
    break_even_month,
    break_even_sales,
    cash_flow,
)
from credit.domain.rules import Rules
from credit.domain.saturation import Saturation, judge_saturation
from credit.domain.schedules import Terms
from credit.domain.verdicts import Limit, Verdict, verdict


class Recommendation(StrEnum):
    """What the appraisal recommends to the people who decide."""

    RECOMMEND = "recommend"
    WITH_CARE = "recommend_with_care"
    ADVISE_AGAINST = "advise_against"


@dataclass(frozen=True)
class Finding:
    """A verdict on the plan and what it means, in both languages."""

    verdict: Verdict
    en: str
    zh: str

    def as_facts(self) -> dict[str, object]:
        """Plain values, as they are stored and answered."""
        return self.verdict.as_facts() | {"explanation_en": self.en, "explanation_zh": self.zh}


@dataclass(frozen=True)
class Appraisal:
    """The cash flow with the loan, every finding, and the recommendation."""

    flow: CashFlow
    stressed: CashFlow
    findings: tuple[Finding, ...]
    recommendation: Recommendation

    @property
    def verdicts(self) -> list[Verdict]:
        """The findings' verdicts."""
        return [found.verdict for found in self.findings]

    @property
    def weak(self) -> list[str]:
        """The rules that are not met."""
        return [found.verdict.rule for found in self.findings if not found.verdict.met]


def appraise(plan: BusinessPlan, terms: Terms, saturation: Saturation, rules: Rules) -> Appraisal:
    """All findings on a plan for a loan on ``terms``, by the rules of the day."""
    fall = rules.plan_sales_fall_percent.value
    flow, stressed = cash_flow(plan, terms), cash_flow(plan.with_sales_fallen(fall), terms)
    found = [
        _cover_of_year(flow, rules),
        _cover_by_month(flow, rules),
        _break_even_month(plan, rules),
        *([] if plan.net_only else [_break_even_sales(plan, flow, rules)]),
        _own_contribution(plan, terms, rules),
        _lowest_cash(plan, flow, rules),
        _stressed_cover(plan, stressed, rules),
        _stressed_cash(stressed, rules),
        _saturation(saturation, rules),
    ]
    return Appraisal(flow, stressed, tuple(found), _recommend(flow, plan, found))


def _recommend(flow: CashFlow, plan: BusinessPlan, found: Sequence[Finding]) -> Recommendation:
    """Against, when the business cannot pay the bank or never pays for itself; with care, when anything is weak."""
    if (flow.cover is not None and flow.cover < 1) or break_even_month(plan) is None:
        return Recommendation.ADVISE_AGAINST
    sound = all(item.verdict.met for item in found)
    return Recommendation.RECOMMEND if sound else Recommendation.WITH_CARE


def _advice(rule: str, limit: Limit[object], *, met: bool, value: object, shown: str, en: str, zh: str) -> Finding:
    return Finding(verdict(rule, met=met, value=value, limit=limit, shown_limit=shown, binding=False), en, zh)


def _cover_of_year(flow: CashFlow, rules: Rules) -> Finding:
    limit = rules.debt_service_cover_min
    return _advice(
        "debt_service_cover",
        limit,
        met=flow.cover is None or flow.cover >= limit.value,
        value=flow.cover,
        shown=f"at least {limit.value}",
        en=f"Operating cash of the year {flow.operating_cash} over debt service {flow.debt_service}: each yuan due "
        f"is backed by {flow.cover} yuan.",
        zh=f"全年经营净现金 {flow.operating_cash} 元，应还本息 {flow.debt_service} 元："
        f"每 1 元到期债务有 {flow.cover} 元现金保障。",
    )


def _cover_by_month(flow: CashFlow, rules: Rules) -> Finding:
    limit = rules.debt_service_cover_min
    covers = [(line.cover, line.month) for line in flow.lines if line.cover is not None]
    below = [month for cover, month in covers if cover < limit.value]
    lowest, month = min(covers, default=(Decimal(0), 0))
    months = ", ".join(str(item) for item in below)
    return _advice(
        "debt_service_cover_by_month",
        limit,
        met=not below,
        value=f"{lowest} in month {month}" if covers else "none",
        shown=f"at least {limit.value} in every month",
        en=f"Months below the limit: {months}. Ask how they are bridged, or for grace."
        if below
        else "No month falls below the limit.",
        zh=f"低于标准的月份：第 {months} 月，须说明资金如何衔接，或考虑宽限期。" if below else "各月均不低于标准。",
    )


def _break_even_month(plan: BusinessPlan, rules: Rules) -> Finding:
    month = break_even_month(plan)
    return _advice(
        "break_even_month",
        Limit(len(plan.months), rules.debt_service_cover_min.reference),
        met=month is not None,
        value=month,
        shown=f"by month {len(plan.months)}",
        en="The business does not earn its running costs within the year."
        if month is None
        else f"From month {month} on the business has earned more than its running costs.",
        zh="一年内经营收入不能覆盖经营支出。" if month is None else f"自第 {month} 月起累计经营收入超过经营支出。",
    )


def _break_even_sales(plan: BusinessPlan, flow: CashFlow, rules: Rules) -> Finding:
    needed, planned = break_even_sales(plan, flow.debt_service), average_sales(plan)
    if needed is None:
        en, zh = (
            "Goods cost as much as they bring: no sales would cover the costs.",
            "进货成本不低于售价，任何销售额都无法保本。",
        )
    else:
        en = f"Sales of {needed} a month pay fixed costs, the owner's living and the bank; planned are {planned}."
        zh = f"每月销售 {needed} 元可覆盖固定支出、生活费和还款；计划月均销售 {planned} 元。"
    return _advice(
        "break_even_sales",
        rules.debt_service_cover_min,
        met=needed is not None and needed <= planned,
        value=needed,
        shown=f"at most the planned {planned} a month",
        en=en,
        zh=zh,
    )


def _own_contribution(plan: BusinessPlan, terms: Terms, rules: Rules) -> Finding:
    limit = rules.own_contribution_percent_min
    in_all = plan.own_contribution + terms.principal
    share = (plan.own_contribution.amount * 100 / in_all.amount).quantize(Decimal("0.1"))
    exact = plan.own_contribution.amount * 100 >= limit.value * in_all.amount
    return _advice(
        "own_contribution",
        limit,
        met=exact,
        value=f"{plan.own_contribution} ({share}%)",
        shown=f"at least {limit.value}% of own money and loan together",
        en=f"The owner brings {plan.own_contribution} of {in_all}, that is {share}%.",
        zh=f"总投入 {in_all} 元，其中自有资金 {plan.own_contribution} 元，占 {share}%。",
    )


def _lowest_cash(plan: BusinessPlan, flow: CashFlow, rules: Rules) -> Finding:
    lowest = flow.lowest
    basis_en = " Own money and loan are taken to be spent at the start (the plan gives net amounts only)."
    basis_zh = "（计划仅列净额，视自有资金与贷款期初已用完。）"
    return _advice(
        "lowest_cash",
        Limit("0.00", rules.debt_service_cover_min.reference),
        met=lowest.balance >= Money.zero(),
        value=f"{lowest.balance} in month {lowest.month}",
        shown="0.00 or more",
        en=f"Cash is lowest at the end of month {lowest.month}: {lowest.balance}."
        + (basis_en if plan.net_only else ""),
        zh=f"第 {lowest.month} 月末现金最低：{lowest.balance} 元。" + (basis_zh if plan.net_only else ""),
    )


def _stressed_cover(plan: BusinessPlan, stressed: CashFlow, rules: Rules) -> Finding:
    limit, fall = rules.plan_stressed_cover_min, rules.plan_sales_fall_percent.value
    what_en = "net cash (sales are not given, so the true fall is deeper)" if plan.net_only else "sales"
    what_zh = "净现金（计划未列销售额，实际影响更大）" if plan.net_only else "销售额"
    return _advice(
        "sensitivity_cover",
        limit,
        met=stressed.cover is None or stressed.cover >= limit.value,
        value=stressed.cover,
        shown=f"at least {limit.value} with {fall}% less",
        en=f"With {fall}% less {what_en} the debt service cover is {stressed.cover}.",
        zh=f"{what_zh}下降 {fall}% 时，偿债备付率为 {stressed.cover}。",
    )


def _stressed_cash(stressed: CashFlow, rules: Rules) -> Finding:
    lowest, fall = stressed.lowest, rules.plan_sales_fall_percent
    viable = lowest.balance >= Money.zero()
    return _advice(
        "sensitivity_lowest_cash",
        fall,
        met=viable,
        value=f"{lowest.balance} in month {lowest.month}",
        shown=f"0.00 or more with {fall.value}% less",
        en=f"Then cash is lowest in month {lowest.month}: {lowest.balance}; the business "
        + ("stays viable." if viable else "runs out of money."),
        zh=f"此时第 {lowest.month} 月现金最低：{lowest.balance} 元，"
        + ("经营仍可持续。" if viable else "资金将断流。"),
    )


def _saturation(saturation: Saturation, rules: Rules) -> Finding:
    return Finding(judge_saturation(saturation, rules), saturation.note_en, saturation.note_zh)
