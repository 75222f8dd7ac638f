"""Joint guarantee groups: three to five participants of different households who answer for each other [S].

A group is formed by an agreement; while a member owes anything nobody leaves it, and while a member is more than 30
days late it gets no new loan.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from kit.refusal import IllegalTransition

from credit.domain.counter_guarantees import Member
from credit.domain.errors.joint_groups import GroupBlocked, GroupStillLiable, NotAMember
from credit.domain.errors.securities import JointGroupNotQualified
from credit.domain.happened.securities import (
    JointGroupBlocked,
    JointGroupChanged,
    JointGroupFormed,
    JointGroupUnblocked,
)
from credit.domain.rules import Rules, check_order


@dataclass(frozen=True)
class People:
    """What is known of those who are, or want to be, members: the accepted participants, the recorded couples."""

    accepted: Collection[str]
    couples: Collection[frozenset[str]] = ()


@dataclass
class JointGroup:
    """``members`` are today's; ``days_late``: of the latest member when last assessed, as of ``assessed_on``."""

    id: str
    area: str
    agreement_number: str
    formed_on: date
    members: list[Member]
    last_changed_on: date
    dissolved_on: date | None = None
    blocked_on: date | None = None
    days_late: int = 0
    assessed_on: date | None = None
    ids: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.ids = {member.applicant_id for member in self.members}

    @property
    def state(self) -> str:
        """``open``, ``blocked`` or ``dissolved``."""
        if self.dissolved_on is not None:
            return "dissolved"
        return "open" if self.blocked_on is None else "blocked"

    def form(self, people: People, rules: Rules) -> JointGroupFormed:
        """The agreement is signed. Raises JointGroupNotQualified."""
        least = rules.group_members_min.value
        if len(self.members) < least:
            raise JointGroupNotQualified(where="members", reason=f"{len(self.members)} members, at least {least}")
        self._check_members(people, rules)
        return JointGroupFormed(self.id, self.area, self._names(), self.formed_on)

    def join(self, member: Member, on: date, people: People, rules: Rules, *, days_late: int) -> JointGroupChanged:
        """Someone joins, and answers for loans of the others made from then on.

        Raises IllegalTransition, DatesOutOfOrder, GroupBlocked, JointGroupNotQualified.
        """
        self._change(on, "joined")
        self._refuse_when_late(days_late, rules)
        self.members.append(member)
        self.ids.add(member.applicant_id)
        self._check_members(people, rules)
        return JointGroupChanged(self.id, "joined", member.applicant_id, self._names(), on)

    def leave(self, applicant_id: str, on: date, rules: Rules, *, days_late: int, open_loans: int) -> JointGroupChanged:
        """Someone leaves. A group that is then too small gets no new loan until another joins.

        Raises NotAMember, GroupBlocked, GroupStillLiable, IllegalTransition, DatesOutOfOrder.
        """
        self._change(on, "left")
        if applicant_id not in self.ids:
            raise NotAMember(where="applicant_id")
        self._refuse_when_liable(days_late, open_loans, rules)
        self.members = [member for member in self.members if member.applicant_id != applicant_id]
        self.ids.discard(applicant_id)
        return JointGroupChanged(self.id, "left", applicant_id, self._names(), on)

    def dissolve(self, on: date, rules: Rules, *, days_late: int, open_loans: int) -> JointGroupChanged:
        """The agreement ends. Raises GroupBlocked, GroupStillLiable, IllegalTransition, DatesOutOfOrder."""
        self._change(on, "dissolved")
        self._refuse_when_liable(days_late, open_loans, rules)
        self.dissolved_on, self.members, self.ids = on, [], set()
        return JointGroupChanged(self.id, "dissolved", None, (), on)

    def assess(self, days_late: int, as_of: date, rules: Rules) -> JointGroupBlocked | JointGroupUnblocked | None:
        """Block or unblock by the latest member's days; None when nothing changes or a later day was assessed."""
        if self.dissolved_on is not None or (self.assessed_on is not None and as_of < self.assessed_on):
            return None
        self.days_late, self.assessed_on = days_late, as_of
        late = days_late > rules.group_member_days_late_max.value
        if late and self.blocked_on is None:
            self.blocked_on = as_of
            return JointGroupBlocked(self.id, days_late, as_of)
        if not late and self.blocked_on is not None:
            self.blocked_on = None
            return JointGroupUnblocked(self.id, days_late, as_of)
        return None

    def _change(self, on: date, verb: str) -> None:
        if self.dissolved_on is not None:
            raise IllegalTransition(noun="joint guarantee group", state="dissolved", verb=verb)
        check_order(self.last_changed_on, on, names=("the last change", "changed_on"))
        self.last_changed_on = on

    def _refuse_when_late(self, days_late: int, rules: Rules) -> None:
        limit = rules.group_member_days_late_max.value
        if days_late > limit:
            raise GroupBlocked(days=days_late, limit=limit)

    def _refuse_when_liable(self, days_late: int, open_loans: int, rules: Rules) -> None:
        self._refuse_when_late(days_late, rules)
        if open_loans:
            raise GroupStillLiable(loans=open_loans)

    def _check_members(self, people: People, rules: Rules) -> None:
        most = rules.group_members_max.value
        households = {member.household for member in self.members}
        strangers = self.ids - set(people.accepted)
        reasons = [
            (len(self.members) > most, f"{len(self.members)} members, at most {most}"),
            (len(self.ids) < len(self.members), "a participant is named twice"),
            (len(households) < len(self.members), "two members share a household"),
            (any(couple <= self.ids for couple in people.couples), "two members are husband and wife"),
            (bool(strangers), f"{len(strangers)} are not accepted participants on {rules.on}"),
        ]
        for broken, reason in reasons:
            if broken:
                raise JointGroupNotQualified(where="members", reason=reason)

    def _names(self) -> tuple[str, ...]:
        return tuple(sorted(self.ids))


def household_marks(members: Iterable[Member]) -> list[dict[str, str]]:
    """Members as they are stored with a counter-guarantee: those who signed for this loan."""
    return [{"applicant_id": member.applicant_id, "household": member.household} for member in members]
