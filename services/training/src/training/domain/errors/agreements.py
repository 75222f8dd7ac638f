"""What is refused of agreements and their prices."""

from __future__ import annotations

from kit.refusal import Refusal


class PriceAboveCap(Refusal):
    """{amount} yuan for {milestone} of {package} are above the policy's {cap} yuan ({reference})."""

    zh = "{package} 的 {milestone} 单价 {amount} 元高于政策标准 {cap} 元（{reference}）。"
    mend = "Agree on the policy's amount or less."
    mend_zh = "协议单价不得高于政策标准。"


class PriceNamedTwice(Refusal):
    """{milestone} of {package} has two prices for one target group."""

    zh = "{package} 的 {milestone} 对同一群体列了两个单价。"
    mend = "Name each price once."
    mend_zh = "每项单价只列一次。"


class AgreementOverlaps(Refusal):
    """The institution already has an agreement from {valid_from} to {valid_to}."""

    zh = "该机构已有 {valid_from} 至 {valid_to} 的协议。"
    mend = "Amend that agreement, or let the new one begin after it ends."
    mend_zh = "请修订原协议，或使新协议在其终止后生效。"


class BudgetBelowCommitted(Refusal):
    """{budget} yuan are less than the {committed} yuan that are reserved or paid already."""

    zh = "预算 {budget} 元低于已预留和已支付的 {committed} 元。"
    mend = "Agree on a budget that covers what is committed."
    mend_zh = "预算应不低于已承付金额。"


class AmendmentPending(Refusal):
    """Amendment {number} of this agreement waits for its second person."""

    zh = "本协议第 {number} 版修订尚待第二人审批。"
    mend = "Have it approved or rejected first."
    mend_zh = "请先审批该修订。"


class AmendmentUnknown(Refusal):
    """The agreement has no amendment {number}."""

    zh = "本协议没有第 {number} 版修订。"
    mend = "Use a number from the agreement's versions."
    mend_zh = "请使用协议版本列表中的编号。"


class NothingAmended(Refusal):
    """The amendment changes neither budget, nor period, nor prices."""

    zh = "修订未改变预算、期限或单价。"
    mend = "Say what changes."
    mend_zh = "请填写修订内容。"


class AgreementEnded(Refusal):
    """The agreement ended on {ended_on}."""

    zh = "该协议已于 {ended_on} 终止。"
    mend = "Make a new agreement."
    mend_zh = "请另签协议。"
