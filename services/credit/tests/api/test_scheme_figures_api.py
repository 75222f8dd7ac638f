"""The scheme's figures as of any day: each opens its list, and the list adds up to it."""

import io
from decimal import Decimal
from typing import Any

import pytest
from credit.domain.scheme_figures import FIGURES
from kit.ids import new_id
from kit.testing import RunningService
from openpyxl import load_workbook

INSTALMENT = "1733.21"


async def figures(journey, **query: Any) -> dict[str, Any]:
    response = await journey.finance.get("/v1/figures", params=query)
    assert response.is_success, response.text
    return {item["code"]: item for item in response.json()["items"]}


async def listed(journey, code: str, **query: Any) -> Any:
    response = await journey.finance.get(f"/v1/figures/{code}/list", params=query)
    assert response.is_success, response.text
    return response.json()


async def lists_agree(journey, **query: Any) -> dict[str, Any]:
    """Every figure, after its list was added up page by page."""
    found = await figures(journey, **query)
    assert set(found) == set(FIGURES)
    for code, figure in found.items():
        total, count, cursor = Decimal(0), 0, None
        while True:
            page = await listed(journey, code, limit=2, **query, **({"cursor": cursor} if cursor else {}))
            total += sum(Decimal(row["amount"]) for row in page["items"])
            count += len(page["items"])
            cursor = page["next"]
            if cursor is None:
                break
        assert total == Decimal(figure["numerator"]) == Decimal(page["total"]), code
        assert count == figure["count"] == page["count"], code
        if figure["groups"] and figure["group"] is None:
            assert sum(Decimal(item["amount"]) for item in figure["groups"]) == total, code
    return found


@pytest.fixture
async def pilot(journey, claiming, service: RunningService) -> dict[str, Any]:
    """Two banks, five loans: one repaid in part, one claimed and partly recovered, one claim rejected."""
    big, small = await journey.register_bank(), await journey.register_bank(fund="50000.00")
    person = await journey.applicant()
    woman, man = await journey.applicant(), await journey.applicant(area="500116103001")
    loan = await journey.disbursed(big, woman)
    await journey.repay(big, ("A", loan["loan_id"], INSTALMENT, "2007-10-21"))
    await journey.disbursed(big)
    await journey.committed(big)
    failed = await journey.disbursed(big, person, sector="F65")
    claim_id = await claiming.paid(big, failed["loan_id"])
    assert (await claiming.recover(claim_id, "1000.00", received_on="2008-04-01")).is_success
    rejected = await claiming.lodge(small, (await journey.disbursed(small, man))["loan_id"])
    assert (await claiming.assess(rejected)).is_success
    assert (await claiming.reject(rejected)).is_success
    for who, sex in ((woman, "f"), (man, "m"), (person, "m")):
        await service.deliver(
            "applicants.applicant.registered", who.id, {"applicant_id": who.id, "sex": sex, "area": "500116"}
        )
    return {"big": big, "small": small, "woman": woman, "man": man, "loan": loan, "claim": claim_id}


async def test_every_list_adds_up_to_its_figure_on_every_day(journey, pilot) -> None:
    for day in ("2007-09-01", "2007-09-15", "2007-10-21", "2008-02-04", "2008-02-05", "2008-04-01"):
        await lists_agree(journey, as_of=day)
    for bank in (pilot["big"], pilot["small"]):
        await lists_agree(journey, bank_id=bank)
    assert (await figures(journey, bank_id=new_id()))["net_fund"]["value"] == "0.00"


async def test_the_fund_by_figures_is_the_fund_by_its_ledger(journey, pilot) -> None:
    for day in ("2007-09-15", "2007-10-21", "2008-02-05", "2008-12-31"):
        found, fund = await figures(journey, as_of=day), await journey.fund(as_of=day)
        for code, name in (("net_fund", "net"), ("guaranteed_liability", "liability"), ("headroom", "headroom")):
            assert found[code]["value"] == fund[name], (day, code)
    owed = {"2007-09-15": "0.00", "2007-10-21": "78388.29", "2008-02-04": "78388.29", "2008-02-05": "58388.29"}
    for day, principal in owed.items():
        coverage = (await figures(journey, as_of=day))["coverage"]
        assert (coverage["denominator"], coverage["value"]) == (principal, "80.00" if Decimal(principal) else None)


