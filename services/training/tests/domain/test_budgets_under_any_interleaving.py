"""However claims of one agreement are lodged, withdrawn, verified, decided, paid and clawed back between each other:
its budget is never exceeded, and what is reserved is exactly what its claims under way may still cost."""

from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule
from kit.money import Money
from kit.refusal import Refusal
from training.domain.agreement import Agreement, Version, VersionState
from training.domain.claim import ClaimState, SuspendedDecision
from training.domain.claim_lines import Outcome, Why
from training.domain.lodging import lodge

DAY = date(2007, 9, 10)
SEEN = Why("seen", "已核实")
OVER = {ClaimState.PAID, ClaimState.REFUSED, ClaimState.WITHDRAWN}


class Budgets(RuleBasedStateMachine):
    make = None
    claims = Bundle("claims")

    def __init__(self):
        super().__init__()
        version = Version(1, DAY, DAY + timedelta(365), Money(3000), (), "made", VersionState.APPROVED, "manager", DAY)
        self.agreement = Agreement(
            "agreement", "school", date(2007, 7, 1), date(2008, 6, 30), Money(3000), Money(0), Money(0)
        )
        self.agreement.versions = [version]
        self.lodged, self.number, self.clawed = [], 0, Money(0)

    @rule(target=claims, count=st.integers(1, 8), price=st.integers(1, 900))
    def lodges(self, count, price):
        offers = []
        for _ in range(count):
            self.number += 1
            offers.append(self.make.offer(self.number, amount=Money(price)))
        try:
            claim = lodge(
                f"claim-{self.number}",
                self.agreement,
                offers,
                DAY,
                lodged_by="school",
                rules_as_of=self.make.rules_as_of(),
            )
        except Refusal:
            return multiple()
        self.lodged.append(claim)
        return claim

    @rule(claim=claims)
    def withdraws(self, claim):
        if claim.state is ClaimState.LODGED:
            self.agreement.release(claim.withdraw(DAY))

    @rule(claim=claims, every=st.integers(1, 3))
    def samples(self, claim, every):
        if claim.state is ClaimState.LODGED:
            claim.draw([line.line for line in claim.lines][::every], [], DAY, drawn_by="manager")

    @rule(claim=claims, outcome=st.sampled_from(Outcome))
    def finds(self, claim, outcome):
        if claim.state not in {ClaimState.SAMPLED, ClaimState.FULL_VERIFICATION}:
            return
        waiting = [line for line in claim.lines if line.open and line.part and line.finding is None]
        if waiting:
            self.agreement.release(claim.find(waiting[0].line, outcome, SEEN))
        if len(waiting) <= 1:
            claim.settle(self.make.claim_rules(), DAY, by="wang")

    @rule(claim=claims, decision=st.sampled_from(SuspendedDecision))
    def decides(self, claim, decision):
        if claim.state is ClaimState.SUSPENDED:
            self.agreement.release(claim.decide(decision, DAY, "false", by="manager", verifiers=["wang"]))

    @rule(claim=claims, who=st.sampled_from(["manager", "second-manager"]))
    def approves(self, claim, who):
        if claim.state in {ClaimState.VERIFIED, ClaimState.APPROVED_ONCE}:
            try:
                claim.approve(DAY, by=who, role="manager", verifiers=["wang"])
            except Refusal:
                assert claim.approvals[0].account == who

    @rule(claim=consumes(claims))
    def pays(self, claim):
        if claim.state is ClaimState.APPROVED:
            claim.enter_payment(DAY, drawn_by="finance")
            self.agreement.pay(claim.pay(DAY, "P", paid_by="finance"))

    @rule(amount=st.integers(1, 900))
    def claws_back(self, amount):
        try:
            self.agreement.claw_back(Money(amount))
        except Refusal:
            return
        self.clawed += Money(amount)

    @rule(budget=st.integers(1, 6000), approved=st.booleans())
    def amends(self, budget, approved):
        number = len(self.agreement.versions) + 1
        amendment = Version(
            number, DAY, DAY + timedelta(365), Money(budget), (), "more", VersionState.PROPOSED, "manager", DAY
        )
        try:
            self.agreement.propose(amendment)
        except Refusal:
            return
        self.agreement.decide(number, DAY, approved=approved, reason="plan", decided_by="finance")

    @invariant()
    def the_books_hold(self):
        held = self.agreement
        assert held.free >= Money(0)
        assert held.budget == held.reserved + held.paid - held.clawed_back + held.free
        assert held.reserved == Money.sum(claim.amount for claim in self.lodged if claim.state not in OVER)
        assert held.paid == Money.sum(claim.amount for claim in self.lodged if claim.state is ClaimState.PAID)
        assert held.clawed_back == self.clawed


@pytest.fixture(autouse=True)
def builders(make):
    Budgets.make = make


class TestBudgets(Budgets.TestCase):
    settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
