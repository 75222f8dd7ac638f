"""What the automatic checks and the flags need of the policy, as it stood on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from training.domain.flag_rules import FlagRules


class CheckName(StrEnum):
    """The automatic checks of every line of a claim, and of everything that is not claimed yet."""

    CERTIFICATE_VALID = "certificate_valid"
    DOCUMENT_NOT_REUSED = "document_not_reused"
    NOT_CLAIMED_BEFORE = "not_claimed_before"
    TRAINER_LICENSED = "trainer_licensed"
    TRAINER_IN_ONE_PLACE = "trainer_in_one_place"
    INSTITUTION_CERTIFIED = "institution_certified"
    CLASS_HOURS_TAUGHT = "class_hours_taught"
    ATTENDANCE_PLAUSIBLE = "attendance_plausible"
    ATTENDANCE_IN_TIME = "attendance_in_time"
    ATTENDANCE_NOT_OVERLAPPING = "attendance_not_overlapping"
    ATTENDANCE_SUFFICIENT = "attendance_sufficient"
    PHONE_NOT_SHARED = "phone_not_shared"
    PLAN_NOT_REUSED = "plan_not_reused"
    CLASS_FILE_NOT_REUSED = "class_file_not_reused"
    BUSINESS_NOT_OLDER_THAN_COURSE = "business_not_older_than_course"
    REGISTRATION_NUMBER_VALID = "registration_number_valid"
    REGISTRATION_NUMBER_PLAUSIBLE = "registration_number_plausible"
    BUSINESS_NOT_REUSED = "business_not_reused"
    ADDRESS_NOT_SHARED = "address_not_shared"
    OWNER_OF_ONE_BUSINESS = "owner_of_one_business"
    BUSINESS_LASTED = "business_lasted"
    START_NOT_LAST_MINUTE = "start_not_last_minute"
    STARTS_SPREAD = "starts_spread"


class Severity(StrEnum):
    """What a failed check means: the line is refuted at once, or verification looks at it first."""

    REFUTES = "refutes"
    WARNS = "warns"


@dataclass(frozen=True)
class CheckRule:
    """What a failed check means, how heavily it weighs in the risk (points), and where the rule stands."""

    severity: Severity
    points: int
    reference: str


@dataclass(frozen=True)
class CheckRules:
    """Each check's meaning, and the limits beyond which something is looked at. All limits are unconfirmed [K]."""

    of: Mapping[CheckName, CheckRule]
    phone_people_max: int
    """So many people under one phone number are nothing special."""
    address_businesses_max: int
    """So many businesses at one address are nothing special."""
    single_owners_max: int
    """So many participants may stand behind a business whose form has one owner (a couple may run it)."""
    partners_max: int
    """So many behind any other form."""
    owner_months: int
    """Two businesses of one owner registered within so many months are looked at."""
    lasted_days: int
    """A business closed within so many days of its registration is looked at."""
    last_days: int
    """A registration within so many days of the window's end is looked at."""
    same_day_starts: int
    """So many businesses of one class registered on one day are looked at."""
    sheets_min: int
    """Patterns of attendance say something from so many sessions on ..."""
    learners_min: int
    """... and so many learners."""
    sheet_late_days: int
    """A sheet recorded later than this after its session is late ..."""
    sheet_late_share: Decimal
    """... and a class with more than this share of late sheets is looked at."""
    unified_from: date
    """The first day of 18-character unified codes; before, none can have been seen."""
    former_divisions: frozenset[str]
    """Divisions of earlier times whose registration numbers still stand in the territory."""
    flags: FlagRules

    @classmethod
    def read(cls, value: Callable[[str], Any]) -> CheckRules:
        """From the policy's values, by key."""
        return cls(
            of={
                CheckName(one["check"]): CheckRule(Severity(one["severity"]), int(one["points"]), one["reference"])
                for one in value("check.rules")
            },
            phone_people_max=int(value("check.phone_people_max")),
            address_businesses_max=int(value("check.address_businesses_max")),
            single_owners_max=int(value("check.single_owners_max")),
            partners_max=int(value("check.partners_max")),
            owner_months=int(value("check.owner_months")),
            lasted_days=int(value("check.lasted_days")),
            last_days=int(value("check.last_days")),
            same_day_starts=int(value("check.same_day_starts")),
            sheets_min=int(value("check.sheets_min")),
            learners_min=int(value("check.learners_min")),
            sheet_late_days=int(value("check.sheet_late_days")),
            sheet_late_share=Decimal(str(value("check.sheet_late_share"))),
            unified_from=value("check.unified_from"),
            former_divisions=frozenset(str(one) for one in value("check.former_divisions")),
            flags=FlagRules.read(value),
        )
