"""What is refused of claims, their samples, their verification and their money."""

from __future__ import annotations

from kit.refusal import Refusal


class NothingToClaim(Refusal):
    """The institution has no earned, unclaimed milestone under this agreement on {claimed_on}."""

    zh = "截至 {claimed_on}，该机构在本协议下没有可申领的阶段成果。"
    mend = "Claim again when certificates, businesses or survivals have been recorded."
    mend_zh = "待有新的发证、注册或存活确认后再申领。"


class BudgetExhausted(Refusal):
    """Only {free} yuan of the agreement's budget are free; {needed} yuan are needed."""

    zh = "协议预算仅余 {free} 元，需要 {needed} 元。"
    mend = "Wait until refuted lines release their budget, or have the agreement amended."
    mend_zh = "待不实项释放预算，或修订协议预算。"


class MilestoneNotClaimable(Refusal):
    """Milestone {milestone_id} is not earned and unclaimed under this agreement."""

    zh = "阶段成果 {milestone_id} 在本协议下不可申领（未取得、已申领或已支付）。"
    mend = "Look at the preview: it lists what can be claimed; what was claimed or paid is not claimed again."
    mend_zh = "请查看预览中的可申领清单；已申领或已支付的不得重复申领。"


class ClaimWindowClosed(Refusal):
    """Milestone {milestone_id} was to be claimed by {last_day}."""

    zh = "阶段成果 {milestone_id} 的申领期限已于 {last_day} 届满。"
    mend = "Claim results within the months that the policy allows (claim.window_months)."
    mend_zh = "请在政策规定的期限（claim.window_months）内申领。"


class ClaimsSuspended(Refusal):
    """The institution's claims are suspended since {suspended_on} ({reason})."""

    zh = "该机构的申领自 {suspended_on} 起暂停（{reason}）。"
    mend = "Settle the matter with the bureau; a manager lifts the suspension."
    mend_zh = "请与就业局处理后由主管解除暂停。"


class NotSuspended(Refusal):
    """The institution's claims are not suspended."""

    zh = "该机构的申领未被暂停。"
    mend = "Nothing is to be lifted."
    mend_zh = "无需解除。"


class ClaimContentChanged(Refusal):
    """The claim's lines are no longer those that were locked under {locked}."""

    zh = "申领单内容与锁定时（{locked}）不一致。"
    mend = "Do not go on with it: have the auditor compare the lines with the claim as it was published when lodged."
    mend_zh = "请停止办理，由审计人员与锁定时的内容核对。"


class ClaimUnderVerification(Refusal):
    """Verification is blind: case workers see a claim's lines when it has been verified."""

    zh = "盲核期间，工作人员在核查结束前不可查看申领内容。"
    mend = "Work on the verification tasks of your area."
    mend_zh = "请办理本辖区的核查任务。"


class ApproversNeedAManager(Refusal):
    """Two people of finance cannot approve alone: one of the two is a manager."""

    zh = "两名审批人中至少一名须为主管。"
    mend = "Have a manager approve."
    mend_zh = "请由主管审批。"


class LineUnknown(Refusal):
    """The claim has no line {line}."""

    zh = "该申领单没有第 {line} 行。"
    mend = "Use the line numbers of the claim."
    mend_zh = "请使用申领单中的行号。"
