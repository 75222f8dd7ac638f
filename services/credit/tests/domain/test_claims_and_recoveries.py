"""A claim's route, person by person; what is recovered is shared as the loss is, to the fen."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from credit.domain import claim_calls, claim_entries
from credit.domain.claim_calls import Call, CallableSecurity, Demand
from credit.domain.claim_rules import Debt, Document, DocumentKind, demand_letter_of, judge_claim, refuse_claim
from credit.domain.claims import Claim, ClaimState, Outcome, Step
from credit.domain.errors import claims as errors
from credit.domain.guarantees import Guarantee
from credit.domain.ledger import Account, SpecialAccount
from credit.domain.recoveries import (
    NOTHING,
    Receipt,
    Recovery,
    Shares,
    Source,
    check_receipt,
    share,
    statement,
)
from credit.policy import RuleBook
from hypothesis import given
from hypothesis import strategies as st
from kit.money import FEN, Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

DAY = date(2008, 1, 22)
RULES = RuleBook.load(Path(__file__).parents[4] / "programmes" / "jiangjin-2007").on(DAY)
FULL = Money(16_000)
SUM = st.integers(min_value=1, max_value=2_000_000).map(lambda fen: Money(fen * FEN))


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def lodged(claimed: Money = FULL) -> Claim:
    claim = Claim("c1", "l1", "a1", "p1", "f1", "b1", "DC-1", claimed, DAY)
    claim.lodge("banker")
    return claim


def assessed(claimed: Money = FULL) -> Claim:
    claim = lodged(claimed)
    claim.assess(later(5), "assessor", claimed, claimed)
    return claim


def approved(amount: Money = FULL) -> Claim:
    claim = assessed()
    claim.approve(later(7), "checker", amount, FULL, RULES)
    return claim


def paid(amount: Money = FULL) -> Claim:
    claim = approved(amount)
    claim.pay(later(9), "finance", FULL, Money(20_000))
    return claim


def guarantee() -> Guarantee:
    found = Guarantee("g1", "a1", "p1", "f1", "b1", "G2007-1", FULL, Decimal(80), date(2007, 9, 1))
    found.issue()
    found.take_effect()
    return found


def test_a_claim_needs_more_than_ninety_days_and_an_old_enough_letter() -> None:
    debt, letter = Debt(90, Money(20_000), later(200)), later(-15)
    with pytest.raises(errors.ClaimTooEarly):
        refuse_claim(FULL, guarantee(), debt, letter, RULES)
    debt = Debt(91, Money(20_000), later(200))
    refuse_claim(FULL, guarantee(), debt, letter, RULES)
    with pytest.raises(errors.DemandLetterTooRecent):
        refuse_claim(FULL, guarantee(), debt, later(-14), RULES)
    with pytest.raises(errors.DemandLetterMissing):
        refuse_claim(FULL, guarantee(), debt, None, RULES)
    with pytest.raises(errors.ClaimAboveLimit):
        refuse_claim(FULL, guarantee(), Debt(91, Money(19_999), later(200)), letter, RULES)
    ended = guarantee()
    ended.release(DAY)
    with pytest.raises(errors.GuaranteeNotInForce):
        refuse_claim(FULL, ended, debt, letter, RULES)


def test_every_rule_is_a_verdict_with_its_reference_and_the_guarantee_period_only_advises() -> None:
    found = judge_claim(FULL, guarantee(), Debt(91, Money(20_000), date(2007, 7, 21)), later(-15), RULES)
    assert [(item.rule, item.met, item.binding) for item in found] == [
        ("guarantee_in_force", True, True),
        ("days_past_due", True, True),
        ("demand_letter_on", True, True),
        ("amount_within_guarantee", True, True),
        ("guarantee_period", False, False),
    ]
    assert all(item.reference for item in found)


def test_the_oldest_dated_demand_letter_counts() -> None:
    kind = DocumentKind.DEMAND_LETTER
    papers = [Document(kind, "2", later(-9)), Document(kind, "1", later(-20)), Document(kind, "0")]
    assert demand_letter_of(papers) == later(-20)
    assert demand_letter_of([Document(DocumentKind.OTHER, "x", DAY)]) is None


def test_two_people_approve_the_same_amount_above_the_threshold() -> None:
    claim = assessed(Money(20_001))
    first = claim.approve(later(7), "one", Money(20_001), Money(20_001), RULES)
    assert (first.outcome, claim.state) == (Outcome.FIRST_APPROVAL, ClaimState.ASSESSED)
    with pytest.raises(SamePerson):
        claim.approve(later(7), "one", Money(20_001), Money(20_001), RULES)
    with pytest.raises(errors.ApprovalsDiffer):
        claim.approve(later(7), "two", Money(20_000), Money(20_001), RULES)
    claim.approve(later(8), "two", Money(20_001), Money(20_001), RULES)
    assert (claim.state, claim.approved) == (ClaimState.APPROVED, Money(20_001))


def test_a_new_assessment_makes_approvals_of_before_void() -> None:
    claim = assessed(Money(30_000))
    claim.approve(later(7), "one", Money(30_000), Money(30_000), RULES)
    claim.assess(later(8), "assessor", Money(25_000), Money(30_000))
    claim.approve(later(9), "two", Money(25_000), Money(30_000), RULES)
    assert claim.state is ClaimState.ASSESSED
    claim.approve(later(9), "one", Money(25_000), Money(30_000), RULES)
    assert claim.approved == Money(25_000)


@pytest.mark.parametrize("person", ["assessor", "banker"])
def test_who_lodged_or_assessed_does_not_decide(person) -> None:
    with pytest.raises(SamePerson):
        assessed().approve(later(7), person, FULL, FULL, RULES)
    with pytest.raises(SamePerson):
        assessed().reject(later(7), person)


def test_documents_are_awaited_until_their_deadline() -> None:
    claim = assessed()
    claim.request_documents(later(6), "checker", later(10))
    with pytest.raises(errors.DocumentsAwaited):
        claim.assess(later(10), "assessor", FULL, FULL)
    claim.assess(later(11), "assessor", Money(0), FULL)
    with pytest.raises(DatesOutOfOrder):
        claim.request_documents(later(12), "checker", later(11))


def test_an_appeal_is_decided_by_one_who_took_no_part_and_gives_more_than_before() -> None:
    claim = approved(Money(10_000))
    claim.appeal(later(37), "banker", RULES)
    for person in ("assessor", "checker", "banker"):
        with pytest.raises(SamePerson):
            claim.decide_appeal(later(40), person, FULL, FULL, RULES)
    with pytest.raises(errors.AppealGrantsNothing):
        claim.decide_appeal(later(40), "manager", Money(10_000), FULL, RULES)
    claim.decide_appeal(later(40), "manager", FULL, FULL, RULES)
    assert (claim.state, claim.approved) == (ClaimState.APPROVED, FULL)
    with pytest.raises(errors.NothingToAppeal):
        claim.appeal(later(41), "banker", RULES)


def test_only_a_rejection_or_a_part_can_be_appealed_in_time_and_before_payment() -> None:
    with pytest.raises(errors.NothingToAppeal):
        approved().appeal(later(8), "banker", RULES)
    with pytest.raises(errors.AppealTooLate):
        approved(Money(1)).appeal(later(38), "banker", RULES)
    with pytest.raises(errors.NothingToAppeal):
        paid(Money(1)).appeal(later(10), "banker", RULES)


def test_a_claim_is_paid_once_by_one_who_did_not_decide() -> None:
    claim = approved()
    with pytest.raises(SamePerson):
        claim.pay(later(9), "checker", FULL, Money(20_000))
    claim.pay(later(9), "finance", FULL, Money(20_000))
    assert claim.loss == Shares(FULL, Money(4_000))
    with pytest.raises(errors.ClaimAlreadyPaid):
        claim.pay(later(9), "finance", FULL, Money(20_000))
    with pytest.raises(IllegalTransition):
        claim.withdraw(later(10), "banker")


@given(approved_fen=st.integers(1, 1_600_000), outstanding_fen=st.integers(0, 2_000_000))
def test_what_is_payable_falls_in_proportion_and_never_rises(approved_fen, outstanding_fen) -> None:
    amount, outstanding = Money(approved_fen * FEN), Money(outstanding_fen * FEN)
    payable = approved(amount).payable(outstanding)
    assert Money(0) <= payable <= min(amount, outstanding)
    if outstanding >= FULL:
        assert payable == amount
    else:
        exact = amount.amount * outstanding.amount / FULL.amount
        assert exact - FEN < payable.amount <= exact


def test_steps_are_in_order_but_money_and_letters_come_in_any() -> None:
    claim = approved()
    with pytest.raises(DatesOutOfOrder):
        claim.pay(later(6), "finance", FULL, Money(20_000))
    claim.pay(later(9), "finance", FULL, Money(20_000))
    claim.note(Step.RECOVERY, later(300), "finance", Money(1))
    claim.note(Step.RECOVERY, later(2), "finance", Money(1))
    claim.write_off(later(100), "officer", manager=False, receivable=Money(1))
    assert claim.last_on == later(100)


def test_a_write_off_is_proposed_by_one_and_confirmed_by_a_manager_who_is_another() -> None:
    claim = paid()
    with pytest.raises(errors.NothingToWriteOff):
        claim.write_off(later(20), "officer", manager=False, receivable=Money(0))
    claim.write_off(later(20), "officer", manager=False, receivable=FULL)
    with pytest.raises(SamePerson):
        claim.write_off(later(21), "officer", manager=True, receivable=FULL)
    with pytest.raises(errors.ManagerNeeded):
        claim.write_off(later(21), "other", manager=False, receivable=FULL)
    claim.write_off(later(21), "manager", manager=True, receivable=FULL)
    assert (claim.state, claim.written_off) == (ClaimState.WRITTEN_OFF, FULL)
    claim.close(later(30), "officer", Money(20_000), Money(0))
    claim.note(Step.REVERSAL, later(31), "finance", Money(-5))
    assert claim.state is ClaimState.WRITTEN_OFF
    with pytest.raises(errors.LossStillOpen):
        claim.close(later(32), "officer", Money(20_000), Money(5))


@given(fund=SUM, bank=st.integers(0, 500_000), parts=st.lists(SUM, max_size=30))
def test_recoveries_in_any_sums_end_with_the_shares_of_the_loss(fund, bank, parts) -> None:
    loss = Shares(fund, Money(bank * FEN))
    had = NOTHING
    for part in [*parts, loss.total]:
        amount = min(part, (loss - had).total)
        if not amount:
            break
        got = share(loss, had, amount)
        assert got.total == amount
        assert min(got.fund, got.bank) >= Money(0)
        had += got
        exact = had.total.amount * loss.fund.amount / loss.total.amount
        assert abs(had.fund.amount - exact) < FEN
    assert had == loss or had.total < loss.total
    with pytest.raises(errors.RecoveryAboveLoss):
        share(loss, had, (loss - had).total + Money(FEN))


def recovery(amount: int, source: Source = Source.BORROWER, *, fund: int, bank: int) -> Recovery:
    return Recovery(f"r{amount}", source, Money(amount), Money(0), Shares(Money(fund), Money(bank)), DAY)


def test_the_statement_says_who_bore_what() -> None:
    loss = Shares(FULL, Money(4_000))
    came = [recovery(1_000, fund=800, bank=200), recovery(5_000, Source.GUARANTOR, fund=4_000, bank=1_000)]
    came.append(came[0].reversal("x", later(1)))
    found = statement(loss, came, Money(10_000))
    assert (found.borrower, found.counter_guarantors) == (Money(0), Money(5_000))
    assert (found.fund, found.bank, found.written_off, found.receivable) == (
        Money(12_000),
        Money(3_000),
        Money(10_000),
        Money(2_000),
    )
    assert found.borrower + found.counter_guarantors + found.fund + found.bank == loss.total


LETTER = {"letter_reference": "ZS-1", "letter_on": DAY, "due_on": later(30)}


def test_calls_stay_within_the_value_and_what_is_open() -> None:
    securities = [
        CallableSecurity(1, "public_employee", Money(9_000)),
        CallableSecurity(2, "joint_group", Money(16_000), ("p2", "p3")),
    ]
    found = claim_calls.call(
        [Demand(1, Money(9_000), **LETTER), Demand(2, Money(16_000), **LETTER)],
        securities,
        [],
        Money(20_000),
        ["x", "y"],
    )
    assert found[1].liable == ("p2", "p3")
    with pytest.raises(errors.CallAboveLimit):
        claim_calls.call([Demand(1, Money("0.01"), **LETTER)], securities, found, Money(20_000), ["z"])
    with pytest.raises(errors.CallAboveLimit):
        claim_calls.call([Demand(2, Money(6_000), **LETTER)], securities, [], Money(5_999), ["z"])
    with pytest.raises(errors.SecurityUnknown):
        claim_calls.call([Demand(3, Money(1), **LETTER)], securities, [], Money(5_999), ["z"])
    late = LETTER | {"due_on": later(-1)}
    with pytest.raises(DatesOutOfOrder):
        claim_calls.call([Demand(1, Money(1), **late)], securities, [], Money(5_999), ["z"])


def test_a_receipt_answers_a_call_of_its_kind_and_at_most_what_it_asks() -> None:
    call = Call("x", 2, "joint_group", Money(100), ("p2", "p3"), "ZS-1", DAY, later(30))

    def receipt(amount: int, source: Source = Source.GROUP_MEMBER, payer: str | None = "p2", costs: int = 0):
        return Receipt(source, Money(amount), Money(costs), "x", payer)

    check_receipt(receipt(60, costs=18), call, Money(40), RULES)
    with pytest.raises(errors.CallAboveLimit):
        check_receipt(receipt(61), call, Money(40), RULES)
    with pytest.raises(errors.CallUnknown):
        check_receipt(receipt(1, Source.GUARANTOR), call, Money(0), RULES)
    with pytest.raises(errors.CallUnknown):
        check_receipt(receipt(1), None, Money(0), RULES)
    with pytest.raises(errors.PayerNotLiable):
        check_receipt(receipt(1, payer="p1"), call, Money(0), RULES)
    with pytest.raises(errors.RecoveryCostsTooHigh):
        check_receipt(receipt(60, costs=19), call, Money(0), RULES)


def test_the_books_follow_payment_recovery_write_off_and_what_comes_in_after_it() -> None:
    at = SpecialAccount("f1", "b1")
    entries = [
        claim_entries.claim_paid(at, FULL, DAY, "ZF"),
        claim_entries.recovered(at, Money(4_000), Money(0), DAY, "ZC1"),
        claim_entries.written_off(at, Money(12_000), DAY, "DC"),
        claim_entries.recovered(at, Money(500), Money(500), DAY, "ZC2"),
        claim_entries.recovered(at, Money(-500), Money(-500), DAY, "TP"),
    ]
    sums = dict.fromkeys(Account, Money(0))
    for entry in entries:
        for line in entry.postings:
            sums[line.account] += line.amount
    assert sums[Account.SPECIAL_ACCOUNT] == Money(-12_000)
    assert sums[Account.SUBROGATION_RECEIVABLE] == Money(0)
    assert sums[Account.LOSSES] == Money(12_000)
