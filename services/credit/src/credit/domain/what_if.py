"""What if: leverage, coverage, the cap per loan or the fund were others? Recomputed, never written.

Everything is baseline next to changed, with the formula that made it. Guarantees that are out stay
as they are: a new coverage or cap holds for new loans only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal

from kit.money import Money

from credit.domain.claims_history import ClaimsRate, PastLoan
from credit.domain.errors.figures import (
    CapImpossible,
    CoverageImpossible,
    FundBelowNothing,
    LeverageImpossible,
    NothingChanged,
)

LEVERAGE_LIMIT = Decimal(100)
"""Beyond this a leverage is a slip of the pen."""


@dataclass(frozen=True)
class BankAccount:
    """A special account: net fund, what is guaranteed through it, whether the bank gets new guarantees; yuan."""

    bank_id: str
    net: Money
    liability: Money
    stopped: bool = False


@dataclass(frozen=True)
class Setting:
    """What is varied: times the net fund, % of principal, yuan a loan, net fund in yuan."""

    leverage: Decimal
    coverage_percent: Decimal
    amount_cap: Money
    net: Money


@dataclass(frozen=True)
class Change:
    """What is asked for; None leaves it. ``fund_change``: more (or less) money in the fund, yuan."""

    leverage: Decimal | None = None
    coverage_percent: Decimal | None = None
    amount_cap: Money | None = None
    fund_change: Money | None = None


@dataclass(frozen=True)
class Known:
    """What the programme knows of itself as of a day."""

    setting: Setting
    accounts: Sequence[BankAccount]
    loans: Sequence[PastLoan]
    rate: ClaimsRate


@dataclass(frozen=True)
class Measure:
    """One result: its value and, where it is an estimate, the ends of its interval. None: not known."""

    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class Compared:
    """A measure, how it is computed, and both values. ``unit``: yuan, loans, percent."""

    code: str
    unit: str
    formula: str
    formula_zh: str
    baseline: Measure
    changed: Measure


def changed_setting(base: Setting, change: Change) -> Setting:
    """The setting asked for. Raises NothingChanged and the refusals of impossible values."""
    if change.leverage is not None and not 0 < change.leverage <= LEVERAGE_LIMIT:
        raise LeverageImpossible(where="leverage", leverage=change.leverage, limit=LEVERAGE_LIMIT)
    if change.coverage_percent is not None and not 0 < change.coverage_percent <= 100:  # noqa: PLR2004 -- percent
        raise CoverageImpossible(where="coverage_percent", percent=change.coverage_percent)
    if change.amount_cap is not None and change.amount_cap <= Money.zero():
        raise CapImpossible(where="amount_cap", cap=change.amount_cap)
    more = change.fund_change or Money.zero()
    if base.net + more < Money.zero():
        raise FundBelowNothing(where="fund_change", taken=-more, net=base.net)
    setting = replace(
        base,
        leverage=base.leverage if change.leverage is None else change.leverage,
        coverage_percent=base.coverage_percent if change.coverage_percent is None else change.coverage_percent,
        amount_cap=base.amount_cap if change.amount_cap is None else change.amount_cap,
        net=base.net + more,
    )
    if setting == base:
        raise NothingChanged
    return setting


def compare(known: Known, change: Change) -> list[Compared]:
    """Every measure for the setting of today and for the changed one."""
    before, after = known.setting, changed_setting(known.setting, change)
    one, other = _measures(known, before), _measures(known, after)
    return [
        Compared(code, unit, formula, formula_zh, one[code], other[code])
        for code, (unit, formula, formula_zh) in FORMULAS.items()
    ]


FORMULAS: dict[str, tuple[str, str, str]] = {
    "cap": ("yuan", "net fund × leverage", "基金净额 × 放大倍数"),
    "headroom": (
        "yuan",
        "cap − guarantees reserved and effective; negative: more is guaranteed than the cap allows",
        "担保上限 − 已预留及生效的担保；为负表示超出上限",
    ),
    "usable_headroom": (
        "yuan",
        "the smaller of headroom and the sum of positive headroom of banks that are not stopped; a changed fund is "
        "spread over the accounts as today's is",
        "可用额度与各未停办银行正额度之和中的较小者；基金变动按现有账户比例分摊",
    ),
    "average_loan": (
        "yuan",
        "mean of all loans so far, each at most the cap per loan; above today's cap only loans that were at their "
        "cap can grow: they stay (low) or go up to the new cap (high)",
        "历史贷款平均额（每笔不超过单笔限额）；提高限额时仅原已达限额的贷款可能增加：不变为下限，增至新限额为上限",
    ),
    "guarantee_per_loan": ("yuan", "average loan × coverage", "平均贷款额 × 担保比例"),
    "reach": (
        "loans",
        "usable headroom ÷ guarantee per loan, whole loans",
        "可用额度 ÷ 笔均担保额，取整数笔",
    ),
    "exposure_at_full_use": (
        "yuan",
        "what is guaranteed today + usable headroom",
        "现有担保余额 + 可用额度",
    ),
    "expected_claims": (
        "yuan",
        "exposure at full use × claims rate × severity (claims paid ÷ guaranteed on claimed loans); interval from "
        "the claims rate's 95% interval (Wilson)",
        "用足额度时的担保余额 × 代偿率 × 损失程度（代偿额 ÷ 被代偿贷款担保额）；区间取自代偿率 95% 置信区间（Wilson）",
    ),
    "expected_claims_percent_of_fund": (
        "percent",
        "expected claims ÷ net fund",
        "预期代偿 ÷ 基金净额",
    ),
}


def _measures(known: Known, setting: Setting) -> dict[str, Measure]:
    liability = Money.sum(account.liability for account in known.accounts)
    cap = setting.net.times(setting.leverage)
    headroom = cap - liability
    usable = min(max(headroom, Money.zero()), _headroom_of_banks(known, setting))
    average = average_loan(known.loans, known.setting.amount_cap, setting.amount_cap)
    coverage = setting.coverage_percent / 100
    each = _scaled(average, coverage)
    exposure = (liability + usable).amount
    claims = _expected(exposure, known.rate)
    return {
        "cap": Measure(cap.amount),
        "headroom": Measure(headroom.amount),
        "usable_headroom": Measure(usable.amount),
        "average_loan": average,
        "guarantee_per_loan": each,
        "reach": _reach(usable, each),
        "exposure_at_full_use": Measure(exposure),
        "expected_claims": claims,
        "expected_claims_percent_of_fund": _percent(claims, setting.net),
    }


def _headroom_of_banks(known: Known, setting: Setting) -> Money:
    nets = _spread(known, setting.net)
    return Money.sum(
        max(net.times(setting.leverage) - account.liability, Money.zero())
        for account, net in zip(known.accounts, nets, strict=True)
        if not account.stopped
    )


def _spread(known: Known, net: Money) -> list[Money]:
    """``net`` over the accounts as today's fund is; evenly when there is none today."""
    today = [account.net for account in known.accounts]
    if net == Money.sum(today) or not today:
        return today
    weights = [max(item, Money.zero()).amount for item in today]
    return net.split(weights if any(weights) else [Decimal(1)] * len(today))


