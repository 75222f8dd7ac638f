"""What is refused of attendance and results."""

from __future__ import annotations

from kit.refusal import Refusal


class NotInClass(Refusal):
    """Enrolment {enrolment_id} does not belong to this class."""

    zh = "报名记录 {enrolment_id} 不属于本班。"
    mend = "Send enrolments of this class only."
    mend_zh = "请只提交本班学员。"


class NotALearnerThatDay(Refusal):
    """Enrolment {enrolment_id} was not a learner of the class on {day}."""

    zh = "学员 {enrolment_id} 在 {day} 不在本班（尚未报名或已退班）。"
    mend = "Take the learner off the list of that session."
    mend_zh = "请从该次课名单中移除。"


class DuplicateLine(Refusal):
    """{what} is named twice."""

    zh = "{what} 重复出现。"
    mend = "Send each once."
    mend_zh = "每项只能出现一次。"


class HoursBeyondPlan(Refusal):
    """{hours} hours are more than the {planned} hours of the session."""

    zh = "{hours} 学时超过该次课计划的 {planned} 学时。"
    mend = "Enter at most the hours of the session."
    mend_zh = "请填写不超过计划的学时。"


class CorrectionNeedsReason(Refusal):
    """The attendance of session {number} is recorded already and would change: say why."""

    zh = "第 {number} 次课考勤已登记，更改须说明理由。"
    mend = "Give the reason of the correction; the earlier sheet stays visible."
    mend_zh = "请填写更正理由；原考勤表仍保留可查。"


class GraderIsTrainer(Refusal):
    """The plan of enrolment {enrolment_id} was graded by a trainer of the class."""

    zh = "学员 {enrolment_id} 的计划书由本班讲师评分。"
    mend = "A business plan is graded by an expert who did not teach the class."
    mend_zh = "创业计划书须由未授课的专家评审。"


class LearnerLeft(Refusal):
    """Enrolment {enrolment_id} has dropped out."""

    zh = "学员 {enrolment_id} 已退班。"
    mend = "Take the learner off the list."
    mend_zh = "请从名单中移除。"


class ResultFinal(Refusal):
    """The result of enrolment {enrolment_id} is final."""

    zh = "学员 {enrolment_id} 的成绩已定，不能更改。"
    mend = "After completion only a plan that failed or was not graded can be graded again."
    mend_zh = "结业后只有未合格或未评的计划书可以重新评审。"


class AttendanceMissing(Refusal):
    """Attendance of session {numbers} has not been recorded."""

    zh = "第 {numbers} 次课尚未登记考勤。"
    mend = "Record the attendance of every session first."
    mend_zh = "请先登记全部课次的考勤。"
