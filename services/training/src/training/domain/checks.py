"""The automatic checks of every line of a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.money import Money

from training.domain.packages import Milestone, Package


class CheckName(StrEnum):
    """The automatic checks of every line."""

    CERTIFICATE_VALID = "certificate_valid"
    BUSINESS_NOT_OLDER_THAN_COURSE = "business_not_older_than_course"
    TRAINER_LICENSED = "trainer_licensed"
    ATTENDANCE_NOT_OVERLAPPING = "attendance_not_overlapping"
    NOT_CLAIMED_BEFORE = "not_claimed_before"


class Severity(StrEnum):
    """What a failed check means: the line is refuted at once, or verification looks at it first."""

    REFUTES = "refutes"
    WARNS = "warns"


@dataclass(frozen=True)
class Check:
    """An automatic check and what it found."""

    check: CheckName
    passed: bool
    detail: str
    severity: Severity = Severity.REFUTES


@dataclass(frozen=True)
class Claimable:
    """An earned, unclaimed milestone with the facts that the automatic checks look at."""

    milestone_id: str
    milestone: Milestone
    package: Package
    applicant_id: str
    amount: Money
    earned_on: date
    certificate_number: str
    certificate_issued_on: date
    class_started_on: date
    business_registered_on: date | None
    unlicensed_days: tuple[date, ...] = ()
    """Days of the class on which a trainer who taught held no valid licence."""
    overlapping_days: tuple[date, ...] = ()
    """Days on which the learner was recorded present in two classes at once."""
    claimed_in: str | None = None
    """An earlier claim that holds the same person, package and milestone."""


def automatic_checks(line: Claimable) -> tuple[Check, ...]:
    """Every automatic check of one line, passed or not, with what it found."""
    issued = line.certificate_issued_on
    business = line.business_registered_on
    return (
        Check(
            CheckName.CERTIFICATE_VALID,
            issued <= line.earned_on,
            f"certificate {line.certificate_number} issued on {issued}, milestone of {line.earned_on}",
        ),
        Check(
            CheckName.BUSINESS_NOT_OLDER_THAN_COURSE,
            business is None or business >= line.class_started_on,
            "no business needed"
            if business is None
            else f"registered on {business}, course began on {line.class_started_on}",
        ),
        Check(CheckName.TRAINER_LICENSED, not line.unlicensed_days, _days("unlicensed", line.unlicensed_days)),
        Check(
            CheckName.ATTENDANCE_NOT_OVERLAPPING,
            not line.overlapping_days,
            _days("present in two classes at once", line.overlapping_days),
        ),
        Check(
            CheckName.NOT_CLAIMED_BEFORE,
            line.claimed_in is None,
            "first claim" if line.claimed_in is None else f"already in claim {line.claimed_in}",
        ),
    )


def _days(what: str, days: Sequence[date]) -> str:
    return f"{what} on " + ", ".join(str(day) for day in days) if days else f"never {what}"
