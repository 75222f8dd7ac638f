import asyncio

import pytest

UNKNOWN = "0198c1de-0000-7000-8000-0000000000ff"


async def test_a_registered_applicant_is_read_back_masked(service, worker, form):
    body = form(phone="138-0013-8000")
    made = await worker.ok("/v1/applicants", body)
    assert (made["state"], made["version"]) == ("registered", 1)
    response = await worker.get(f"/v1/applicants/{made['id']}")
    assert response.headers["etag"] == '"1"'
    read = response.json()
    number = body["identity_number"]
    assert read["identity_number"] == number[:3] + "*" * 11 + number[-4:]
    assert read["phone"] == "138****8000"
    assert (read["sex"], read["birth_on"]) == ("f", "1968-03-15")
    assert read["idea"]["own_capital"] == "8000.00"
    [event] = [
        event for event in await service.events("applicants.applicant.registered") if event["subject"] == made["id"]
    ]
    assert event["data"] == {
        "applicant_id": made["id"],
        "registered_on": "2007-07-02",
        "area": "500116103",
        "sex": "f",
        "birth_year": 1968,
        "education": "junior_middle",
        "target_group": "laid_off",
        "employment_status": "laid_off",
        "unemployed_since": "2005-03-01",
        "sector": "6521",
    }


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"identity_number": "500116196803150029"}, "identity_number", "identity_number_checksum_wrong"),
        ({"identity_number": "500116196803150"}, "identity_number", "identity_number_birth_impossible"),
        ({"sex": "m"}, "sex", "identity_number_disagrees"),
        ({"birth_on": "1968-03-16"}, "birth_on", "identity_number_disagrees"),
        ({"phone": "12345678"}, "phone", "phone_malformed"),
        ({"area": "500116999"}, "area", "area_unknown"),
        ({"area": "500118001"}, "area", "area_outside_yours"),
        ({"registered_on": "2099-01-01"}, "registered_on", "date_in_future"),
        ({"registered_on": "1950-01-01"}, "registered_on", "dated_too_far_back"),
        ({"consent": {"purpose": "programme", "given_on": "2007-07-03"}}, "consent.given_on", "dates_out_of_order"),
        ({"unemployed_since": "2007-07-03"}, "unemployed_since", "dates_out_of_order"),
        ({"employment_status": "employed"}, "unemployed_since", "unemployed_since_contradicts_status"),
        ({"idea": {"sector": "64", "description": "x", "own_capital": "1.00"}}, "sector", "sector_unknown"),
        ({"name": "123"}, "name", "name_malformed"),
        ({"education": "phd"}, "education", "input_invalid"),
        ({"surprise": 1}, "surprise", "input_invalid"),
        ({"name": ...}, "name", "input_invalid"),
    ],
)
async def test_bad_intake_is_refused_with_the_field(worker, form, change, where, code):
    response = await worker.post("/v1/applicants", form(**change))
    problem = response.json()
    assert (response.status_code, problem["code"], problem["where"]) == (422, code, where)


async def test_the_same_identity_number_blocks_and_names_the_file_only_to_those_who_may_see_it(service, worker, form):
    body = form()
    made = await worker.ok("/v1/applicants", body)
    again = await worker.post("/v1/applicants", form(identity_number=body["identity_number"]))
    assert (again.status_code, again.json()["code"]) == (409, "duplicate_identity_number")
    assert made["id"] in again.json()["detail"]
    neighbour = service.as_role("case_worker", account="zhao", area="500116107")
    elsewhere = form(identity_number=body["identity_number"], area="500116107")
    hidden = await neighbour.post("/v1/applicants", elsewhere)
    assert (hidden.status_code, hidden.json()["code"]) == (409, "duplicate_identity_number")
    assert made["id"] not in hidden.text
    assert body["identity_number"] not in again.text + hidden.text


