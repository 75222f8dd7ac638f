"""A claim: lodged → verified → approved → paid, or refused when no line holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

from training.domain.agreement import Agreement
from training.domain.checks import Check, Claimable, automatic_checks
from training.domain.errors.claims import BudgetExhausted, LineUnknown, NothingToClaim
from training.domain.errors.results import DuplicateLine
from training.domain.packages import Milestone, Package


class ClaimState(StrEnum):
    """Where a claim stands; ``refused`` and ``paid`` are ends."""

    LODGED = "lodged"
    VERIFIED = "verified"
    REFUSED = "refused"
    APPROVED = "approved"
    PAID = "paid"


class LineState(StrEnum):
    """Claimed → confirmed or refuted at verification → paid."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    PAID = "paid"


@dataclass(frozen=True)
class ClaimLine:
    """One milestone in a claim."""

    line: int
    milestone_id: str
    milestone: Milestone
    package: Package
    applicant_id: str
    amount: Money
    checks: tuple[Check, ...]
    state: LineState = LineState.CLAIMED
    reason: str | None = None


@dataclass(frozen=True)
class Refutation:
    """A line that verification did not find true, and why."""

    line: int
    reason: str


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
    verified_on: date | None = None
    verified_by: str | None = None
    approved_on: date | None = None
    approved_by: str | None = None
    paid_on: date | None = None
    paid_by: str | None = None
    reference: str | None = None

    @property
    def amount(self) -> Money:
        """What the lines that are not refuted add up to."""
        return Money.sum(line.amount for line in self.lines if line.state is not LineState.REFUTED)

    def verify(self, verified_on: date, refuted: Sequence[Refutation], *, verified_by: str) -> Money:
        """Confirm or refute every line; returns what refuted lines release.

        A line that failed an automatic check is refuted whether the verifier names it or not.
        """
        self._must_be(ClaimState.LODGED, "verified")
        if verified_on < self.claimed_on:
            raise DatesOutOfOrder("verified_on", later="verified_on", earlier="claimed_on")
        if verified_by == self.lodged_by:
            raise SamePerson(first="lodged the claim", second="verifies it")
        reasons = self._reasons(refuted)
        before = self.amount
        self.lines = [
            replace(line, state=LineState.REFUTED, reason=reasons[line.line])
            if line.line in reasons
            else replace(line, state=LineState.CONFIRMED)
            for line in self.lines
        ]
        self.verified_on, self.verified_by = verified_on, verified_by
        all_refuted = all(line.state is LineState.REFUTED for line in self.lines)
        self.state = ClaimState.REFUSED if all_refuted else ClaimState.VERIFIED
        return before - self.amount

    def _reasons(self, refuted: Sequence[Refutation]) -> Mapping[int, str]:
        numbers = {line.line for line in self.lines}
        reasons: dict[int, str] = {}
        for index, refutation in enumerate(refuted):
            where = f"refuted[{index}].line"
            if refutation.line not in numbers:
                raise LineUnknown(where, line=refutation.line)
            if refutation.line in reasons:
                raise DuplicateLine(where, what=f"Line {refutation.line}")
            reasons[refutation.line] = refutation.reason
        for line in self.lines:
            failed = [check.check.value for check in line.checks if not check.passed]
            if failed and line.line not in reasons:
                reasons[line.line] = "automatic check failed: " + ", ".join(failed)
        return reasons

    def approve(self, approved_on: date, *, approved_by: str) -> None:
        """Approve what was verified; by somebody other than who verified or lodged it."""
        self._must_be(ClaimState.VERIFIED, "approved")
        if self.verified_on is not None and approved_on < self.verified_on:
            raise DatesOutOfOrder("approved_on", later="approved_on", earlier="verified_on")
        if approved_by in {self.verified_by, self.lodged_by}:
            raise SamePerson(first="verified or lodged the claim", second="approves it")
        self.state, self.approved_on, self.approved_by = ClaimState.APPROVED, approved_on, approved_by

    def pay(self, paid_on: date, reference: str, *, paid_by: str) -> Money:
        """Pay the confirmed lines; by somebody other than who approved. Returns the amount."""
        self._must_be(ClaimState.APPROVED, "paid")
        if self.approved_on is not None and paid_on < self.approved_on:
            raise DatesOutOfOrder("paid_on", later="paid_on", earlier="approved_on")
        if paid_by == self.approved_by:
            raise SamePerson(first="approved the claim", second="pays it")
        self.lines = [
            replace(line, state=LineState.PAID) if line.state is LineState.CONFIRMED else line for line in self.lines
        ]
        self.state, self.paid_on, self.paid_by, self.reference = ClaimState.PAID, paid_on, paid_by, reference
        return self.amount

    def _must_be(self, state: ClaimState, verb: str) -> None:
        if self.state is not state:
            raise IllegalTransition(noun="claim", state=self.state.value, verb=verb)


def lodge(
    claim_id: str,
    agreement: Agreement,
    claimable: Sequence[Claimable],
    claimed_on: date,
    *,
    lodged_by: str,
) -> Claim:
    """Lock the milestones that the free budget carries, oldest first, and reserve it.

    Takes lines in the order earned until one does not fit; what does not fit stays unclaimed.
    Refuses when nothing is to be claimed or not even the oldest line fits.
    """
    if claimed_on < agreement.valid_from:
        raise DatesOutOfOrder("claimed_on", later="claimed_on", earlier="the agreement's valid_from")
    waiting = [line for line in claimable if line.earned_on <= claimed_on]
    if not waiting:
        raise NothingToClaim("agreement_id", claimed_on=claimed_on)
    waiting.sort(key=lambda line: (line.earned_on, line.applicant_id, line.package, line.milestone))
    claim = Claim(claim_id, agreement.institution_id, agreement.agreement_id, claimed_on, lodged_by)
    total = Money.zero()
    for number, line in enumerate(waiting, start=1):
        if total + line.amount > agreement.free:
            break
        total += line.amount
        claim.lines.append(
            ClaimLine(
                number,
                line.milestone_id,
                line.milestone,
                line.package,
                line.applicant_id,
                line.amount,
                automatic_checks(line),
            )
        )
    if not claim.lines:
        raise BudgetExhausted("agreement_id", free=agreement.free, needed=waiting[0].amount)
    agreement.reserve(total)
    return claim
