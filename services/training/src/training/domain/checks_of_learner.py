"""Checks of a learner and their certificate."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from training.domain.check_facts import Claimable
from training.domain.check_rules import CheckName, CheckRules
from training.domain.found import Found, Subject, passed


def of_learner(line: Claimable, attendance_share: Decimal, rules: CheckRules) -> Iterator[Found]:
    """Every check of the person; ``attendance_share`` of the hours are needed to pass."""
    yield _certificate(line)
    yield _reused(line)
    yield _claimed(line)
    yield _overlapping(line)
    yield _sufficient(line, attendance_share)
    yield _phone(line, rules)
    yield _plan(line)


def _certificate(line: Claimable) -> Found:
    issued, revoked = line.certificate_issued_on, line.certificate.revoked_on
    said = f"certificate {line.certificate_number} issued on {issued}, milestone of {line.earned_on}"
    if issued <= line.earned_on and revoked is None:
        return passed(CheckName.CERTIFICATE_VALID, said)
    if revoked is not None:
        said, said_zh = f"the certificate was revoked on {revoked}", f"合格证已于 {revoked} 撤销"
    else:
        said_zh = f"合格证于 {issued} 颁发，晚于 {line.earned_on}"
    return Found(
        CheckName.CERTIFICATE_VALID,
        passed=False,
        subject=Subject.MILESTONE,
        subject_id=line.milestone_id,
        detail=said,
        detail_zh=said_zh,
        evidence={
            "certificate_id": line.certificate.certificate_id,
            "issued_on": str(issued),
            "revoked_on": str(revoked) if revoked else None,
        },
    )


def _reused(line: Claimable) -> Found:
    held = line.certificate
    foreign = held.holder is not None and held.holder != line.applicant_id
    if not foreign and not held.behind:
        return passed(CheckName.DOCUMENT_NOT_REUSED)
    people = sorted({line.applicant_id, *held.behind, *([held.holder] if held.holder else [])})
    return Found(
        CheckName.DOCUMENT_NOT_REUSED,
        passed=False,
        subject=Subject.CERTIFICATE,
        subject_id=held.certificate_id,
        detail=f"one certificate stands behind the milestones of {len(people)} people",
        detail_zh=f"同一合格证用于 {len(people)} 人的申领",
        evidence={"applicants": people, "holder": held.holder},
    )


def _claimed(line: Claimable) -> Found:
    if line.claimed_in is None:
        return passed(CheckName.NOT_CLAIMED_BEFORE)
    return Found(
        CheckName.NOT_CLAIMED_BEFORE,
        passed=False,
        subject=Subject.MILESTONE,
        subject_id=line.milestone_id,
        detail=f"already in claim {line.claimed_in}",
        detail_zh=f"已列入申领 {line.claimed_in}",
        evidence={"claims": [line.claimed_in]},
    )


def _overlapping(line: Claimable) -> Found:
    overlaps = line.learner.overlaps
    if not overlaps:
        return passed(CheckName.ATTENDANCE_NOT_OVERLAPPING)
    days = sorted({day for _, day in overlaps})
    return Found(
        CheckName.ATTENDANCE_NOT_OVERLAPPING,
        passed=False,
        subject=Subject.APPLICANT,
        subject_id=line.applicant_id,
        detail=f"present in two classes at once on {len(days)} days, first on {days[0]}",
        detail_zh=f"有 {len(days)} 天同一时间出现在两个班，最早为 {days[0]}",
        evidence={"class_days": [f"{other} {day}" for other, day in overlaps]},
    )


def _sufficient(line: Claimable, needed: Decimal) -> Found:
    share = line.learner.hours_share
    if share is None or share >= needed:
        return passed(CheckName.ATTENDANCE_SUFFICIENT)
    return Found(
        CheckName.ATTENDANCE_SUFFICIENT,
        passed=False,
        subject=Subject.MILESTONE,
        subject_id=line.milestone_id,
        detail=f"attended {_percent(share)} of the hours by the newest sheets; {_percent(needed)} are needed",
        detail_zh=f"按最新考勤仅出勤 {_percent(share)}，须达 {_percent(needed)}",
        evidence={"hours_share": str(share), "needed": str(needed)},
    )


def _phone(line: Claimable, rules: CheckRules) -> Found:
    people = sorted({line.applicant_id, *line.learner.phone_with})
    if len(people) <= rules.phone_people_max:
        return passed(CheckName.PHONE_NOT_SHARED)
    return Found(
        CheckName.PHONE_NOT_SHARED,
        passed=False,
        subject=Subject.APPLICANT,
        subject_id=people[0],
        detail=f"{len(people)} people are registered under one phone number",
        detail_zh=f"{len(people)} 人登记了同一电话号码",
        evidence={"applicants": people},
    )


def _plan(line: Claimable) -> Found:
    if not line.learner.plan_with:
        return passed(CheckName.PLAN_NOT_REUSED)
    plans = sorted(line.learner.plan_with)
    return Found(
        CheckName.PLAN_NOT_REUSED,
        passed=False,
        subject=Subject.ENROLMENT,
        subject_id=plans[0],
        detail=f"the same file was handed in as business plan by {len(plans)} learners",
        detail_zh=f"{len(plans)} 名学员提交了同一份创业计划书",
        evidence={"enrolments": plans},
    )


def _percent(share: Decimal) -> str:
    return f"{(100 * share).quantize(Decimal('0.1'))}%"