async def test_what_claims_cost(journey, pilot, claiming) -> None:
    before = await figures(journey, as_of="2008-02-04")
    assert (before["claims_rate"]["value"], before["recovery_rate"]["value"]) == ("0.00", None)
    assert before["claim_rejection_rate"]["value"] == "50.00"
    found = await figures(journey, as_of="2008-04-01")
    assert found["claims_rate"]["value"] == "25.00"
    assert (found["claims_rate"]["numerator"], found["claims_rate"]["denominator"]) == ("16000.00", "64000.00")
    assert found["days_to_payment"]["value"] == "14.0"
    shown = await claiming.detail(pilot["claim"])
    recovered = Decimal(found["recovery_rate"]["numerator"])
    assert recovered == Decimal("800.00")
    assert found["recovery_rate"]["value"] == "5.00"
    assert Decimal(found["net_loss"]["value"]) == 16000 - recovered
    assert (found["receivables"]["value"], found["receivables"]["groups"][0]["name"]) == ("15200.00", "0-90")
    assert (await claiming.balances())["subrogation_receivable"] == Decimal(found["receivables"]["value"])
    later = await figures(journey, as_of="2009-06-01")
    assert [item["name"] for item in later["receivables"]["groups"]] == ["over 365"]
    assert shown["state"] == "paid"


async def test_where_guarantees_are_concentrated(journey, pilot) -> None:
    found = await figures(journey, as_of="2007-12-31")
    bank, sector, area = (found[f"concentration_{by}"] for by in ("bank", "sector", "area"))
    assert bank["group"] == pilot["big"]
    assert {item["name"] for item in bank["groups"]} == {pilot["big"], pilot["small"]}
    assert (sector["group"], {item["name"] for item in sector["groups"]}) == ("H62", {"H62", "F65"})
    assert area["group"] == "500116103"
    other = await listed(journey, "concentration_sector", as_of="2007-12-31", group="F65")
    assert (other["count"], other["total"]) == (1, "16000.00")


async def test_women_first_loans_and_jobs(journey, pilot, service: RunningService) -> None:
    found = await figures(journey)
    assert (found["women"]["value"], found["women"]["denominator"]) == ("33.33", "3")
    assert (found["first_time_borrowers"]["value"], found["first_time_borrowers"]["denominator"]) == ("100.00", "4")
    shop, elsewhere = new_id(), new_id()
    for business, owner in ((shop, pilot["woman"].id), (elsewhere, new_id())):
        about = {"business_id": business, "owners": [owner], "registered_on": "2007-10-01"}
        await service.deliver("followup.business.registered", business, {**about, "sector": "H62", "area": "500116"})
        for day, workers in (("2008-04-10", 2), ("2008-07-10", 3)):
            await service.deliver(
                "followup.jobs.confirmed", business, {"business_id": business, "workers": workers, "confirmed_on": day}
            )
    assert [
        (await figures(journey, as_of=day))["jobs"]["value"] for day in ("2008-04-09", "2008-05-01", "2008-08-01")
    ] == [
        "0",
        "2",
        "3",
    ]
    closing = {"business_id": shop, "owners": [], "closed_on": "2008-09-01"}
    await service.deliver("followup.business.closed", shop, closing)
    assert [(await figures(journey, as_of=day))["jobs"]["value"] for day in ("2008-08-31", "2008-09-01")] == ["3", "0"]
    await service.deliver(
        "followup.business.reopened", shop, {"business_id": shop, "owners": [], "reopened_on": "2008-10-01"}
    )
    assert (await lists_agree(journey))["jobs"]["value"] == "3"


async def test_a_second_loan_is_no_first_one(journey) -> None:
    bank, person = await journey.register_bank(), await journey.applicant()
    loan = await journey.disbursed(bank, person)
    total = sum(Decimal(line["principal"]) + Decimal(line["interest"]) for line in loan["schedule"])
    await journey.repay(bank, ("ALL", loan["loan_id"], str(total), "2007-12-21"))
    await journey.disbursed(bank, person)
    found = (await lists_agree(journey))["first_time_borrowers"]
    assert (found["numerator"], found["denominator"], found["value"]) == ("1", "2", "50.00")


