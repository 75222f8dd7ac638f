"""Documents of counter-guarantees; assets; the mutual guarantee fund; credit communities; what can be called."""

import asyncio

import pytest
from credit.store.securities import callable_securities
from kit.auth import Actor
from kit.call import Call

PATH = "/v1/loan-applications"
MORTGAGE = {
    "kind": "property_mortgage",
    "value": "30000.00",
    "description": "Flat",
    "asset_reference": "房权证01234",
}


async def apply(journey, bank: str, person, *items, **other):
    return await journey.maker.post(PATH, journey.application(person, bank, counter_guarantees=list(items), **other))


async def up_to_review(journey, application_id: str) -> None:
    said = {"recommended_on": "2007-09-05", "opinion": "Reliable."}
    checked = {"reviewed_on": "2007-09-07", "approved": True, "opinion": "Sound."}
    assert (await journey.step(journey.community, application_id, "recommendation", said)).is_success
    assert (await journey.step(journey.bureau, application_id, "review", checked)).is_success


async def test_documents_are_seen_by_one_and_verified_by_another_before_they_count(journey, service) -> None:
    bank = await journey.register_bank()
    application = (await apply(journey, bank, await journey.applicant(), MORTGAGE)).json()["id"]
    await up_to_review(journey, application)
    refused = await journey.commit(application)
    assert (refused.status_code, refused.json()["code"]) == (409, "evidence_not_verified")
    path = f"{PATH}/{application}/counter-guarantees/1"
    judged = {"verified": True, "checked_on": "2007-09-08", "note": "Land registry."}
    assert (await journey.verifier.post(f"{path}/verification", judged)).json()["code"] == "illegal_transition"
    short = {"documents": ["title_certificate"], "seen_on": "2007-09-07"}
    missing = await journey.verifier.post(f"{path}/evidence", short)
    assert (missing.status_code, missing.json()["code"]) == (422, "documents_missing")
    assert "valuation_report, mortgage_contract" in missing.json()["detail"]
    whole = {"documents": ["title_certificate", "valuation_report", "mortgage_contract"], "seen_on": "2007-09-07"}
    seen = await journey.verifier.ok(f"{path}/evidence", whole)
    assert seen["status"] == "seen"
    same = await journey.verifier.post(f"{path}/verification", judged)
    assert (same.status_code, same.json()["code"]) == (409, "same_person")
    assert (await journey.commit(application)).json()["code"] == "evidence_not_verified"
    assert (await journey.officer.ok(f"{path}/verification", judged))["status"] == "verified"
    done = await journey.commit(application)
    assert done.status_code == 201, done.text
    assert (await journey.officer.post(f"{path}/verification", judged)).json()["code"] == "illegal_transition"
    listed = (await journey.maker.get(f"{PATH}/{application}/counter-guarantees")).json()["items"][0]
    assert [step["status"] for step in listed["steps"]] == ["seen", "verified"]
    assert (listed["counted"], listed["bound_on"], listed["freed_on"]) == ("21000.00", "2007-09-03", None)
    tx_call = Call(actor=Actor(account="x", role="manager"))
    async with service.database.reading(tx_call) as tx:
        (found,) = await callable_securities(tx, application)
    shown = (await journey.maker.get(f"{PATH}/{application}")).json()
    assert (found.kind, str(found.counted), found.party_id) == ("property_mortgage", "21000.00", shown["applicant_id"])


async def test_what_is_rejected_counts_for_nothing_and_another_can_take_its_place(journey) -> None:
    bank = await journey.register_bank()
    application = (await apply(journey, bank, await journey.applicant(), MORTGAGE)).json()["id"]
    await up_to_review(journey, application)
    path = f"{PATH}/{application}/counter-guarantees"
    documents = ["title_certificate", "valuation_report", "mortgage_contract"]
    await journey.maker.ok(f"{path}/1/evidence", {"documents": documents, "seen_on": "2007-09-07"})
    false = {"verified": False, "checked_on": "2007-09-08", "note": "The title is another's."}
    assert (await journey.verifier.ok(f"{path}/1/verification", false))["status"] == "rejected"
    assert (await journey.commit(application)).json()["code"] == "counter_guarantee_too_small"
    assert (await apply(journey, bank, await journey.applicant(), MORTGAGE)).status_code == 201, "the title is free"
    little = {"items": [{"kind": "deposit", "value": "15999.99", "description": "x"}], "added_on": "2007-09-09"}
    assert (await journey.maker.post(path, little)).json()["code"] == "counter_guarantee_too_small"
    enough = {"items": [{"kind": "deposit", "value": "16000.00", "description": "x"}], "added_on": "2007-09-09"}
    assert (await journey.maker.ok(path, enough))["numbers"] == [2]
    await journey.verify(application, "2007-09-09")
    assert (await journey.commit(application)).status_code == 201
    assert (await journey.maker.post(path, enough)).json()["code"] == "illegal_transition"


