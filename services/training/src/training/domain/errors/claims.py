"""What is refused of claims and their money."""

from __future__ import annotations

from kit.refusal import Refusal


class NothingToClaim(Refusal):
    """The institution has no earned, unclaimed milestone under this agreement on {claimed_on}."""

    zh = "截至 {claimed_on}，该机构在本协议下没有可申领的阶段成果。"
    mend = "Claim again when certificates, businesses or survivals have been recorded."
    mend_zh = "待有新的发证、注册或存活确认后再申领。"


class BudgetExhausted(Refusal):
    """Only {free} yuan of the agreement's budget are free; the next milestone needs {needed} yuan."""

    zh = "协议预算仅余 {free} 元，下一项需要 {needed} 元。"
    mend = "Wait until refuted lines release their budget, or agree on a larger one."
    mend_zh = "待不实项释放预算，或另签协议。"


class LineUnknown(Refusal):
    """The claim has no line {line}."""

    zh = "该申领单没有第 {line} 行。"
    mend = "Use the line numbers of the claim."
    mend_zh = "请使用申领单中的行号。"


class PaymentReferenceUsed(Refusal):
    """Payment reference {reference} was already used for another claim."""

    zh = "付款凭证号 {reference} 已用于其他申领单。"
    mend = "Use the reference of this very payment."
    mend_zh = "请填写本次付款的凭证号。"
