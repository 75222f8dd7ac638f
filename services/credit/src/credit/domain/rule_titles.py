"""What each rule is called in both languages, wherever a verdict is shown to a person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Title:
    """A rule's name for people."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """``zh`` or else English."""
        return self.zh if language == "zh" else self.en


_APPLICATION = {
    "applicant_accepted": Title("Takes part in the programme", "已被项目受理"),
    "certificate": Title("Training certificate", "培训合格证"),
    "amount_cap": Title("Highest amount", "贷款最高限额"),
    "term_months": Title("Longest term, months", "最长贷款期限（月）"),
    "open_loans": Title("Open loans or applications", "未结清贷款或在办申请"),
    "partners": Title("Partners who borrow together", "合伙借款人数"),
    "partners_qualified": Title("Every partner qualifies", "合伙人均符合条件"),
    "partners_apart_from_guarantors": Title("Partners do not guarantee each other", "合伙人未互相担保"),
    "bank_deadline": Title("The bank decides in time", "银行审批期限"),
    "disbursement_deadline": Title("The bank pays out in time", "放款期限"),
    "idle_deadline": Title("The application moves on in time", "申请办理期限"),
    "approvers": Title("Approvers", "审批人数"),
}
_PLAN = {
    "debt_service_cover": Title("Debt service cover of the year", "全年偿债备付率"),
    "debt_service_cover_by_month": Title("Debt service cover by month", "各月偿债备付率"),
    "break_even_month": Title("Break-even month", "盈亏平衡月份"),
    "break_even_sales": Title("Break-even sales a month", "月保本销售额"),
    "own_contribution": Title("Own contribution", "自有资金"),
    "lowest_cash": Title("Lowest cash balance", "最低现金余额"),
    "sensitivity_cover": Title("Debt service cover if sales fall", "销售下降时的偿债备付率"),
    "sensitivity_lowest_cash": Title("Lowest cash if sales fall", "销售下降时的最低现金余额"),
    "local_saturation": Title("Local saturation of the trade", "当地行业饱和度"),
}
_SECURITY = {
    "counter_guarantee_total": Title("Counter-guarantees in all", "反担保总额"),
    "guarantor_income": Title("Guarantor's yearly income", "保证人年收入"),
    "guarantor_promise": Title("Guarantor's promise within the income", "保证金额不超过年收入"),
    "guarantor_insured_months": Title("Guarantor's months of insurance", "保证人参保月数"),
    "guarantor_retires_on": Title("Guarantor's retirement", "保证人退休时间"),
    "guarantor_is_spouse": Title("Guarantor is the spouse", "保证人为配偶"),
    "group_members": Title("Members of the joint group", "联保小组人数"),
    "group_households": Title("Different households in the group", "联保小组家庭户数"),
    "group_has_borrower": Title("The borrower is a member", "借款人为小组成员"),
    "group_members_accepted": Title("Members take part in the programme", "小组成员均已受理"),
    "group_member_days_late": Title("A member's days late", "小组成员逾期天数"),
    "group_open": Title("The group takes new loans", "联保小组可新增贷款"),
    "guarantor_capacity": Title("Guarantor's capacity across loans", "保证人剩余担保能力"),
    "guarantor_circle": Title("No circle of guarantees", "无循环担保"),
    "guarantor_employer": Title("Guarantor's employer", "保证人工作单位"),
    "guarantor_is_borrower": Title("Guarantor is the borrower", "保证人为借款人本人"),
    "guarantor_relation": Title("Guarantor's relation to the borrower", "保证人与借款人关系"),
    "asset_free": Title("The asset secures no other loan", "抵质押物未重复担保"),
    "counter_guarantee_verified": Title("Evidence verified", "反担保材料已核实"),
    "mutual_deposit_free": Title("The deposit in the mutual fund is free", "互助金可用"),
    "named_once": Title("Named once only", "同一反担保仅列一次"),
    "community_rate": Title("Repayment rate of the credit community", "信用社区还款率"),
    "community_recognised": Title("The credit community is recognised", "信用社区已认定"),
}
_FUND = {
    "fund_headroom": Title("Headroom of the fund", "基金可用担保额度"),
    "bank_headroom": Title("Headroom at the bank", "银行专户可用担保额度"),
    "bank_compensation_rate": Title("The bank's compensation rate", "银行代偿率"),
}
_CLAIM = {
    "guarantee_in_force": Title("The guarantee is in force", "担保处于有效状态"),
    "guarantee_period": Title("Claimed within the guarantee period", "在保证期间内"),
    "days_past_due": Title("Days past due", "逾期天数"),
    "demand_letter_on": Title("Demand letter sent in time", "催收函送达时间"),
    "amount_within_guarantee": Title("Amount within the guarantee", "申请金额不超过担保责任"),
    "payment_within_guarantee": Title("Payment within the guarantee", "代偿金额不超过担保责任"),
    "special_account_holds": Title("The special account holds the payment", "专户余额足够代偿"),
}
TITLES: Mapping[str, Title] = {**_APPLICATION, **_PLAN, **_SECURITY, **_FUND, **_CLAIM}
"""By the rule's own name, without the place it was found at (``counter_guarantees[0].``)."""


