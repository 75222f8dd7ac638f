"""Cases as core-banking systems write them: read generously, never guessed."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from credit.domain.errors.schedules import CaseNotUnderstood, ScheduleImpossible
from credit.domain.schedule_cases import answer_to, cases_in, rows_of, terms_of_case
from credit.domain.schedules import Convention, DayCount, Method
from hypothesis import given
from hypothesis import strategies as st

FILE = json.loads(Path(__file__).with_name("schedules.json").read_text())
PLAIN: dict[str, Any] = {
    "case": "plain",
    "principal": "100.00",
    "annual_rate_percent": "7.0",
    "instalments": 6,
    "every": 1,
    "unit": "MONTHS",
    "disbursed_on": "2024-01-01",
    "amortisation": "EQUAL_INSTALMENTS",
    "interest": "DECLINING_BALANCE",
    "interest_period": "DAILY",
    "days_in_month": "30",
    "days_in_year": "360",
    "rounding": "HALF_EVEN",
    "instalment_multiple_of": None,
    "currency_multiple_of": 0,
    "principal_grace": 0,
    "interest_payment_grace": 0,
    "method": "PROGRESSIVE",
}


ODD = st.one_of(st.none(), st.integers(), st.floats(), st.text("0123456789-.eNaIfALTUCS_ ", max_size=10))


def amounts(**other: Any) -> list[tuple[str, str]]:
    return [(str(row[2]), str(row[3])) for row in rows_of(PLAIN | other)]


def test_a_file_is_a_list_or_holds_one() -> None:
    assert cases_in(FILE) == cases_in(FILE["cases"]) == FILE["cases"]
    for wrong in ({}, {"cases": {}}, "cases", 5, None):
        with pytest.raises(CaseNotUnderstood):
            cases_in(wrong)


def test_two_weeks_between_instalments() -> None:
    """Apache Fineract, EMICalculation-Part1.feature, C3158."""
    found = amounts(annual_rate_percent="9.4822", every=2, unit="WEEKS")
    assert found == [
        ("16.51", "0.37"),
        ("16.57", "0.31"),
        ("16.63", "0.25"),
        ("16.69", "0.19"),
        ("16.76", "0.12"),
        ("16.84", "0.06"),
    ]


@pytest.mark.parametrize("name", ["principal_grace", "grace_on_principal_payment", "graceOnPrincipalPayment"])
def test_principal_grace_by_any_of_its_names(name: str) -> None:
    """Apache Fineract, ProgressiveLoanMoratoriumIntegrationTest."""
    case = {key: value for key, value in PLAIN.items() if key != "principal_grace"} | {name: 2}
    assert [(row[2], row[3]) for row in rows_of(case)] == [
        ("0.00", "0.58"),
        ("0.00", "0.58"),
        ("24.79", "0.58"),
        ("24.93", "0.44"),
        ("25.08", "0.29"),
        ("25.20", "0.15"),
    ]


@pytest.mark.parametrize("name", ["interest_payment_grace", "interest_grace", "graceOnInterestPayment"])
def test_interest_grace_by_any_of_its_names(name: str) -> None:
    """Apache Fineract, ProgressiveLoanMoratoriumIntegrationTest."""
    case = {key: value for key, value in PLAIN.items() if key != "interest_payment_grace"} | {name: 2}
    interests = [row[3] for row in rows_of(case)]
    assert interests == ["0.00", "0.00", "1.44", "0.29", "0.20", "0.10"]


def test_flat_interest_of_a_grace_is_spread_over_equal_instalments_but_collected_once_with_equal_principal() -> None:
    flat = {"interest": "FLAT", "method": "CUMULATIVE", "interest_payment_grace": 2, "annual_rate_percent": "12"}
    # 182 days of 360 at 12% are 6.07.
    assert [interest for _, interest in amounts(**flat)] == ["0.00", "0.00", "1.52", "1.52", "1.52", "1.51"]
    equal = amounts(**flat, amortisation="EQUAL_PRINCIPAL", interest_period="SAME_AS_REPAYMENT_PERIOD")
    assert [interest for _, interest in equal] == ["0.00", "0.00", "3.00", "1.00", "1.00", "1.00"]


@pytest.mark.parametrize(
    ("other", "day_count"),
    [
        ({}, DayCount.THIRTY_360),
        ({"days_in_month": "ACTUAL", "days_in_year": "ACTUAL"}, DayCount.ACTUAL_ACTUAL),
        ({"days_in_month": "ACTUAL", "days_in_year": 365}, DayCount.ACTUAL_365),
        ({"days_in_month": "ACTUAL", "days_in_year": "DAYS_360"}, DayCount.ACTUAL_360),
        ({"days_in_month": "ACTUAL", "days_in_year": "ACTUAL", "method": "CUMULATIVE"}, DayCount.ACTUAL_365),
        ({"interest_period": "SAME_AS_REPAYMENT_PERIOD", "days_in_month": "n/a"}, DayCount.THIRTY_360),
        ({"interest_period": "SAME_AS_REPAYMENT_PERIOD", "unit": "WEEKS"}, DayCount.ACTUAL_364),
        (
            {"days_in_month": "ACTUAL", "days_in_year": "ACTUAL", "days_in_year_custom_strategy": "FEB_29_PERIOD_ONLY"},
            DayCount.ACTUAL_LEAP_DAY,
        ),
    ],
)
def test_days_are_counted_as_the_generator_does(other: dict[str, Any], day_count: DayCount) -> None:
    assert terms_of_case(PLAIN | other).day_count is day_count


def test_only_four_fields_have_no_default() -> None:
    needed = {"principal": 100, "annual_rate_percent": 12.5, "instalments": 3, "disbursed_on": "2024-01-31"}
    terms = terms_of_case(needed)
    assert (terms.method, terms.convention, terms.every) == (Method.EQUAL_INSTALMENT, Convention.BY_PERIOD, 1)
    assert terms.disbursed_on == date(2024, 1, 31)
    for name in needed:
        with pytest.raises(CaseNotUnderstood):
            terms_of_case({key: value for key, value in needed.items() if key != name})


@pytest.mark.parametrize(
    "wrong",
    [
        {"interest_free_periods": 2},
        {"unit": "FORTNIGHTS"},
        {"amortisation": "EQUAL_SOMETHING"},
        {"interest": "COMPOUND"},
        {"rounding": "UP"},
        {"days_in_month": "31"},
        {"days_in_year": "366"},
        {"month_end_due_date_strategy": "NEXT_WORKING_DAY"},
        {"method": "OTHER"},
        {"principal": "12.345"},
        {"principal": "many"},
        {"principal": True},
        {"principal": "1e400"},
        {"principal": [1]},
        {"instalments": "3.5"},
        {"instalments": 10**9},
        {"disbursed_on": "31.01.2024"},
        {"disbursed_on": 20240131},
        {"grace_on_principal": 3},
        {"instalment_multiple_of": "NaN"},
        {"currency_decimals": 3},
    ],
)
def test_what_is_not_understood_is_an_error_and_no_schedule(wrong: dict[str, Any]) -> None:
    answer = answer_to(PLAIN | wrong, 1)
    assert answer.keys() == {"case", "error"}
    assert answer["case"] == "plain"


def test_a_remark_is_no_term() -> None:
    remarks = {"note": "x", "source": "y", "rate_note": "z", "how": "…", "rows": [], "interest_free_periods": 0}
    assert rows_of(PLAIN | remarks) == rows_of(PLAIN)


@given(st.dictionaries(st.sampled_from(sorted(PLAIN)), ODD))
def test_any_case_has_an_answer(wrong: dict[str, Any]) -> None:
    answer = answer_to(PLAIN | wrong, 7)
    assert set(answer) in ({"case", "rows"}, {"case", "error"})


def test_the_kinds_of_error_are_one_family() -> None:
    with pytest.raises(ScheduleImpossible):
        rows_of(PLAIN | {"principal_grace": 6})