def average_loan(loans: Sequence[PastLoan], cap_now: Money, cap: Money) -> Measure:
    """Mean loan under ``cap``; an interval when the cap is raised. None without history."""
    if not loans:
        return Measure(None)
    kept = [min(loan.amount, cap.times(loan.persons)).amount for loan in loans]
    value = _mean(kept)
    if cap <= cap_now:
        return Measure(value)
    grown = [cap.times(loan.persons).amount if loan.at_cap else loan.amount.amount for loan in loans]
    return Measure(_mean([value, _mean(grown)]), value, _mean(grown))


def _mean(values: Sequence[Decimal]) -> Decimal:
    return Money.rounded(sum(values, Decimal(0)) / len(values)).amount


def _scaled(measure: Measure, factor: Decimal) -> Measure:
    low, value, high = (
        None if item is None else Money.rounded(item * factor).amount
        for item in (measure.low, measure.value, measure.high)
    )
    return Measure(value, low, high)


def _reach(usable: Money, each: Measure) -> Measure:
    """Larger guarantees reach fewer people: the interval's ends change places."""

    def whole(guarantee: Decimal | None) -> Decimal | None:
        return None if not guarantee else (usable.amount / guarantee).to_integral_value(rounding=ROUND_FLOOR)

    return Measure(whole(each.value), whole(each.high), whole(each.low))


def _expected(exposure: Decimal, rate: ClaimsRate) -> Measure:
    value, low, high = (
        None if share is None else Money.rounded(exposure * share * rate.severity).amount
        for share in (rate.rate, rate.low, rate.high)
    )
    return Measure(value, low, high)


def _percent(claims: Measure, net: Money) -> Measure:
    if net <= Money.zero():
        return Measure(None)
    value, low, high = (
        None if item is None else (item * 100 / net.amount).quantize(Decimal("0.01"))
        for item in (claims.value, claims.low, claims.high)
    )
    return Measure(value, low, high)
