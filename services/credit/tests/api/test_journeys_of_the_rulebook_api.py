"""Two of the rulebook's stories, told through the service: a longer term without subsidy, and a rate that changed."""

from decimal import Decimal


async def test_an_extension_without_subsidy(journey) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    first, last_subsidised = loan["schedule"][0], loan["schedule"][1]
    paid = [
        (f"IN-TIME-{line['number']}", loan["loan_id"], str(Decimal(line["principal"]) + Decimal(line["interest"])), day)
        for line, day in ((first, "2007-10-21"), (last_subsidised, "2007-11-21"))
    ]
    await journey.repay(bank, *paid)
    asked = await journey.bank(bank).ok(
        f"/v1/loans/{loan['loan_id']}/extensions",
        {"extended_on": "2007-11-21", "months": 6, "reason": "The street is being rebuilt."},
    )
    agreed = await journey.officer.ok(
        f"/v1/loan-extensions/{asked['id']}/decision", {"agreed": True, "opinion": "Six months suffice."}
    )
    assert agreed["matures_on"] == "2009-03-21"
    detail = (await journey.manager.get(f"/v1/loans/{loan['loan_id']}", params={"as_of": "2007-11-30"})).json()
    extended = next(line for line in detail["schedule_in_force"] if line["in_extension"])
    amount = str(Decimal(extended["principal"]) + Decimal(extended["interest"]))
    await journey.repay(bank, ("EXTENDED", loan["loan_id"], amount, extended["due_on"]))
    assert extended["due_on"] <= "2007-12-31"

    batch = await journey.officer.ok(
        "/v1/interest-subsidies", {"bank_id": bank, "quarter": "2007Q4", "claimed_on": "2008-01-07"}
    )
    (line,) = (await journey.officer.get(f"/v1/interest-subsidies/{batch['id']}/lines")).json()["items"]
    assert [(part["why"], part["amount"]) for part in line["parts"]] == [
        ("paid_when_due", first["interest"]),
        ("paid_when_due", last_subsidised["interest"]),
        ("in_extension", "0.00"),
    ]
    assert batch["amount"] == str(Decimal(first["interest"]) + Decimal(last_subsidised["interest"]))
    assert Decimal(extended["interest"]) > 0


async def test_a_rate_that_changed_between_application_and_disbursement(journey) -> None:
    bank = await journey.register_bank()
    quote = {"principal": "20000.00", "instalments": 12, "disbursed_on": "2007-09-07"}
    expected = await journey.maker.ok("/v1/schedules", quote)
    loan = await journey.disbursed(bank)
    assert (expected["annual_rate_percent"], loan["annual_rate_percent"]) == ("7.02", "7.29")
    assert "2007-09-15" in loan["rate_reference"]
    assert Decimal(loan["schedule"][0]["interest"]) == Decimal("20000.00") * Decimal("7.29") / 1200
    again = await journey.maker.ok("/v1/schedules", quote | {"disbursed_on": "2007-09-21"})
    assert again["schedule"] == loan["schedule"]
    assert Decimal(again["total_interest"]) > Decimal(expected["total_interest"])
