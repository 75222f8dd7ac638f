"""What is refused of learners' places."""

from __future__ import annotations

from kit.refusal import Refusal


class ClassFull(Refusal):
    """All {capacity} seats of the class are taken."""

    zh = "本班 {capacity} 个名额已满。"
    mend = "Join the waiting list of the class, or choose another one."
    mend_zh = "请加入本班候补名单，或选择其他班次。"


class EnrolmentClosed(Refusal):
    """Enrolment in this class closed on {closed_on}."""

    zh = "本班报名已于 {closed_on} 截止。"
    mend = "Choose a class that begins later."
    mend_zh = "请选择之后开班的班次。"


class ApplicantNotAccepted(Refusal):
    """The applicant is not known here as accepted into the start-up path."""

    zh = "本系统尚无该申请人被创业项目接纳的记录。"
    mend = "Screen the applicant first; if that was done only now, try again in a moment."
    mend_zh = "请先完成资格审核；若刚刚审核通过，请稍候再试。"


class ApplicantMerged(Refusal):
    """This file was merged: the person's file is {merged_into}."""

    zh = "该档案已合并，请使用 {merged_into}。"
    mend = "Use the file that stays."
    mend_zh = "请使用保留的档案。"


class ApplicantWithdrawn(Refusal):
    """The applicant withdrew on {withdrawn_on}."""

    zh = "该申请人已于 {withdrawn_on} 退出。"
    mend = "Nobody who has withdrawn can enrol."
    mend_zh = "已退出者不能报名。"


class AlreadyEnrolled(Refusal):
    """The applicant is already enrolled in this class."""

    zh = "该申请人已在本班报名。"
    mend = "Use the enrolment that exists."
    mend_zh = "请使用已有的报名记录。"


class LearnerBusy(Refusal):
    """The learner has a session of another class at the same time on {day}."""

    zh = "该学员在 {day} 同一时段已有其他班次的课。"
    mend = "Choose a class whose sessions do not overlap."
    mend_zh = "请选择时间不冲突的班次。"


class EntitlementTaken(Refusal):
    """The subsidised {package} course of this person was taken at the same moment elsewhere."""

    zh = "该学员的 {package} 补贴名额刚刚在别处使用。"
    mend = "Send the enrolment again: the learner will be enrolled as paying."
    mend_zh = "请重新提交：将按自费报名。"


class SeatsFree(Refusal):
    """The class still has free seats: nobody needs to wait."""

    zh = "本班尚有名额，无需候补。"
    mend = "Enrol the applicant."
    mend_zh = "请直接报名。"


class AlreadyWaiting(Refusal):
    """The applicant already waits for a seat in this class."""

    zh = "该申请人已在本班候补名单中。"
    mend = "Use the place on the list that exists."
    mend_zh = "请使用已有的候补记录。"


class WaitingEndedEarlier(Refusal):
    """The person joined the waiting list on {joined_on}, after that day."""

    zh = "该申请人于 {joined_on} 才进入候补名单。"
    mend = "Correct the day."
    mend_zh = "请更正日期。"


class PackagesDiffer(Refusal):
    """The class is of {target}; the learner is in a class of {origin}."""

    zh = "目标班级为 {target}，学员现在 {origin} 班。"
    mend = "Choose a class of the same package; for another one the learner drops out and enrols."
    mend_zh = "请选择同一课程的班级；改学其他课程请先退班再报名。"


class TransferWouldCost(Refusal):
    """The course is free for the learner now and would not be after the transfer: {reason}."""

    zh = "学员现为免费培训，转班后将需自费：{reason}。"
    mend = "Leave the learner in the class, or ask whether they want to pay and enrol anew."
    mend_zh = "请保留原班，或征询学员自费意愿后重新报名。"


class CourseIsFree(Refusal):
    """The course is free for this learner: no fee may be taken."""

    zh = "该学员免费培训，不得收费。"
    mend = "Give the money back."
    mend_zh = "请退还所收款项。"


class ReceiptAboveFee(Refusal):
    """{amount} yuan is more than the {due} yuan that are due."""

    zh = "收款 {amount} 元超过应收余额 {due} 元。"
    mend = "Correct the amount; what was taken too much is given back."
    mend_zh = "请更正金额，多收部分应退还。"


class RefundAbovePaid(Refusal):
    """{amount} yuan is more than the {paid} yuan that were paid."""

    zh = "退款 {amount} 元超过已收 {paid} 元。"
    mend = "Correct the amount."
    mend_zh = "请更正金额。"