async def test_an_asset_secures_one_open_loan_even_at_the_same_moment(journey) -> None:
    bank = await journey.register_bank()
    people = [await journey.applicant() for _ in range(4)]
    answers = await asyncio.gather(*(apply(journey, bank, person, MORTGAGE) for person in people))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "asset_pledged_already"}
    (taken,) = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    again = await apply(journey, bank, await journey.applicant(), MORTGAGE)
    assert again.json()["code"] == "asset_pledged_already"
    await journey.step(journey.maker, taken, "withdrawal", {"withdrawn_on": "2007-09-10", "reason": "x"})
    assert (await apply(journey, bank, await journey.applicant(), MORTGAGE)).status_code == 201


def deposit(person, bank: str, amount: str, reference: str, **other) -> dict:
    return {"applicant_id": person.id, "bank_id": bank, "amount": amount, "reference": reference} | other


async def test_a_mutual_deposit_is_pledged_once_and_not_returned_while_it_is(journey, service) -> None:
    bank = await journey.register_bank()
    net = (await journey.fund())["net"]
    person = await journey.applicant()
    pay = deposit(person, bank, "20000.00", "HZ-1", deposited_on="2007-09-01")
    pledge = {"kind": "mutual_fund", "value": "16000.00", "description": "Deposit"}
    refused = await apply(journey, bank, person, pledge)
    assert (refused.status_code, refused.json()["code"]) == (409, "mutual_deposit_too_small")
    assert (await journey.finance.ok("/v1/mutual-fund/deposits", pay))["balance"] == "20000.00"
    twice = await journey.finance.post("/v1/mutual-fund/deposits", pay)
    assert (twice.status_code, twice.json()["code"]) == (409, "mutual_reference_reused")
    assert (await journey.fund())["net"] == net, "no part of the net fund"
    too_much = await apply(journey, bank, person, pledge | {"value": "20000.01"})
    assert too_much.json()["code"] == "mutual_deposit_too_small"
    application = (await apply(journey, bank, person, pledge)).json()["id"]
    shown = (await journey.finance.get(f"/v1/mutual-fund/members/{person.id}")).json()
    assert (shown["held"], shown["pledged"], shown["free"]) == ("20000.00", "16000.00", "4000.00")
    give = deposit(person, bank, "4000.01", "HZ-2", returned_on="2007-09-10")
    held = await journey.finance.post("/v1/mutual-fund/returns", give)
    assert (held.status_code, held.json()["code"]) == (409, "mutual_deposit_pledged")
    await journey.finance.ok("/v1/mutual-fund/returns", give | {"amount": "4000.00"})
    await journey.step(journey.maker, application, "withdrawal", {"withdrawn_on": "2007-09-11", "reason": "x"})
    back = deposit(person, bank, "16000.00", "HZ-3", returned_on="2007-09-12")
    assert (await journey.finance.ok("/v1/mutual-fund/returns", back))["held_in_all"] == "0.00"
    told = [event["type"].split(".")[3] for event in await service.events() if ".mutual_fund." in event["type"]]
    assert told == ["deposited", "returned", "returned"]
    async with service.database.engine.connect() as one:
        query = "SELECT account, sum(amount) FROM posting WHERE account LIKE 'mutual%%' GROUP BY account"
        assert {row[1] for row in (await one.exec_driver_sql(query)).all()} == {0}


