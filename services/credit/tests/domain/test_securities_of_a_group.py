"""Evidence, joint groups, mutual deposits and credit communities, without a database."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from credit.domain.counter_guarantees import Member
from credit.domain.credit_communities import CreditCommunity, repayment_rate
from credit.domain.errors.credit_communities import CommunityRateTooLow, CommunityTooFewLoans
from credit.domain.errors.mutual_fund import MutualDepositPledged
from credit.domain.errors.securities import DocumentsMissing
from credit.domain.evidence import Evidence, Papers
from credit.domain.happened.securities import JointGroupBlocked, JointGroupUnblocked
from credit.domain.joint_groups import JointGroup
from credit.domain.ledger import SpecialAccount
from credit.domain.mutual_fund import MutualAccount
from credit.domain.verdicts import Limit
from credit.policy import RuleBook
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money
from kit.refusal import IllegalTransition, SamePerson

BOOK = RuleBook.load(Path(__file__).parents[4] / "programmes" / "jiangjin-2007")
DAY = date(2007, 9, 1)
RULES = BOOK.on(DAY)
FEN = st.integers(min_value=0, max_value=10**8).map(lambda fen: Money(Decimal(fen) / 100))
NEEDED = Limit(("a", "b"), "policy")


@given(st.lists(st.tuples(FEN, FEN)))
def test_a_repayment_rate_lies_between_0_and_100_and_one_borrowers_surplus_helps_no_other(loans) -> None:
    rate = repayment_rate(loans)
    assert rate.loans == sum(1 for due, _ in loans if due)
    assert rate.repaid <= rate.due
    if rate.percent is not None:
        assert Decimal(0) <= rate.percent <= Decimal(100)
        assert (rate.percent == 100) == (rate.repaid == rate.due)


def test_a_rate_just_below_the_limit_is_not_rounded_up_to_it() -> None:
    loans = [(Money(1000), Money(1000))] * 9 + [(Money(1000), Money("499.99"))]
    rate = repayment_rate(loans)
    assert rate.percent == Decimal("94.99")
    with pytest.raises(CommunityRateTooLow):
        CreditCommunity("c", "500116", DAY).recognise(rate, RULES)
    with pytest.raises(CommunityTooFewLoans):
        CreditCommunity("c", "500116", DAY).recognise(repayment_rate(loans[:9]), RULES)
    whole = repayment_rate([(Money(1000), Money(1000))] * 10)
    assert CreditCommunity("c", "500116", DAY).recognise(whole, RULES).rate_percent == 100


def test_documents_go_from_missing_to_seen_to_judged_by_another() -> None:
    papers = Papers("deposit")
    with pytest.raises(IllegalTransition):
        papers.judge("x", genuine=True)
    with pytest.raises(DocumentsMissing) as refused:
        papers.see(["a"], "one", NEEDED)
    assert refused.value.facts["missing"] == "b"
    papers.see(["a", "b", "c"], "one", NEEDED)
    papers.see(["d"], "two", NEEDED)
    assert (papers.documents, papers.seen_by) == (("a", "b", "c", "d"), "two")
    with pytest.raises(SamePerson):
        papers.judge("two", genuine=True)
    papers.judge("one", genuine=False)
    assert papers.status is Evidence.REJECTED
    with pytest.raises(IllegalTransition):
        papers.see(["a", "b"], "one", NEEDED)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 200)), max_size=12))
def test_a_group_is_blocked_exactly_when_its_last_assessment_found_a_member_too_late(assessments) -> None:
    members = [Member(person, person) for person in "abc"]
    group = JointGroup("g", "500116", "1", DAY, members, DAY)
    told = []
    latest = None
    for days_late, after in assessments:
        as_of = DAY + timedelta(days=after)
        if latest is None or as_of >= latest[0]:
            latest = (as_of, days_late)
        event = group.assess(days_late, as_of, RULES)
        if event is not None:
            told.append(type(event))
    assert (group.blocked_on is not None) == (latest is not None and latest[1] > RULES.group_member_days_late_max.value)
    assert told == [JointGroupBlocked, JointGroupUnblocked] * (len(told) // 2) + [JointGroupBlocked] * (len(told) % 2)


@given(st.lists(st.tuples(st.booleans(), FEN), max_size=20), FEN)
def test_a_mutual_deposit_never_falls_below_what_is_pledged_or_below_nothing(moves, pledged) -> None:
    account = MutualAccount("a", SpecialAccount("f", "b"), pledged, pledged, pledged)
    for comes_in, amount in moves:
        if comes_in:
            account.deposit(amount, DAY)
            continue
        if amount > account.free:
            with pytest.raises(MutualDepositPledged):
                account.give_back(amount, DAY)
        else:
            account.give_back(amount, DAY)
        assert account.balance >= pledged
        assert account.free >= Money.zero()