async def test_of_many_registrations_of_one_person_at_once_one_succeeds(worker, form):
    body = form()
    answers = await asyncio.gather(*(worker.post("/v1/applicants", body) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"duplicate_identity_number"}


async def test_same_name_and_birth_date_or_same_phone_warns(worker, form):
    first = await worker.ok("/v1/applicants", form(name="欧阳春梅", phone="13811112222"))
    namesake = await worker.ok("/v1/applicants", form(name="欧阳 春梅"))
    housemate = await worker.ok("/v1/applicants", form(name="欧阳国强", phone="+86 138 1111 2222"))
    assert namesake["possible_duplicates"] == [{"applicant_id": first["id"], "because": "name_and_birth"}]
    assert housemate["possible_duplicates"] == [{"applicant_id": first["id"], "because": "phone"}]


async def test_a_repeated_request_gets_the_first_answer(worker, form):
    body = form()
    first = await worker.post("/v1/applicants", body, key="register-once")
    again = await worker.post("/v1/applicants", body, key="register-once")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    other = await worker.post("/v1/applicants", form(), key="register-once")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_case_worker_sees_their_area_and_a_record_outside_is_not_found(service, worker, form):
    made = await worker.ok("/v1/applicants", form())
    neighbour = service.as_role("case_worker", account="zhao", area="500116107")
    paths = [f"/v1/applicants/{made['id']}", f"/v1/applicants/{UNKNOWN}"]
    answers = [await neighbour.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
    verbs = {
        "screening": {"screened_on": "2007-07-05"},
        "withdrawal": {"withdrawn_on": "2007-07-05", "reason": "moved away"},
        "reveal": {"reason": "curious"},
    }
    for verb, body in verbs.items():
        assert (await neighbour.post(f"/v1/applicants/{made['id']}/{verb}", body)).status_code == 404
    listed = (await neighbour.get("/v1/applicants?limit=500")).json()["items"]
    assert made["id"] not in {item["id"] for item in listed}
    for role in ("manager", "auditor", "guarantee_officer"):
        assert (await service.as_role(role).get(paths[0])).status_code == 200
    for role in ("institution", "bank", "finance", "administrator"):
        assert (await service.as_role(role).get(paths[0])).status_code == 403


async def test_lists_filter_by_state_and_area_and_page(worker, form):
    town = "500116118007"
    ids = [(await worker.ok("/v1/applicants", form(name=f"秦{x}", area=town)))["id"] for x in "甲乙丙"]
    await worker.ok(f"/v1/applicants/{ids[0]}/screening", {"screened_on": "2007-07-05"})

    async def found(query: str) -> list[str]:
        return [item["id"] for item in (await worker.get(f"/v1/applicants?{query}")).json()["items"]]

    assert await found(f"area={town}") == ids
    assert await found(f"area={town}&state=accepted") == ids[:1]
    page = (await worker.get(f"/v1/applicants?area={town}&limit=2")).json()
    rest = (await worker.get(f"/v1/applicants?area={town}&limit=2&cursor={page['next']}")).json()
    assert [item["id"] for item in [*page["items"], *rest["items"]]] == ids
    assert rest["next"] is None


async def test_amending_needs_the_version_and_tells_the_others(service, worker, form):
    body = form()
    made = await worker.ok("/v1/applicants", body)
    path = f"/v1/applicants/{made['id']}"
    changed = await worker.patch(
        path, {"area": "500116107", "idea": {"sector": "I67", "description": "面馆", "own_capital": "1"}}, 1
    )
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert (await worker.patch(path, {"education": "primary"}, 1)).status_code == 412
    assert (await worker.patch(path, {}, 2)).json()["code"] == "nothing_to_amend"
    assert (await worker.patch(path, {"education": "junior_middle"}, 2)).json()["version"] == 2
    told = [e["data"] for e in await service.events("applicants.applicant.amended") if e["subject"] == made["id"]]
    mark = service.app.state.office.marks.mark(body["name"], made["id"])
    after = {"area": "500116107", "education": "junior_middle", "sector": "67"}
    assert told == [{"applicant_id": made["id"], **after, "name_mark": mark}]


async def test_dead_letters_are_no_applicant(service):
    answer = await service.as_role("administrator").get("/v1/applicants/dead-letters")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("role", ["institution", "bank", "finance", "administrator", "manager", "guarantee_officer"])
async def test_only_case_workers_change_anything(service, role):
    client = service.as_role(role, organisation=UNKNOWN)
    verbs = ["screening", "referral", "withdrawal", "reveal"]
    for path in ["/v1/applicants", "/v1/rosters", *(f"/v1/applicants/{UNKNOWN}/{verb}" for verb in verbs)]:
        answer = await client.post(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert (await client.patch(f"/v1/applicants/{UNKNOWN}", {}, 1)).status_code == 403
