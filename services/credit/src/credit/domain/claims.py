"""A bank's claim on the guarantee fund (代偿): lodged, documented, assessed, approved or rejected, paid once.

Maker and checker differ: who assesses does not approve, who took part does not decide on the appeal.
What is recovered after the payment is in ``recoveries.py``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN
from enum import StrEnum

from kit.money import FEN, Money
from kit.refusal import IllegalTransition, SamePerson

from credit.domain.claim_rules import refuse_amount
from credit.domain.errors.claims import (
    AppealGrantsNothing,
    AppealTooLate,
    ApprovalsDiffer,
    ClaimAlreadyPaid,
    DocumentsAwaited,
    GuaranteeNotInForce,
    LossStillOpen,
    ManagerNeeded,
    NothingToAppeal,
    NothingToWriteOff,
    RecoveryBeforePayment,
)
from credit.domain.recoveries import Shares
from credit.domain.rules import Rules, check_order


class ClaimState(StrEnum):
    """Where a claim stands."""

    LODGED = "lodged"
    DOCUMENTS_REQUESTED = "documents_requested"
    ASSESSED = "assessed"
    APPROVED = "approved"
    REJECTED = "rejected"
    APPEALED = "appealed"
    PAID = "paid"
    WRITTEN_OFF = "written_off"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OPEN = frozenset(
    {
        ClaimState.LODGED,
        ClaimState.DOCUMENTS_REQUESTED,
        ClaimState.ASSESSED,
        ClaimState.APPROVED,
        ClaimState.APPEALED,
    }
)
"""Before payment and not ended."""

NEXT = {
    ClaimState.LODGED: "assessment by the guarantee institution",
    ClaimState.DOCUMENTS_REQUESTED: "documents of the bank",
    ClaimState.ASSESSED: "decision of another person",
    ClaimState.APPROVED: "payment by finance",
    ClaimState.APPEALED: "decision of a manager who took no part",
}
"""What an open claim waits for."""

AFTER_PAYMENT = frozenset({ClaimState.PAID, ClaimState.WRITTEN_OFF, ClaimState.CLOSED})


class Step(StrEnum):
    """What is done with a claim."""

    LODGING = "lodging"
    DOCUMENTS_REQUEST = "documents_request"
    DOCUMENTS = "documents"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    APPEAL = "appeal"
    APPEAL_DECISION = "appeal_decision"
    PAYMENT = "payment"
    WITHDRAWAL = "withdrawal"
    LAPSE = "lapse"
    CALL = "call"
    RECOVERY = "recovery"
    REVERSAL = "reversal"
    WRITE_OFF = "write_off"
    CLOSING = "closing"


MONEY_STEPS = frozenset({Step.CALL, Step.RECOVERY, Step.REVERSAL})
"""They carry the dates of letters and of money, which come in any order."""

BANK_STEPS = frozenset({Step.LODGING, Step.DOCUMENTS, Step.APPEAL, Step.WITHDRAWAL})


class Outcome(StrEnum):
    """How a step ended."""

    DONE = "done"
    FIRST_APPROVAL = "first_approval"
    APPROVED = "approved"
    APPROVED_IN_PART = "approved_in_part"
    REJECTED = "rejected"
    PROPOSED = "proposed"
    WRITTEN_OFF = "written_off"
    RECOVERED = "recovered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class Taken:
    """A step that was taken: on which day, by which account, with which amount and deadline."""

    step: Step
    outcome: Outcome
    on: date
    by: str
    amount: Money | None = None
    due_on: date | None = None


@dataclass
class Claim:
    """``claimed`` and ``approved`` in yuan; ``loss`` and ``paid_on`` are known from the payment on.

    ``covered_when_approved``: what the guarantee answered for on the day of the approval.
    """

    id: str
    loan_id: str
    application_id: str
    applicant_id: str
    fund_id: str
    bank_id: str
    reference: str
    claimed: Money
    lodged_on: date
    state: ClaimState = ClaimState.LODGED
    history: list[Taken] = field(default_factory=list)
    answer_by: date | None = None
    approved: Money = field(default_factory=Money.zero)
    covered_when_approved: Money = field(default_factory=Money.zero)
    paid_on: date | None = None
    loss: Shares | None = None
    written_off: Money = field(default_factory=Money.zero)
    ended_on: date | None = None

    @property
    def open(self) -> bool:
        """Whether it stands in the way of another claim for the loan."""
        return self.state in OPEN

    @property
    def ids(self) -> tuple[str, str, str, str, str]:
        """What every event of it names: claim, fund, bank, loan, applicant."""
        return self.id, self.fund_id, self.bank_id, self.loan_id, self.applicant_id

    def lodge(self, by: str) -> Taken:
        """The bank claims; the rules on it are in ``claim_rules``."""
        return self._take(Step.LODGING, self.lodged_on, by, amount=self.claimed)

    def request_documents(self, on: date, by: str, due_on: date) -> Taken:
        """More papers are wanted by ``due_on``; an assessment made before must be made again."""
        self._require("asked for documents", ClaimState.LODGED, ClaimState.DOCUMENTS_REQUESTED, ClaimState.ASSESSED)
        check_order(on, due_on, names=("requested_on", "due_on"))
        taken = self._take(Step.DOCUMENTS_REQUEST, on, by, due_on=due_on)
        self.state, self.answer_by = ClaimState.DOCUMENTS_REQUESTED, due_on
        return taken

    def add_documents(self, on: date, by: str) -> Taken:
        """The bank hands in more papers, asked or unasked."""
        self._require("given documents", ClaimState.LODGED, ClaimState.DOCUMENTS_REQUESTED)
        taken = self._take(Step.DOCUMENTS, on, by)
        self.state, self.answer_by = ClaimState.LODGED, None
        return taken

    def assess(self, on: date, by: str, recommended: Money, limit: Money) -> Taken:
        """The guarantee institution recommends an amount, zero for none. Raises DocumentsAwaited, ClaimAboveLimit."""
        self._require("assessed", ClaimState.LODGED, ClaimState.DOCUMENTS_REQUESTED, ClaimState.ASSESSED)
        if self.answer_by is not None and on <= self.answer_by:
            raise DocumentsAwaited(where="assessed_on", due_on=self.answer_by)
        refuse_amount(recommended, min(limit, self.claimed), on, where="recommended_amount")
        taken = self._take(Step.ASSESSMENT, on, by, amount=recommended)
        self.state, self.answer_by = ClaimState.ASSESSED, None
        return taken

    def approve(self, on: date, by: str, amount: Money, limit: Money, rules: Rules) -> Taken:
        """Another person approves ``amount``; above the threshold two of them the same amount.

        Raises SamePerson, ClaimAboveLimit, ApprovalsDiffer.
        """
        self._require("approved", ClaimState.ASSESSED)
        self._not_assessor(by, "approves it")
        refuse_amount(amount, min(limit, self.claimed), on)
        return self._approve(Step.DECISION, on, by, amount, limit, rules)

    def reject(self, on: date, by: str) -> Taken:
        """Another person than the assessor rejects it."""
        self._require("rejected", ClaimState.ASSESSED)
        self._not_assessor(by, "rejects it")
        taken = self._take(Step.DECISION, on, by, Outcome.REJECTED)
        self.state, self.ended_on = ClaimState.REJECTED, on
        return taken

    def appeal_deadline(self, rules: Rules) -> date:
        """The last day on which the bank may appeal."""
        return self._last(Step.DECISION).on + timedelta(days=rules.claim_appeal_days_max.value)

    def appeal(self, on: date, by: str, rules: Rules) -> Taken:
        """The bank does not accept a rejection or a part. Raises NothingToAppeal, AppealTooLate."""
        in_part = self.state is ClaimState.APPROVED and self.approved < self.claimed
        before = any(taken.step is Step.APPEAL for taken in self.history)
        if before or not (in_part or self.state is ClaimState.REJECTED):
            raise NothingToAppeal()
        if on > self.appeal_deadline(rules):
            raise AppealTooLate(where="appealed_on", deadline=self.appeal_deadline(rules))
        taken = self._take(Step.APPEAL, on, by, amount=self.claimed)
        self.state, self.ended_on = ClaimState.APPEALED, None
        return taken

    def decide_appeal(self, on: date, by: str, amount: Money | None, limit: Money, rules: Rules) -> Taken:
        """One who took no part grants ``amount``, more than before, or dismisses the appeal (None)."""
        self._require("decided on appeal", ClaimState.APPEALED)
        self._took_no_part(by)
        if amount is None:
            taken = self._take(Step.APPEAL_DECISION, on, by, Outcome.REJECTED)
            self.state = ClaimState.APPROVED if self.approved else ClaimState.REJECTED
            self.ended_on = None if self.approved else on
            return taken
        if amount <= self.approved:
            raise AppealGrantsNothing(where="amount", approved=self.approved)
        refuse_amount(amount, min(limit, self.claimed), on)
        return self._approve(Step.APPEAL_DECISION, on, by, amount, limit, rules)

    def payable(self, outstanding: Money) -> Money:
        """What is paid while the guarantee answers for ``outstanding``.

        When it has fallen since the approval, because the borrower paid, the approved amount falls in
        proportion, rounded down to the fen; it never rises.
        """
        if outstanding >= self.covered_when_approved:
            return self.approved
        part = self.approved.amount * outstanding.amount / self.covered_when_approved.amount
        return Money(part.quantize(FEN, rounding=ROUND_DOWN))

    def pay(self, on: date, by: str, outstanding: Money, owed: Money) -> Taken:
        """The fund pays, once; ``owed`` is the principal owed. Raises ClaimAlreadyPaid, GuaranteeNotInForce."""
        if self.state in AFTER_PAYMENT and self.loss is not None:
            raise ClaimAlreadyPaid(paid_on=self.paid_on, amount=self.loss.fund)
        self._require("paid", ClaimState.APPROVED)
        self._apart(by, (Step.ASSESSMENT, Step.DECISION, Step.APPEAL_DECISION), "decided on the claim", "pays it")
        amount = self.payable(outstanding)
        if not amount:
            raise GuaranteeNotInForce(state="used up")
        taken = self._take(Step.PAYMENT, on, by, amount=amount)
        self.state, self.paid_on, self.loss = ClaimState.PAID, on, Shares(amount, owed - amount)
        return taken

    def withdraw(self, on: date, by: str) -> Taken:
        """The bank takes it back before payment."""
        self._require("withdrawn", *OPEN)
        taken = self._take(Step.WITHDRAWAL, on, by)
        self.state, self.ended_on = ClaimState.WITHDRAWN, on
        return taken

    def lapse(self, on: date, by: str) -> Taken:
        """The borrower paid everything before the fund did."""
        self._require("lapsed", *OPEN)
        taken = Taken(Step.LAPSE, Outcome.DONE, max(on, self.last_on), by)
        self.history.append(taken)
        self.state, self.ended_on = ClaimState.LAPSED, taken.on
        return taken

    def require_paid(self) -> Shares:
        """The loss of a claim that was paid. Raises RecoveryBeforePayment."""
        if self.state not in AFTER_PAYMENT or self.loss is None:
            raise RecoveryBeforePayment(state=self.state.value)
        return self.loss

    def note(self, step: Step, on: date, by: str, amount: Money) -> Taken:
        """A call, a recovery or a reversal, in any order of dates. A reversal reopens a claim that was closed."""
        taken = Taken(step, Outcome.DONE, on, by, amount)
        self.history.append(taken)
        if step is Step.REVERSAL and self.state is ClaimState.CLOSED:
            self.state = ClaimState.WRITTEN_OFF if self.written_off else ClaimState.PAID
            self.ended_on = None
        return taken

    def write_off(self, on: date, by: str, *, manager: bool, receivable: Money) -> Taken:
        """One proposes, another, a manager, confirms. Raises NothingToWriteOff, SamePerson, ManagerNeeded."""
        self._require("written off", ClaimState.PAID, ClaimState.WRITTEN_OFF)
        if not receivable:
            raise NothingToWriteOff()
        last = next((item for item in reversed(self.history) if item.step is Step.WRITE_OFF), None)
        if last is None or last.outcome is Outcome.WRITTEN_OFF:
            return self._take(Step.WRITE_OFF, on, by, Outcome.PROPOSED, receivable)
        if by == last.by:
            raise SamePerson(first="proposed the write-off", second="confirms it")
        if not manager:
            raise ManagerNeeded()
        taken = self._take(Step.WRITE_OFF, on, by, Outcome.WRITTEN_OFF, receivable)
        self.state, self.written_off = ClaimState.WRITTEN_OFF, self.written_off + receivable
        return taken

    def close(self, on: date, by: str, open_loss: Money, receivable: Money) -> Taken:
        """All is recovered, or what is not was written off. Raises LossStillOpen."""
        self._require("closed", ClaimState.PAID, ClaimState.WRITTEN_OFF)
        if receivable or (self.state is ClaimState.PAID and open_loss):
            raise LossStillOpen(open=open_loss)
        taken = self._take(Step.CLOSING, on, by, Outcome.GIVEN_UP if open_loss else Outcome.RECOVERED, open_loss)
        self.state, self.ended_on = ClaimState.CLOSED, on
        return taken

    @property
    def last_on(self) -> date:
        """The day of the last step on its route."""
        return max((item.on for item in self.history if item.step not in MONEY_STEPS), default=self.lodged_on)

    def _approve(self, step: Step, on: date, by: str, amount: Money, limit: Money, rules: Rules) -> Taken:
        first = [item for item in self._since_assessment() if item.outcome is Outcome.FIRST_APPROVAL]
        for item in first:
            if item.by == by:
                raise SamePerson(first="approved the claim first", second="approves it again")
            if item.amount != amount:
                raise ApprovalsDiffer(where="amount", first=item.amount, second=amount)
        if not first and amount > rules.claim_two_approvers_above.value:
            return self._take(step, on, by, Outcome.FIRST_APPROVAL, amount)
        outcome = Outcome.APPROVED if amount == self.claimed else Outcome.APPROVED_IN_PART
        taken = self._take(step, on, by, outcome, amount)
        self.state, self.approved, self.covered_when_approved = ClaimState.APPROVED, amount, limit
        return taken

    def _since_assessment(self) -> list[Taken]:
        """What was done since the last assessment or, later, the appeal."""
        begins = (Step.ASSESSMENT, Step.APPEAL)
        start = max((index for index, item in enumerate(self.history) if item.step in begins), default=0)
        return self.history[start:]

    def _last(self, step: Step) -> Taken:
        return next(item for item in reversed(self.history) if item.step is step)

    def _not_assessor(self, by: str, does: str) -> None:
        self._apart(by, (Step.ASSESSMENT, *BANK_STEPS), "lodged or assessed the claim", does)

    def _took_no_part(self, by: str) -> None:
        steps = set(Step) - {Step.APPEAL_DECISION}
        self._apart(by, steps, "took part in the claim", "decides on the appeal")

    def _apart(self, by: str, steps: Iterable[Step], did: str, does: str) -> None:
        chosen = set(steps)
        if any(item.by == by and item.step in chosen for item in self.history):
            raise SamePerson(first=did, second=does)

    def _take(
        self,
        step: Step,
        on: date,
        by: str,
        outcome: Outcome = Outcome.DONE,
        amount: Money | None = None,
        due_on: date | None = None,
    ) -> Taken:
        check_order(self.last_on, on, names=("the claim's last step", f"the {step.value.replace('_', ' ')}"))
        taken = Taken(step, outcome, on, by, amount, due_on)
        self.history.append(taken)
        return taken

    def _require(self, verb: str, *states: ClaimState) -> None:
        if self.state not in states:
            raise IllegalTransition(noun="claim", state=self.state.value, verb=verb)