async def test_subsidy_paid_is_what_finance_paid(journey) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    await journey.repay(bank, ("A", loan["loan_id"], INSTALMENT, "2007-10-21"))
    batch = await journey.officer.ok(
        "/v1/interest-subsidies", {"bank_id": bank, "quarter": "2007Q4", "claimed_on": "2008-01-07"}
    )
    path = f"/v1/interest-subsidies/{batch['id']}"
    await journey.finance.ok(f"{path}/approval", {"approved_on": "2008-01-10", "opinion": "Checked."})
    assert (await figures(journey))["subsidy_paid"]["value"] == "0.00"
    await journey.finance.ok(f"{path}/payment", {"paid_on": "2008-01-15", "reference": "GK-1"})
    assert (await figures(journey, as_of="2008-01-14"))["subsidy_paid"]["value"] == "0.00"
    assert (await lists_agree(journey, as_of="2008-01-15"))["subsidy_paid"]["value"] == batch["payable"]


async def test_figures_and_lists_as_files_and_who_may_see_them(journey, pilot) -> None:
    sheet = await journey.finance.get("/v1/figures/export")
    rows = list(load_workbook(io.BytesIO(sheet.content)).active.values)
    assert [row[0] for row in rows[1:]] == list(FIGURES)
    names = await journey.finance.get("/v1/figures/guaranteed_liability/export", params={"format": "csv"})
    assert names.text.strip().splitlines()[-1].endswith((await figures(journey))["guaranteed_liability"]["value"])
    assert (await journey.finance.get("/v1/figures/nonsense/list")).json()["code"] == "figure_unknown"
    assert (await journey.maker.get("/v1/figures")).status_code == 403
    assert (await journey.finance.get("/v1/figures", params={"as_of": "2999-01-01"})).status_code == 422


# What if


async def ask(journey, **body: Any) -> Any:
    return await journey.finance.post("/v1/what-if", body)


def measures(answer: Any) -> dict[str, tuple[str, str]]:
    return {item["code"]: (item["baseline"]["value"], item["changed"]["value"]) for item in answer["measures"]}


async def test_what_if_answers_beside_today_and_changes_nothing(journey, pilot) -> None:
    before, events = await journey.fund(as_of="2008-04-01"), len(await journey.service.events())
    answer = (await ask(journey, as_of="2008-04-01", leverage="6", fund_change="100000.00", by="bank")).json()
    found = measures(answer)
    assert found["headroom"][0] == before["headroom"]
    net = Decimal(before["net"]) + 100000
    assert Decimal(found["headroom"][1]) == net * 6 - Decimal(before["liability"])
    assert int(found["reach"][1]) > int(found["reach"][0]) > 0
    history = answer["history"]
    assert (history["loans"], history["claims"]) == (4, 1)
    assert Decimal(history["low"]) < Decimal(history["rate"]) < Decimal(history["high"])
    assert {item["group"] for item in answer["groups"]} == {pilot["big"], pilot["small"]}
    assert (await journey.fund(as_of="2008-04-01"), len(await journey.service.events())) == (before, events)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "nothing_changed"),
        ({"leverage": "5"}, "nothing_changed"),
        ({"leverage": "0"}, "leverage_impossible"),
        ({"leverage": "101"}, "leverage_impossible"),
        ({"coverage_percent": "100.01"}, "coverage_impossible"),
        ({"coverage_percent": "-1"}, "coverage_impossible"),
        ({"amount_cap": "0.00"}, "cap_impossible"),
        ({"fund_change": "-1000000.01"}, "fund_below_nothing"),
        ({"leverage": "6", "as_of": "2999-01-01"}, "date_in_future"),
    ],
)
async def test_an_impossible_what_if_is_refused(journey, change, code) -> None:
    await journey.register_bank()
    refused = await ask(journey, **change)
    assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text


async def test_without_history_nothing_is_made_up(journey) -> None:
    await journey.register_bank()
    found = measures((await ask(journey, leverage="6")).json())
    assert found["expected_claims"] == (None, None)
    assert found["reach"] == (None, None)
    assert found["headroom"] == ("5000000.00", "6000000.00")
