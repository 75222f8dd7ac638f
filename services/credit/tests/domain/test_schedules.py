"""Repayment schedules against published expectations, and what always holds."""

import json
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from credit.domain.errors.schedules import (
    GraceLeavesNoInstalment,
    InstalmentBelowInterest,
    MultipleTooCoarse,
    ScheduleImpossible,
    TermsOutOfRange,
)
from credit.domain.schedule_cases import rows_of
from credit.domain.schedules import (
    Convention,
    DayCount,
    InterestOn,
    Method,
    MonthEnd,
    Terms,
    Unit,
    build_schedule,
    year_fraction,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from kit.money import FEN, Money, Rounding

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("schedules.json").read_text())["cases"]
GOOD = {
    "principal": Money(20000),
    "annual_rate_percent": Decimal("7.02"),
    "instalments": 12,
    "disbursed_on": date(2007, 9, 3),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_schedule_matches_the_published_expectation(case: dict[str, Any]) -> None:
    found = rows_of(case)
    if case["rows_complete"]:
        assert found == case["rows"]
        return
    by_number = {row[0]: row for row in found}
    for number, *expected, _ in case["rows"]:
        assert by_number[number][1:4] == expected


@st.composite
def any_terms(draw, *, methods=tuple(Method), bases=tuple(InterestOn)) -> Terms:
    instalments = draw(st.integers(min_value=1, max_value=60))
    grace = st.integers(min_value=0, max_value=max(0, min(12, instalments - 1)))
    return Terms(
        principal=Money(draw(st.integers(min_value=10_000, max_value=50_000_000)) * FEN),
        annual_rate_percent=draw(st.decimals(min_value=0, max_value=24, places=4)),
        instalments=instalments,
        disbursed_on=draw(st.dates(min_value=date(2002, 12, 30), max_value=date(2040, 12, 31))),
        method=draw(st.sampled_from(methods)),
        day_count=draw(st.sampled_from(DayCount)),
        rounding=draw(st.sampled_from(Rounding)),
        grace_instalments=draw(grace),
        interest_grace_instalments=draw(grace),
        every=draw(st.integers(min_value=1, max_value=4)),
        unit=draw(st.sampled_from(Unit)),
        month_end=draw(st.sampled_from(MonthEnd)),
        interest_on=draw(st.sampled_from(bases)),
        instalment_multiple_of=draw(st.sampled_from([FEN, Decimal("0.1"), Decimal(1), Decimal(5)])),
        convention=draw(st.sampled_from(Convention)),
    )


def made(terms: Terms) -> list[Any]:
    """The lines; terms whose balance would not fall are refused, which is not what is tested here."""
    try:
        return list(build_schedule(terms))
    except ScheduleImpossible:
        assume(condition=False)
        raise


@given(any_terms())
def test_a_schedule_sums_to_the_principal_and_ends_at_zero(terms: Terms) -> None:
    lines = made(terms)
    assert len(lines) <= terms.instalments
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert Money.sum(line.principal for line in lines) == terms.principal
    assert lines[-1].balance == Money.zero()
    assert all(line.principal >= Money.zero() <= line.interest for line in lines)
    balances = [terms.principal, *(line.balance for line in lines)]
    assert all(before - line.principal == line.balance for before, line in zip(balances, lines, strict=False))
    assert balances == sorted(balances, reverse=True)


@given(any_terms())
def test_due_dates_rise_and_follow_the_day_of_disbursement(terms: Terms) -> None:
    days = [terms.disbursed_on, *(line.due_on for line in made(terms))]
    assert all(earlier < later for earlier, later in pairwise(days))
    if terms.unit is not Unit.MONTHS:
        step = timedelta(days=terms.every * (7 if terms.unit is Unit.WEEKS else 1))
        assert all(later - earlier == step for earlier, later in pairwise(days))
    elif terms.disbursed_on.day <= 28:
        assert {day.day for day in days} == {terms.disbursed_on.day}


@given(any_terms())
def test_no_principal_in_grace_and_no_interest_in_interest_grace(terms: Terms) -> None:
    lines = made(terms)
    assume(len(lines) == terms.instalments)
    assert not any(line.principal for line in lines[: terms.grace_instalments])
    assert not any(line.interest for line in lines[: terms.interest_grace_instalments])


@given(any_terms(methods=[Method.EQUAL_PRINCIPAL], bases=[InterestOn.BALANCE]))
def test_interest_falls_with_equal_principal(terms: Terms) -> None:
    even = terms.day_count.year_days and (terms.unit is not Unit.MONTHS or terms.day_count.thirty_day_months)
    assume(even and not terms.interest_grace_instalments)
    interests = [line.interest for line in made(terms)]
    assert interests == sorted(interests, reverse=True)


@given(any_terms(methods=[Method.EQUAL_INSTALMENT], bases=[InterestOn.BALANCE]))
def test_equal_instalments_differ_only_in_the_last(terms: Terms) -> None:
    lines = made(terms)
    paying = lines[terms.grace_instalments : -1]
    if terms.convention is Convention.BY_PERIOD:
        assert len({line.amount for line in paying}) <= 1
        assert all(line.amount.amount % terms.instalment_multiple_of == 0 for line in paying) or (
            paying[0].amount.amount < terms.instalment_multiple_of
        )
    else:
        assert len({line.amount for line in paying[terms.interest_grace_instalments + 1 :]}) <= 1


@given(any_terms(bases=[InterestOn.PRINCIPAL]))
def test_flat_interest_does_not_depend_on_what_is_repaid(terms: Terms) -> None:
    total = Money.sum(line.interest for line in made(terms))
    assume(terms.convention is Convention.AVERAGED)
    other = made(Terms(**(vars(terms) | {"method": Method.INTEREST_ONLY, "grace_instalments": 0})))
    assert Money.sum(line.interest for line in other) == total


@given(any_terms())
def test_equal_terms_make_equal_schedules(terms: Terms) -> None:
    assert made(terms) == made(Terms(**vars(terms)))


def test_interest_only_pays_the_principal_with_the_last_instalment() -> None:
    lines = build_schedule(Terms(**GOOD, method=Method.INTEREST_ONLY))
    assert {str(line.principal) for line in lines[:-1]} == {"0.00"}
    assert {str(line.interest) for line in lines} == {"117.00"}
    assert lines[-1].principal == Money(20000)


def test_a_month_without_the_day_ends_on_its_last_or_on_the_first_of_the_next() -> None:
    terms = GOOD | {"disbursed_on": date(2007, 8, 31), "instalments": 7}
    assert build_schedule(Terms(**terms))[5].due_on == date(2008, 2, 29)
    moved = build_schedule(Terms(**terms, month_end=MonthEnd.FIRST_OF_NEXT))
    assert [moved[5].due_on, moved[6].due_on] == [date(2008, 3, 1), date(2008, 3, 31)]


def test_quarterly_interest_is_that_of_three_months() -> None:
    lines = build_schedule(Terms(**(GOOD | {"instalments": 4}), every=3))
    assert [line.due_on.month for line in lines] == [12, 3, 6, 9]
    assert str(lines[0].interest) == "351.00"


def test_deferred_interest_is_collected_in_the_first_instalment_after_the_grace() -> None:
    terms = Terms(**GOOD, method=Method.EQUAL_PRINCIPAL, grace_instalments=2, interest_grace_instalments=2)
    lines = build_schedule(terms)
    assert [str(line.amount) for line in lines[:2]] == ["0.00", "0.00"]
    assert str(lines[2].interest) == "351.00"
    assert str(lines[3].interest) == "105.30"


def test_deferred_interest_leaves_the_instalment_as_it_is() -> None:
    """Apache Fineract, ProgressiveLoanMoratoriumIntegrationTest: 100 at 7% over six months, two deferred."""
    terms = Terms(
        Money(100), Decimal(7), 6, date(2024, 1, 1), rounding=Rounding.HALF_EVEN, interest_grace_instalments=2
    )
    paid = [(str(line.principal), str(line.interest)) for line in build_schedule(terms)]
    expected = [("17.01", "0.00"), ("17.01", "0.00"), ("15.57", "1.44"), ("16.72", "0.29"), ("16.81", "0.20")]
    assert paid == [*expected, ("16.88", "0.10")]


def test_deferred_interest_comes_on_top_in_the_averaged_convention() -> None:
    plain = build_schedule(Terms(**GOOD, convention=Convention.AVERAGED))
    deferred = build_schedule(Terms(**GOOD, convention=Convention.AVERAGED, interest_grace_instalments=2))
    assert [line.principal for line in deferred] == [line.principal for line in plain]
    assert deferred[2].interest == Money.sum(line.interest for line in plain[:3])


def test_after_principal_grace_the_rest_is_spread_evenly() -> None:
    """Apache Fineract, ProgressiveLoanMoratoriumIntegrationTest: two instalments without principal."""
    terms = Terms(Money(100), Decimal(7), 6, date(2024, 1, 1), rounding=Rounding.HALF_EVEN, grace_instalments=2)
    assert [str(line.amount) for line in build_schedule(terms)] == ["0.58", "0.58", "25.37", "25.37", "25.37", "25.35"]


def test_whole_yuan_instalments_leave_the_fen_to_the_last() -> None:
    lines = build_schedule(Terms(**GOOD, instalment_multiple_of=Decimal(1)))
    assert {str(line.amount) for line in lines[:-1]} == {"1731.00"}
    assert str(lines[-1].amount) == "1727.53"


def test_instalments_rounded_up_may_pay_the_loan_off_early() -> None:
    lines = build_schedule(Terms(Money(100), Decimal(0), 36, date(2007, 9, 3), instalment_multiple_of=Decimal(1)))
    assert len(lines) == 34
    assert lines[-1].balance == Money.zero()


def test_half_a_fen_is_half_a_fen_whatever_the_rate() -> None:
    """1,014 yuan at 7% a year bear exactly 5.915 a month, though 0.07/12 has no end in decimals."""
    assert str(build_schedule(Terms(Money(1014), Decimal(7), 2, date(2007, 9, 3)))[0].interest) == "5.92"


@pytest.mark.parametrize(("rounding", "interest"), [(Rounding.HALF_UP, "0.51"), (Rounding.HALF_EVEN, "0.50")])
def test_half_a_fen_goes_up_or_to_the_even_one(rounding, interest) -> None:
    terms = Terms(Money(101), Decimal(6), 2, date(2007, 9, 3), rounding=rounding)
    assert str(build_schedule(terms)[0].interest) == interest


def test_a_day_counts_in_the_year_it_lies_in() -> None:
    over_new_year = year_fraction(date(2007, 12, 12), date(2008, 1, 12), DayCount.ACTUAL_ACTUAL)
    assert abs(over_new_year - (Decimal(19) / 365 + Decimal(12) / 366)) < Decimal("1e-26")
    assert year_fraction(date(2007, 1, 1), date(2007, 2, 1), DayCount.ACTUAL_360) == Decimal(31) / 360


def test_the_leap_day_alone_makes_the_year_longer() -> None:
    assert year_fraction(date(2008, 2, 1), date(2008, 3, 1), DayCount.ACTUAL_LEAP_DAY) == Decimal(29) / 366
    assert year_fraction(date(2008, 3, 1), date(2008, 4, 1), DayCount.ACTUAL_LEAP_DAY) == Decimal(31) / 365


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"principal": Money(0)}, TermsOutOfRange),
        ({"principal": Money(-5)}, TermsOutOfRange),
        ({"principal": Money(10**13)}, TermsOutOfRange),
        ({"instalments": 0}, TermsOutOfRange),
        ({"instalments": 601}, TermsOutOfRange),
        ({"every": 0}, TermsOutOfRange),
        ({"annual_rate_percent": Decimal(-1)}, TermsOutOfRange),
        ({"annual_rate_percent": Decimal("NaN")}, TermsOutOfRange),
        ({"annual_rate_percent": Decimal("7.0000000000001")}, TermsOutOfRange),
        ({"disbursed_on": date(1066, 10, 14)}, TermsOutOfRange),
        ({"disbursed_on": date(2200, 6, 1)}, TermsOutOfRange),
        ({"grace_instalments": 12}, GraceLeavesNoInstalment),
        ({"grace_instalments": -1}, TermsOutOfRange),
        ({"interest_grace_instalments": 12}, GraceLeavesNoInstalment),
        ({"instalment_multiple_of": Decimal("0.005")}, TermsOutOfRange),
        ({"instalment_multiple_of": Decimal(25000)}, MultipleTooCoarse),
        ({"principal": Money("0.05"), "method": Method.EQUAL_PRINCIPAL}, MultipleTooCoarse),
        (
            {"instalments": 36, "instalment_multiple_of": Decimal(1000), "annual_rate_percent": Decimal(300)},
            InstalmentBelowInterest,
        ),
        ({"instalments": 600, "unit": Unit.MONTHS, "every": 36}, TermsOutOfRange),
    ],
)
def test_terms_without_a_schedule_are_refused(wrong: dict[str, Any], refusal: type[ScheduleImpossible]) -> None:
    with pytest.raises(refusal):
        build_schedule(Terms(**(GOOD | wrong)))
    assert issubclass(refusal, ValueError)
