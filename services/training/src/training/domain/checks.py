"""The automatic checks: what each found of a line, with evidence, and what that means by the policy.

The checks themselves are in ``checks_of_course``, ``checks_of_learner`` and ``checks_of_business``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from training.domain.check_facts import Claimable
from training.domain.check_rules import CheckName, CheckRule, CheckRules, Severity
from training.domain.checks_of_business import of_business
from training.domain.checks_of_course import of_course
from training.domain.checks_of_learner import of_learner
from training.domain.found import Found, Subject
from training.domain.rules import Rules

__all__ = ["Check", "CheckName", "Claimable", "Found", "Severity", "Subject", "automatic_checks", "checks_of_class"]

RulesAsOf = Callable[[date], Rules]


@dataclass(frozen=True)
class Check:
    """An automatic check and what it found; of one that passed only that it did, and the dates it compared."""

    check: CheckName
    passed: bool
    detail: str = ""
    severity: Severity = Severity.REFUTES
    detail_zh: str = ""
    points: int = 0
    reference: str = ""
    subject: Subject | None = None
    subject_id: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def plain(self) -> dict[str, Any]:
        """As JSON has it; short when it passed."""
        short: dict[str, Any] = {"check": self.check.value, "passed": self.passed}
        if self.detail:
            short["detail"] = self.detail
        if self.passed:
            return short
        return short | {
            "severity": self.severity.value,
            "detail_zh": self.detail_zh,
            "points": self.points,
            "reference": self.reference,
            "subject": self.subject.value if self.subject else None,
            "subject_id": self.subject_id,
            "evidence": dict(self.evidence),
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Check:
        """From what :meth:`plain` gave."""
        subject = plain.get("subject")
        return cls(
            CheckName(plain["check"]),
            plain["passed"],
            plain.get("detail", ""),
            Severity(plain.get("severity", Severity.REFUTES)),
            plain.get("detail_zh", ""),
            plain.get("points", 0),
            plain.get("reference", ""),
            Subject(subject) if subject else None,
            plain.get("subject_id", ""),
            plain.get("evidence", {}),
        )


def automatic_checks(line: Claimable, rules_as_of: RulesAsOf) -> tuple[Check, ...]:
    """Every automatic check of one line, passed or not, by the rules of the day on which the course began."""
    rules = rules_as_of(line.class_started_on)
    found = [
        *of_course(line.course, rules.packages[line.package].hours_min, rules.checks),
        *of_learner(line, rules.attendance_share, rules.checks),
        *of_business(line, rules_as_of(line.certificate_issued_on).start_within_months, rules.checks),
    ]
    return tuple(_check(one, rules.checks) for one in found)


def checks_of_class(course: Iterable[Found], rules: CheckRules) -> tuple[Check, ...]:
    """Checks that concern a class as a whole, for the sweep over classes of which nothing is claimed yet."""
    return tuple(_check(one, rules) for one in course)


_UNNAMED = CheckRule(Severity.WARNS, 1, "a check without a rule of its own in the policy")


def _check(found: Found, rules: CheckRules) -> Check:
    if found.passed:
        return Check(found.check, passed=True, detail=found.detail)
    rule = rules.of.get(found.check, _UNNAMED)
    return Check(
        found.check,
        passed=False,
        detail=found.detail,
        severity=rule.severity,
        detail_zh=found.detail_zh,
        points=rule.points,
        reference=rule.reference,
        subject=found.subject,
        subject_id=found.subject_id,
        evidence=found.evidence,
    )
