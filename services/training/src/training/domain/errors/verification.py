"""What is refused of verification tasks and findings."""

from __future__ import annotations

from kit.refusal import Refusal


class VerifierInvolved(Refusal):
    """The verifier {involvement}."""

    zh = "核查人与该事项有关联：{involvement}。"
    mend = "Hand the task to a colleague who had nothing to do with this learner."
    mend_zh = "请交由与该学员无关的同事核查。"


class NotDeclaredIndependent(Refusal):
    """The verifier has not declared to have neither registered nor taught this person."""

    zh = "核查人未声明与该学员的登记、培训无关。"
    mend = "Declare it if it is so; else hand the task back."
    mend_zh = "如属实请作声明，否则请退回任务。"


class TaskOfAnother(Refusal):
    """The task is in somebody else's hands."""

    zh = "该任务已由他人承办。"
    mend = "Have it handed back first."
    mend_zh = "请先由承办人退回或由主管改派。"


class AnswersMissing(Refusal):
    """The finding says that the person answered, but {field} is missing."""

    zh = "已找到本人，但缺少 {field}。"
    mend = "Fill in every field that the task asks for."
    mend_zh = "请填写任务要求的各项。"


class AnswersNotAsked(Refusal):
    """This task does not ask for {field}."""

    zh = "该任务不需要填写 {field}。"
    mend = "Fill in what the task asks for, and nothing when nobody was reached."
    mend_zh = "请只填写任务要求的项目；未找到本人时不填答案。"


class TooSoonAgain(Refusal):
    """An attempt on {found_on} was recorded already."""

    zh = "{found_on} 已记录过一次核查。"
    mend = "Try again on another day."
    mend_zh = "请改日再核查。"
