"""What credit refuses, and how to mend it."""

from kit.refusal import Refusal


class BankUnknown(Refusal):
    """There is no partner bank with this id."""

    zh = "没有该编号的合作银行。"
    mend = "Use the id that the bank was registered under."
    mend_zh = "请使用合作银行登记时的编号。"


class BankNameTaken(Refusal):
    """A partner bank of this name is registered already."""

    zh = "同名的合作银行已登记。"
    mend = "Use the registered bank, or give the branch its own name."
    mend_zh = "请使用已登记的银行，或为分支机构另起名称。"


class ContributionAlreadyRecorded(Refusal):
    """A contribution with this reference is recorded in the bank's special account already."""

    zh = "该银行专户中已有此凭证号的入账。"
    mend = "Nothing to do if it is the same payment; otherwise use the bank's own reference."
    mend_zh = "如为同一笔款项无需处理，否则请使用银行凭证号。"


class ApplicantNotAccepted(Refusal):
    """The applicant is not accepted into the programme on {day}."""

    zh = "该申请人在 {day} 未被项目受理。"
    mend = "Screen the applicant first; a new acceptance takes a moment to arrive here."
    mend_zh = "请先完成资格审核；刚受理的记录需片刻才能同步。"


class CertificateNotApplicants(Refusal):
    """No certificate {number} of this applicant is known."""

    zh = "未查到该申请人的合格证 {number}。"
    mend = "Check the number; a new certificate takes a moment to arrive here."
    mend_zh = "请核对证号；新发证书需片刻才能同步。"


class CertificateNotAccepted(Refusal):
    """A certificate of package {package} issued on {issued_on} does not open a loan on {day}."""

    zh = "{issued_on} 签发的 {package} 合格证在 {day} 不能用于贷款申请。"
    mend = "The applicant needs one of these packages, issued by that day: {packages}."
    mend_zh = "申请人须在当日前取得以下课程的合格证：{packages}。"


class AmountAboveCap(Refusal):
    """{amount} yuan is more than the {cap} yuan that the product allows on {day}."""

    zh = "{amount} 元超过 {day} 的贷款限额 {cap} 元。"
    mend = "Apply for at most {cap}."
    mend_zh = "申请金额不得超过 {cap} 元。"


class TermTooLong(Refusal):
    """A term of {months} months is longer than the {limit} months that the product allows."""

    zh = "贷款期限 {months} 个月超过上限 {limit} 个月。"
    mend = "Choose a term of at most {limit} months."
    mend_zh = "期限不得超过 {limit} 个月。"


class LoanAlreadyOpen(Refusal):
    """The applicant has an open loan or application already."""

    zh = "该申请人已有未结清的贷款或在办申请。"
    mend = "Wait until it is repaid, or withdraw the other application."
    mend_zh = "请待其结清，或撤回另一申请。"


class CounterGuaranteeTooSmall(Refusal):
    """Counter-guarantees count for {counted} yuan where {required} yuan are required."""

    zh = "反担保折后 {counted} 元，不足要求的 {required} 元。"
    mend = "Add counter-guarantees: each counts with its share (a mortgage with 70%)."
    mend_zh = "请补充反担保：各类按折率计算（如抵押按 70%）。"


class CounterGuaranteeIncomplete(Refusal):
    """A counter-guarantee of kind {kind} needs {needed}."""

    zh = "{kind} 类反担保须提供 {needed}。"
    mend = "Add what is missing, and leave out what belongs to another kind."
    mend_zh = "请补充缺少的内容，并删除属于其他类别的内容。"


class GuarantorNotQualified(Refusal):
    """The guarantor does not qualify: {reason}."""

    zh = "保证人不符合条件：{reason}。"
    mend = "Name another guarantor or another kind of counter-guarantee."
    mend_zh = "请更换保证人或其他反担保方式。"


class JointGroupNotQualified(Refusal):
    """The joint guarantee group does not qualify: {reason}."""

    zh = "联保小组不符合条件：{reason}。"
    mend = "A group is 3 to 5 accepted participants of different households, the borrower among them."
    mend_zh = "联保小组须由 3 至 5 名不同家庭的项目参加者组成，且包括借款人。"


class GroupMemberLate(Refusal):
    """A member of the joint guarantee group is {days} days late; more than {limit} closes the group."""

    zh = "联保小组有成员逾期 {days} 天，超过 {limit} 天不得新增贷款。"
    mend = "Wait until the member has paid what is overdue."
    mend_zh = "请待该成员还清逾期款项。"


class HeadroomTooSmall(Refusal):
    """A guarantee of {amount} yuan does not fit: the headroom is {headroom} yuan ({scope})."""

    zh = "担保金额 {amount} 元超出可用额度 {headroom} 元（{scope}）。"
    mend = "Top up the fund, wait for repayments, or use another partner bank."
    mend_zh = "请增补基金、等待还款释放额度，或改用其他合作银行。"


class BankSuspended(Refusal):
    """The bank's compensation rate of {rate}% has reached {limit}%: it gets no new guarantees."""

    zh = "该银行代偿率 {rate}% 已达 {limit}%，暂停新增担保。"
    mend = "A manager must lift the suspension, or use another partner bank."
    mend_zh = "须由管理人员解除暂停，或改用其他合作银行。"


class DecisionTooLate(Refusal):
    """The bank had until {deadline} to decide; the application and its guarantee have expired."""

    zh = "银行审批期限为 {deadline}，该申请及其担保已失效。"
    mend = "The applicant may apply again; the reserved guarantee has been released."
    mend_zh = "申请人可重新申请；预留的担保额度已释放。"


class NoBenchmarkRate(Refusal):
    """No benchmark lending rate is known for {day}."""

    zh = "未设定 {day} 的基准贷款利率。"
    mend = "Check the date, or add the rate to the programme's rules."
    mend_zh = "请核对日期，或在项目规则中补充利率。"


class NoRulesYet(Refusal):
    """The programme has no credit rules for {day}."""

    zh = "项目在 {day} 尚无信贷规则。"
    mend = "Check the date."
    mend_zh = "请核对日期。"


class TooFarBack(Refusal):
    """{day} is more than {limit} days ago."""

    zh = "{day} 距今超过 {limit} 天。"
    mend = "Check the date; older facts need the programme office."
    mend_zh = "请核对日期；更早的事项须由项目办处理。"


class DateInFuture(Refusal):
    """{day} lies in the future."""

    zh = "{day} 是未来日期。"
    mend = "Record it when it has happened."
    mend_zh = "请在事项发生后再登记。"


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


class GraceTooLong(Refusal):
    """A grace of {grace} months leaves no instalment for the principal of a loan over {term} months."""

    zh = "宽限期 {grace} 个月过长：贷款期限 {term} 个月内没有可还本金的期次。"
    mend = "Choose a shorter grace."
    mend_zh = "请缩短宽限期。"


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
