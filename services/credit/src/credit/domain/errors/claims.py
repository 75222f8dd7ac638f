"""What is refused about a bank's claim on the fund, and about what is recovered afterwards."""

from kit.refusal import Refusal


class GuaranteeNotInForce(Refusal):
    """The guarantee of this loan is {state}: the fund answers for nothing that could be claimed."""

    zh = "该贷款的担保状态为 {state}，基金不再承担可索赔的责任。"
    mend = "Only a loan whose guarantee is effective can be claimed for, and only once."
    mend_zh = "仅担保有效的贷款可申请代偿，且只能代偿一次。"


class ClaimTooEarly(Refusal):
    """The loan is {days} days past due on {day}; a claim needs more than {limit}."""

    zh = "该贷款截至 {day} 逾期 {days} 天，申请代偿须逾期超过 {limit} 天。"
    mend = "Lodge the claim when the loan is more than {limit} days past due."
    mend_zh = "请在逾期超过 {limit} 天后再申请代偿。"


class DemandLetterMissing(Refusal):
    """A claim needs the demand letter to the borrower among its documents, with its date."""

    zh = "申请代偿须附向借款人发出的催收通知书及其日期。"
    mend = "Add a document of kind demand_letter with its date and reference."
    mend_zh = "请补充类别为 demand_letter 的材料，并注明日期和文号。"


class DemandLetterTooRecent(Refusal):
    """The demand letter of {dated_on} is younger than the {days} days that the borrower has to pay."""

    zh = "{dated_on} 的催收通知书未满 {days} 天的付款期限。"
    mend = "Lodge the claim {days} days after the demand letter, or name an earlier letter."
    mend_zh = "请在催收通知书发出满 {days} 天后申请，或提供更早的通知书。"


class ClaimAboveLimit(Refusal):
    """{amount} yuan is more than the {limit} yuan that the fund answers for on {day}."""

    zh = "{amount} 元超过基金在 {day} 承担的 {limit} 元。"
    mend = "The fund answers for its share of the principal owed, never for interest: at most {limit}."
    mend_zh = "基金仅按比例承担所欠本金，不含利息：最多 {limit} 元。"


class ClaimAlreadyOpen(Refusal):
    """A claim for this loan is open already."""

    zh = "该贷款已有在办的代偿申请。"
    mend = "Go on with the open claim, or withdraw it first."
    mend_zh = "请继续办理该申请，或先撤回。"


class ClaimReferenceReused(Refusal):
    """The bank used this reference for another claim."""

    zh = "该银行已将此编号用于另一笔代偿申请。"
    mend = "Use the bank's own reference of this claim."
    mend_zh = "请使用该笔代偿申请的银行编号。"


class DocumentsAwaited(Refusal):
    """Documents were requested and may come until {due_on}."""

    zh = "已要求补充材料，提交期限为 {due_on}。"
    mend = "Wait for the documents, or assess the claim after that day as it stands."
    mend_zh = "请等待材料，或在期限届满后按现有材料评估。"


class ApprovalsDiffer(Refusal):
    """The first approver approved {first} yuan, not {second}: both approve the same amount."""

    zh = "第一位审批人批准 {first} 元，与 {second} 元不一致：两人须批准相同金额。"
    mend = "Approve the same amount, reject, or have the claim assessed again."
    mend_zh = "请批准相同金额、驳回，或重新评估。"


class NothingToAppeal(Refusal):
    """Only a claim that was rejected, or approved in part and not yet paid, can be appealed, and once."""

    zh = "仅被驳回、或部分批准且尚未支付的代偿申请可申诉，且只能申诉一次。"
    mend = "Lodge a new claim when the facts have changed."
    mend_zh = "如情况变化，请重新申请代偿。"


class AppealTooLate(Refusal):
    """The appeal could be made until {deadline}."""

    zh = "申诉期限已于 {deadline} 届满。"
    mend = "Lodge a new claim when the facts have changed."
    mend_zh = "如情况变化，请重新申请代偿。"


class AppealGrantsNothing(Refusal):
    """An appeal that is granted gives more than the {approved} yuan of before."""

    zh = "申诉获准的金额须高于原批准的 {approved} 元。"
    mend = "Name a higher amount, or dismiss the appeal."
    mend_zh = "请填写更高金额，或驳回申诉。"


class ClaimAlreadyPaid(Refusal):
    """This claim was paid on {paid_on}: {amount} yuan."""

    zh = "该代偿申请已于 {paid_on} 支付 {amount} 元。"
    mend = "Nothing to do: a claim is paid once."
    mend_zh = "无需处理：一笔代偿只支付一次。"


