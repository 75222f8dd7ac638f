"""What the product allows on a day (394号, 238号)."""

from datetime import date
from pathlib import Path

import pytest
from credit.domain.products import amount_cap, is_micro_profit
from credit.policy import RuleBook
from kit.money import Money

BOOK = RuleBook.load(Path(__file__).parents[4] / "programmes" / "jiangjin-2007")
RULES = BOOK.on(date(2007, 9, 3))


@pytest.mark.parametrize(
    ("day", "partners", "cap"),
    [
        (date(2007, 12, 31), 1, 20_000),
        (date(2007, 12, 31), 3, 60_000),
        (date(2008, 1, 1), 1, 50_000),
        (date(2008, 1, 1), 2, 100_000),
        (date(2007, 9, 3), 9, 100_000),
    ],
)
def test_a_partnership_borrows_as_many_times_as_partners(day, partners, cap) -> None:
    assert amount_cap(partners, BOOK.on(day)).value == Money(cap)


@pytest.mark.parametrize(
    ("sector", "micro"),
    [("67", True), ("6710", True), ("I67", True), ("h62", True), ("62", False), ("9210", False), ("47", False)],
)
def test_finance_pays_the_interest_of_micro_profit_trades_only(sector, micro) -> None:
    assert is_micro_profit(sector, RULES) is micro


def test_an_extension_is_one_year_once() -> None:
    assert (RULES.extension_months_max.value, RULES.extensions_max.value) == (12, 1)
