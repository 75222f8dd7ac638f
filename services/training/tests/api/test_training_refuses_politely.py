"""What bad input, the wrong hands and repeated requests get."""

import pytest
from kit.ids import new_id


async def test_another_institution_and_another_area_see_nothing(school, service):
    class_id = await school.open_class()
    other = service.as_role("institution", organisation=new_id())
    elsewhere = service.as_role("case_worker", area="500117")
    nobody = service.as_role("institution")
    for client in (other, elsewhere, nobody):
        assert (await client.get(f"/v1/classes/{class_id}")).status_code == 404
        assert (await client.get(f"/v1/classes/{class_id}/enrolments")).status_code == 404
        assert (await client.get("/v1/classes")).json()["items"] == []
        assert (await client.get(f"/v1/institutions/{school.id}")).status_code == 404
    answer = await other.post(
        f"/v1/classes/{class_id}/enrolments", {"applicant_id": new_id(), "enrolled_on": "2007-07-20"}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    unknown = await other.get(f"/v1/classes/{new_id()}")
    hidden = await other.get(f"/v1/classes/{class_id}")
    assert unknown.json() == hidden.json()


@pytest.mark.parametrize("role", ["bank", "administrator"])
async def test_roles_without_the_permission_are_refused(service, role):
    answer = await service.as_role(role).get("/v1/classes")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


async def test_a_repeated_request_gets_its_first_answer(school):
    class_id, person, key = await school.open_class(), await school.accepted(), new_id()
    path, body = (
        f"/v1/classes/{class_id}/enrolments",
        {"applicant_id": person, "enrolled_on": "2007-07-20"},
    )
    first = await school.office.post(path, body, key=key)
    again = await school.office.post(path, body, key=key)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    reused = await school.office.post(path, body | {"enrolled_on": "2007-07-21"}, key=key)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")
    assert (await school.manager.get(f"/v1/classes/{class_id}")).json()["seats_taken"] == 1


async def test_a_stale_version_is_refused_and_gives_the_seat_back(school):
    class_id = await school.open_class()
    body = {"applicant_id": await school.accepted(), "enrolled_on": "2007-07-20"}
    path = f"/v1/classes/{class_id}/enrolments"
    answer = await school.office.post(path, body, headers={"If-Match": '"7"'})
    assert (answer.status_code, answer.json()["code"]) == (412, "version_stale")
    await school.office.ok(path, body, headers={"If-Match": '"1"'})
    assert (await school.manager.get(f"/v1/classes/{class_id}")).json()["seats_taken"] == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"capacity": 19}, "capacity_out_of_range"),
        ({"capacity": 31}, "capacity_out_of_range"),
        ({"fee": "1000.01"}, "fee_above_cap"),
        ({"fee": "-1"}, "input_invalid"),
        ({"fee": "1.001"}, "input_invalid"),
        ({"package": "XYZ"}, "input_invalid"),
        ({"colour": "red"}, "input_invalid"),
        ({"package": "IYB"}, "trainer_not_licensed"),
    ],
)
async def test_a_class_against_the_rules_is_refused_with_its_field(school, change, code):
    answer = await school.office.post("/v1/classes", school.class_body() | change)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["where"]
    assert answer.json()["remedy"]


async def test_a_class_outside_the_certificate_is_refused(school):
    late = await school.office.post("/v1/classes", school.class_body("2009-02-20"))
    assert late.json()["code"] == "trainer_not_licensed"
    early = await school.office.post("/v1/classes", school.class_body("2007-05-25"))
    assert early.json()["code"] == "institution_not_certified"


async def test_dates_in_the_future_before_the_rules_or_out_of_order(school):
    class_id, person = await school.open_class(), await school.accepted()
    path = f"/v1/classes/{class_id}/enrolments"
    for day, code in (
        ("2099-01-01", "date_in_future"),
        ("1990-01-01", "no_rule_in_force"),
        ("1901-01-01", "dated_too_far_back"),
        ("0001-01-01", "input_invalid"),
        ("2007-07-01", "dates_out_of_order"),
    ):
        answer = await school.office.post(path, {"applicant_id": person, "enrolled_on": day})
        assert (answer.status_code, answer.json()["code"]) == (422, code), day
    assert (await school.manager.get(f"/v1/classes/{class_id}")).json()["seats_taken"] == 0


async def test_steps_out_of_turn_are_illegal(school):
    class_id = await school.open_class()
    answer = await school.inspector.post(f"/v1/classes/{class_id}/certificates", {"issued_on": "2007-09-03"})
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    answer = await school.office.post(f"/v1/classes/{class_id}/completion", {"completed_on": "2007-09-03"})
    assert (answer.status_code, answer.json()["code"]) == (409, "attendance_missing")
    taught = await school.certified_class(1, "2007-09-01")
    late = await school.office.post(
        f"/v1/classes/{taught.class_id}/sessions/1/attendance", {"recorded_on": "2007-12-20", "present": []}
    )
    assert late.json()["code"] == "correction_needs_reason"


async def test_lists_come_in_pages(school):
    for first in ("2007-08-06", "2007-09-06", "2007-10-06"):
        await school.open_class(first)
    seen, cursor = [], ""
    while True:
        page = (await school.office.get(f"/v1/classes?limit=2{cursor}")).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen)) == 3


async def test_the_inspector_does_not_certify(school, service):
    applied = {"name": "Second school", "area": "500116101", "applied_on": "2007-05-02", "documents": school.papers}
    made = await school.inspector.ok("/v1/institutions", applied)
    path = f"/v1/institutions/{made['id']}"
    period = {"certified_from": "2007-06-01", "certified_to": "2009-05-31"}
    assert (await school.manager.post(f"{path}/certification", period)).json()["code"] == "inspection_missing"
    found = {"inspected_on": "2007-05-20", "items": school.checklist, "findings": "two rooms"}
    await school.inspector.ok(f"{path}/inspection", found)
    same = service.as_role("manager", account="inspector")
    assert (await same.post(f"{path}/certification", period)).json()["code"] == "same_person"
    await school.manager.ok(f"{path}/certification", period)
    detail = (await school.manager.get(path)).json()
    assert (detail["state"], len(detail["inspections"])) == ("expired", 1)
    outside = service.as_role("case_worker", area="500117")
    assert (await outside.post("/v1/institutions", applied)).status_code == 404
