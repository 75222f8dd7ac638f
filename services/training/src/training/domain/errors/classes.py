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
