"""What training refuses, and why; one class per refusal."""

from __future__ import annotations

from kit.refusal import Refusal


class DateInFuture(Refusal):
    """{field} lies in the future."""

    zh = "{field} 晚于今天。"
    mend = "A fact is recorded when it has happened; correct the date."
    mend_zh = "事实发生后才能登记，请更正日期。"


class DatedTooFarBack(Refusal):
    """{field} is more than {days} days back."""

    zh = "{field} 早于 {days} 天之前。"
    mend = "Correct the date, or ask the manager about late papers."
    mend_zh = "请更正日期；迟交材料请联系管理人员。"


class InstitutionNotCertified(Refusal):
    """The institution holds no valid certificate on {day}."""

    zh = "该机构在 {day} 没有有效的定点培训机构资质。"
    mend = "Plan sessions only on days on which the institution is certified, or renew the certificate."
    mend_zh = "请只在资质有效期内安排课程，或先办理续期。"


class InspectionMissing(Refusal):
    """The institution has no passed inspection that a certificate could rest on."""

    zh = "该机构没有可据以发证的合格检查记录。"
    mend = "Record an inspection that was passed first; a renewal needs a new one."
    mend_zh = "请先登记检查合格；续期须重新检查。"


class CertificationOverlaps(Refusal):
    """The institution is already certified from {earlier_from} to {earlier_to}."""

    zh = "该机构在 {earlier_from} 至 {earlier_to} 期间已有资质。"
    mend = "Let the new certificate begin after the earlier one ends."
    mend_zh = "新资质应从原资质到期后开始。"


class LicenceTooLong(Refusal):
    """A trainer's licence is valid for at most {years} years."""

    zh = "讲师证有效期最长 {years} 年。"
    mend = "Correct valid_to; a renewal is a licence of its own."
    mend_zh = "请更正有效期；续期请另登记一张证书。"


class CapacityOutOfRange(Refusal):
    """A class has {minimum} to {maximum} seats, not {capacity}."""

    zh = "每班应为 {minimum} 至 {maximum} 人，不能为 {capacity} 人。"
    mend = "Change the capacity, or split the class."
    mend_zh = "请调整人数或分班。"


class TooFewTrainers(Refusal):
    """A class needs at least {minimum} different trainers; {named} named."""

    zh = "每班至少需要 {minimum} 名不同的讲师，现有 {named} 名。"
    mend = "Name another trainer."
    mend_zh = "请增加讲师。"


class TrainerNotOfInstitution(Refusal):
    """Trainer {trainer_id} does not work for this institution."""

    zh = "讲师 {trainer_id} 不属于该机构。"
    mend = "Name a trainer of this institution, or register the trainer with it first."
    mend_zh = "请选用本机构讲师，或先为本机构登记该讲师。"


class TrainerNotLicensed(Refusal):
    """Trainer {trainer_id} holds no {package} licence that is valid on {day}."""

    zh = "讲师 {trainer_id} 在 {day} 没有有效的 {package} 讲师证。"
    mend = "Name a trainer licensed for the package on every day of the class."
    mend_zh = "请选用在全部上课日均持有效证书的讲师。"


class TrainerBusy(Refusal):
    """Trainer {trainer_id} already teaches at that time on {day}."""

    zh = "讲师 {trainer_id} 在 {day} 该时段已有课。"
    mend = "Move the session or name another trainer."
    mend_zh = "请调整时间或更换讲师。"


class TrainerNotNamed(Refusal):
    """Session {number} is taught by someone who is not named as a trainer of the class."""

    zh = "第 {number} 次课的讲师不在本班讲师名单中。"
    mend = "Add the trainer to trainer_ids or correct the session."
    mend_zh = "请把该讲师加入本班讲师名单，或更正课程安排。"


class SessionsNotInOrder(Refusal):
    """Sessions are numbered 1, 2, 3 … in the order in which they are held; session {number} is not."""

    zh = "课次应按上课先后依次编号 1、2、3……，第 {number} 次不符。"
    mend = "Number the sessions without gaps, earliest first."
    mend_zh = "请按时间先后连续编号。"


class SessionsOverlap(Refusal):
    """Session {number} begins before the one before it has ended."""

    zh = "第 {number} 次课在前一次课结束前开始。"
    mend = "Correct the date, the starting time or the hours."
    mend_zh = "请更正日期、开始时间或学时。"


class SessionPastMidnight(Refusal):
    """Session {number} does not end on the day on which it begins."""

    zh = "第 {number} 次课未在当日结束。"
    mend = "Correct the starting time or the hours."
    mend_zh = "请更正开始时间或学时。"


class HoursTooFew(Refusal):
    """{package} needs at least {minimum} class hours; {planned} are planned."""

    zh = "{package} 至少 {minimum} 学时，现安排 {planned} 学时。"
    mend = "Add sessions or hours."
    mend_zh = "请增加课次或学时。"


class FeeAboveCap(Refusal):
    """The fee of {fee} yuan is above the price cap of {cap} yuan for {package}."""

    zh = "收费 {fee} 元超过 {package} 最高限价 {cap} 元。"
    mend = "Lower the fee to the cap or below."
    mend_zh = "请将收费降至限价以内。"


class ClassFull(Refusal):
    """All {capacity} seats of the class are taken."""

    zh = "本班 {capacity} 个名额已满。"
    mend = "Choose another class."
    mend_zh = "请选择其他班次。"


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


class NobodyToCertify(Refusal):
    """Nobody in this class has passed and is still without a certificate."""

    zh = "本班没有合格且未发证的学员。"
    mend = "Nothing needs to be done, or results have to be recorded first."
    mend_zh = "无需办理，或请先登记成绩。"


class NothingToClaim(Refusal):
    """The institution has no earned, unclaimed milestone under this agreement on {claimed_on}."""

    zh = "截至 {claimed_on}，该机构在本协议下没有可申领的阶段成果。"
    mend = "Claim again when certificates, businesses or survivals have been recorded."
    mend_zh = "待有新的发证、注册或存活确认后再申领。"


class BudgetExhausted(Refusal):
    """Only {free} yuan of the agreement's budget are free; the next milestone needs {needed} yuan."""

    zh = "协议预算仅余 {free} 元，下一项需要 {needed} 元。"
    mend = "Wait until refuted lines release their budget, or agree on a larger one."
    mend_zh = "待不实项释放预算，或另签协议。"


class LineUnknown(Refusal):
    """The claim has no line {line}."""

    zh = "该申领单没有第 {line} 行。"
    mend = "Use the line numbers of the claim."
    mend_zh = "请使用申领单中的行号。"


class PaymentReferenceUsed(Refusal):
    """Payment reference {reference} was already used for another claim."""

    zh = "付款凭证号 {reference} 已用于其他申领单。"
    mend = "Use the reference of this very payment."
    mend_zh = "请填写本次付款的凭证号。"
