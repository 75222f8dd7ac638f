"""An agreement: the budget from which an institution's results are paid, and its terms by date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

from training.domain.errors.agreements import (
    AgreementEnded,
    AgreementOverlaps,
    AmendmentPending,
    AmendmentUnknown,
    BudgetBelowCommitted,
    NothingAmended,
)
from training.domain.errors.claims import BudgetExhausted
from training.domain.errors.institutions import InstitutionNotCertified
from training.domain.institution import Institution
from training.domain.prices import AgreedPrice, Terms


class VersionState(StrEnum):
    """An amendment is proposed by one person, and approved or rejected by another."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass
class Version:
    """The terms as one amendment has them; number 1 is the agreement as it was made."""

    number: int
    effective_from: date
    valid_to: date
    budget: Money
    prices: tuple[AgreedPrice, ...]
    reason: str
    state: VersionState
    proposed_by: str
    proposed_on: date
    decided_by: str | None = None
    decided_on: date | None = None
    decision_reason: str | None = None


@dataclass
class Agreement:
    """Budget in yuan: budget = reserved + paid − clawed back + free. Both days of the period included."""

    agreement_id: str
    institution_id: str
    valid_from: date
    valid_to: date
    budget: Money
    reserved: Money
    paid: Money
    clawed_back: Money = field(default_factory=Money.zero)
    ended_on: date | None = None
    ended_by: str | None = None
    end_reason: str | None = None
    versions: list[Version] = field(default_factory=list)

    @property
    def committed(self) -> Money:
        """What is reserved by claims or paid and not clawed back."""
        return self.reserved + self.paid - self.clawed_back

    @property
    def free(self) -> Money:
        """What a claim may still reserve."""
        return self.budget - self.committed

    @property
    def last_day(self) -> date:
        """The last day on which a class may begin under this agreement."""
        return self.valid_to if self.ended_on is None else min(self.valid_to, self.ended_on)

    @property
    def terms(self) -> list[Terms]:
        """The approved versions, for prices; an agreement without any is paid by policy."""
        approved = [
            Terms(version.number, version.effective_from, version.prices)
            for version in self.versions
            if version.state is VersionState.APPROVED
        ]
        return approved or [Terms(1, self.valid_from, ())]

    def covers(self, day: date) -> bool:
        """Whether a class that starts on ``day`` is taught under this agreement."""
        return self.valid_from <= day <= self.last_day

    def reserve(self, amount: Money) -> None:
        """Set ``amount`` aside for a claim; never beyond the budget."""
        if amount > self.free:
            raise BudgetExhausted("agreement_id", free=self.free, needed=amount)
        self.reserved += amount

    def release(self, amount: Money) -> None:
        """Free what was reserved for lines that will not be paid."""
        self._needs_reserved(amount, "released")
        self.reserved -= amount

    def pay(self, amount: Money) -> None:
        """Turn what was reserved into what was paid."""
        self._needs_reserved(amount, "paid")
        self.reserved -= amount
        self.paid += amount

    def claw_back(self, amount: Money) -> None:
        """Free what was paid and came back."""
        if self.clawed_back + amount > self.paid:
            raise IllegalTransition(noun="agreement", state=f"paid {self.paid}", verb="clawed back")
        self.clawed_back += amount

    def propose(self, amendment: Version) -> None:
        """One person proposes new terms; nothing changes until another approves them."""
        self._must_run()
        pending = next((v for v in self.versions if v.state is VersionState.PROPOSED), None)
        if pending is not None:
            raise AmendmentPending(number=pending.number)
        newest = self._newest()
        unchanged = (newest.valid_to, newest.budget, set(newest.prices))
        if (amendment.valid_to, amendment.budget, set(amendment.prices)) == unchanged:
            raise NothingAmended("budget")
        if amendment.effective_from < newest.effective_from:
            raise DatesOutOfOrder("effective_from", later="effective_from", earlier="the terms before")
        if amendment.valid_to < max(self.valid_from, amendment.effective_from):
            raise DatesOutOfOrder("valid_to", later="valid_to", earlier="effective_from")
        self._covers_committed(amendment.budget)
        self.versions.append(amendment)

    def decide(self, number: int, decided_on: date, *, approved: bool, reason: str, decided_by: str) -> Version:
        """The second person approves or rejects; approved terms hold from their day on. Returns the version."""
        version = next((v for v in self.versions if v.number == number), None)
        if version is None:
            raise AmendmentUnknown("number", number=number)
        if version.state is not VersionState.PROPOSED:
            raise IllegalTransition(noun="amendment", state=version.state.value, verb="decided")
        if decided_by == version.proposed_by:
            raise SamePerson(first="proposed the amendment", second="approves it")
        if decided_on < version.proposed_on:
            raise DatesOutOfOrder("decided_on", later="decided_on", earlier="proposed_on")
        version.decided_by, version.decided_on, version.decision_reason = decided_by, decided_on, reason
        version.state = VersionState.APPROVED if approved else VersionState.REJECTED
        if approved:
            self._must_run()
            self._covers_committed(version.budget)
            self.budget, self.valid_to = version.budget, version.valid_to
        return version

    def end(self, ended_on: date, *, reason: str, ended_by: str) -> None:
        """No class that begins after ``ended_on`` is paid from it; what began before stays claimable."""
        self._must_run()
        if ended_on < self.valid_from:
            raise DatesOutOfOrder("ended_on", later="ended_on", earlier="valid_from")
        if ended_on > self.valid_to:
            raise DatesOutOfOrder("ended_on", later="valid_to", earlier="ended_on")
        self.ended_on, self.end_reason, self.ended_by = ended_on, reason, ended_by

    def _newest(self) -> Version:
        approved = [v for v in self.versions if v.state is VersionState.APPROVED]
        if approved:
            return max(approved, key=lambda v: v.number)
        return Version(
            1, self.valid_from, self.valid_to, self.budget, (), "", VersionState.APPROVED, "", self.valid_from
        )

    def _covers_committed(self, budget: Money) -> None:
        if budget < self.committed:
            raise BudgetBelowCommitted("budget", budget=budget, committed=self.committed)

    def _must_run(self) -> None:
        if self.ended_on is not None:
            raise AgreementEnded(ended_on=self.ended_on)

    def _needs_reserved(self, amount: Money, verb: str) -> None:
        if amount > self.reserved:
            raise IllegalTransition(noun="agreement", state=f"reserved {self.reserved}", verb=verb)


def check_agreement(institution: Institution, valid_from: date, valid_to: date) -> None:
    """Refuse an empty period, or one that begins without a certificate."""
    if valid_to < valid_from:
        raise DatesOutOfOrder("valid_to", later="valid_to", earlier="valid_from")
    if not institution.certified_on(valid_from):
        raise InstitutionNotCertified("valid_from", day=valid_from)


def check_free_period(others: Iterable[tuple[date, date]], valid_from: date, valid_to: date) -> None:
    """Refuse a second agreement for days that have one: a result would have two budgets and two prices."""
    for begins, ends in others:
        if begins <= valid_to and valid_from <= ends:
            raise AgreementOverlaps("valid_from", valid_from=begins, valid_to=ends)