class PaymentReferenceReused(Refusal):
    """This payment reference was used for another claim of the bank."""

    zh = "此付款凭证号已用于该银行的另一笔代偿。"
    mend = "Use the reference of this payment's own voucher."
    mend_zh = "请使用本笔付款的凭证号。"


class ClaimFundsMissing(Refusal):
    """The special account holds {available} yuan of the {amount} that are to be paid on {day}."""

    zh = "专户在 {day} 可用 {available} 元，不足支付 {amount} 元。"
    mend = "Have the fund topped up first; the claim stays approved."
    mend_zh = "请先补充基金；该代偿申请保持已批准状态。"


class RecoveryBeforePayment(Refusal):
    """The claim is {state}: nothing is recovered for a claim before it was paid."""

    zh = "该代偿申请状态为 {state}，支付之前不能登记追偿款。"
    mend = "What the borrower pays before the claim is paid is a repayment of the loan."
    mend_zh = "代偿支付之前借款人所付款项应登记为贷款还款。"


class RecoveryAboveLoss(Refusal):
    """{amount} yuan, less costs, is more than the {open} yuan of the loss that are still open."""

    zh = "扣除费用后的 {amount} 元超过尚未收回的损失 {open} 元。"
    mend = "Record at most what is open, and return the rest to the payer."
    mend_zh = "最多登记尚未收回的金额，其余退还付款人。"


class RecoveryReferenceReused(Refusal):
    """This reference is recorded already as a recovery or repayment of the bank."""

    zh = "该银行已用此凭证号登记过追偿款或还款。"
    mend = "Nothing to do if it is the same money; otherwise use the bank's own reference."
    mend_zh = "如为同一笔款项无需处理，否则请使用银行凭证号。"


class RecoveryReversedAlready(Refusal):
    """This recovery was reversed already, or is a reversal itself."""

    zh = "该笔追偿款已冲销，或本身即为冲销记录。"
    mend = "Nothing to do: a recovery is reversed once."
    mend_zh = "无需处理：一笔追偿款只冲销一次。"


class RecoveryCostsTooHigh(Refusal):
    """Costs of {costs} yuan are more than {limit} % of the {amount} yuan that came in."""

    zh = "费用 {costs} 元超过收回金额 {amount} 元的 {limit}%。"
    mend = "Record the costs that this money bears; the rest needs another decision."
    mend_zh = "请仅登记该笔款项承担的费用，其余另行决定。"


class SecurityUnknown(Refusal):
    """The loan has no counter-guarantee number {number} that can be called."""

    zh = "该贷款没有可追索的第 {number} 项反担保。"
    mend = "Use the number of a counter-guarantee of this loan's application."
    mend_zh = "请使用该贷款申请中反担保的序号。"


class CallAboveLimit(Refusal):
    """{amount} yuan is more than the {limit} yuan for which {what} can be called."""

    zh = "{amount} 元超过可追索的 {limit} 元（{what}）。"
    mend = "Call at most the value of the counter-guarantee, and at most what is open of the loss."
    mend_zh = "追索金额不得超过反担保价值，也不得超过尚未收回的损失。"


class CallUnknown(Refusal):
    """The claim has no call with this id that {source} could have answered."""

    zh = "该代偿没有可由 {source} 偿付的该项追索。"
    mend = "Name a call of this claim, and the source that belongs to its kind."
    mend_zh = "请使用该代偿项下的追索编号及与其类别相符的来源。"


class PayerNotLiable(Refusal):
    """This person is not a member who answers for the loan under the call."""

    zh = "该人员不是此项追索下承担责任的联保成员。"
    mend = "Name a member of the joint group that was called."
    mend_zh = "请填写被追索联保小组的成员。"


class LossStillOpen(Refusal):
    """{open} yuan of the loss are still open."""

    zh = "损失尚有 {open} 元未收回。"
    mend = "Recover the rest, or have it written off."
    mend_zh = "请继续追偿，或办理核销。"


class NothingToWriteOff(Refusal):
    """Nothing of the fund's part of the loss is open."""

    zh = "基金承担的损失已全部收回，无可核销金额。"
    mend = "Close the claim."
    mend_zh = "请办理结案。"


class ManagerNeeded(Refusal):
    """The second person who decides on a write-off is a manager."""

    zh = "核销的第二位决定人须为管理人员。"
    mend = "Ask a manager to confirm."
    mend_zh = "请由管理人员确认。"
