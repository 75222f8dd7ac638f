"""Counter-guarantees: what secures the fund, what each counts for, and who may give it [S, V]."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN
from enum import StrEnum

from kit.money import FEN, Money

from credit.domain.credit_communities import CommunityStanding
from credit.domain.errors.securities import CounterGuaranteeIncomplete
from credit.domain.evidence import Evidence
from credit.domain.promises import Borrower, Guarantor, guarantor_verdicts
from credit.domain.rules import Rules
from credit.domain.verdicts import Limit, Verdict, verdict

BOUND_ONCE = "a guarantor's promise, a deposit, an asset secures one loan at a time"


class Kind(StrEnum):
    """The kinds of counter-guarantee."""

    PUBLIC_EMPLOYEE = "public_employee"
    LOCAL_EMPLOYEE = "local_employee"
    PROPERTY_MORTGAGE = "property_mortgage"
    MOVABLE_PLEDGE = "movable_pledge"
    DEPOSIT = "deposit"
    MUTUAL_FUND = "mutual_fund"
    JOINT_GROUP = "joint_group"
    CREDIT_COMMUNITY = "credit_community"


EMPLOYEES = (Kind.PUBLIC_EMPLOYEE, Kind.LOCAL_EMPLOYEE)
WHATEVER_IS_REQUIRED = (Kind.JOINT_GROUP, Kind.CREDIT_COMMUNITY)
"""Kinds that need no value of their own: without one they count for what is required."""


@dataclass(frozen=True)
class Member:
    """A participant in a joint guarantee group; ``household`` only tells households apart."""

    applicant_id: str
    household: str


@dataclass(frozen=True)
class GroupStanding:
    """A registered group as it is found."""

    open: bool


@dataclass(frozen=True)
class CounterGuarantee:
    """One counter-guarantee and its full ``value`` in yuan, before the haircut.

    What was given: ``guarantor_id``, ``group_id`` or an ``asset_reference``. What was found: ``guarantor``,
    ``members``, ``group``, ``days_late`` of the group's latest member, ``free_deposit`` of the borrower in the mutual
    fund, ``community``, ``pledged_already``.
    """

    kind: Kind
    value: Money
    description: str = ""
    guarantor: Guarantor | None = None
    members: tuple[Member, ...] = ()
    guarantor_id: str | None = None
    group_id: str | None = None
    asset_reference: str | None = None
    number: int = 0
    evidence: Evidence = Evidence.MISSING
    group: GroupStanding | None = None
    days_late: int | None = None
    free_deposit: Money | None = None
    community: CommunityStanding | None = None
    pledged_already: bool = False

    def counted(self, rules: Rules) -> Money:
        """What it counts for: the value times the share of its kind, rounded down to the fen."""
        share = rules.counted_percent[self.kind].value / 100
        return Money((self.value.amount * share).quantize(FEN, rounding=ROUND_DOWN))

    @property
    def bound(self) -> tuple[Kind, str] | None:
        """What may be named once in an application: the guarantor, the group, the asset, the borrower's deposit."""
        if self.kind in (Kind.MUTUAL_FUND, Kind.CREDIT_COMMUNITY):
            return self.kind, ""
        named = self.guarantor_id or self.group_id or self.asset_reference
        if named is None:
            return None
        # A guarantor is one person whatever they are offered as.
        return (Kind.PUBLIC_EMPLOYEE if self.guarantor_id else self.kind), named


@dataclass(frozen=True)
class Case:
    """The loan that is to be secured, and who of the group members is an accepted participant.

    ``verified_only``: at commitment only what has been verified counts.
    """

    borrower_id: str
    amount: Money
    on: date
    accepted: Collection[str]
    verified_only: bool = False


def judge(items: Sequence[CounterGuarantee], case: Case, rules: Rules) -> list[Verdict]:
    """A verdict for every rule of every counter-guarantee, then the required total.

    What was rejected is as if it had not been given. Raises CounterGuaranteeIncomplete when one lacks what its kind
    needs.
    """
    found: list[Verdict] = []
    seen: set[tuple[Kind, str]] = set()
    for index, item in enumerate(items):
        where = f"counter_guarantees[{index}]"
        check_complete(item, where)
        if item.evidence is Evidence.REJECTED:
            continue
        found += _item_verdicts(item, case, rules, where)
        if item.bound is not None:
            once = item.bound not in seen
            found.append(verdict(f"{where}.named_once", met=once, value=once, limit=Limit("yes", BOUND_ONCE)))
            seen.add(item.bound)
    return [*found, *_total_verdicts(items, case, rules)]


def required_total(loan: Money, rules: Rules) -> Money:
    """What the counter-guarantees must count for together."""
    return rules.guaranteed_part(loan).times(rules.counter_guarantee_required_percent.value / 100)


