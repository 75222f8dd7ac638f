"""What a loan costs a year."""

from datetime import date
from decimal import Decimal

import pytest
from credit.domain.effective_cost import effective_annual_percent
from credit.domain.schedules import Method, Terms, build_schedule
from kit.money import Money


def cost(**terms: object) -> Decimal:
    found = Terms(**({"principal": Money(10000), "disbursed_on": date(2007, 1, 1)} | terms))
    return effective_annual_percent(found.principal, found.disbursed_on, build_schedule(found))


def test_a_single_payment_after_a_year_costs_its_rate() -> None:
    assert cost(annual_rate_percent=Decimal(10), instalments=1, every=12) == Decimal("10.00")


def test_monthly_interest_costs_more_than_its_rate() -> None:
    monthly = cost(annual_rate_percent=Decimal(12), instalments=12, method=Method.INTEREST_ONLY)
    assert Decimal("12.66") <= monthly <= Decimal("12.70")


def test_no_interest_costs_nothing() -> None:
    assert cost(annual_rate_percent=Decimal(0), instalments=12) == Decimal("0.00")


@pytest.mark.parametrize("rate", [Decimal("0.01"), Decimal(1), Decimal(36), Decimal(300), Decimal(1000)])
def test_the_payments_are_worth_what_was_lent(rate: Decimal) -> None:
    terms = Terms(Money(10000), rate, 6, date(2007, 1, 31))
    lines = build_schedule(terms)
    yearly = 1 + effective_annual_percent(terms.principal, terms.disbursed_on, lines) / 100
    worth = sum(
        line.amount.amount / yearly ** (Decimal((line.due_on - terms.disbursed_on).days) / 365) for line in lines
    )
    assert abs(worth - 10000) < 5
