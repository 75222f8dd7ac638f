"""What-if: baseline beside changed, from the programme's own history, with honest intervals."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from credit.domain.claims_history import PastLoan, by_group, claims_rate, months_between, wilson
from credit.domain.errors.figures import FundBelowNothing, NothingChanged
from credit.domain.scheme_figures import FIGURES, age_groups, figure_called, value_of
from credit.domain.what_if import BankAccount, Change, Known, Setting, average_loan, compare
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money

DAY = date(2008, 6, 30)
SETTING = Setting(Decimal(5), Decimal(80), Money("20000.00"), Money("100000.00"))


def loan(number: int = 0, **other) -> PastLoan:
    made = PastLoan(f"{number}", date(2007, 7, 2), 12, Money("20000.00"), Money("16000.00"), at_cap=True)
    return replace(made, **other)


def known(*accounts: BankAccount, loans=(), setting: Setting = SETTING) -> Known:
    held = accounts or (BankAccount("a", setting.net, Money("100000.00")),)
    return Known(setting, held, loans, claims_rate(loans, DAY))


def answers(about: Known, change: Change) -> dict:
    return {item.code: item for item in compare(about, change)}


def test_months_clamp_at_the_end_of_a_month() -> None:
    assert months_between(date(2007, 8, 31), date(2008, 2, 29)) == 6
    assert months_between(date(2007, 8, 31), date(2008, 2, 28)) == 5
    assert months_between(date(2008, 8, 31), date(2007, 8, 31)) == 0


def test_wilson_is_the_published_interval() -> None:
    """Wilson (1927); 1 of 10 gives 1.8% to 40.4%, 0 of 10 up to 27.8%."""
    assert wilson(Decimal("0.1"), Decimal(10)) == (Decimal("0.0179"), Decimal("0.4042"))
    assert wilson(Decimal(0), Decimal(10)) == (Decimal("0.0000"), Decimal("0.2775"))


def test_a_young_portfolio_is_not_taken_for_a_safe_one() -> None:
    old = [loan(n, disbursed_on=date(2006, 1, 2), ended_on=date(2007, 1, 2)) for n in range(9)]
    claimed = loan(9, disbursed_on=date(2006, 1, 2), claimed_on=date(2006, 11, 2), claim_paid=Money("8000.00"))
    young = [loan(n, disbursed_on=date(2008, 6, 1)) for n in range(10, 110)]
    rate = claims_rate([*old, claimed, *young], DAY)
    assert (rate.loans, rate.claims, rate.severity) == (110, 1, Decimal("0.5000"))
    assert rate.rate == Decimal("0.1000")
    assert rate.loan_equivalents == Decimal("10.0")
    assert [(band.from_month, band.claims) for band in rate.bands][:2] == [(0, 0), (6, 1)]


def test_without_loans_there_is_no_rate_and_without_claims_no_certainty() -> None:
    assert claims_rate([], DAY).rate is None
    spotless = claims_rate([loan(n, ended_on=DAY) for n in range(10)], DAY)
    assert (spotless.rate, spotless.high, spotless.severity) == (Decimal(0), Decimal("0.2775"), Decimal(1))


def test_groups_have_their_own_rates() -> None:
    found = by_group([loan(1, group="x", ended_on=DAY), loan(2, group="y", claimed_on=DAY)], DAY)
    assert (found["x"].rate, found["y"].rate) == (Decimal("0.0000"), Decimal("1.0000"))


def test_more_leverage_more_headroom_more_reach() -> None:
    found = answers(known(loans=[loan()]), Change(leverage=Decimal(6)))
    headroom, reach = found["headroom"], found["reach"]
    assert (headroom.baseline.value, headroom.changed.value) == (Decimal("400000.00"), Decimal("500000.00"))
    assert (reach.baseline.value, reach.changed.value) == (25, 31)
    assert (found["cap"].baseline.value, found["cap"].changed.value) == (Decimal("500000.00"), Decimal("600000.00"))


def test_less_coverage_reaches_more_people_with_the_same_headroom() -> None:
    found = answers(known(loans=[loan()]), Change(coverage_percent=Decimal(40)))
    assert found["headroom"].baseline == found["headroom"].changed
    assert (found["reach"].baseline.value, found["reach"].changed.value) == (25, 50)


def test_a_higher_cap_moves_only_those_who_were_at_theirs() -> None:
    small = loan(1, amount=Money("10000.00"), at_cap=False)
    average = average_loan([loan(), small], Money("20000.00"), Money("30000.00"))
    assert (average.low, average.high) == (Decimal("15000.00"), Decimal("20000.00"))
    lower = average_loan([loan(), small], Money("20000.00"), Money("12000.00"))
    assert (lower.value, lower.low) == (Decimal("11000.00"), None)
    partners = loan(2, amount=Money("40000.00"), persons=2)
    assert average_loan([partners], Money("20000.00"), Money("20000.00")).value == Decimal("40000.00")


def test_a_bank_without_room_or_stopped_limits_what_can_be_used() -> None:
    full = BankAccount("full", Money("20000.00"), Money("150000.00"))
    free = BankAccount("free", Money("80000.00"), Money("100000.00"))
    found = answers(known(full, free, loans=[loan()]), Change(leverage=Decimal(4)))
    assert (found["headroom"].baseline.value, found["usable_headroom"].baseline.value) == (
        Decimal("250000.00"),
        Decimal("250000.00"),
    )
    halted = answers(known(full, replace(free, stopped=True), loans=[loan()]), Change(leverage=Decimal(4)))
    assert halted["usable_headroom"].baseline.value == Decimal("0.00")


def test_too_small_a_fund_is_shown_as_too_much_guaranteed_and_below_nothing_is_refused() -> None:
    found = answers(known(loans=[loan()]), Change(fund_change=Money("-90000.00")))
    assert (found["headroom"].changed.value, found["reach"].changed.value) == (Decimal("-50000.00"), 0)
    with pytest.raises(FundBelowNothing):
        compare(known(), Change(fund_change=Money("-100000.01")))
    with pytest.raises(NothingChanged):
        compare(known(), Change())


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.sampled_from(["open", "closed", "claimed"]), st.integers(1, 30)), max_size=40
    )
)
def test_rates_stay_between_none_and_all_and_within_their_interval(items) -> None:
    loans = []
    for number, (age, state, later) in enumerate(items):
        begins = date(2008 - (age + 6) // 12, (5 - age) % 12 + 1, 28)
        ends = DAY if state != "open" else None
        loans.append(
            loan(
                number,
                disbursed_on=begins,
                term_months=later,
                ended_on=ends if state == "closed" else None,
                claimed_on=ends if state == "claimed" else None,
                claim_paid=Money("16000.00") if state == "claimed" else Money.zero(),
            )
        )
    rate = claims_rate(loans, DAY)
    if rate.rate is not None and rate.low is not None and rate.high is not None:
        assert 0 <= rate.low <= rate.rate <= rate.high <= 1
    assert sum(band.claims for band in rate.bands) == rate.claims
    assert 0 <= rate.loan_equivalents <= len(loans)


def test_a_figure_divides_only_by_something() -> None:
    assert value_of(figure_called("claims_rate"), Decimal(1), Decimal(0)) is None
    assert value_of(figure_called("claims_rate"), Decimal(1), Decimal(3)) == Decimal("33.33")
    assert value_of(figure_called("days_to_payment"), Decimal(29), Decimal(2)) == Decimal("14.5")
    assert value_of(figure_called("net_loss"), Decimal("-1.00"), None) == Decimal("-1.00")
    assert age_groups() == ("0-90", "91-180", "181-365", "over 365")
    assert len(FIGURES) == 18
