"""The figures of a public credit guarantee scheme: what each one is, and how it follows from its numerator.

Each opens the list behind it, and the list's sum (or count) is the figure's numerator.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from credit.domain.errors.figures import FigureUnknown


class Unit(StrEnum):
    """What a figure is counted in."""

    YUAN = "yuan"
    PERCENT = "percent"
    TIMES = "times"
    DAYS = "days"
    PEOPLE = "people"


class Listed(StrEnum):
    """What the list behind a figure shows; ``COUNT`` lists count one for each row, the others add yuan or days."""

    ACCOUNTS = "special_accounts"
    GUARANTEES = "guarantees"
    CLAIMS = "claims"
    RECOVERIES = "recoveries"
    BATCHES = "subsidy_batches"
    BORROWERS = "borrowers"
    LOANS = "loans"
    BUSINESSES = "businesses"


@dataclass(frozen=True)
class Definition:
    """A figure in words, English and Chinese. Without ``denominator`` the value is the numerator."""

    code: str
    unit: Unit
    listed: Listed
    name: str
    name_zh: str
    text: str
    text_zh: str
    numerator: str
    denominator: str | None = None
    grouped: bool = False


FIGURES: Mapping[str, Definition] = {
    item.code: item
    for item in (
        Definition(
            "net_fund",
            Unit.YUAN,
            Listed.ACCOUNTS,
            "Net fund",
            "担保基金净额",
            "Balance of the special accounts at the partner banks.",
            "各合作银行担保基金专户余额之和。",
            "balance of special accounts",
        ),
        Definition(
            "guaranteed_liability",
            Unit.YUAN,
            Listed.GUARANTEES,
            "Guaranteed liability",
            "在保责任余额",
            "What the fund answers for: guarantees reserved and effective.",
            "基金承担的担保责任：已预留和已生效担保之和。",
            "guarantees reserved and effective",
        ),
        Definition(
            "leverage",
            Unit.TIMES,
            Listed.GUARANTEES,
            "Leverage",
            "放大倍数",
            "Guaranteed liability as times the net fund; the policy caps it.",
            "在保责任余额与担保基金净额之比；政策设有上限。",
            "guarantees reserved and effective",
            "net fund",
        ),
        Definition(
            "headroom",
            Unit.YUAN,
            Listed.ACCOUNTS,
            "Headroom",
            "可用担保额度",
            "What may still be guaranteed: leverage cap × net fund − guaranteed liability. The list shows each "
            "account's own; a bank without room of its own guarantees nothing new.",
            "尚可担保额度：放大倍数上限 × 基金净额 − 在保责任余额。清单列出各专户额度；专户无额度者不得新增担保。",
            "leverage cap × balance of special accounts − guarantees",
        ),
        Definition(
            "coverage",
            Unit.PERCENT,
            Listed.GUARANTEES,
            "Coverage",
            "担保覆盖率",
            "Share of the principal owed on guaranteed loans that the fund answers for.",
            "在保贷款未还本金中由基金承担的比例。",
            "guarantees effective",
            "principal owed on disbursed loans",
        ),
        Definition(
            "concentration_bank",
            Unit.PERCENT,
            Listed.GUARANTEES,
            "Concentration in one bank",
            "银行集中度",
            "Share of the guaranteed liability in the bank that has most of it; groups show all banks.",
            "在保责任最多的一家银行所占比例；分组列出各银行。",
            "guarantees of the largest bank",
            "guarantees reserved and effective",
            grouped=True,
        ),
        Definition(
            "concentration_sector",
            Unit.PERCENT,
            Listed.GUARANTEES,
            "Concentration in one sector",
            "行业集中度",
            "Share of the guaranteed liability in the sector that has most of it; groups show all sectors.",
            "在保责任最多的一个行业所占比例；分组列出各行业。",
            "guarantees of the largest sector",
            "guarantees reserved and effective",
            grouped=True,
        ),
        Definition(
            "concentration_area",
            Unit.PERCENT,
            Listed.GUARANTEES,
            "Concentration in one area",
            "地区集中度",
            "Share of the guaranteed liability in the area that has most of it; groups show all areas.",
            "在保责任最多的一个地区所占比例；分组列出各地区。",
            "guarantees of the largest area",
            "guarantees reserved and effective",
            grouped=True,
        ),
        Definition(
            "claims_rate",
            Unit.PERCENT,
            Listed.CLAIMS,
            "Claims rate",
            "代偿率",
            "Claims paid as a share of all guarantees that ever took effect, by amount.",
            "累计代偿额占累计生效担保额的比例。",
            "claims paid",
            "guarantees that took effect",
        ),
        Definition(
            "claim_rejection_rate",
            Unit.PERCENT,
            Listed.CLAIMS,
            "Claim rejection rate",
            "代偿申请拒绝率",
            "Claims rejected, and not approved on appeal, as a share of claims decided, by number.",
            "被拒绝（且复议未改判）的代偿申请占已决定申请的比例，按件数。",
            "claims rejected",
            "claims decided",
        ),
        Definition(
            "days_to_payment",
            Unit.DAYS,
            Listed.CLAIMS,
            "Days from claim to payment",
            "代偿平均天数",
            "Mean number of days from lodging a claim to its payment.",
            "从提出代偿申请到拨付的平均天数。",
            "days from lodging to payment",
            "claims paid, by number",
        ),
        Definition(
            "recovery_rate",
            Unit.PERCENT,
            Listed.RECOVERIES,
            "Recovery rate",
            "追偿率",
            "The fund's share of what was recovered as a share of claims paid, by amount; reversals taken off.",
            "基金追回额占累计代偿额的比例；冲正已扣除。",
            "recovered for the fund",
            "claims paid",
        ),
        Definition(
            "net_loss",
            Unit.YUAN,
            Listed.CLAIMS,
            "Net loss",
            "净损失",
            "Claims paid less what was recovered for the fund.",
            "累计代偿额减基金追回额。",
            "claims paid − recovered for the fund",
        ),
        Definition(
            "receivables",
            Unit.YUAN,
            Listed.CLAIMS,
            "Receivables by age",
            "应收代偿款（按账龄）",
            "What is still to be recovered of claims paid, written off taken out; groups by days since the payment.",
            "已代偿未追回且未核销的金额；按代偿后天数分组。",
            "claims paid − recovered − written off",
            grouped=True,
        ),
        Definition(
            "subsidy_paid",
            Unit.YUAN,
            Listed.BATCHES,
            "Interest subsidy paid",
            "已拨付贴息",
            "Batches that finance paid, less what banks returned.",
            "财政已拨付的贴息批次，扣除银行退回额。",
            "batches paid",
        ),
        Definition(
            "women",
            Unit.PERCENT,
            Listed.BORROWERS,
            "Women among borrowers",
            "女性借款人比例",
            "Women as a share of all who got a loan and whose sex is known; the applicant who signs is counted.",
            "女性占已获贷款且性别已知借款人的比例；以申请人计。",
            "women who got a loan",
            "borrowers whose sex is known",
        ),
        Definition(
            "first_time_borrowers",
            Unit.PERCENT,
            Listed.LOANS,
            "First-time borrowers",
            "首次借款比例",
            "Loans that are the borrower's first of this programme as a share of all loans; others are unknown.",
            "借款人在本项目首次获得的贷款占全部贷款的比例；其他渠道贷款未知。",
            "first loans of their borrowers",
            "loans disbursed",
        ),
        Definition(
            "jobs",
            Unit.PEOPLE,
            Listed.BUSINESSES,
            "Jobs in borrowers' businesses",
            "借款人企业就业人数",
            "People other than the owners working at the last verified visit in surviving businesses of people who got "
            "a loan; none in a business that has closed.",
            "获贷者企业（存活且未歇业）最近一次核实走访时除业主外的在岗人数。",
            "people working, owners apart",
        ),
    )
}

RECEIVABLE_AGES = (90, 180, 365)
"""Ends of the age groups of receivables, in days since the claim was paid; the last group is open."""


def figure_called(code: str) -> Definition:
    """The definition of a figure. Raises FigureUnknown."""
    if code not in FIGURES:
        raise FigureUnknown(where="code", code=code)
    return FIGURES[code]


def value_of(definition: Definition, numerator: Decimal, denominator: Decimal | None) -> Decimal | None:
    """The figure: numerator over denominator in its unit. None when there is nothing to divide by."""
    if definition.denominator is None:
        return numerator
    if not denominator:
        return None
    ratio = numerator / denominator
    match definition.unit:
        case Unit.PERCENT:
            return (ratio * 100).quantize(Decimal("0.01"))
        case Unit.DAYS:
            return ratio.quantize(Decimal("0.1"))
        case _:
            return ratio.quantize(Decimal("0.01"))


def age_groups() -> tuple[str, ...]:
    """Names of the age groups of receivables, the youngest first."""
    starts = (0, *(end + 1 for end in RECEIVABLE_AGES))
    closed = tuple(f"{start}-{end}" for start, end in zip(starts, RECEIVABLE_AGES, strict=False))
    return (*closed, f"over {RECEIVABLE_AGES[-1]}")
