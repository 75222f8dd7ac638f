"""What happened to an applicant, as the aggregate's verbs tell it."""

from dataclasses import dataclass
from datetime import date

from applicants.domain.eligibility import Outcome


@dataclass(frozen=True, slots=True)
class Registered:
    """The person was registered."""

    registered_on: date


@dataclass(frozen=True, slots=True)
class Accepted:
    """The person was accepted for the start-up path; ``policy_version`` names the rules that said so."""

    accepted_on: date
    free_of_charge: bool
    policy_version: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The person is ineligible, or goes another path."""

    declined_on: date
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Referred:
    """The person was sent to an institution for a package."""

    institution_id: str
    package: str
    referred_on: date


@dataclass(frozen=True, slots=True)
class Amended:
    """Area, education or sector changed."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The person left the programme."""

    withdrawn_on: date


@dataclass(frozen=True, slots=True)
class Merged:
    """The file was found to be the same person's as ``into``, which stays."""

    into: str
    merged_on: date


Happened = Registered | Accepted | Declined | Referred | Amended | Withdrawn | Merged
