"""Checks of a class as a whole: who taught, for how long, and how its attendance was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from training.domain.check_facts import CourseFacts
from training.domain.check_rules import CheckName, CheckRules
from training.domain.found import Found, Subject, passed


def of_course(course: CourseFacts, hours_min: Decimal | None, rules: CheckRules) -> Iterator[Found]:
    """Every check of a class; ``hours_min`` are those of its package, None while the class still goes on."""
    yield _licensed(course)
    yield _one_place(course)
    yield _certified(course)
    yield _hours(course, hours_min)
    yield _plausible(course, rules)
    yield _in_time(course, rules)
    yield _files(course)


def _licensed(course: CourseFacts) -> Found:
    if not course.unlicensed:
        return passed(CheckName.TRAINER_LICENSED)
    days = _days(day for _, day in course.unlicensed)
    return Found(
        CheckName.TRAINER_LICENSED,
        passed=False,
        subject=Subject.CLASS,
        subject_id=course.class_id,
        detail=f"a trainer taught without a valid licence on {days}",
        detail_zh=f"讲师在 {days} 授课时无有效讲师证",
        evidence={"trainer_days": [f"{trainer} {day}" for trainer, day in course.unlicensed]},
    )


def _one_place(course: CourseFacts) -> Found:
    if not course.clashes:
        return passed(CheckName.TRAINER_IN_ONE_PLACE)
    days = _days(day for _, _, day in course.clashes)
    return Found(
        CheckName.TRAINER_IN_ONE_PLACE,
        passed=False,
        subject=Subject.CLASS,
        subject_id=course.class_id,
        detail=f"a trainer taught in two places at once on {days}",
        detail_zh=f"讲师在 {days} 同一时间在两处授课",
        evidence={"trainer_class_days": [f"{trainer} {other} {day}" for trainer, other, day in course.clashes]},
    )


def _certified(course: CourseFacts) -> Found:
    if not course.uncertified:
        return passed(CheckName.INSTITUTION_CERTIFIED)
    days = _days(course.uncertified)
    return Found(
        CheckName.INSTITUTION_CERTIFIED,
        passed=False,
        subject=Subject.CLASS,
        subject_id=course.class_id,
        detail=f"the institution was not certified on {days}",
        detail_zh=f"培训机构在 {days} 不具备有效资质",
        evidence={"days": [str(day) for day in course.uncertified]},
    )


def _hours(course: CourseFacts, hours_min: Decimal | None) -> Found:
    taught = course.hours_taught
    if taught is None or hours_min is None or taught >= hours_min:
        return passed(CheckName.CLASS_HOURS_TAUGHT)
    return Found(
        CheckName.CLASS_HOURS_TAUGHT,
        passed=False,
        subject=Subject.CLASS,
        subject_id=course.class_id,
        detail=f"only {taught} class hours have attendance; the package needs {hours_min}",
        detail_zh=f"仅 {taught} 课时有考勤记录，本类培训至少 {hours_min} 课时",
        evidence={"hours_taught": str(taught), "hours_min": str(hours_min)},
    )


def _plausible(course: CourseFacts, rules: CheckRules) -> Found:
    sheets = course.sheets
    enough = sheets.count >= rules.sheets_min and sheets.learners >= rules.learners_min
    if not enough or sheets.different > 1:
        return passed(CheckName.ATTENDANCE_PLAUSIBLE)
    return Found(
        CheckName.ATTENDANCE_PLAUSIBLE,
        passed=False,
        subject=Subject.CLASS,
        subject_id=course.class_id,
        detail=f"all {sheets.count} sheets of {sheets.learners} learners are the same: nobody was ever late or ill",
        detail_zh=f"{sheets.learners} 名学员的 {sheets.count} 份考勤表完全相同",
        evidence={"sheets": sheets.count, "learners": sheets.learners},
    )


def _in_time(course: CourseFacts, rules: CheckRules) -> Found:
    sheets = course.sheets
    many = sheets.late > rules.sheet_late_share * sheets.count
    if not sheets.early and not many:
        return passed(CheckName.ATTENDANCE_IN_TIME)
    said, said_zh = [], []
    if sheets.early:
        said.append(f"{len(sheets.early)} sheets were recorded before their session")
        said_zh.append(f"{len(sheets.early)} 份考勤表在上课之前登记")
    if many:
        said.append(f"{sheets.late} of {sheets.count} sheets were recorded up to {sheets.latest_days} days later")
        said_zh.append(f"{sheets.count} 份考勤表中 {sheets.late} 份补登，最晚 {sheets.latest_days} 天")
    return Found(
        CheckName.ATTENDANCE_IN_TIME,
        passed=False,
        subject=Subject.CLASS,
        subject_id=course.class_id,
        detail="; ".join(said),
        detail_zh="；".join(said_zh),
        evidence={
            "early_days": [str(day) for day in sheets.early],
            "late": sheets.late,
            "sheets": sheets.count,
            "latest_days": sheets.latest_days,
        },
    )


def _files(course: CourseFacts) -> Found:
    if not course.files_with:
        return passed(CheckName.CLASS_FILE_NOT_REUSED)
    classes = sorted(course.files_with)
    return Found(
        CheckName.CLASS_FILE_NOT_REUSED,
        passed=False,
        subject=Subject.CLASS,
        subject_id=classes[0],
        detail=f"the same paper lies in the files of {len(classes)} classes",
        detail_zh=f"同一份材料存于 {len(classes)} 个班的档案",
        evidence={"classes": classes},
    )


def _days(days: Iterator[date] | tuple[date, ...], most: int = 5) -> str:
    """The days as text, the first few of many."""
    different = sorted(set(days))
    text = ", ".join(str(day) for day in different[:most])
    return text if len(different) <= most else f"{text} …"
