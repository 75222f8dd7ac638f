"""A loan application on its route: community, labour bureau, guarantee institution, bank (394号 [V])."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kit.money import Money
from kit.refusal import IllegalTransition, SamePerson

from credit.domain.errors.applications import DecisionTooLate
from credit.domain.happened.applications import (
    ApplicationDecided,
    ApplicationRecommended,
    ApplicationReviewed,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from credit.domain.rules import Rules, check_order


class State(StrEnum):
    """Where an application stands."""

    APPLIED = "applied"
    RECOMMENDED = "recommended"
    REVIEWED = "reviewed"
    COMMITTED = "committed"
    APPROVED = "approved"
    DISBURSED = "disbursed"
    REJECTED = "rejected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


ENDED = frozenset({State.REJECTED, State.DECLINED, State.WITHDRAWN, State.EXPIRED})
BEFORE_DISBURSEMENT = frozenset({State.APPLIED, State.RECOMMENDED, State.REVIEWED, State.COMMITTED, State.APPROVED})


@dataclass
class LoanApplication:
    """Amount in yuan. The ``*_by`` are account ids: each step is another person's."""

    id: str
    applicant_id: str
    bank_id: str
    area: str
    amount: Money
    term_months: int
    certificate_number: str
    applied_on: date
    applied_by: str
    state: State = State.APPLIED
    recommended_on: date | None = None
    recommended_by: str = ""
    reviewed_on: date | None = None
    reviewed_by: tuple[str, ...] = ()
    committed_on: date | None = None
    committed_by: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    ended_on: date | None = None

    @property
    def open(self) -> bool:
        """Whether it still stands in the way of another application."""
        return self.state not in ENDED

    def submit(self) -> ApplicationSubmitted:
        """The application is made."""
        return ApplicationSubmitted(self.id, self.applicant_id, self.bank_id, self.amount, self.applied_on)

    def recommend(self, on: date, by: str) -> ApplicationRecommended:
        """The community speaks for the applicant; not the person who took the application."""
        self._require("recommended", State.APPLIED)
        check_order(self.applied_on, on, names=("applied_on", "recommended_on"))
        _apart(by, self.applied_by, "took the application", "recommends it")
        self.state, self.recommended_on, self.recommended_by = State.RECOMMENDED, on, by
        return ApplicationRecommended(self.id, self.applicant_id, self.bank_id, self.amount, on)

    def review(self, on: date, by: str, *, approved: bool, rules: Rules) -> ApplicationReviewed | None:
        """The labour bureau reviews. Above the threshold a second reviewer is needed: None until then."""
        self._require("reviewed", State.RECOMMENDED)
        check_order(self._reached(self.reviewed_on, self.recommended_on), on, names=("recommended_on", "reviewed_on"))
        _apart(by, self.applied_by, "took the application", "reviews it")
        _apart(by, self.recommended_by, "recommended the application", "reviews it")
        for earlier in self.reviewed_by:
            _apart(by, earlier, "reviewed the application first", "reviews it again")
        self.reviewed_on, self.reviewed_by = on, (*self.reviewed_by, by)
        if approved and len(self.reviewed_by) < self.reviewers_needed(rules):
            return None
        self.state = State.REVIEWED if approved else State.REJECTED
        self.ended_on = None if approved else on
        return ApplicationReviewed(self.id, self.applicant_id, self.bank_id, self.amount, on, approved)

    def reviewers_needed(self, rules: Rules) -> int:
        """Two above the threshold, else one."""
        return 2 if self.amount > rules.two_reviewers_above.value else 1

    def commit(self, on: date, by: str) -> None:
        """The guarantee institution commits itself; not a person of an earlier step."""
        self._require("guaranteed", State.REVIEWED)
        check_order(self._reached(self.reviewed_on), on, names=("reviewed_on", "committed_on"))
        for earlier in (self.applied_by, self.recommended_by, *self.reviewed_by):
            _apart(by, earlier, "handled the application before", "commits the guarantee")
        self.state, self.committed_on, self.committed_by = State.COMMITTED, on, by

    def decision_deadline(self, rules: Rules) -> date:
        """The last day on which the bank may decide: three weeks after the commitment."""
        return self._reached(self.committed_on) + timedelta(days=rules.decision_days_max.value)

    def decide(self, on: date, by: str, *, approved: bool, rules: Rules) -> ApplicationDecided:
        """The bank decides in time. Raises DecisionTooLate: the caller then lets it ``lapse``."""
        if self.state is State.EXPIRED:
            raise DecisionTooLate(where="decided_on", deadline=self.decision_deadline(rules))
        self._require("decided", State.COMMITTED)
        check_order(self._reached(self.committed_on), on, names=("committed_on", "decided_on"))
        if on > self.decision_deadline(rules):
            raise DecisionTooLate(where="decided_on", deadline=self.decision_deadline(rules))
        _apart(by, self.committed_by, "committed the guarantee", "decides on the loan")
        self.state = State.APPROVED if approved else State.DECLINED
        self.decided_on, self.decided_by = on, by
        self.ended_on = None if approved else on
        return self._decided(on, approved=approved)

    def lapse(self, rules: Rules) -> ApplicationDecided:
        """The bank let its three weeks pass: it ends on the day after the last one."""
        self._require("expired", State.COMMITTED)
        on = self.decision_deadline(rules) + timedelta(days=1)
        self.state, self.ended_on = State.EXPIRED, on
        return self._decided(on, approved=False)

    def disburse(self, on: date) -> None:
        """The bank pays out what it approved."""
        self._require("disbursed", State.APPROVED)
        check_order(self._reached(self.decided_on), on, names=("decided_on", "disbursed_on"))
        self.state = State.DISBURSED

    def withdraw(self, on: date) -> ApplicationWithdrawn:
        """The applicant takes it back, at any time before disbursement."""
        self._require("withdrawn", *BEFORE_DISBURSEMENT)
        last = self._reached(self.decided_on, self.committed_on, self.reviewed_on, self.recommended_on, self.applied_on)
        check_order(last, on, names=("the last step", "withdrawn_on"))
        self.state, self.ended_on = State.WITHDRAWN, on
        return ApplicationWithdrawn(self.id, self.applicant_id, self.bank_id, self.amount, on)

    def _decided(self, on: date, *, approved: bool) -> ApplicationDecided:
        return ApplicationDecided(self.id, self.applicant_id, self.bank_id, self.amount, approved, on)

    def _reached(self, *days: date | None) -> date:
        """The first of ``days`` that is known; a step's own date is known once it was taken."""
        return next(day for day in (*days, self.applied_on) if day is not None)

    def _require(self, verb: str, *states: State) -> None:
        if self.state not in states:
            raise IllegalTransition(noun="loan application", state=self.state.value, verb=verb)


def _apart(person: str, earlier: str, did: str, does: str) -> None:
    if person == earlier:
        raise SamePerson(first=did, second=does)
