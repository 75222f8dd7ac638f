"""The rules of one day, as the programme's dated policy gives them."""

from collections.abc import Mapping
from dataclasses import dataclass

from applicants.domain.words import TargetGroup, Wants


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from, and which version of it was in force."""

    reference: str
    version: str


@dataclass(frozen=True, slots=True)
class WorkDays:
    """How many days each kind of work may wait."""

    settle_duplicate: int
    screen: int
    refer: int
    see_into_training: int


@dataclass(frozen=True, slots=True)
class Rules:
    """Values in force on one day; ``sources`` is keyed by the policy's own names."""

    version: str
    minimum_age_years: int
    maximum_age_years: int
    territory: str
    registered_business_allowed: bool
    path: Wants
    free_groups: frozenset[TargetGroup]
    group_document_pattern: str
    backdating_days: int
    duplicates_hold_screening: bool
    work_days: WorkDays
    roster_consent_purpose: str
    roster_maximum_rows: int
    roster_maximum_bytes: int
    sources: Mapping[str, Source]
