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


class LoanClosed(Refusal):
    """The loan was closed on {closed_on}: a repayment of {paid_on} pays nothing."""

    zh = "该贷款已于 {closed_on} 结清，{paid_on} 的还款无从冲抵。"
    mend = "Check loan and value date; return the money, or reverse the repayment that closed the loan if it bounced."
    mend_zh = "请核对贷款编号和起息日；应退还该款项，如结清的那笔还款被退票，请先冲回。"


class LoanClaimed(Refusal):
    """The fund has paid the claim on this loan: what the borrower pays now is a recovery."""

    zh = "该贷款已由基金代偿，借款人此后的付款属于追偿款。"
    mend = "Record it as a recovery of the claim."
    mend_zh = "请作为追偿款登记。"


class RepaymentReversedAlready(Refusal):
    """Repayment {reference} is reversed already."""

    zh = "凭证号 {reference} 的还款已冲回。"
    mend = "Nothing to do; a new payment needs a reference of its own."
    mend_zh = "无需处理；新的还款请使用新的凭证号。"


class RepaymentUnknown(Refusal):
    """The bank has no repayment with reference {reference}."""

    zh = "该银行没有凭证号为 {reference} 的还款。"
    mend = "Use the reference under which the repayment was recorded."
    mend_zh = "请使用登记还款时的凭证号。"


class BorrowerHasNewLoan(Refusal):
    """The loan was closed, and its borrower has a new application or loan: it cannot be opened again."""

    zh = "该贷款已结清，且借款人已有新的申请或贷款，不能重新开立。"
    mend = "The programme office must end the new application first, or the bank claims the bounced money otherwise."
    mend_zh = "须先由项目办终止新的申请，或由银行另行追索退票款项。"


class ExtensionTooLong(Refusal):
    """An extension of {months} months is longer than the {limit} months that the product allows."""

    zh = "展期 {months} 个月超过上限 {limit} 个月。"
    mend = "Ask for at most {limit} months."
    mend_zh = "展期不得超过 {limit} 个月。"


class TooManyExtensions(Refusal):
    """The loan has been extended {times} times; the product allows {limit}."""

    zh = "该贷款已展期 {times} 次，产品最多允许 {limit} 次。"
    mend = "The loan must be repaid by its present maturity."
    mend_zh = "贷款须在现到期日前还清。"


class ExtensionAfterMaturity(Refusal):
    """The loan matures on {maturity}: an extension from {extended_on} comes too late."""

    zh = "贷款于 {maturity} 到期，自 {extended_on} 起展期为时已晚。"
    mend = "An extension takes effect on the day of maturity at the latest."
    mend_zh = "展期最迟应于到期日当天生效。"


class ExtensionPending(Refusal):
    """An extension of this loan is asked for already and not decided."""

    zh = "该贷款已有待审批的展期申请。"
    mend = "Have it decided first."
    mend_zh = "请先办理该展期申请。"


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
