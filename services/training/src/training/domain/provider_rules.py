"""The values that rules on institutions and trainers need, as they stood on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class DocumentKind:
    """A document that an application consists of; one that is not ``required`` may be handed in."""

    kind: str
    title: str
    title_zh: str
    required: bool


@dataclass(frozen=True)
class ChecklistItem:
    """What an inspection looks at; ``weight`` is its part of the score, a ``critical`` one must be met."""

    item: str
    title: str
    title_zh: str
    weight: int
    critical: bool


@dataclass(frozen=True)
class ProviderRules:
    """All values on institutions and trainers as of one day.

    Days are calendar days. ``reminder_days`` say how many days before its end a certificate, or a licence, is
    called back to mind.
    """

    documents: Mapping[str, DocumentKind]
    checklist: Mapping[str, ChecklistItem]
    inspection_pass_score: Decimal
    inspection_valid_days: int
    inspection_needs_master_trainer: bool
    certification_months: int
    reapply_months: int
    reminder_days: tuple[int, ...]
    renewal_courses: int
    renewal_late_days: int
    results_volume: int
    survival_due_days: int
