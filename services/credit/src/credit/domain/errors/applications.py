"""What credit refuses about loan applications on their route."""

from kit.refusal import Refusal


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


class CertificateRevoked(Refusal):
    """Certificate {number} was revoked on {revoked_on}."""

    zh = "合格证 {number} 已于 {revoked_on} 撤销。"
    mend = "The applicant needs a certificate that holds; the bureau knows why this one does not."
    mend_zh = "申请人须持有有效的合格证；撤销原因请向劳动部门了解。"


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


class DecisionTooLate(Refusal):
    """The bank had until {deadline} to decide; the application and its guarantee have expired."""

    zh = "银行审批期限为 {deadline}，该申请及其担保已失效。"
    mend = "The applicant may apply again; the reserved guarantee has been released."
    mend_zh = "申请人可重新申请；预留的担保额度已释放。"
