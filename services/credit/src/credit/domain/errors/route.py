"""What credit refuses on the route of an application: turns, revisions, deadlines, letters."""

from kit.refusal import Refusal


class NotYourStep(Refusal):
    """The application waits for the {step}, which is not for the role {role}."""

    zh = "该申请正等待 {step} 环节，角色 {role} 不能办理。"
    mend = "Leave it to the office whose step it is."
    mend_zh = "请由该环节的经办单位办理。"


class DisbursementTooLate(Refusal):
    """The bank had until {deadline} to pay the loan out; the guarantee has lapsed."""

    zh = "放款期限为 {deadline}，担保已失效。"
    mend = "The applicant may apply again; the sweep of expiries releases the reservation."
    mend_zh = "申请人可重新申请；到期清理时将释放预留额度。"


class LetterNotYet(Refusal):
    """No {kind} letter has been issued for this application."""

    zh = "该申请尚未签发此类函件（{kind}）。"
    mend = "A guarantee letter is issued with the commitment, a decision letter with the decision that ends the route."
    mend_zh = "担保函在承诺担保时签发，决定通知书在作出决定时签发。"


class NothingToMend(Refusal):
    """The revised application is the same as the one that was sent back."""

    zh = "修改后的申请与退回的申请完全相同。"
    mend = "Change amount, term, plan or counter-guarantees as was asked, or withdraw the application."
    mend_zh = "请按退回意见修改金额、期限、计划或反担保，或撤回申请。"
