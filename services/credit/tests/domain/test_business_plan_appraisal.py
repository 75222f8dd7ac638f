"""Is the plan feasible? Cover, break-even, own money, saturation, sensitivity: each explained, none binding [S]."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from credit.domain.appraisal import Recommendation, appraise
from credit.domain.business_plan import (
    BusinessPlan,
    Month,
    break_even_month,
    break_even_sales,
    cash_flow,
    cover_of,
    debt_service_by_month,
)
from credit.domain.loans import DisbursementChoices, terms_of
from credit.domain.saturation import Saturation, judge_saturation
from credit.domain.schedules import Method, build_schedule
from credit.policy import RuleBook
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money

DAY = date(2007, 9, 3)
RULES = RuleBook.load(Path(__file__).parents[4] / "programmes" / "jiangjin-2007").on(DAY)
TERMS = terms_of(Money(20_000), 24, DAY, RULES, DisbursementChoices())
NOBODY = Saturation("H62", "500116103", date(2005, 9, 3))


def month(sales: int = 6_000, **other: int) -> Month:
    costs = {"cost_of_goods": 3_000, "wages": 500, "rent": 300, "other_costs": 200, "owner_living": 600}
    return Month(Money(sales), **{name: Money(amount) for name, amount in (costs | other).items()})


def plan(*months: Month, own: int = 8_000, initial: int = 20_000) -> BusinessPlan:
    return BusinessPlan(Money(own), months or tuple([month()] * 12), Money(initial))


def finding(found, rule):
    return next(item for item in found.findings if item.verdict.rule == rule)


def test_a_sound_plan_is_recommended_and_every_finding_is_explained_in_both_languages() -> None:
    found = appraise(plan(*[month(6_600)] * 12), TERMS, NOBODY, RULES)
    assert found.recommendation is Recommendation.RECOMMEND
    assert found.weak == []
    assert {item.verdict.rule for item in found.findings} == {
        "debt_service_cover",
        "debt_service_cover_by_month",
        "break_even_month",
        "break_even_sales",
        "own_contribution",
        "lowest_cash",
        "sensitivity_cover",
        "sensitivity_lowest_cash",
        "local_saturation",
    }
    for item in found.findings:
        assert item.en
        assert item.zh
        assert item.verdict.reference
        assert item.verdict.limit
        assert not item.verdict.binding


def test_debt_service_cover_is_operating_cash_over_what_is_due_by_month_and_for_the_year() -> None:
    flow = cash_flow(plan(), TERMS)
    service = Money.sum(line.amount for line in build_schedule(TERMS)[:12])
    assert flow.debt_service == service
    assert flow.operating_cash == Money(1_400 * 12)
    assert flow.cover == cover_of(Money(16_800), service) == Decimal("1.56")
    assert [line.cover for line in flow.lines] == [cover_of(Money(1_400), line.debt_service) for line in flow.lines]


def test_cover_is_cut_never_rounded_up_to_the_limit() -> None:
    assert cover_of(Money("1199.99"), Money(1_000)) == Decimal("1.19")
    assert cover_of(Money(1_200), Money(1_000)) == Decimal("1.2")
    assert cover_of(Money(1), Money.zero()) is None


def test_one_weak_month_is_named_though_the_year_is_sound() -> None:
    months = [month(), month(5_000), *[month()] * 10]
    found = appraise(plan(*months), TERMS, NOBODY, RULES)
    assert finding(found, "debt_service_cover").verdict.met
    weak = finding(found, "debt_service_cover_by_month")
    assert not weak.verdict.met
    assert weak.verdict.value.endswith("in month 2")
    assert "2" in weak.en
    assert "第 2 月" in weak.zh
    assert found.recommendation is Recommendation.WITH_CARE


def test_a_business_that_cannot_pay_the_bank_is_advised_against() -> None:
    found = appraise(plan(*[month(5_300)] * 12), TERMS, NOBODY, RULES)
    assert found.flow.cover is not None
    assert found.flow.cover < 1
    assert found.recommendation is Recommendation.ADVISE_AGAINST


def test_break_even_sales_pay_fixed_costs_living_and_debt_from_the_contribution_margin() -> None:
    service = cash_flow(plan(), TERMS).debt_service
    needed = break_even_sales(plan(), service)
    assert needed is not None
    at_that = plan(*[replace(month(), sales=needed, cost_of_goods=needed.times(Decimal("0.5")))] * 12)
    left = cash_flow(at_that, TERMS)
    assert abs((left.operating_cash - left.debt_service).amount) <= Decimal("0.12")
    assert break_even_sales(plan(*[month(3_000, cost_of_goods=3_000)] * 12), service) is None


def test_break_even_is_the_month_from_which_the_running_total_stays_positive() -> None:
    cash = [-500, 300, 300, -200, 300, *[100] * 7]
    assert break_even_month(BusinessPlan.of_net_cash(Money(0), [Money(item) for item in cash])) == 5
    assert break_even_month(BusinessPlan.of_net_cash(Money(0), [Money(-1)] * 12)) is None


def test_own_contribution_is_a_share_of_own_money_and_loan() -> None:
    assert finding(appraise(plan(own=2_223), TERMS, NOBODY, RULES), "own_contribution").verdict.met
    assert not finding(appraise(plan(own=2_222), TERMS, NOBODY, RULES), "own_contribution").verdict.met


def test_lowest_cash_counts_investment_at_the_start_and_in_its_month() -> None:
    months = [month(), month(fixed_investment=9_000), *[month()] * 10]
    flow = cash_flow(plan(*months), TERMS)
    assert flow.opening == Money(8_000)
    assert flow.lowest.month == 2
    assert flow.lowest.balance == Money(8_000) + Money(1_400 * 2) - Money(9_000) - Money.sum(
        debt_service_by_month(TERMS)[:2]
    )


def test_sensitivity_a_fifth_of_the_sales_stays_away_and_goods_with_them() -> None:
    fallen = plan().with_sales_fallen(Decimal(20))
    assert fallen.months[0].sales == Money(4_800)
    assert fallen.months[0].cost_of_goods == Money(2_400)
    assert fallen.months[0].rent == Money(300)
    found = appraise(plan(*[month(5_900)] * 12), TERMS, NOBODY, RULES)
    stressed = finding(found, "sensitivity_cover")
    assert stressed.verdict.met is (found.stressed.cover is not None and found.stressed.cover >= 1)


def test_the_short_form_still_works_and_says_what_it_cannot_know() -> None:
    net = BusinessPlan.of_net_cash(Money(5_000), [Money(2_500)] * 12)
    found = appraise(net, TERMS, NOBODY, RULES)
    assert "break_even_sales" not in {item.verdict.rule for item in found.findings}
    assert "net" in finding(found, "lowest_cash").en
    assert "not given" in finding(found, "sensitivity_cover").en
    assert found.flow.opening == Money.zero()
    assert found.recommendation is Recommendation.RECOMMEND


def test_interest_only_loans_and_short_terms_leave_months_without_service() -> None:
    short = terms_of(Money(20_000), 6, DAY, RULES, DisbursementChoices())
    assert [bool(amount) for amount in debt_service_by_month(short)] == [True] * 6 + [False] * 6
    assert cash_flow(plan(), short).lines[7].cover is None
    bullet = terms_of(Money(20_000), 12, DAY, RULES, DisbursementChoices(Method.INTEREST_ONLY))
    assert debt_service_by_month(bullet)[11] > Money(20_000)


@pytest.mark.parametrize(
    ("book", "met"),
    [
        ({"running": 5, "under_way": 4}, True),
        ({"running": 5, "under_way": 5}, False),
        ({"running": 5, "in_arrears": 1}, True),
        ({"running": 5, "in_arrears": 2}, False),
        ({"running": 2, "repaid": 2, "failed": 1}, True),
        ({"running": 1, "repaid": 1, "failed": 1}, False),
    ],
)
def test_a_trade_is_saturated_when_too_many_are_there_or_too_many_fail(book, met) -> None:
    found = replace(NOBODY, applications=20, **book)
    assert judge_saturation(found, RULES).met is met
    assert "20" in found.note_en
    assert "20" in found.note_zh


amounts = st.integers(0, 20_000).map(Money)
months = st.builds(Month, *[amounts] * 7)


@given(st.lists(months, min_size=12, max_size=12), amounts, amounts)
def test_the_cash_adds_up_and_fewer_sales_never_help(given_months, own, initial) -> None:
    made = BusinessPlan(own, tuple(given_months), initial)
    found = appraise(made, TERMS, NOBODY, RULES)
    flow = found.flow
    bought = Money.sum(line.investment for line in flow.lines)
    assert flow.lines[-1].balance == flow.opening + flow.operating_cash - bought - flow.debt_service
    margins = [item.sales >= item.cost_of_goods for item in given_months]
    if all(margins):
        assert found.stressed.lowest.balance <= flow.lowest.balance
    if found.recommendation is Recommendation.RECOMMEND:
        assert found.weak == []
