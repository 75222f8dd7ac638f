"""What a check found: passed, or of whom or what it found which evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from training.domain.check_rules import CheckName


class Subject(StrEnum):
    """What a finding is about; the same fact about the same subject is one flag, however many lines it touches."""

    MILESTONE = "milestone"
    CLASS = "class"
    APPLICANT = "applicant"
    ENROLMENT = "enrolment"
    CERTIFICATE = "certificate"
    BUSINESS = "business"


@dataclass(frozen=True)
class Found:
    """A check's answer; ``evidence`` holds ids, dates (as text) and counts, by name."""

    check: CheckName
    passed: bool
    subject: Subject
    subject_id: str
    detail: str = ""
    detail_zh: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)


def passed(check: CheckName, detail: str = "") -> Found:
    """Nothing wrong."""
    return Found(check, passed=True, subject=Subject.MILESTONE, subject_id="", detail=detail)