def with_value(item: CounterGuarantee, value: Money | None, loan: Money, rules: Rules, where: str) -> CounterGuarantee:
    """``item`` with its value; a group or waiver without one counts for what is required.

    Raises CounterGuaranteeIncomplete when another kind has none.
    """
    if value is None and item.kind not in WHATEVER_IS_REQUIRED:
        raise CounterGuaranteeIncomplete(where=f"{where}.value", kind=item.kind.value, needed="a value")
    return replace(item, value=required_total(loan, rules) if value is None else value)


def check_complete(item: CounterGuarantee, where: str) -> None:
    """Each kind has what it needs and nothing of another kind. Raises CounterGuaranteeIncomplete."""
    employee, group = item.kind in EMPLOYEES, item.kind is Kind.JOINT_GROUP
    given = (item.guarantor is not None) or (item.guarantor_id is not None)
    if employee != given:
        needed = "a guarantor" if employee else "no guarantor"
        raise CounterGuaranteeIncomplete(where=f"{where}.guarantor", kind=item.kind.value, needed=needed)
    if group != (bool(item.members) or item.group_id is not None):
        needed = "members or a group" if group else "no members"
        raise CounterGuaranteeIncomplete(where=f"{where}.members", kind=item.kind.value, needed=needed)


def _item_verdicts(item: CounterGuarantee, case: Case, rules: Rules, where: str) -> Iterator[Verdict]:
    if item.guarantor is not None:
        borrower = Borrower(case.borrower_id, case.amount, case.on)
        yield from guarantor_verdicts(item.kind.value, item.value, item.guarantor, borrower, rules, where)
    if item.members:
        yield from _group_verdicts(item, case, rules, where)
    if item.free_deposit is not None:
        limit = rules.counted_percent[item.kind]
        yield verdict(
            f"{where}.mutual_deposit_free",
            met=item.value <= item.free_deposit,
            value=item.value,
            limit=limit,
            shown_limit=f"at most {item.free_deposit}",
        )
    if item.community is not None:
        yield from item.community.verdicts(rules, where)
    if item.asset_reference is not None:
        limit_ = Limit("not pledged for another open loan", BOUND_ONCE)
        value = f"{item.asset_reference} {'pledged' if item.pledged_already else 'free'}"
        yield verdict(f"{where}.asset_free", met=not item.pledged_already, value=value, limit=limit_)


def _total_verdicts(items: Sequence[CounterGuarantee], case: Case, rules: Rules) -> Iterator[Verdict]:
    required = required_total(case.amount, rules)
    limit = rules.counter_guarantee_required_percent
    counted = Money.sum(item.counted(rules) for item in items if item.evidence is not Evidence.REJECTED)
    yield verdict(
        "counter_guarantee_total", met=counted >= required, value=counted, limit=limit, shown_limit=str(required)
    )
    if case.verified_only:
        verified = [item for item in items if item.evidence is Evidence.VERIFIED]
        counted = Money.sum(item.counted(rules) for item in verified)
        yield verdict(
            "counter_guarantee_verified",
            met=counted >= required,
            value=counted,
            limit=limit,
            shown_limit=str(required),
        )


def _group_verdicts(item: CounterGuarantee, case: Case, rules: Rules, where: str) -> Iterator[Verdict]:
    """3 to 5 participants of different households, the borrower among them, none of them late [S]."""
    members, least, most = item.members, rules.group_members_min, rules.group_members_max
    ids = {member.applicant_id for member in members}
    households = {member.household for member in members}
    if item.group is not None:
        yield verdict(f"{where}.group_open", met=item.group.open, value=item.group.open, limit=Limit("yes", BOUND_ONCE))
    yield verdict(
        f"{where}.group_members",
        met=least.value <= len(members) <= most.value and len(ids) == len(members),
        value=len(ids),
        limit=least,
        shown_limit=f"{least.value} to {most.value}",
    )
    yield verdict(
        f"{where}.group_households",
        met=len(households) == len(members),
        value=len(households),
        limit=least,
        shown_limit=f"{len(members)}, one for each member",
    )
    yield verdict(
        f"{where}.group_has_borrower",
        met=case.borrower_id in ids,
        value=case.borrower_id in ids,
        limit=least,
        shown_limit="yes",
    )
    yield verdict(
        f"{where}.group_members_accepted",
        met=ids <= set(case.accepted),
        value=len(ids & set(case.accepted)),
        limit=least,
        shown_limit=f"{len(ids)}, all participants of the programme",
    )
    if item.days_late is not None:
        late = rules.group_member_days_late_max
        yield verdict(
            f"{where}.group_member_days_late", met=item.days_late <= late.value, value=item.days_late, limit=late
        )
