"""What is refused of classes and their plans."""

from __future__ import annotations

from kit.refusal import Refusal


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


class RoomTaken(Refusal):
    """{venue} is in use by another class of the institution at that time on {day}."""

    zh = "{venue} 在 {day} 该时段已被本机构其他班级占用。"
    mend = "Move the session or use another room; rooms of one name are one room."
    mend_zh = "请调整时间或更换教室；同名教室视为同一教室。"


class SessionHeldAlready(Refusal):
    """Session {number} was held: its attendance is recorded."""

    zh = "第 {number} 次课已上，考勤已登记。"
    mend = "Change sessions that are still to come. A wrong attendance is corrected by a new sheet."
    mend_zh = "只能调整尚未上的课次；考勤有误请更正考勤。"


class NothingChanged(Refusal):
    """The change of session {number} changes nothing."""

    zh = "第 {number} 次课的调整内容与原计划相同。"
    mend = "Leave it out, or say what is different."
    mend_zh = "请删去该项，或填写需要调整的内容。"


class NoticeTooShort(Refusal):
    """Learners are told {needed} days ahead; from {announced_on} to {day} there are {days}."""

    zh = "须提前 {needed} 天通知学员，{announced_on} 至 {day} 仅 {days} 天。"
    mend = "Choose a later day, or name the urgent ground: {urgent}."
    mend_zh = "请另选较晚日期，或注明紧急事由：{urgent}。"


class MovedBeforeAnnounced(Refusal):
    """Session {number} would be held on {day}, before the change is announced."""

    zh = "第 {number} 次课调整到 {day}，早于通知日期。"
    mend = "Correct the day of the session or of the announcement."
    mend_zh = "请更正上课日期或通知日期。"


class LearnersBusy(Refusal):
    """{count} learners of the class have a session of another class at that time on {day}."""

    zh = "本班有 {count} 名学员在 {day} 该时段有其他班级的课。"
    mend = "Choose another time, or transfer these learners first."
    mend_zh = "请另选时间，或先为这些学员办理转班。"


class ReplacementTeachesNothing(Refusal):
    """Trainer {trainer_id} holds no session of this class that is still to come."""

    zh = "讲师 {trainer_id} 在本班没有尚未上的课。"
    mend = "Name the trainer whose sessions are to be taken over."
    mend_zh = "请填写需要替换的讲师。"


class ReplacementGraded(Refusal):
    """{name} graded business plans of this class: experts grade who do not teach it."""

    zh = "{name} 已评审本班的创业计划书，评审专家不得为本班授课。"
    mend = "Name another trainer."
    mend_zh = "请选用其他讲师。"


class EveryoneHeard(Refusal):
    """Every session of the class was held."""

    zh = "本班课程已全部上完。"
    mend = "Complete the class instead."
    mend_zh = "请办理结班。"


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