async def test_returns_and_pledges_at_once_never_use_a_deposit_twice(journey) -> None:
    bank, person = await journey.register_bank(), await journey.applicant()
    pay = deposit(person, bank, "16000.00", "HZ-1", deposited_on="2007-09-01")
    await journey.finance.ok("/v1/mutual-fund/deposits", pay)
    pledge = {"kind": "mutual_fund", "value": "16000.00", "description": "Deposit"}
    returns = [
        journey.finance.post(
            "/v1/mutual-fund/returns", deposit(person, bank, "9000.00", f"HZ-{n}", returned_on="2007-09-10")
        )
        for n in range(2, 5)
    ]
    pledged, *given = await asyncio.gather(apply(journey, bank, person, pledge), *returns)
    passed = [answer for answer in (pledged, *given) if answer.status_code == 201]
    assert len(passed) == 1
    shown = (await journey.finance.get(f"/v1/mutual-fund/members/{person.id}")).json()
    assert float(shown["pledged"]) <= float(shown["held"])


@pytest.mark.parametrize("paid", [True, False])
async def test_a_credit_community_needs_enough_loans_and_repayment(journey, paid) -> None:
    bank = await journey.register_bank()
    recognise = {"area": "500116103", "recognised_on": "2007-10-25"}
    few = await journey.manager.post("/v1/credit-communities", recognise)
    assert (few.status_code, few.json()["code"]) == (409, "community_too_few_loans")
    loans = [await journey.disbursed(bank) for _ in range(10)]
    first = loans[0]["schedule"][0]
    amount = f"{float(first['principal']) + float(first['interest']):.2f}"
    paying = loans if paid else loans[1:]
    await journey.repay(bank, *((f"JS-{n}", one["loan_id"], amount, "2007-10-21") for n, one in enumerate(paying)))
    answer = await journey.manager.post("/v1/credit-communities", recognise)
    if not paid:
        assert (answer.status_code, answer.json()["code"]) == (409, "community_rate_too_low")
        assert "90.00%" in answer.json()["detail"]
        return
    assert (answer.json()["loans"], answer.json()["rate_percent"]) == (10, "100.00"), answer.text
    assert (await journey.manager.post("/v1/credit-communities", recognise)).status_code == 409
    waiver = {"kind": "credit_community", "description": "Recognised community"}
    person = await journey.applicant()
    free = await apply(journey, bank, person, waiver, applied_on="2007-10-26")
    assert free.status_code == 201, free.text
    other = await apply(journey, bank, await journey.applicant(area="500116104"), waiver, applied_on="2007-10-26")
    assert (other.status_code, other.json()["code"]) == (409, "community_not_recognised")
    late = await apply(journey, bank, await journey.applicant(), waiver, applied_on="2007-11-22")
    assert late.json()["code"] == "community_not_recognised", "the rate of the day itself counts"
    assessed = await journey.officer.ok("/v1/credit-community-assessments", {"as_of": "2007-11-22"})
    assert [item["withdrawn_on"] for item in assessed["communities"]] == ["2007-11-22"]
    listed = (await journey.maker.get("/v1/credit-communities")).json()["items"]
    assert [(item["area"], item["withdrawn_on"]) for item in listed] == [("500116103", "2007-11-22")]


async def test_a_manager_can_withdraw_a_recognition_and_give_it_again(journey, service) -> None:
    bank = await journey.register_bank()
    loans = [await journey.disbursed(bank) for _ in range(10)]
    first = loans[0]["schedule"][0]
    amount = f"{float(first['principal']) + float(first['interest']):.2f}"
    await journey.repay(bank, *((f"JS-{n}", one["loan_id"], amount, "2007-10-21") for n, one in enumerate(loans)))
    recognise = {"area": "500116", "recognised_on": "2007-10-25"}
    community = await journey.manager.ok("/v1/credit-communities", recognise)
    body = {"withdrawn_on": "2007-10-26", "reason": "No follow-up."}
    path = f"/v1/credit-communities/{community['id']}/withdrawal"
    assert (await journey.manager.ok(path, body))["withdrawn_on"] == "2007-10-26"
    assert (await journey.manager.post(path, body)).json()["code"] == "illegal_transition"
    await journey.manager.ok("/v1/credit-communities", recognise | {"recognised_on": "2007-10-27"})
    assert [event["type"].split(".")[3] for event in await service.events() if ".community." in event["type"]] == [
        "recognised",
        "withdrawn",
        "recognised",
    ]