def title_of(rule: str) -> Title:
    """The title of a verdict's rule; its own name when none is known (a rule of an older version)."""
    name = rule.rpartition(".")[2]
    return TITLES.get(name) or Title(name.replace("_", " ").capitalize(), name)


_MET = {True: ("met", "符合"), False: ("not met", "不符合")}
_ADVICE = {True: ("", ""), False: (" (advice)", "（供参考）")}


_WORDS = (
    (r"\bat least (\S+?)% of own money and loan together\b", r"不低于自有资金与贷款合计的 \1%"),
    (r"\bat least (\S+) in every month\b", r"各月均不低于 \1"),
    (r"\bat least (\S+) with (\S+?)% less\b", r"下降 \2% 时不低于 \1"),
    (r"^(\S+) or more with (\S+?)% less$", r"下降 \2% 时不低于 \1"),
    (r"\bat most the planned (\S+) a month\b", r"不高于计划月均 \1"),
    (r"\bat most the yearly income (\S+)", r"不超过年收入 \1"),
    (r"\bfewer than (\S+) active, at most (\S+?)% failing\b", r"在营少于 \1 户，不良占比不超过 \2%"),
    (r"^(\S+) active, (\S+?)% failing$", r"在营 \1 户，不良占比 \2%"),
    (r"^(\S+), all participants of the programme$", r"\1，均为项目参加者"),
    (r"^(\S+), one for each member$", r"\1，每名成员一户"),
    (r"^(\S+) in month (\d+)$", r"\1（第 \2 月）"),
    (r"^by month (\d+)$", r"第 \1 月以前"),
    (r"^more than (\S+)$", r"超过 \1"),
    (r"^(\S+) or earlier$", r"\1 或以前"),
    (r"^(\S+) or later$", r"\1 或以后"),
    (r"^(\S+) or more$", r"不低于 \1"),
    (r"^(\d+) to (\d+)$", r"\1 至 \2"),
    (r"^below (\S+)$", r"低于 \1"),
    (r"^at least (\S+)$", r"不低于 \1"),
    (r"^at most (\S+)$", r"不高于 \1"),
    (r"^by (\S+)$", r"不晚于 \1"),
    (r"^yes$", "是"),
    (r"^no$", "否"),
    (r"^none$", "无"),
)


def in_language(text: str, language: str) -> str:
    """A value or limit, which is stored in English, in ``language``; figures and unknown words stay as they are."""
    if language == "zh":
        for pattern, chinese in _WORDS:
            found, changed = re.subn(pattern, chinese, text)
            if changed:
                return found
    return text


def in_sentence(facts: Mapping[str, object], language: str) -> str:
    """A stored verdict as a sentence: title, value, limit, met or not, reference."""
    title, value, limit, met, reference = in_words_row(facts, language)
    if language == "zh":
        return f"{title}：{value}；标准：{limit}；{met}；依据：{reference}"
    return f"{title}: {value}; rule: {limit}; {met}; reference: {reference}"


def in_words_row(facts: Mapping[str, object], language: str) -> tuple[str, str, str, str, str]:
    """A stored verdict for a table: title, value, limit, met or not, reference."""
    index = 1 if language == "zh" else 0
    met = _MET[bool(facts["met"])][index] + _ADVICE[bool(facts.get("binding", True))][index]
    rule = str(facts["rule"])
    title = title_of(rule).in_language(language)
    if (place := re.match(r"counter_guarantees\[(\d+)\]\.", rule)) is not None:
        title += f" ({int(place[1]) + 1})"
    value, limit = in_language(str(facts["value"]), language), in_language(str(facts["limit"]), language)
    return title, value, limit, met, str(facts["reference"])
