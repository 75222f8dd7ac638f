"""From application to repayment through the API."""

from kit.ids import new_id


async def test_a_loan_from_application_to_release(journey, service) -> None:
    bank = await journey.register_bank(fund="20000.00")
    loan = await journey.disbursed(bank)
    assert (loan["annual_rate_percent"], loan["state"], len(loan["schedule"])) == ("7.29", "disbursed", 12)
    fund = await journey.fund()
    assert (fund["net"], fund["liability"], fund["cap"], fund["headroom"]) == (
        "20000.00",
        "16000.00",
        "100000.00",
        "84000.00",
    )
    assert (fund["banks"][0]["effective"], fund["banks"][0]["reserved"]) == ("16000.00", "0.00")
    first = loan["schedule"][0]
    amount = str(round(float(first["principal"]) + float(first["interest"]), 2))
    answer = await journey.repay(bank, ("JS-1", loan["loan_id"], amount, "2007-10-21"))
    line = answer["lines"][0]
    assert (line["status"], line["principal"], line["interest"]) == ("recorded", first["principal"], first["interest"])
    assert float((await journey.fund())["liability"]) < 16000
    rest = sum(float(item["principal"]) + float(item["interest"]) for item in loan["schedule"]) - float(amount)
    answer = await journey.repay(bank, ("JS-2", loan["loan_id"], f"{rest:.2f}", "2008-09-21"))
    assert answer["lines"][0]["balance"] == "0.00"
    assert (await journey.fund())["liability"] == "0.00"
    detail = (await journey.manager.get(f"/v1/loans/{loan['loan_id']}")).json()
    assert (detail["state"], detail["closed_on"], detail["guarantee"]["state"]) == ("closed", "2008-09-21", "released")
    types = [event["type"].removeprefix("qibu.credit.").removesuffix(".v1") for event in await service.events()]
    assert types == [
        "fund.contributed",
        "application.submitted",
        "application.recommended",
        "application.reviewed",
        "guarantee.issued",
        "application.decided",
        "loan.disbursed",
        "loan.repaid",
        "loan.balance_changed",
        "loan.repaid",
        "loan.balance_changed",
        "loan.closed",
        "guarantee.released",
    ]
    person = detail["applicant_id"]
    application = (await journey.maker.get(f"/v1/loan-applications/{detail['application_id']}")).json()
    assert [step["step"] for step in application["decisions"]] == [
        "application",
        "recommendation",
        "review",
        "guarantee",
        "decision",
        "disbursement",
    ]
    assert all(item["reference"] for step in application["decisions"] for item in step["verdicts"])
    assert all(step["policy_version"].startswith("jiangjin-2007/credit@") for step in application["decisions"])
    again = await journey.maker.post(
        "/v1/loan-applications",
        journey.application(type("P", (), {"id": person, "certificate": application["certificate_number"]}), bank),
    )
    assert again.status_code == 201, "a repaid loan no longer stands in the way"


