"""A participant's business over HTTP: registered, visited, surviving, closed, reopened; who may see it."""

from itertools import count

import pytest
from followup.domain.licence import registration_check_digit
from kit.ids import new_id

AREA = "500116107"
NUMBERS = count(1)


def licence_number():
    first = f"500381{next(NUMBERS):08d}"
    return first + registration_check_digit(first)


async def participant(service, area=AREA, accepted_on="2007-07-05", attended_on="2007-08-06"):
    """A person who was registered, accepted and taught, as the other services tell it."""
    person = new_id()
    await service.deliver(
        "applicants.applicant.registered",
        person,
        {
            "applicant_id": person,
            "registered_on": "2007-07-02",
            "area": area,
            "sex": "f",
            "birth_year": 1970,
            "education": "junior_middle",
            "target_group": "laid_off",
            "employment_status": "laid_off",
            "unemployed_since": "2005-03-01",
            "sector": "6710",
        },
    )
    if accepted_on:
        await service.deliver(
            "applicants.applicant.accepted",
            person,
            {
                "applicant_id": person,
                "accepted_on": accepted_on,
                "area": area,
                "target_group": "laid_off",
                "free_of_charge": True,
                "policy_version": "x",
            },
        )
    if attended_on:
        await service.deliver(
            "training.attendance.recorded",
            klass := new_id(),
            {
                "class_id": klass,
                "institution_id": new_id(),
                "session_number": 1,
                "held_on": attended_on,
                "present": [person],
                "version": 1,
            },
        )
    return person


def body(*owners, **more):
    return {
        "owners": list(owners),
        "name": "老街豆花馆",
        "licence_number": licence_number(),
        "registered_on": "2007-08-31",
        "sector": "6710",
        "area": AREA,
        "address": "东华街 12 号",
        "form": "individual",
        "licence_seen_on": "2007-09-03",
        **more,
    }


def worker(service, area="500116"):
    return service.as_role("case_worker", account="li", area=area)


def operating(day, workers=2):
    return {"visited_on": day, "outcome": "operating", "people": {"full_time": workers}}


def planned(registered, kind):
    return next(visit["id"] for visit in registered["visits"] if visit["kind"] == kind)


async def test_from_registration_to_survival_closure_and_reopening(service):
    li = worker(service)
    person = await participant(service)
    before = (await li.get("/v1/scorecard")).json()["figures"]
    business = await li.ok("/v1/businesses", body(person))
    assert [v["kind"] for v in business["visits"]] == ["day_30", "day_90", "six_month", "day_365"]
    assert business["survives_after"] == "2008-02-29"
    visit = planned(business, "six_month")
    answer = await li.ok(f"/v1/visits/{visit}/record", operating("2008-03-05"))
    assert answer["survival_confirmed_on"] == "2008-03-05"
    closed = {"visited_on": "2008-06-10", "outcome": "closed", "closed_on": "2008-06-01", "reason": "rent"}
    answer = await li.ok(f"/v1/businesses/{business['id']}/visits", closed)
    assert (answer["business_state"], answer["workers"]) == ("closed", 0)
    answer = await li.ok(f"/v1/businesses/{business['id']}/visits", operating("2008-07-01", 3))
    assert (answer["business_state"], answer["workers"]) == ("operating", 3)
    names = [e["type"] for e in await service.events() if e["subject"] == business["id"]]
    assert names == [
        f"qibu.followup.{name}.v1"
        for name in (
            "business.registered",
            "visit.recorded",
            "survival.confirmed",
            "jobs.confirmed",
            "visit.recorded",
            "business.closed",
            "jobs.confirmed",
            "visit.recorded",
            "business.reopened",
            "jobs.confirmed",
        )
    ]
    after = (await li.get("/v1/scorecard")).json()["figures"]
    grown = {name: after[name]["value"] - before[name]["value"] for name in after if after[name]["unit"] != "share"}
    assert grown["businesses_surviving_six_months"] == grown["surviving_businesses"] == 1
    assert (grown["new_jobs"], grown["new_jobs_with_owner"]) == (3, 4)


async def test_a_second_record_supersedes_and_both_stay_readable(service):
    li = worker(service)
    business = await li.ok("/v1/businesses", body(await participant(service)))
    visit = planned(business, "day_30")
    await li.ok(f"/v1/visits/{visit}/record", operating("2007-09-30", 5))
    answer = await li.ok(f"/v1/visits/{visit}/record", operating("2007-09-30", 1), headers={"If-Match": '"2"'})
    assert (answer["record_version"], answer["workers"], answer["version"]) == (2, 1, 3)
    stale = await li.post(f"/v1/visits/{visit}/record", operating("2007-09-30"), headers={"If-Match": '"2"'})
    assert stale.status_code == 412
    whole = (await li.get(f"/v1/businesses/{business['id']}")).json()
    records = next(v for v in whole["visits"] if v["id"] == visit)["records"]
    assert [(r["version"], r["in_force"]) for r in records] == [(1, False), (2, True)]
    told = [e["data"] for e in await service.events("followup.visit.recorded") if e["data"]["visit_id"] == visit]
    assert [(data["version"], data["workers"]) for data in told] == [(1, 5), (2, 1)]


