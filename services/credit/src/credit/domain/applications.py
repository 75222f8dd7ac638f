"""A loan application on its route: community, labour bureau, guarantee institution, bank (394号 [V])."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from kit.money import Money
from kit.refusal import IllegalTransition

from credit.domain.errors.applications import DecisionTooLate
from credit.domain.errors.route import DisbursementTooLate
from credit.domain.hands import Hands, Step
from credit.domain.happened.applications import (
    ApplicationDecided,
    ApplicationRecommended,
    ApplicationReviewed,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from credit.domain.happened.route import (
    ApplicationExpired,
    ApplicationRejected,
    ApplicationRevised,
    ExpiryReason,
    RevisionRequested,
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
    REVISION_REQUESTED = "revision_requested"
    REJECTED = "rejected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


ENDED = frozenset({State.REJECTED, State.DECLINED, State.WITHDRAWN, State.EXPIRED})
BEFORE_DISBURSEMENT = frozenset(
    {
        State.APPLIED,
        State.RECOMMENDED,
        State.REVIEWED,
        State.COMMITTED,
        State.APPROVED,
        State.REVISION_REQUESTED,
    }
)
STEP_AWAITED = {
    State.APPLIED: Step.RECOMMENDATION,
    State.RECOMMENDED: Step.REVIEW,
    State.REVIEWED: Step.GUARANTEE,
    State.COMMITTED: Step.DECISION,
}
"""Whose word an application waits for."""
IDLE = (State.APPLIED, State.RECOMMENDED, State.REVIEWED, State.REVISION_REQUESTED)
"""Where an application lies still without a deadline of its own."""


@dataclass
class LoanApplication:
    """Amount in yuan. The ``*_by`` are account ids; ``hands`` are all persons of all steps, in every version.

    ``waiting_since``: the day of the last step. ``decide_by`` and ``disburse_by``: the last day on which the bank
    may decide, or pay out. ``revision`` counts versions from 1; ``approved_by`` are the guarantee institution's people.
    ``securities_from`` is the number of the first counter-guarantee that secures this version.
    """

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
    revision: int = 1
    approved_by: tuple[str, ...] = ()
    waiting_since: date | None = None
    decide_by: date | None = None
    disburse_by: date | None = None
    hands: Hands = field(default_factory=Hands)
    securities_from: int = 1

    def __post_init__(self) -> None:
        if not self.hands.known:
            self.hands = self.hands.take(Step.APPLICATION, self.applied_by, self.revision)
        self.waiting_since = self.waiting_since or self.applied_on

    @property
    def open(self) -> bool:
        """Whether it still stands in the way of another application."""
        return self.state not in ENDED

    @property
    def last_step_on(self) -> date:
        """The day of the last step; none may lie before it."""
        return self.waiting_since or self.applied_on

    def submit(self) -> ApplicationSubmitted:
        """The application is made."""
        return ApplicationSubmitted(self.id, self.applicant_id, self.bank_id, self.amount, self.applied_on)

    def recommend(self, on: date, by: str) -> ApplicationRecommended:
        """The community speaks for the applicant; not the person who took the application."""
        self._require("recommended", State.APPLIED)
        self._step(Step.RECOMMENDATION, on, by, "recommended_on")
        self.state, self.recommended_on, self.recommended_by = State.RECOMMENDED, on, by
        return ApplicationRecommended(self.id, self.applicant_id, self.bank_id, self.amount, on)

    def review(self, on: date, by: str, *, approved: bool, rules: Rules) -> ApplicationReviewed | None:
        """The labour bureau reviews. Above the threshold a second reviewer is needed: None until then."""
        self._require("reviewed", State.RECOMMENDED)
        self._step(Step.REVIEW, on, by, "reviewed_on")
        self.reviewed_on, self.reviewed_by = on, (*self.reviewed_by, by)
        if approved and len(self.reviewed_by) < self.reviewers_needed(rules):
            return None
        self.state = State.REVIEWED if approved else State.REJECTED
        self.ended_on = None if approved else on
        return ApplicationReviewed(self.id, self.applicant_id, self.bank_id, self.amount, on, approved)

    def reviewers_needed(self, rules: Rules) -> int:
        """Two above the threshold, else one."""
        return 2 if self.amount > rules.two_reviewers_above.value else 1

    def guarantors_needed(self, rules: Rules) -> int:
        """How many of the guarantee institution approve: two above the threshold, else one."""
        return 2 if self.amount > rules.two_approvers_above_guarantee.value else 1

    def commit(self, on: date, by: str, rules: Rules) -> bool:
        """The guarantee institution approves; not a person of an earlier step.

        Above the threshold a second officer is needed: False until then, and nothing is committed.
        """
        self._require("guaranteed", State.REVIEWED)
        self._step(Step.GUARANTEE, on, by, "committed_on")
        self.approved_by = (*self.approved_by, by)
        if len(self.approved_by) < self.guarantors_needed(rules):
            return False
        self.state, self.committed_on, self.committed_by = State.COMMITTED, on, by
        self.decide_by = on + timedelta(days=rules.decision_days_max.value)
        return True

    def decide(self, on: date, by: str, *, approved: bool, rules: Rules) -> ApplicationDecided:
        """The bank decides in time. Raises DecisionTooLate: the caller then lets it ``lapse``."""
        if self.state is State.EXPIRED and self.decide_by is not None and self.decided_on is None:
            raise DecisionTooLate(where="decided_on", deadline=self.decide_by)
        self._require("decided", State.COMMITTED)
        if self.decide_by is not None and on > self.decide_by:
            raise DecisionTooLate(where="decided_on", deadline=self.decide_by)
        self._step(Step.DECISION, on, by, "decided_on")
        self.state = State.APPROVED if approved else State.DECLINED
        self.decided_on, self.decided_by = on, by
        self.ended_on = None if approved else on
        if approved:
            self.disburse_by = on + timedelta(days=rules.undisbursed_days_max.value)
        return self._decided(on, approved=approved)

    def disburse(self, on: date) -> None:
        """The bank pays out what it approved. Raises DisbursementTooLate."""
        self._require("disbursed", State.APPROVED)
        check_order(self.last_step_on, on, names=("decided_on", "disbursed_on"))
        if self.disburse_by is not None and on > self.disburse_by:
            raise DisbursementTooLate(where="disbursed_on", deadline=self.disburse_by)
        self.state, self.waiting_since = State.DISBURSED, on

    # Other ways out

    def reject(self, on: date, by: str) -> ApplicationRejected:
        """Whoever's word it waits for says no: community, labour bureau or guarantee institution."""
        self._require("rejected", State.APPLIED, State.RECOMMENDED, State.REVIEWED)
        step = STEP_AWAITED[self.state]
        self._step(step, on, by, "rejected_on")
        self.state, self.ended_on = State.REJECTED, on
        return self.rejected(step, on)

    def rejected(self, step: Step, on: date) -> ApplicationRejected:
        """What the others are told when it is rejected."""
        return ApplicationRejected(self.id, self.applicant_id, self.bank_id, self.amount, step.value, on)

    def withdraw(self, on: date) -> ApplicationWithdrawn:
        """The applicant takes it back, at any time before disbursement."""
        self._require("withdrawn", *BEFORE_DISBURSEMENT)
        check_order(self.last_step_on, on, names=("the last step", "withdrawn_on"))
        self.state, self.ended_on, self.waiting_since = State.WITHDRAWN, on, on
        return ApplicationWithdrawn(self.id, self.applicant_id, self.bank_id, self.amount, on)

    def expires_on(self, rules: Rules) -> tuple[date, ExpiryReason] | None:
        """The day on which it ends if nothing happens, and why; None when it has no such day."""
        if self.state is State.COMMITTED and self.decide_by is not None:
            return self.decide_by + timedelta(days=1), ExpiryReason.NOT_DECIDED
        if self.state is State.APPROVED and self.disburse_by is not None:
            return self.disburse_by + timedelta(days=1), ExpiryReason.NOT_DISBURSED
        if self.state in IDLE:
            idle = rules.application_idle_days_max.value
            return self.last_step_on + timedelta(days=idle + 1), ExpiryReason.IDLE
        return None

    def lapse(self, rules: Rules, as_of: date) -> ApplicationExpired | None:
        """It ends on the day after its last one, when that has come by ``as_of``; None when it has not."""
        found = self.expires_on(rules)
        if found is None:
            raise IllegalTransition(noun="loan application", state=self.state.value, verb="expired")
        on, reason = found
        if on > as_of:
            return None
        self.state, self.ended_on, self.waiting_since = State.EXPIRED, on, on
        return ApplicationExpired(self.id, self.applicant_id, self.bank_id, self.amount, reason, on)

    # Revision

    def request_revision(self, on: date, by: str) -> RevisionRequested:
        """Whoever's word it waits for sends it back to its maker. A reservation ends with it."""
        self._require("sent back", *STEP_AWAITED)
        step = STEP_AWAITED[self.state]
        if step is Step.DECISION and self.decide_by is not None and on > self.decide_by:
            raise DecisionTooLate(where="requested_on", deadline=self.decide_by)
        self._step(step, on, by, "requested_on")
        self.state = State.REVISION_REQUESTED
        self.committed_on, self.committed_by, self.decide_by = None, "", None
        return RevisionRequested(self.id, self.applicant_id, self.bank_id, self.revision, step.value, on)

    def revise(self, on: date, by: str, *, amount: Money, term_months: int) -> ApplicationRevised:
        """A new version, which goes the whole route again; not by anyone who had a part in another step."""
        self._require("revised", State.REVISION_REQUESTED)
        check_order(self.last_step_on, on, names=("the last step", "revised_on"))
        hands = self.hands.take(Step.APPLICATION, by, self.revision + 1)
        cleared = replace(
            self,
            state=State.APPLIED,
            amount=amount,
            term_months=term_months,
            applied_by=by,
            revision=self.revision + 1,
            recommended_on=None,
            recommended_by="",
            reviewed_on=None,
            reviewed_by=(),
            committed_on=None,
            committed_by="",
            approved_by=(),
            decide_by=None,
            waiting_since=on,
            hands=hands,
        )
        self.__dict__.update(cleared.__dict__)
        return ApplicationRevised(self.id, self.applicant_id, self.bank_id, self.revision, amount, on)

    # What all steps share

    def _step(self, step: Step, on: date, by: str, name: str) -> None:
        """A step is taken in order, by a person who has no other part; raises DatesOutOfOrder, SamePerson."""
        check_order(self.last_step_on, on, names=("the last step", name))
        self.hands = self.hands.take(step, by, self.revision)
        self.waiting_since = on

    def _decided(self, on: date, *, approved: bool) -> ApplicationDecided:
        return ApplicationDecided(self.id, self.applicant_id, self.bank_id, self.amount, approved, on)

    def not_decided(self) -> ApplicationDecided:
        """What the others are told when the bank let its three weeks pass, beside that it expired."""
        return self._decided(self.ended_on or self.last_step_on, approved=False)

    def _require(self, verb: str, *states: State) -> None:
        if self.state not in states:
            raise IllegalTransition(noun="loan application", state=self.state.value, verb=verb)
