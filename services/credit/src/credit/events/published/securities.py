"""What credit publishes about counter-guarantees, groups, deposits and communities."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from credit.domain.happened import securities as happened
from credit.fields import MoneyText


class GuarantorRegistered(Published):
    """A person was registered as guarantor; `applicant_id` when they take part in the programme too."""

    event: ClassVar[str] = "credit.guarantor.registered"
    subject_field: ClassVar[str] = "guarantor_id"
    example: ClassVar[dict[str, Any]] = {
        "guarantor_id": "0198c1de-0000-7000-8000-000000000010",
        "kind": "public_employee",
        "area": "500116103",
        "applicant_id": None,
        "registered_on": "2007-09-01",
    }

    guarantor_id: str
    kind: str
    area: str
    applicant_id: str | None
    registered_on: date


class JointGroupFormed(Published):
    """Participants agreed to answer for each other."""

    event: ClassVar[str] = "credit.joint_group.formed"
    subject_field: ClassVar[str] = "group_id"
    example: ClassVar[dict[str, Any]] = {
        "group_id": "0198c1de-0000-7000-8000-000000000011",
        "area": "500116103",
        "members": [
            "0198c1de-0000-7000-8000-000000000002",
            "0198c1de-0000-7000-8000-000000000006",
            "0198c1de-0000-7000-8000-000000000007",
        ],
        "formed_on": "2007-09-01",
    }

    group_id: str
    area: str
    members: tuple[str, ...]
    formed_on: date


class JointGroupChanged(Published):
    """A member joined or left, or the group dissolved; `members` are those after it."""

    event: ClassVar[str] = "credit.joint_group.changed"
    subject_field: ClassVar[str] = "group_id"
    example: ClassVar[dict[str, Any]] = {
        "group_id": "0198c1de-0000-7000-8000-000000000011",
        "change": "left",
        "applicant_id": "0198c1de-0000-7000-8000-000000000007",
        "members": ["0198c1de-0000-7000-8000-000000000002", "0198c1de-0000-7000-8000-000000000006"],
        "changed_on": "2008-10-06",
    }

    group_id: str
    change: str
    applicant_id: str | None
    members: tuple[str, ...]
    changed_on: date


class JointGroupBlocked(Published):
    """A member is too late: the group gets no new loan."""

    event: ClassVar[str] = "credit.joint_group.blocked"
    subject_field: ClassVar[str] = "group_id"
    example: ClassVar[dict[str, Any]] = {
        "group_id": "0198c1de-0000-7000-8000-000000000011",
        "days_late": 31,
        "as_of": "2007-11-21",
    }

    group_id: str
    days_late: int
    as_of: date


class JointGroupUnblocked(Published):
    """What was overdue has been paid: the group may borrow again."""

    event: ClassVar[str] = "credit.joint_group.unblocked"
    subject_field: ClassVar[str] = "group_id"
    example: ClassVar[dict[str, Any]] = {
        "group_id": "0198c1de-0000-7000-8000-000000000011",
        "days_late": 0,
        "as_of": "2007-12-03",
    }

    group_id: str
    days_late: int
    as_of: date


class CommunityRecognised(Published):
    """An area became a credit community: its applicants need no counter-guarantee."""

    event: ClassVar[str] = "credit.community.recognised"
    subject_field: ClassVar[str] = "community_id"
    example: ClassVar[dict[str, Any]] = {
        "community_id": "0198c1de-0000-7000-8000-000000000012",
        "area": "500116103005",
        "loans": 31,
        "rate_percent": "96.20",
        "recognised_on": "2008-07-01",
    }

    community_id: str
    area: str
    loans: int
    rate_percent: str
    recognised_on: date


class CommunityWithdrawn(Published):
    """An area is no credit community any more."""

    event: ClassVar[str] = "credit.community.withdrawn"
    subject_field: ClassVar[str] = "community_id"
    example: ClassVar[dict[str, Any]] = {
        "community_id": "0198c1de-0000-7000-8000-000000000012",
        "area": "500116103005",
        "loans": 40,
        "rate_percent": "93.10",
        "withdrawn_on": "2008-12-31",
    }

    community_id: str
    area: str
    loans: int
    rate_percent: str | None
    withdrawn_on: date


class MutualDeposited(Published):
    """A participant paid into the mutual guarantee fund; `balance` is theirs at this special account."""

    event: ClassVar[str] = "credit.mutual_fund.deposited"
    subject_field: ClassVar[str] = "applicant_id"
    example: ClassVar[dict[str, Any]] = {
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "2000.00",
        "balance": "2000.00",
        "deposited_on": "2007-09-01",
    }

    applicant_id: str
    fund_id: str
    bank_id: str
    amount: MoneyText
    balance: MoneyText
    deposited_on: date


class MutualReturned(Published):
    """A deposit of the mutual guarantee fund went back to its member."""

    event: ClassVar[str] = "credit.mutual_fund.returned"
    subject_field: ClassVar[str] = "applicant_id"
    example: ClassVar[dict[str, Any]] = {
        "applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "fund_id": "00000000-0000-7000-8000-000000000001",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "2000.00",
        "balance": "0.00",
        "returned_on": "2008-10-06",
    }

    applicant_id: str
    fund_id: str
    bank_id: str
    amount: MoneyText
    balance: MoneyText
    returned_on: date


PUBLISHED: dict[type, type[Published]] = {
    happened.GuarantorRegistered: GuarantorRegistered,
    happened.JointGroupFormed: JointGroupFormed,
    happened.JointGroupChanged: JointGroupChanged,
    happened.JointGroupBlocked: JointGroupBlocked,
    happened.JointGroupUnblocked: JointGroupUnblocked,
    happened.CommunityRecognised: CommunityRecognised,
    happened.CommunityWithdrawn: CommunityWithdrawn,
    happened.MutualDeposited: MutualDeposited,
    happened.MutualReturned: MutualReturned,
}
