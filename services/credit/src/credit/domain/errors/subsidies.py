"""What is refused about interest subsidies."""

from kit.refusal import Refusal


class QuarterNotOver(Refusal):
    """The quarter {quarter} ends on {ends_on}: interest of it can still be paid."""

    zh = "{quarter} 季度于 {ends_on} 结束，季度内仍可能收息。"
    mend = "Look at the preview; claim the subsidy once the quarter is over."
    mend_zh = "可先查看预览；请在季度结束后申领贴息。"


class QuarterClaimedAlready(Refusal):
    """The bank's subsidy for {quarter} was claimed already, or that of a later quarter ({latest})."""

    zh = "该银行 {quarter} 或其后季度（{latest}）的贴息已申领。"
    mend = "What came in or was corrected since then goes into the next quarter's batch."
    mend_zh = "此后的补录和更正计入下一季度批次。"


class EarlierBatchOpen(Refusal):
    """The bank's batch for {quarter} is not settled yet: it is {state}."""

    zh = "该银行 {quarter} 季度批次尚未结清（状态 {state}）。"
    mend = "Pay it, carry it over or return it first: each batch builds on what was claimed before."
    mend_zh = "请先拨付、结转或退回该批次：每批次均以此前已申领额为基础。"


class BatchDrawnUpMeanwhile(Refusal):
    """Another request drew up a batch of this bank at this very moment."""

    zh = "另一请求刚刚为该银行编制了批次。"
    mend = "Read the list of batches; this request changed nothing."
    mend_zh = "请查看批次列表；本次请求未作任何更改。"


class NothingToSubsidise(Refusal):
    """There is no subsidy to claim or to correct for this bank up to the end of {quarter}."""

    zh = "截至 {quarter} 季度末，该银行没有可申领或更正的贴息。"
    mend = "Check the bank and the quarter; the preview says why each interest does not count."
    mend_zh = "请核对银行和季度；预览会说明各项利息不予贴息的原因。"


class NothingToPay(Refusal):
    """The batch comes to {payable} yuan: there is nothing for finance to pay or for the bank to return."""

    zh = "该批次合计 {payable} 元，无须拨付或退回。"
    mend = "Carry it over: that settles it."
    mend_zh = "请作结转处理。"


class PayableToBank(Refusal):
    """The batch comes to {payable} yuan in the bank's favour: it is paid, not carried over."""

    zh = "该批次应付银行 {payable} 元，应予拨付，不能结转。"
    mend = "Pay it."
    mend_zh = "请拨付。"


class ClawedBackMeanwhile(Refusal):
    """The subsidy of {loans} loans in this batch has been clawed back since it was drawn up."""

    zh = "批次编制后，其中 {loans} 笔贷款的贴息已被追回。"
    mend = "Return the batch with this reason and draw it up again."
    mend_zh = "请以此为由退回批次并重新编制。"


class SubsidyReferenceReused(Refusal):
    """This payment reference was used for another batch."""

    zh = "该拨付凭证号已用于另一批次。"
    mend = "Use the treasury's own reference of this payment; a batch is paid once."
    mend_zh = "请使用本次拨付的凭证号；每批次只拨付一次。"


class ClawedBackAlready(Refusal):
    """The interest subsidy of this loan was clawed back before."""

    zh = "该贷款的贴息此前已追回。"
    mend = "Nothing more to do: the loan gets no subsidy again."
    mend_zh = "无须再办理：该贷款不再享受贴息。"
