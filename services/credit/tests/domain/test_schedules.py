"""Repayment schedules against published expectations, and what always holds."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from credit.domain.schedules import (
    DayCount,
    InterestOn,
    Method,
    MonthEnd,
    Terms,
    Unit,
    build_schedule,
    year_fraction,
)
from hypothesis import given
from hypothesis import strategies as st
from kit.money import FEN, Money, Rounding

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("schedules.json").read_text())["cases"]


def terms_of(case: dict[str, Any]) -> Terms:
    day_count = {
        ("ACTUAL", "ACTUAL"): DayCount.ACTUAL_ACTUAL,
        ("ACTUAL", "365"): DayCount.ACTUAL_365,
        ("30", "360"): DayCount.THIRTY_360,
    }.get((case["days_in_month"], case["days_in_year"]), DayCount.THIRTY_360)
    if case["interest_period"] == "SAME_AS_REPAYMENT_PERIOD":
        day_count = DayCount.THIRTY_360
    elif case["method"] == "CUMULATIVE":
        day_count = DayCount.ACTUAL_365
    equal_principal = case["amortisation"] == "EQUAL_PRINCIPAL"
    return Terms(
        principal=Money(case["principal"]),
        annual_rate_percent=Decimal(case["annual_rate_percent"]),
        instalments=case["instalments"],
        disbursed_on=date.fromisoformat(case["disbursed_on"]),
        method=Method.EQUAL_PRINCIPAL if equal_principal else Method.EQUAL_INSTALMENT,
        day_count=day_count,
        rounding=Rounding(case["rounding"].lower()),
        grace_instalments=case["principal_grace"],
        every=case["every"],
        unit=Unit(case["unit"].lower()),
        month_end=MonthEnd.FIRST_OF_NEXT
        if case.get("month_end_due_date_strategy") == "FIRST_DAY_OF_NEXT_MONTH"
        else MonthEnd.LAST_DAY,
        interest_on=InterestOn.PRINCIPAL if case["interest"] == "FLAT" else InterestOn.BALANCE,
        amounts_multiple_of=Decimal(case["currency_multiple_of"] or FEN),
        instalment_multiple_of=Decimal(case["instalment_multiple_of"] or FEN),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_schedule_matches_the_published_expectation(case: dict[str, Any]) -> None:
    lines = {line.number: line for line in build_schedule(terms_of(case))}
    got = [
        [n, str(lines[n].due_on), str(lines[n].principal), str(lines[n].interest), balance and str(lines[n].balance)]
        for n, _, _, _, balance in case["rows"]
    ]
    assert got == case["rows"]


@given(
    principal=st.integers(min_value=100, max_value=5_000_000),
    rate=st.decimals(min_value=0, max_value=36, places=2),
    instalments=st.integers(min_value=1, max_value=36),
    disbursed_on=st.dates(min_value=date(2002, 12, 30), max_value=date(2030, 12, 31)),
    method=st.sampled_from(Method),
    day_count=st.sampled_from(DayCount),
    rounding=st.sampled_from(Rounding),
    whole_yuan=st.booleans(),
    grace=st.integers(min_value=0, max_value=35),
    flat=st.booleans(),
)
def test_a_schedule_sums_to_the_principal_and_ends_at_zero(
    principal, rate, instalments, disbursed_on, method, day_count, rounding, whole_yuan, grace, flat
) -> None:
    terms = Terms(
        principal=Money(principal * FEN),
        annual_rate_percent=rate,
        instalments=instalments,
        disbursed_on=disbursed_on,
        method=method,
        day_count=day_count,
        rounding=rounding,
        grace_instalments=min(grace, instalments - 1),
        interest_on=InterestOn.PRINCIPAL if flat else InterestOn.BALANCE,
        instalment_multiple_of=Decimal(1) if whole_yuan else FEN,
    )
    lines = build_schedule(terms)
    assert len(lines) == instalments
    assert Money.sum(line.principal for line in lines) == terms.principal
    assert lines[-1].balance == Money.zero()
    assert all(line.principal >= Money.zero() for line in lines)
    assert [line.due_on for line in lines] == sorted({line.due_on for line in lines})
    balances = [terms.principal, *(line.balance for line in lines)]
    assert all(before - line.principal == line.balance for before, line in zip(balances, lines, strict=False))


def test_interest_only_pays_the_principal_with_the_last_instalment() -> None:
    terms = Terms(Money(20000), Decimal("7.02"), 12, date(2007, 9, 3), method=Method.INTEREST_ONLY)
    lines = build_schedule(terms)
    assert {str(line.principal) for line in lines[:-1]} == {"0.00"}
    assert {str(line.interest) for line in lines} == {"117.00"}
    assert lines[-1].principal == Money(20000)


def test_equal_instalments_differ_only_in_the_last() -> None:
    lines = build_schedule(Terms(Money(20000), Decimal("7.20"), 24, date(2007, 8, 31)))
    assert len({line.amount for line in lines[:-1]}) == 1
    assert lines[5].due_on == date(2008, 2, 29)


def test_a_day_counts_in_the_year_it_lies_in() -> None:
    over_new_year = year_fraction(date(2007, 12, 12), date(2008, 1, 12), DayCount.ACTUAL_ACTUAL)
    assert over_new_year == Decimal(19) / 365 + Decimal(12) / 366
    assert year_fraction(date(2007, 1, 1), date(2007, 2, 1), DayCount.ACTUAL_360) == Decimal(31) / 360


@pytest.mark.parametrize(
    "wrong",
    [{"principal": Money(0)}, {"instalments": 0}, {"grace_instalments": 12}, {"annual_rate_percent": Decimal(-1)}],
)
def test_terms_without_a_schedule_are_refused(wrong: dict[str, Any]) -> None:
    good = {
        "principal": Money(1),
        "annual_rate_percent": Decimal(7),
        "instalments": 12,
        "disbursed_on": date(2007, 7, 1),
    }
    with pytest.raises(ValueError, match=r"\w"):
        Terms(**(good | wrong))
