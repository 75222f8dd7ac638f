"""What credit refuses about loans and repayments."""

from kit.refusal import Refusal


class LoanUnknown(Refusal):
    """The bank has no loan with this id."""

    zh = "该银行没有该编号的贷款。"
    mend = "Use the loan id of the disbursement."
    mend_zh = "请使用放款时的贷款编号。"


class RepaymentBeforeDisbursement(Refusal):
    """A repayment of {paid_on} lies before the disbursement of {disbursed_on}."""

    zh = "还款日 {paid_on} 早于放款日 {disbursed_on}。"
    mend = "Check the value date and the loan."
    mend_zh = "请核对起息日和贷款编号。"


class RepaymentExceedsBalance(Refusal):
    """{amount} yuan is more than the {owed} yuan still owed."""

    zh = "{amount} 元超过尚欠的 {owed} 元。"
    mend = "Record at most what is owed and return the rest."
    mend_zh = "最多登记尚欠金额，其余退还。"


class RepaymentReferenceReused(Refusal):
    """Reference {reference} is recorded already with another loan, amount or date."""

    zh = "凭证号 {reference} 已登记，且贷款、金额或日期不同。"
    mend = "Use the bank's own reference of this payment."
    mend_zh = "请使用该笔还款的银行凭证号。"


class DisbursementReferenceReused(Refusal):
    """The bank used this reference for another disbursement."""

    zh = "该银行已将此凭证号用于另一笔放款。"
    mend = "Use the bank's own reference of this disbursement."
    mend_zh = "请使用该笔放款的银行凭证号。"


class RecordedMeanwhile(Refusal):
    """Another request recorded the same at this very moment; nothing of this one was recorded."""

    zh = "另一请求正在登记相同内容，本次未作任何登记。"
    mend = "Send it again: lines that are recorded by then are reported as duplicates."
    mend_zh = "请重新提交：届时已登记的行将标为重复。"
