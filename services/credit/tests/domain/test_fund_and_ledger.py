"""The fund guarantees at most five times its net worth, and its books balance (394号)."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from credit.domain import ledger
from credit.domain.errors.fund import BankSuspended, HeadroomTooSmall
from credit.domain.fund import BankStanding, Capacity, judge_guarantee, refuse_guarantee
from credit.policy import RuleBook
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money

DAY = date(2007, 9, 1)
RULES = RuleBook.load(Path(__file__).parents[4] / "programmes" / "jiangjin-2007").on(DAY)
YUAN = st.integers(min_value=0, max_value=10_000_000).map(Money)


def standing(net: int = 10_000, liability: int = 0, guaranteed: int = 0, compensated: int = 0, *, lifted: bool = False):
    return BankStanding(
        Capacity(Money(net), Money(liability)),
        Money(guaranteed),
        Money(compensated),
        Money(compensated) if lifted else None,
    )


@given(net=YUAN, liability=YUAN, amount=YUAN)
def test_a_guarantee_that_fits_keeps_liability_within_five_times_the_fund(net, liability, amount) -> None:
    capacity = Capacity(net, liability)
    assert capacity.fits(amount, RULES) == (liability + amount <= net.times(5))
    assert capacity.fits(amount, RULES) == (amount <= capacity.headroom(RULES))


def test_the_bank_account_and_the_whole_fund_each_have_their_own_cap() -> None:
    plenty = Capacity(Money(100_000), Money(0))
    with pytest.raises(HeadroomTooSmall) as at_bank:
        refuse_guarantee(Money(16_000), plenty, standing(net=3_000), RULES)
    assert at_bank.value.facts["headroom"] == Money(15_000)
    with pytest.raises(HeadroomTooSmall) as in_all:
        refuse_guarantee(Money(16_000), Capacity(Money(10_000), Money(40_000)), standing(net=10_000), RULES)
    assert in_all.value.facts["headroom"] == Money(10_000)
    refuse_guarantee(Money(16_000), plenty, standing(), RULES)


@pytest.mark.parametrize(("compensated", "suspended"), [(19_999, False), (20_000, True), (30_000, True)])
def test_a_bank_at_twenty_percent_compensation_gets_no_new_guarantee(compensated, suspended) -> None:
    bank = standing(net=90_000, guaranteed=100_000, compensated=compensated)
    assert bank.suspended(RULES) is suspended
    verdicts = {item.rule: item.met for item in judge_guarantee(Money(1), Capacity(Money(1), Money(0)), bank, RULES)}
    assert verdicts["bank_compensation_rate"] is not suspended
    if suspended:
        with pytest.raises(BankSuspended):
            refuse_guarantee(Money(1), Capacity(Money(1), Money(0)), bank, RULES)


def test_a_manager_can_lift_the_suspension() -> None:
    bank = standing(guaranteed=100, compensated=50, lifted=True)
    assert bank.compensation_rate_percent == Decimal("50.00")
    refuse_guarantee(Money(1), Capacity(Money(1), Money(0)), bank, RULES)


@given(amount=st.integers(min_value=1, max_value=10**9))
def test_every_entry_balances(amount) -> None:
    makers = (
        ledger.contribution,
        ledger.guarantee_reserved,
        ledger.guarantee_effective,
        ledger.reservation_released,
        ledger.guarantee_moved,
        lambda bank, moved, *rest: ledger.guarantee_moved(bank, -moved, *rest),
    )
    for make in makers:
        entry = make("bank", Money(amount), DAY, "document")
        assert not Money.sum(posting.amount for posting in entry.postings)


def test_an_unbalanced_or_empty_entry_cannot_be_made() -> None:
    one = ledger.Posting(ledger.Account.SPECIAL_ACCOUNT, Money(1))
    other = ledger.Posting(ledger.Account.CONTRIBUTIONS, Money("-1.01"))
    for postings in ((), (one,), (one, other)):
        with pytest.raises(ledger.Unbalanced):
            ledger.Entry("bank", "contribution", DAY, "document", postings)
    with pytest.raises(ledger.Unbalanced):
        ledger.contribution("bank", Money(0), DAY, "document")
