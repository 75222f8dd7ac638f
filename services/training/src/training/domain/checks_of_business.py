"""Checks of the business behind a second or third milestone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from kit.calendar import add_months

from training.domain.check_facts import BusinessFacts, Claimable
from training.domain.check_rules import CheckName, CheckRules
from training.domain.found import Found, Subject, passed
from training.domain.packages import Milestone

ONE_OWNER = frozenset({"individual", "sole_proprietorship"})
"""Legal forms that have one owner (个体工商户, 个人独资企业); a family may run the first together."""

CHECKS = (
    CheckName.BUSINESS_NOT_OLDER_THAN_COURSE,
    CheckName.REGISTRATION_NUMBER_VALID,
    CheckName.REGISTRATION_NUMBER_PLAUSIBLE,
    CheckName.BUSINESS_NOT_REUSED,
    CheckName.ADDRESS_NOT_SHARED,
    CheckName.OWNER_OF_ONE_BUSINESS,
    CheckName.BUSINESS_LASTED,
    CheckName.START_NOT_LAST_MINUTE,
    CheckName.STARTS_SPREAD,
)


def of_business(line: Claimable, window_months: int, rules: CheckRules) -> Iterator[Found]:
    """Every check of the business; a first milestone needs none. ``window_months``: for a timely start."""
    registered = line.business_registered_on
    if registered is None:
        yield from (passed(check) for check in CHECKS)
        return
    yield _not_older(line, registered)
    business = line.business or BusinessFacts()
    yield _number_valid(business)
    yield _number_plausible(business, rules)
    yield _not_reused(business, rules)
    yield _address(business, rules)
    yield _one_business(line, business, rules)
    yield _lasted(line, business, registered, rules)
    yield _last_minute(line, registered, window_months, rules)
    yield _spread(line, business, registered, rules)


def _not_older(line: Claimable, registered: date) -> Found:
    said = f"registered on {registered}, course began on {line.class_started_on}"
    if registered >= line.class_started_on:
        return passed(CheckName.BUSINESS_NOT_OLDER_THAN_COURSE, said)
    return Found(
        CheckName.BUSINESS_NOT_OLDER_THAN_COURSE,
        passed=False,
        subject=Subject.MILESTONE,
        subject_id=line.milestone_id,
        detail=said,
        detail_zh=f"企业于 {registered} 注册，早于 {line.class_started_on} 开课",
        evidence={"registered_on": str(registered), "course_began_on": str(line.class_started_on)},
    )


def _number_valid(business: BusinessFacts) -> Found:
    if business.number_valid is not False:
        return passed(CheckName.REGISTRATION_NUMBER_VALID)
    return Found(
        CheckName.REGISTRATION_NUMBER_VALID,
        passed=False,
        subject=Subject.BUSINESS,
        subject_id=business.business_id,
        detail="the registration number's check character is wrong: no authority issued it",
        detail_zh="注册号校验码错误，不可能由登记机关核发",
        evidence={"number_kind": business.number_kind},
    )


def _number_plausible(business: BusinessFacts, rules: CheckRules) -> Found:
    said, said_zh = [], []
    early = business.seen_on is not None and business.seen_on < rules.unified_from
    if business.number_kind == "unified_18" and early:
        said.append(f"a unified code was seen on {business.seen_on}, before there were any")
        said_zh.append(f"{business.seen_on} 已见统一社会信用代码，当时尚未启用")
    if _elsewhere(business.authority, business.area, rules.former_divisions):
        said.append(f"the number is of division {business.authority}, the business in {(business.area or '')[:6]}")
        said_zh.append(f"注册号属 {business.authority}，企业在 {(business.area or '')[:6]}")
    if not said:
        return passed(CheckName.REGISTRATION_NUMBER_PLAUSIBLE)
    return Found(
        CheckName.REGISTRATION_NUMBER_PLAUSIBLE,
        passed=False,
        subject=Subject.BUSINESS,
        subject_id=business.business_id,
        detail="; ".join(said),
        detail_zh="；".join(said_zh),
        evidence={"authority": business.authority, "area": business.area, "number_kind": business.number_kind},
    )


def _elsewhere(authority: str | None, area: str | None, former: Collection[str]) -> bool:
    """Whether another place's authority gave the number; higher authorities' codes end in pairs of zeros."""
    if authority is None or area is None or authority in former:
        return False
    level = authority
    while level.endswith("00"):
        level = level[:-2]
    return not area.startswith(level)


def _not_reused(business: BusinessFacts, rules: CheckRules) -> Found:
    most = rules.single_owners_max if business.form in ONE_OWNER else rules.partners_max
    crowd = len(business.people) > most
    if not crowd and len(business.institutions) <= 1:
        return passed(CheckName.BUSINESS_NOT_REUSED)
    people, schools = len(business.people), len(business.institutions)
    return Found(
        CheckName.BUSINESS_NOT_REUSED,
        passed=False,
        subject=Subject.BUSINESS,
        subject_id=business.business_id,
        detail=f"one business stands behind milestones of {people} people and {schools} institutions",
        detail_zh=f"同一企业用于 {people} 人、{schools} 家机构的申领",
        evidence={"applicants": sorted(business.people), "institutions": sorted(business.institutions)},
    )


def _address(business: BusinessFacts, rules: CheckRules) -> Found:
    there = sorted({business.business_id, *business.address_with})
    if len(there) <= rules.address_businesses_max:
        return passed(CheckName.ADDRESS_NOT_SHARED)
    return Found(
        CheckName.ADDRESS_NOT_SHARED,
        passed=False,
        subject=Subject.BUSINESS,
        subject_id=there[0],
        detail=f"{len(there)} businesses are registered at one address",
        detail_zh=f"{len(there)} 家企业登记在同一地址",
        evidence={"businesses": there},
    )


def _one_business(line: Claimable, business: BusinessFacts, rules: CheckRules) -> Found:
    registered = line.business_registered_on or line.earned_on
    near = sorted(
        other
        for other, day in business.owned
        if add_months(min(day, registered), rules.owner_months) >= max(day, registered)
    )
    if len(near) <= 1:
        return passed(CheckName.OWNER_OF_ONE_BUSINESS)
    return Found(
        CheckName.OWNER_OF_ONE_BUSINESS,
        passed=False,
        subject=Subject.APPLICANT,
        subject_id=line.applicant_id,
        detail=f"one owner registered {len(near)} businesses within {rules.owner_months} months",
        detail_zh=f"同一人在 {rules.owner_months} 个月内登记了 {len(near)} 家企业",
        evidence={"businesses": near},
    )


def _lasted(line: Claimable, business: BusinessFacts, registered: date, rules: CheckRules) -> Found:
    closed = business.closed_on
    if closed is None or (closed - registered).days > rules.lasted_days:
        return passed(CheckName.BUSINESS_LASTED)
    days = (closed - registered).days
    return Found(
        CheckName.BUSINESS_LASTED,
        passed=False,
        subject=Subject.BUSINESS,
        subject_id=business.business_id,
        detail=f"the business closed {days} days after its registration",
        detail_zh=f"企业登记 {days} 天后即停业",
        evidence={"applicants": [line.applicant_id], "registered_on": str(registered), "closed_on": str(closed)},
    )


def _last_minute(line: Claimable, registered: date, window_months: int, rules: CheckRules) -> Found:
    last_day = add_months(line.certificate_issued_on, window_months)
    left = (last_day - registered).days
    if line.milestone is not Milestone.M2 or not 0 <= left < rules.last_days:
        return passed(CheckName.START_NOT_LAST_MINUTE)
    return Found(
        CheckName.START_NOT_LAST_MINUTE,
        passed=False,
        subject=Subject.MILESTONE,
        subject_id=line.milestone_id,
        detail=f"the business was registered {left} days before the window's end",
        detail_zh=f"企业在期限届满前 {left} 天登记",
        evidence={"registered_on": str(registered), "last_day": str(last_day)},
    )


def _spread(line: Claimable, business: BusinessFacts, registered: date, rules: CheckRules) -> Found:
    if len(business.same_day) < rules.same_day_starts:
        return passed(CheckName.STARTS_SPREAD)
    return Found(
        CheckName.STARTS_SPREAD,
        passed=False,
        subject=Subject.CLASS,
        subject_id=line.course.class_id,
        detail=f"{len(business.same_day)} learners of one class registered a business on the same day",
        detail_zh=f"同班 {len(business.same_day)} 名学员在同一天登记企业",
        evidence={"businesses": sorted(business.same_day), "day": str(registered)},
    )