async def test_one_open_loan_per_applicant_even_at_the_same_moment(journey) -> None:
    import asyncio

    bank = await journey.register_bank()
    person = await journey.applicant()
    body = journey.application(person, bank)
    answers = await asyncio.gather(*(journey.maker.post("/v1/loan-applications", body) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"loan_already_open"}


async def test_what_is_not_the_applicants_or_not_known_is_refused_by_name(journey) -> None:
    bank = await journey.register_bank()
    person, other = await journey.applicant(), await journey.applicant()
    trained = await journey.applicant(package="GYB")
    far = await journey.applicant(area="500107")
    cases = [
        ({"certificate_number": other.certificate}, 422, "certificate_not_applicants"),
        ({"certificate_number": "none"}, 422, "certificate_not_applicants"),
        ({"applicant_id": new_id()}, 409, "applicant_not_accepted"),
        ({"applicant_id": far.id, "certificate_number": far.certificate}, 409, "applicant_not_accepted"),
        ({"applicant_id": trained.id, "certificate_number": trained.certificate}, 422, "certificate_not_accepted"),
        ({"bank_id": new_id()}, 422, "bank_unknown"),
        ({"amount": "20000.01"}, 422, "amount_above_cap"),
        ({"term_months": 25}, 422, "term_too_long"),
        ({"applied_on": "2999-01-01"}, 422, "date_in_future"),
        ({"applied_on": "1990-01-01"}, 422, "no_rules_yet"),
        ({"amount": 0}, 422, "input_invalid"),
        ({"colour": "red"}, 422, "input_invalid"),
        (
            {"counter_guarantees": [{"kind": "deposit", "value": "15999.99", "description": "x"}]},
            422,
            "counter_guarantee_too_small",
        ),
        (
            {"counter_guarantees": [{"kind": "joint_group", "value": "16000", "description": "x"}]},
            422,
            "counter_guarantee_incomplete",
        ),
    ]
    for change, status, code in cases:
        answer = await journey.maker.post("/v1/loan-applications", journey.application(person, bank, **change))
        assert (answer.status_code, answer.json()["code"]) == (status, code), change
    listed = (await journey.maker.get("/v1/loan-applications")).json()
    assert listed == {"items": [], "next": None}


async def test_a_withdrawn_participant_gets_no_loan_whichever_event_comes_first(journey, service) -> None:
    bank = await journey.register_bank()
    person = await journey.applicant()
    late = new_id()
    for applicant_id in (person.id, late):
        data = {"applicant_id": applicant_id, "withdrawn_on": "2007-08-30"}
        await service.deliver("applicants.applicant.withdrawn", applicant_id, data)
    accepted = {"applicant_id": late, "accepted_on": "2007-07-10", "area": "500116103"}
    await service.deliver("applicants.applicant.accepted", late, accepted)
    for applicant_id in (person.id, late):
        body = journey.application(person, bank, applicant_id=applicant_id)
        assert (await journey.maker.post("/v1/loan-applications", body)).json()["code"] == "applicant_not_accepted"


async def test_an_answer_is_replayed_and_a_key_is_not_reused(journey) -> None:
    bank = await journey.register_bank()
    body = journey.application(await journey.applicant(), bank)
    key = new_id()
    first = await journey.maker.post("/v1/loan-applications", body, key=key)
    again = await journey.maker.post("/v1/loan-applications", body, key=key)
    assert (again.status_code, again.text) == (201, first.text)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = await journey.maker.post("/v1/loan-applications", body | {"purpose": "Another"}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_others_records_look_unknown(journey, service) -> None:
    mine, theirs = await journey.register_bank(), await journey.register_bank()
    application_id = await journey.committed(mine)
    stranger = service.as_role("case_worker", account="far", area="500107")
    path = f"/v1/loan-applications/{application_id}"
    for client in (stranger, journey.bank(theirs), service.as_role("bank", account="homeless")):
        assert (await client.get(path)).status_code == 404
        assert (await client.get("/v1/loan-applications")).json()["items"] == []
    assert (await journey.decide(theirs, application_id)).status_code == 404
    assert (await journey.bank(mine).get(path)).status_code == 200
    banks = (await journey.bank(theirs).get("/v1/banks")).json()["items"]
    assert [item["id"] for item in banks] == [theirs]
    assert (await service.as_role("administrator").get(path)).status_code == 403


async def test_a_stale_version_is_refused(journey) -> None:
    bank = await journey.register_bank()
    application_id = await journey.apply(bank)
    path = f"/v1/loan-applications/{application_id}/recommendation"
    body = {"recommended_on": "2007-09-05", "opinion": "Reliable."}
    stale = await journey.community.post(path, body, headers={"If-Match": '"7"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "version_stale")
    fresh = await journey.community.post(path, body, headers={"If-Match": '"1"'})
    assert (fresh.status_code, fresh.headers["ETag"]) == (200, '"2"')


async def test_lists_come_in_pages(journey) -> None:
    bank = await journey.register_bank()
    made = [await journey.apply(bank) for _ in range(5)]
    seen, cursor = [], None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await journey.manager.get("/v1/loan-applications", params=params)).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == made
    assert (await journey.manager.get("/v1/loan-applications", params={"cursor": "!"})).status_code in {200, 400}