async def test_one_business_several_owners_and_no_owner_twice(service):
    li = worker(service)
    ann, bo = await participant(service), await participant(service)
    business = await li.ok("/v1/businesses", body(ann, bo, form="partnership"))
    refused = await li.post("/v1/businesses", body(bo))
    assert (refused.status_code, refused.json()["code"]) == (409, "owner_already_runs_business")
    closed = {"visited_on": "2007-12-01", "outcome": "closed", "closed_on": "2007-11-20", "reason": "rent"}
    await li.ok(f"/v1/businesses/{business['id']}/visits", closed)
    early = await li.post("/v1/businesses", body(bo))
    assert early.json()["code"] == "owner_already_runs_business"
    await li.ok("/v1/businesses", body(bo, registered_on="2007-12-05", licence_seen_on="2007-12-06"))
    mine = (await li.get("/v1/businesses", params={"owner": bo})).json()["items"]
    assert [item["state"] for item in mine] == ["closed", "registered"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"owners": []}, 422, "owners_missing"),
        ({"owners": [new_id()]}, 404, "not_found"),
        ({"licence_number": "123"}, 422, "licence_shape_wrong"),
        ({"licence_number": "500381000000011"}, 422, "licence_check_wrong"),
        ({"area": "500117101"}, 422, "area_outside_territory"),
        ({"area": "500116999"}, 422, "area_outside_territory"),
        ({"registered_on": "2007-07-01"}, 409, "business_older_than_acceptance"),
        ({"registered_on": "1907-07-01"}, 422, "date_too_long_ago"),
        ({"licence_seen_on": "2007-08-30"}, 422, "dates_out_of_order"),
        ({"registered_on": "2999-01-01"}, 422, "date_in_future"),
        ({"sector": "food"}, 422, "input_invalid"),
        ({"extra": 1}, 422, "input_invalid"),
        ({"name": "  "}, 422, "input_invalid"),
    ],
)
async def test_a_registration_that_cannot_be_is_refused(service, change, status, code):
    person = await participant(service)
    answer = await worker(service).post("/v1/businesses", {**body(person), **change})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def test_a_licence_is_registered_once(service):
    li = worker(service)
    first = body(await participant(service))
    await li.ok("/v1/businesses", first)
    again = await li.post("/v1/businesses", {**first, "owners": [await participant(service)]})
    assert (again.status_code, again.json()["code"]) == (409, "licence_already_registered")


async def test_a_person_who_was_not_accepted_owns_no_business(service):
    person = await participant(service, accepted_on=None)
    answer = await worker(service).post("/v1/businesses", body(person))
    assert (answer.status_code, answer.json()["code"]) == (409, "owner_not_accepted")


async def test_a_repeated_request_gets_the_first_answer(service):
    li, key = worker(service), new_id()
    sent = body(await participant(service))
    first = await li.post("/v1/businesses", sent, key=key)
    again = await li.post("/v1/businesses", sent, key=key)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()


async def test_a_case_worker_sees_and_acts_within_their_area_only(service):
    li, far = worker(service), worker(service, "500116103")
    person = await participant(service)
    business = await li.ok("/v1/businesses", body(person))
    visit = planned(business, "day_30")
    assert (await far.get(f"/v1/businesses/{business['id']}")).status_code == 404
    assert (await far.post(f"/v1/visits/{visit}/record", operating("2007-09-30"))).status_code == 404
    assert (await far.post(f"/v1/businesses/{business['id']}/visits", operating("2007-09-30"))).status_code == 404
    assert (await far.post("/v1/businesses", body(person))).status_code == 422
    assert (await far.post("/v1/businesses", body(person, area="500116103"))).status_code == 404
    assert (await far.get("/v1/visits")).json()["items"] == []
    assert (await far.get("/v1/scorecard")).json()["figures"]["participants"]["value"] == 0
    assert (await far.get("/v1/scorecard", params={"area": AREA})).status_code == 404


async def test_the_work_list_has_the_overdue_on_top_page_by_page(service):
    manager, li = service.as_role("manager"), worker(service)
    await li.ok("/v1/businesses", body(await participant(service)))
    await li.ok("/v1/businesses", body(await participant(service)))
    query, seen = {"limit": 3, "due_by": "2008-03-01"}, []
    while True:
        page = (await manager.get("/v1/visits", params=query)).json()
        seen += page["items"]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert len({item["id"] for item in seen}) == len(seen) >= 6
    assert seen == sorted(seen, key=lambda item: (item["due_by"], item["id"]))
    assert all(item["overdue"] and item["due_from"] <= "2008-03-01" for item in seen)


async def test_an_unknown_cursor_is_a_clear_problem(service):
    answer = await worker(service).get("/v1/visits", params={"cursor": "eHg="})
    assert (answer.status_code, answer.json()["where"]) == (400, "cursor")


async def test_nobody_found_three_times_is_untraceable_never_closed(service):
    li = worker(service)
    business = await li.ok("/v1/businesses", body(await participant(service)))
    visit, day = planned(business, "day_30"), ["2007-09-30", "2007-10-07", "2007-10-14"]
    for visited_on in day:
        answer = await li.ok(f"/v1/visits/{visit}/record", {"visited_on": visited_on, "outcome": "not_found"})
        visit = next((v["id"] for v in answer["open_visits"] if v["kind"] == "repeat"), None)
    assert answer["business_state"] == "untraceable"
    assert visit is None
    assert answer["closed_on"] is None
