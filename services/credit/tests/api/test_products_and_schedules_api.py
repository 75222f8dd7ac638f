"""The product as of a day, quoted schedules, and what a bank may choose at disbursement (394号, 238号)."""

from typing import Any

import pytest

QUOTE = {"principal": "20000.00", "instalments": 12, "disbursed_on": "2007-09-21"}


async def approved(journey: Any, **other: Any) -> tuple[str, str]:
    bank = await journey.register_bank()
    application = await journey.committed(bank, **other)
    assert (await journey.decide(bank, application)).is_success
    return bank, application


async def disburse(journey: Any, bank: str, application: str, **choices: Any) -> Any:
    body = {"disbursed_on": "2007-09-21", "reference": "FK-77"} | choices
    return await journey.step(journey.bank(bank), application, "disbursement", body)


@pytest.mark.parametrize(("day", "cap"), [("2007-12-31", "20000.00"), ("2008-01-01", "50000.00")])
async def test_the_product_has_every_rule_of_the_day_with_its_source(journey, day: str, cap: str) -> None:
    product = (await journey.officer.get("/v1/products", params={"as_of": day})).json()
    assert product["caps"][0] == {"partners": 1, "amount": cap}
    rules = {rule["rule"]: rule for rule in product["rules"]}
    assert rules["product.amount_cap"]["value"] == cap
    assert all(rule["reference"] and rule["valid_from"] <= day for rule in product["rules"])
    assert {
        "product.extension_months_max",
        "product.micro_profit_sectors",
        "product.guarantee_fee_percent",
    } <= rules.keys()
    march = {
        "valid_from": "2007-03-18",
        "up_to_one_year_percent": "6.39",
        "one_to_three_years_percent": "6.57",
    }
    assert march in product["rates"]
    assert len(product["rates"]) == 8


async def test_before_the_first_rules_there_is_no_product(journey) -> None:
    answer = await journey.officer.get("/v1/products", params={"as_of": "1999-01-01"})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_rules_yet")


async def test_a_quote_takes_the_benchmark_of_the_day(journey) -> None:
    quote = await journey.maker.ok("/v1/schedules", QUOTE)
    assert quote["annual_rate_percent"] == "7.29"
    assert "2007-09-15" in quote["rate_reference"]
    assert (quote["total_principal"], quote["instalments"]) == ("20000.00", 12)
    assert quote["schedule"][-1]["balance"] == "0.00"
    assert quote["effective_annual_percent"] == "7.53"
    longer = await journey.maker.ok("/v1/schedules", QUOTE | {"instalments": 24})
    assert longer["annual_rate_percent"] == "7.47"


async def test_a_quote_is_what_the_loan_then_owes(journey) -> None:
    bank, application = await approved(journey)
    quote = await journey.bank(bank).ok("/v1/schedules", QUOTE)
    loan = await disburse(journey, bank, application)
    assert loan.json()["schedule"] == quote["schedule"]


async def test_a_quote_with_other_terms_than_the_programmes(journey) -> None:
    terms = {
        "principal": "10000.00",
        "instalments": 26,
        "disbursed_on": "2024-01-01",
        "annual_rate_percent": "12",
        "every": 2,
        "unit": "weeks",
        "method": "equal_principal",
        "interest_on": "principal",
        "day_count": "actual/365",
        "rounding": "half_even",
        "grace_instalments": 2,
        "interest_grace_instalments": 1,
        "convention": "averaged",
    }
    quote = await journey.maker.ok("/v1/schedules", terms)
    assert quote["rate_reference"] is None
    assert quote["total_interest"] == "1196.71"
    assert [line["principal"] for line in quote["schedule"][:3]] == ["0.00", "0.00", "416.67"]
    assert quote["schedule"][0]["interest"] == "0.00"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"grace_instalments": 12}, "grace_leaves_no_instalment"),
        ({"interest_grace_instalments": 12}, "grace_leaves_no_instalment"),
        ({"instalment_multiple_of": "20001.00"}, "multiple_too_coarse"),
        (
            {"instalments": 36, "annual_rate_percent": "300", "instalment_multiple_of": "1000.00"},
            "instalment_below_interest",
        ),
        ({"instalments": 600, "every": 12}, "terms_out_of_range"),
        ({"disbursed_on": "2003-01-05"}, "no_benchmark_rate"),
        ({"disbursed_on": "1999-01-05"}, "no_rules_yet"),
        ({"instalments": 601}, "validation_failed"),
        ({"principal": "-1.00"}, "validation_failed"),
        ({"annual_rate_percent": "NaN"}, "validation_failed"),
    ],
)
async def test_a_schedule_that_cannot_be_made_is_refused(journey, wrong: dict[str, Any], code: str) -> None:
    answer = await journey.maker.post("/v1/schedules", QUOTE | wrong)
    assert answer.status_code == 422
    if code != "validation_failed":
        assert answer.json()["code"] == code


async def test_a_learner_or_trainer_gets_no_quote(service) -> None:
    answer = await service.as_role("institution", organisation="i1").post("/v1/schedules", QUOTE)
    assert answer.status_code == 403


async def test_the_bank_chooses_within_what_the_product_allows(journey) -> None:
    bank, application = await approved(journey)
    choices = {
        "method": "equal_principal",
        "frequency": "quarterly",
        "grace_months": 3,
        "interest_grace_months": 3,
        "day_count": "actual/365",
    }
    answer = await disburse(journey, bank, application, **choices)
    assert answer.status_code == 201, answer.text
    lines = answer.json()["schedule"]
    assert [line["due_on"] for line in lines] == ["2007-12-21", "2008-03-21", "2008-06-21", "2008-09-21"]
    assert [line["principal"] for line in lines] == ["0.00", "6666.67", "6666.67", "6666.66"]
    assert lines[0]["interest"] == "0.00"
    shown = await journey.officer.get(f"/v1/loans/{answer.json()['loan_id']}")
    assert (shown.json()["method"], shown.json()["day_count"]) == ("equal_principal", "actual/365")
    chosen = ("months_between", "grace_instalments", "interest_grace_instalments", "instalment_multiple_of")
    assert [shown.json()[name] for name in chosen] == [3, 1, 1, "0.01"]


async def test_whole_yuan_instalments_for_those_who_pay_in_cash(journey) -> None:
    bank, application = await approved(journey)
    answer = await disburse(journey, bank, application, instalment_multiple_of="1.00")
    lines = answer.json()["schedule"]
    due = {float(line["principal"]) + float(line["interest"]) for line in lines[:-1]}
    assert {round(amount, 2) % 1 for amount in due} == {0}


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ({"grace_months": 12}, "grace_too_long"),
        ({"grace_months": 7}, "grace_above_policy"),
        ({"interest_grace_months": 4}, "grace_above_policy"),
        ({"frequency": "quarterly", "grace_months": 2}, "months_do_not_divide"),
        ({"day_count": "30/365"}, "schedule_choice_not_allowed"),
        ({"instalment_multiple_of": "100.00"}, "schedule_choice_not_allowed"),
    ],
)
async def test_what_the_product_does_not_allow_is_refused(journey, choice: dict[str, Any], code: str) -> None:
    bank, application = await approved(journey)
    answer = await disburse(journey, bank, application, **choice)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_term_that_is_no_number_of_quarters_is_refused(journey) -> None:
    bank, application = await approved(journey, term_months=10)
    answer = await disburse(journey, bank, application, frequency="quarterly")
    assert (answer.status_code, answer.json()["code"]) == (422, "months_do_not_divide")
