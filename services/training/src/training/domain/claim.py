"""A claim from its locking to its payment.

lodged → sampled → verified, by way of full_verification (5 to 20% false) or suspended (above, a
manager decides) → approved_once → approved → in_payment → paid; withdrawn before the sample; refused when
no line holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

from training.domain.claim_lines import ClaimLine, LineState, Outcome, Part, Why, content_hash
from training.domain.claim_rules import ClaimRules
from training.domain.error_rate import Band, ErrorRate
from training.domain.errors.claims import ApproversNeedAManager, ClaimContentChanged, LineUnknown

__all__ = ["Approval", "Claim", "ClaimLine", "ClaimState", "LineState", "SuspendedDecision"]


class ClaimState(StrEnum):
    """Where a claim stands; ``refused``, ``withdrawn`` and ``paid`` are ends."""

    LODGED = "lodged"
    SAMPLED = "sampled"
    FULL_VERIFICATION = "full_verification"
    SUSPENDED = "suspended"
    VERIFIED = "verified"
    APPROVED_ONCE = "approved_once"
    APPROVED = "approved"
    IN_PAYMENT = "in_payment"
    PAID = "paid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


UNDER_VERIFICATION = (ClaimState.LODGED, ClaimState.SAMPLED, ClaimState.FULL_VERIFICATION)
"""While a claim stands here, those who verify are not shown what it claims."""


TOO_LATE_TO_CHANGE = (ClaimState.IN_PAYMENT, ClaimState.PAID, ClaimState.REFUSED, ClaimState.WITHDRAWN)
"""From payment on, what turns out wrong is clawed back instead."""

APPROVALS = 2
"""So many different people approve a claim."""


class SuspendedDecision(StrEnum):
    """What a manager makes of a suspended claim."""

    PAY_VERIFIED = "pay_verified"
    VERIFY_ALL = "verify_all"
    REFUSE_ALL = "refuse_all"


@dataclass(frozen=True)
class Approval:
    """One of the two approvals: who, in which role, when."""

    account: str
    role: str
    on: date


@dataclass
class Claim:
    """A locked batch of milestones of one institution under one agreement."""

    claim_id: str
    institution_id: str
    agreement_id: str
    claimed_on: date
    lodged_by: str
    lines: list[ClaimLine] = field(default_factory=list)
    state: ClaimState = ClaimState.LODGED
    content_hash: str = ""
    drawn_on: date | None = None
    verified_on: date | None = None
    verified_by: str | None = None
    approvals: list[Approval] = field(default_factory=list)
    paid_on: date | None = None
    paid_by: str | None = None
    reference: str | None = None

    @property
    def amount(self) -> Money:
        """What the lines that are neither refuted nor withdrawn add up to."""
        return Money.sum(line.amount for line in self.lines if line.open)

    @property
    def approved_on(self) -> date | None:
        """The day of the last approval."""
        return self.approvals[-1].on if self.approvals else None

    def hash_of_content(self) -> str:
        """The hash of what is locked, computed from the lines as they are now."""
        return content_hash(self.claim_id, self.institution_id, self.agreement_id, self.claimed_on, self.lines)

    def check_content(self) -> None:
        """Refuse to go on with a claim whose locked content is not what was lodged."""
        if self.content_hash and self.hash_of_content() != self.content_hash:
            raise ClaimContentChanged(locked=self.content_hash[:12])

    def withdraw(self, withdrawn_on: date) -> Money:
        """Take the claim back before its sample is drawn. Returns what that releases."""
        self._must_be("withdrawn", ClaimState.LODGED)
        self._not_before("withdrawn_on", withdrawn_on, "claimed_on", self.claimed_on)
        released = self.amount
        self.lines = [replace(line, state=LineState.WITHDRAWN) if line.open else line for line in self.lines]
        self.state = ClaimState.WITHDRAWN
        return released

    def draw(self, random: Collection[int], topup: Collection[int], drawn_on: date, *, drawn_by: str) -> None:
        """Mark which lines are to be verified; by somebody other than who lodged."""
        self._must_be("sampled", ClaimState.LODGED)
        self._not_before("drawn_on", drawn_on, "claimed_on", self.claimed_on)
        self._other_than({self.lodged_by}, drawn_by, "lodged the claim", "draws its sample")
        self.check_content()
        parts = dict.fromkeys(random, Part.RANDOM) | dict.fromkeys(topup, Part.TOPUP)
        self.lines = [replace(line, part=parts.get(line.line)) for line in self.lines]
        self.state, self.drawn_on = ClaimState.SAMPLED, drawn_on

    def find(self, number: int, outcome: Outcome, why: Why) -> Money:
        """Enter what verification found of a line. Returns what that releases."""
        self._must_be("verified", ClaimState.SAMPLED, ClaimState.FULL_VERIFICATION)
        index = next((i for i, line in enumerate(self.lines) if line.line == number), None)
        if index is None:
            raise LineUnknown("line", line=number)
        line = self.lines[index]
        if not line.open:
            return Money.zero()
        if outcome is Outcome.CONFIRMED:
            self.lines[index] = replace(line, finding=outcome)
            return Money.zero()
        self.lines[index] = replace(line, finding=outcome, state=LineState.REFUTED, reason=why.en, reason_zh=why.zh)
        return line.amount

    def error_rate(self, rules: ClaimRules) -> ErrorRate:
        """False lines among those verified: of the random part, or of all once every line is verified."""
        every = self.state is not ClaimState.SAMPLED and any(line.part is Part.REST for line in self.lines)
        return ErrorRate.of(
            (line.finding for line in self.lines if every or line.part is Part.RANDOM),
            untraceable_is_error=rules.untraceable_is_error,
        )

    def settle(self, rules: ClaimRules, on: date, *, by: str) -> list[int]:
        """Once all tasks are done: what the error rate means. Returns the lines to be verified next.

        Below the lower bound the unsampled lines are taken as true; between the bounds every line
        is verified; above the upper one the claim is suspended. After every line was verified,
        only a rate above the upper bound stops it.
        """
        self._must_be("verified", ClaimState.SAMPLED, ClaimState.FULL_VERIFICATION)
        band = self.error_rate(rules).band(rules.pays_below, rules.suspends_above)
        if band is Band.SUSPEND:
            self.state, self.verified_on, self.verified_by = ClaimState.SUSPENDED, on, by
            return []
        if band is Band.VERIFY_ALL and self.state is ClaimState.SAMPLED:
            rest = self._take_up_the_rest()
            if rest:
                return rest
        self._finish(on, by)
        return []

    def decide(
        self, decision: SuspendedDecision, on: date, reason: str, *, by: str, verifiers: Collection[str]
    ) -> Money:
        """A manager decides on a suspended claim. Returns what that releases.

        pay_verified: lines that somebody verified are paid, all others are refused. verify_all:
        every line is verified, and the rate of all of them decides again. refuse_all: nothing is paid.
        """
        self._must_be("decided", ClaimState.SUSPENDED)
        self._other_than({self.lodged_by, *verifiers}, by, "verified or lodged the claim", "decides on it")
        if self.verified_on is not None:
            self._not_before("decided_on", on, "verified_on", self.verified_on)
        if decision is SuspendedDecision.VERIFY_ALL and self._take_up_the_rest():
            return Money.zero()
        before = self.amount
        kept = {Outcome.CONFIRMED} if decision is not SuspendedDecision.REFUSE_ALL else set()
        self.lines = [
            line
            if not line.open or line.finding in kept
            else replace(
                line,
                state=LineState.REFUTED,
                reason=f"claim suspended: {reason}",
                reason_zh=f"申领已暂停：{reason}",
            )
            for line in self.lines
        ]
        self._finish(on, by)
        return before - self.amount

    def approve(self, on: date, *, by: str, role: str, verifiers: Collection[str]) -> None:
        """The first or the second approval, by two people who neither lodged nor verified; one is a manager."""
        self._must_be("approved", ClaimState.VERIFIED, ClaimState.APPROVED_ONCE)
        self.check_content()
        before = self.approvals[-1].on if self.approvals else self.verified_on
        if before is not None:
            self._not_before("approved_on", on, "the step before", before)
        self._other_than({self.lodged_by, *verifiers}, by, "verified or lodged the claim", "approves it")
        self._other_than({approval.account for approval in self.approvals}, by, "approved first", "approves second")
        roles = [*(approval.role for approval in self.approvals), role]
        if len(roles) == APPROVALS and "manager" not in roles:
            raise ApproversNeedAManager
        self.approvals.append(Approval(by, role, on))
        self.state = ClaimState.APPROVED if len(self.approvals) == APPROVALS else ClaimState.APPROVED_ONCE

    def enter_payment(self, drawn_on: date, *, drawn_by: str) -> None:
        """Put the claim into a payment batch; by somebody other than who approved it."""
        self._must_be("put into a payment batch", ClaimState.APPROVED)
        self.check_content()
        if self.approved_on is not None:
            self._not_before("drawn_on", drawn_on, "approved_on", self.approved_on)
        self._other_than({a.account for a in self.approvals}, drawn_by, "approved the claim", "pays it")
        self.state = ClaimState.IN_PAYMENT

    def leave_payment(self) -> None:
        """The batch was cancelled or the bank refused: the claim waits for another."""
        self._must_be("taken out of a payment batch", ClaimState.IN_PAYMENT)
        self.state = ClaimState.APPROVED

    def pay(self, paid_on: date, reference: str, *, paid_by: str) -> Money:
        """The bank paid the confirmed lines under ``reference``. Returns the amount."""
        self._must_be("paid", ClaimState.IN_PAYMENT)
        self.lines = [
            replace(line, state=LineState.PAID) if line.state is LineState.CONFIRMED else line for line in self.lines
        ]
        self.state, self.paid_on, self.paid_by, self.reference = ClaimState.PAID, paid_on, paid_by, reference
        return self.amount

    def take_out(self, milestone_ids: Collection[str], reason: str) -> Money:
        """Refute the lines whose milestones the facts no longer support, until the claim is in payment.

        Returns what that releases. A claim without any line left ends as refused.
        """
        if self.state in TOO_LATE_TO_CHANGE:
            return Money.zero()
        before = self.amount
        self.lines = [
            replace(line, state=LineState.REFUTED, reason=reason)
            if line.open and line.milestone_id in milestone_ids
            else line
            for line in self.lines
        ]
        if not any(line.open for line in self.lines):
            self.state = ClaimState.REFUSED
        return before - self.amount

    def _take_up_the_rest(self) -> list[int]:
        """Every line that nobody has verified yet is to be."""
        rest = [line.line for line in self.lines if line.open and line.finding is None]
        if rest:
            self._mark(rest, Part.REST)
            self.state = ClaimState.FULL_VERIFICATION
        return rest

    def _mark(self, numbers: Sequence[int], part: Part) -> None:
        marked = set(numbers)
        self.lines = [
            replace(line, part=part) if line.line in marked and line.part is None else line for line in self.lines
        ]

    def _finish(self, on: date, by: str) -> None:
        self.lines = [replace(line, state=LineState.CONFIRMED) if line.open else line for line in self.lines]
        self.verified_on, self.verified_by = on, by
        self.state = ClaimState.VERIFIED if any(line.open for line in self.lines) else ClaimState.REFUSED

    def _must_be(self, verb: str, *states: ClaimState) -> None:
        if self.state not in states:
            raise IllegalTransition(noun="claim", state=self.state.value, verb=verb)

    @staticmethod
    def _not_before(field_name: str, day: date, earlier: str, earlier_day: date) -> None:
        if day < earlier_day:
            raise DatesOutOfOrder(field_name, later=field_name, earlier=earlier)

    @staticmethod
    def _other_than(accounts: Iterable[str], account: str, first: str, second: str) -> None:
        if account in set(accounts):
            raise SamePerson(first=first, second=second)
