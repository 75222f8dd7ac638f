"""Any sequence of repayments, reversals, claims, recoveries and write-offs keeps fund, books and loss straight."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from credit.domain import claim_entries, ledger
from credit.domain.claim_rules import Debt, limit_of, refuse_claim
from credit.domain.claims import Claim, ClaimState, Outcome, Step
from credit.domain.fund import BankStanding, Capacity, refuse_guarantee
from credit.domain.guarantees import Guarantee, GuaranteeState
from credit.domain.happened.loans import LoanClosed
from credit.domain.ledger import Account, Entry, SpecialAccount
from credit.domain.loans import DisbursementChoices, Loan, LoanState, terms_of
from credit.domain.recoveries import NOTHING, Receipt, Recovery, Source, check_receipt, share, statement
from credit.domain.repayments import Repayment
from credit.domain.schedules import build_schedule
from credit.policy import RuleBook
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from kit.money import FEN, Money
from kit.refusal import Refusal

BOOK = RuleBook.load(Path(__file__).parents[4] / "programmes" / "jiangjin-2007")
DISBURSED = date(2007, 9, 3)
AT = SpecialAccount("f1", "b1")
ZERO = Money(0)
YUAN = st.integers(min_value=1, max_value=700_000).map(lambda fen: Money(fen * FEN))


class ClaimsOnTheFund(RuleBasedStateMachine):
    """One loan of 20,000, a fund that can pay its claim, other guarantees against the same fund."""

    def __init__(self) -> None:
        super().__init__()
        self.today = DISBURSED
        rules = BOOK.on(DISBURSED)
        terms = terms_of(Money(20_000), 12, DISBURSED, rules, DisbursementChoices())
        self.loan = Loan(
            "l1", "a1", "p1", "b1", Money(20_000), 12, terms.annual_rate_percent, DISBURSED, build_schedule(terms)
        )
        self.guarantee = Guarantee("g1", "a1", "p1", "f1", "b1", "G1", Money(16_000), Decimal(80), DISBURSED)
        self.guarantee.issue()
        self.guarantee.take_effect()
        net = Money(20_000)
        self.bank = BankStanding(Capacity(net, Money(16_000)), Money(16_000), ZERO)
        self.entries: list[Entry] = [
            ledger.contribution(AT, net, DISBURSED, "CZ"),
            ledger.guarantee_reserved(AT, Money(16_000), DISBURSED, "G1"),
            ledger.guarantee_effective(AT, Money(16_000), DISBURSED, "G1"),
        ]
        self.claims: list[Claim] = []
        self.recoveries: list[Recovery] = []
        self.payments = 0
        self.numbers = 0

    def number(self) -> str:
        self.numbers += 1
        return f"n{self.numbers}"

    def move(self, *, net: Money = ZERO, liability: Money = ZERO, compensated: Money = ZERO) -> None:
        capacity = Capacity(self.bank.capacity.net + net, self.bank.capacity.liability + liability)
        self.bank = replace(self.bank, capacity=capacity, compensated=self.bank.compensated + compensated)

    @property
    def claim(self) -> Claim | None:
        return self.claims[-1] if self.claims else None

    def debt(self) -> Debt:
        owed = self.loan.owed_as_of(self.today)
        return Debt(owed.days_past_due, owed.principal, self.loan.matures_on)

    def book(self) -> None:
        """What follows from a repayment or its reversal, as the verbs do it."""
        before = self.guarantee.outstanding
        changes = self.loan.replay(self.guarantee)
        happened = self.loan.settle(self.guarantee, self.today)
        self.move(liability=self.guarantee.outstanding - before)
        self.entries += [
            ledger.guarantee_moved(AT, change.correction, self.today, "G1") for change in changes if change.correction
        ]
        closed = any(isinstance(item, LoanClosed) for item in happened)
        if closed and self.claim is not None and self.claim.open:
            self.claim.lapse(self.today, "banker")

    @rule(days=st.sampled_from([1, 20, 100]))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(amount=YUAN, back=st.integers(0, 90))
    def repay(self, amount: Money, back: int) -> None:
        name = self.number()
        on = max(self.today - timedelta(days=back), DISBURSED)
        was = self.loan.state
        try:
            self.loan.take(Repayment(name, on, amount, name))
        except Refusal:
            assert was in (LoanState.CLAIMED, LoanState.CLOSED)
            return
        assert was is not LoanState.CLAIMED
        self.book()

    @precondition(lambda self: self.loan.repayments)
    @rule(pick=st.integers(0, 50))
    def a_repayment_bounces(self, pick: int) -> None:
        gone = self.loan.repayments[pick % len(self.loan.repayments)]
        more = self.guarantee.outstanding
        try:
            self.loan.reverse(gone.id)
        except Refusal:
            assert self.loan.state is LoanState.CLAIMED
            return
        self.book()
        assert self.guarantee.outstanding >= more

    @rule(share_=st.integers(1, 120))
    def lodge(self, share_: int) -> None:
        if self.claim is not None and self.claim.open:
            return
        rules, debt = BOOK.on(self.today), self.debt()
        amount = limit_of(self.guarantee, debt).times(Decimal(share_) / 100)
        try:
            refuse_claim(amount, self.guarantee, debt, self.today - timedelta(days=20), rules)
        except Refusal:
            return
        if not amount:
            return
        claim = Claim(self.number(), "l1", "a1", "p1", "f1", "b1", "DC", amount, self.today)
        claim.lodge("banker")
        self.claims.append(claim)

    @precondition(lambda self: self.claim is not None)
    @rule(share_=st.integers(0, 110), rejects=st.booleans())
    def decide(self, share_: int, *, rejects: bool) -> None:
        claim, rules = self.claim, BOOK.on(self.today)
        limit = limit_of(self.guarantee, self.debt())
        amount = claim.claimed.times(Decimal(share_) / 100)
        try:
            if claim.state is ClaimState.APPEALED:
                claim.decide_appeal(self.today, self.number(), None if rejects else amount, limit, rules)
                return
            claim.assess(self.today, "assessor", min(amount, limit, claim.claimed), limit)
            if rejects or not amount:
                claim.reject(self.today, "checker")
            else:
                claim.approve(self.today, "checker", amount, limit, rules)
        except Refusal:
            return

    @precondition(lambda self: self.payments == 0)
    @rule(share_=st.integers(30, 100))
    def the_whole_route(self, share_: int) -> None:
        """Default, claim, approval in full or in part, payment: so that what follows is tried often."""
        self.time_passes(100)
        self.lodge(100)
        if self.claim is not None and self.claim.open:
            self.decide(share_, rejects=False)
            self.pay()

    @precondition(lambda self: self.claim is not None)
    @rule(withdraws=st.booleans())
    def the_bank_appeals_or_withdraws(self, *, withdraws: bool) -> None:
        try:
            if withdraws:
                self.claim.withdraw(self.today, "banker")
            else:
                self.claim.appeal(self.today, "banker", BOOK.on(self.today))
        except Refusal:
            return

    @precondition(lambda self: self.claim is not None)
    @rule()
    def pay(self) -> None:
        claim, left, owed = self.claim, self.guarantee.outstanding, self.loan.balance
        if claim.state is ClaimState.APPROVED and claim.payable(left) > self.bank.capacity.net:
            return
        try:
            claim.pay(self.today, "finance", left, owed)
        except Refusal:
            return
        loss = claim.require_paid()
        assert self.guarantee.claim(self.today) == left
        self.loan.state = LoanState.CLAIMED
        self.payments += 1
        assert loss.fund <= self.guarantee.covers(owed)
        assert loss.fund <= claim.approved
        self.move(net=-loss.fund, liability=-left, compensated=loss.fund)
        self.entries += [
            claim_entries.claim_paid(AT, loss.fund, self.today, "ZF"),
            claim_entries.guarantee_claimed(AT, left, self.today, "G1"),
        ]
        assert self.bank.suspended(BOOK.on(self.today)) == (loss.fund >= Money(3_200))

    @precondition(lambda self: self.claim is not None)
    @rule(amount=YUAN, costs=st.integers(0, 40), source=st.sampled_from(Source))
    def recover(self, amount: Money, costs: int, source: Source) -> None:
        receipt = Receipt(source, amount, amount.times(Decimal(costs) / 100))
        try:
            loss = self.claim.require_paid()
            check_receipt(receipt, None, ZERO, BOOK.on(self.today))
            shares = share(loss, self.recovered(), receipt.net)
        except Refusal:
            return
        self.post(Recovery(self.number(), source, amount, receipt.costs, shares, self.today), Step.RECOVERY)

    @precondition(lambda self: self.recoveries)
    @rule(pick=st.integers(0, 50))
    def a_recovery_bounces(self, pick: int) -> None:
        gone = {item.reverses for item in self.recoveries}
        standing = [item for item in self.recoveries if item.reverses is None and item.id not in gone]
        if not standing:
            return
        found = standing[pick % len(standing)]
        if found.shares.fund > self.bank.capacity.net:
            return
        self.post(found.reversal(self.number(), self.today), Step.REVERSAL)

    def recovered(self):
        return sum((item.shares for item in self.recoveries), start=NOTHING)

    def post(self, found: Recovery, step: Step) -> None:
        before = self.standing()
        self.claim.note(step, self.today, "finance", found.amount)
        self.recoveries.append(found)
        after = self.standing()
        if found.shares.fund:
            self.move(net=found.shares.fund)
            given_up = before.written_off - after.written_off
            self.entries.append(claim_entries.recovered(AT, found.shares.fund, given_up, self.today, found.id))

    def standing(self):
        return statement(self.claim.require_paid(), self.recoveries, self.claim.written_off)

    @precondition(lambda self: self.claim is not None and self.claim.loss is not None)
    @rule()
    def two_people_write_it_off(self) -> None:
        self.write_off_or_close(closes=False, by="officer")
        self.write_off_or_close(closes=False, by="manager")

    @precondition(lambda self: self.claim is not None and self.claim.loss is not None)
    @rule(closes=st.booleans(), by=st.sampled_from(["officer", "manager"]))
    def write_off_or_close(self, *, closes: bool, by: str) -> None:
        now = self.standing()
        try:
            if closes:
                self.claim.close(self.today, by, now.fund + now.bank, now.receivable)
                return
            taken = self.claim.write_off(self.today, by, manager=by == "manager", receivable=now.receivable)
        except Refusal:
            return
        if taken.outcome is Outcome.WRITTEN_OFF:
            self.entries.append(claim_entries.written_off(AT, now.receivable, self.today, "DC"))

    @rule(amount=st.integers(1, 60_000).map(Money))
    def the_fund_guarantees_another_loan(self, amount: Money) -> None:
        rules = BOOK.on(self.today)
        try:
            refuse_guarantee(amount, self.bank.capacity, self.bank, rules)
        except Refusal:
            return
        self.move(liability=amount)
        self.entries.append(ledger.guarantee_reserved(AT, amount, self.today, "G9"))
        assert self.bank.capacity.liability <= self.bank.capacity.cap(rules)
        assert not self.bank.suspended(rules)

    @invariant()
    def the_books_balance_and_say_what_the_fund_holds(self) -> None:
        sums: dict[Account, Money] = defaultdict(Money.zero)
        for entry in self.entries:
            assert not Money.sum(line.amount for line in entry.postings)
            for line in entry.postings:
                sums[line.account] += line.amount
        assert sums[Account.SPECIAL_ACCOUNT] == self.bank.capacity.net >= ZERO
        promised = sums[Account.GUARANTEES_RESERVED] + sums[Account.GUARANTEES_EFFECTIVE]
        assert -promised == self.bank.capacity.liability >= ZERO
        assert -sums[Account.GUARANTEES_EFFECTIVE] == self.guarantee.outstanding
        claim = self.claim
        if claim is not None and claim.loss is not None:
            now = self.standing()
            assert sums[Account.SUBROGATION_RECEIVABLE] == now.receivable
            assert sums[Account.LOSSES] == now.written_off

    @invariant()
    def a_claim_is_paid_once_and_the_loss_is_borne_to_the_fen(self) -> None:
        paid = [item for item in self.claims if item.loss is not None]
        assert len(paid) == self.payments <= 1
        assert sum(item.open for item in self.claims) <= 1
        for item in paid:
            assert self.guarantee.state is GuaranteeState.CLAIMED
            assert item.loss is not None
            now, had = self.standing(), self.recovered()
            assert now.borrower + now.counter_guarantors + now.fund + now.bank == item.loss.total == self.loan.balance
            assert ZERO <= had.fund <= item.loss.fund == self.bank.compensated
            assert ZERO <= had.bank <= item.loss.bank

    @invariant()
    def what_came_in_is_allocated(self) -> None:
        parts = self.loan.course.allocations
        spent = Money.sum(item.interest + item.principal + item.excess for item in parts)
        assert spent == self.loan.paid
        assert self.loan.balance == self.loan.principal - Money.sum(item.principal for item in parts)


TestClaimsOnTheFund = ClaimsOnTheFund.TestCase
TestClaimsOnTheFund.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
