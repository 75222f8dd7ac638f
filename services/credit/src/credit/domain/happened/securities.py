"""What the verbs of credit make happen to counter-guarantees, groups, deposits and communities."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kit.money import Money


@dataclass(frozen=True)
class GuarantorRegistered:
    """A person was registered as guarantor; ``applicant_id`` when they take part in the programme too."""

    guarantor_id: str
    kind: str
    area: str
    applicant_id: str | None
    registered_on: date


@dataclass(frozen=True)
class JointGroupFormed:
    """Participants agreed to answer for each other."""

    group_id: str
    area: str
    members: tuple[str, ...]
    formed_on: date


@dataclass(frozen=True)
class JointGroupChanged:
    """A member joined or left, or the group dissolved (then without ``applicant_id``); ``members`` are those after."""

    group_id: str
    change: str
    applicant_id: str | None
    members: tuple[str, ...]
    changed_on: date


@dataclass(frozen=True)
class JointGroupBlocked:
    """A member is too late: the group gets no new loan."""

    group_id: str
    days_late: int
    as_of: date


@dataclass(frozen=True)
class JointGroupUnblocked:
    """What was overdue has been paid."""

    group_id: str
    days_late: int
    as_of: date


@dataclass(frozen=True)
class CommunityRecognised:
    """The area is a credit community: its applicants need no counter-guarantee."""

    community_id: str
    area: str
    loans: int
    rate_percent: Decimal
    recognised_on: date


@dataclass(frozen=True)
class CommunityWithdrawn:
    """The recognition ended."""

    community_id: str
    area: str
    loans: int
    rate_percent: Decimal | None
    withdrawn_on: date


@dataclass(frozen=True)
class MutualDeposited:
    """A participant paid into the mutual guarantee fund."""

    applicant_id: str
    fund_id: str
    bank_id: str
    amount: Money
    balance: Money
    deposited_on: date


@dataclass(frozen=True)
class MutualReturned:
    """A deposit of the mutual guarantee fund went back."""

    applicant_id: str
    fund_id: str
    bank_id: str
    amount: Money
    balance: Money
    returned_on: date


Happened = (
    GuarantorRegistered
    | JointGroupFormed
    | JointGroupChanged
    | JointGroupBlocked
    | JointGroupUnblocked
    | CommunityRecognised
    | CommunityWithdrawn
    | MutualDeposited
    | MutualReturned
)
