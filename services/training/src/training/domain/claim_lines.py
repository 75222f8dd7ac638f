"""The lines of a claim as they are locked, and the hash that tells whether one was changed since."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from kit.money import Money

from training.domain.checks import Check, CheckName, Severity
from training.domain.packages import Milestone, Package


class LineState(StrEnum):
    """Claimed → confirmed or refuted → paid → clawed_back; withdrawn with its claim."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    PAID = "paid"
    WITHDRAWN = "withdrawn"
    CLAWED_BACK = "clawed_back"


class Part(StrEnum):
    """Why a line is verified: drawn at random, put on top for risk, or because every line is."""

    RANDOM = "random"
    TOPUP = "topup"
    REST = "rest"


class Outcome(StrEnum):
    """What verification found of a line."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    UNTRACEABLE = "untraceable"


@dataclass(frozen=True)
class Why:
    """A reason in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class Facts:
    """What the institution claims of a line: the answer that verifiers are not shown."""

    certificate_number: str
    certificate_issued_on: date
    course_began_on: date
    course_ended_on: date
    earned_on: date
    target_group: str | None
    business_id: str | None = None
    business_registered_on: date | None = None

    def plain(self) -> dict[str, str | None]:
        """As JSON has it."""
        return {
            name: None if value is None else str(value)
            for name, value in sorted(vars(self).items())  # a frozen dataclass without slots
        }

    @classmethod
    def of(cls, plain: dict[str, str | None]) -> Facts:
        """From what :meth:`plain` gave."""

        def day(name: str) -> date:
            return date.fromisoformat(plain[name] or "")

        registered_on = plain["business_registered_on"]
        return cls(
            certificate_number=plain["certificate_number"] or "",
            certificate_issued_on=day("certificate_issued_on"),
            course_began_on=day("course_began_on"),
            course_ended_on=day("course_ended_on"),
            earned_on=day("earned_on"),
            target_group=plain["target_group"],
            business_id=plain["business_id"],
            business_registered_on=None if registered_on is None else date.fromisoformat(registered_on),
        )


@dataclass(frozen=True)
class ClaimLine:
    """One milestone in a claim; ``price`` says in two languages where the amount comes from."""

    line: int
    milestone_id: str
    milestone: Milestone
    package: Package
    applicant_id: str
    amount: Money
    checks: tuple[Check, ...]
    facts: Facts | None = None
    price_source: str = "policy"
    price_en: str = ""
    price_zh: str = ""
    state: LineState = LineState.CLAIMED
    reason: str | None = None
    reason_zh: str | None = None
    part: Part | None = None
    finding: Outcome | None = None

    @property
    def warnings(self) -> dict[CheckName, int]:
        """The points of each check that failed and only warns."""
        return {
            check.check: check.points for check in self.checks if not check.passed and check.severity is Severity.WARNS
        }

    @property
    def open(self) -> bool:
        """Whether the line still may be paid: neither refuted nor withdrawn."""
        return self.state not in {LineState.REFUTED, LineState.WITHDRAWN}


def content_hash(
    claim_id: str, institution_id: str, agreement_id: str, claimed_on: date, lines: Iterable[ClaimLine]
) -> str:
    """SHA-256 of what is locked when a claim is lodged: everything of its lines but how they fared since.

    The text hashed is JSON with sorted keys and no spaces, lines in the order of their numbers, so
    that the institution can compute it from the claim it read.
    """
    content = {
        "claim_id": claim_id,
        "institution_id": institution_id,
        "agreement_id": agreement_id,
        "claimed_on": str(claimed_on),
        "lines": [
            {
                "line": line.line,
                "milestone_id": line.milestone_id,
                "milestone": line.milestone.value,
                "package": line.package.value,
                "applicant_id": line.applicant_id,
                "amount": str(line.amount),
                "facts": line.facts.plain() if line.facts else None,
                "checks": {check.check.value: check.passed for check in line.checks},
            }
            for line in sorted(lines, key=lambda line: line.line)
        ],
    }
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def failed_checks(checks: Iterable[Check]) -> str:
    """Why the automatic checks refute a line; empty when they do not."""
    failed = [check.check.value for check in checks if not check.passed and check.severity is Severity.REFUTES]
    return "automatic check failed: " + ", ".join(failed) if failed else ""
