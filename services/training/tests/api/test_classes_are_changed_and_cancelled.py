"""Sessions move with notice, trainers are replaced, classes cancelled, learners transferred; fees follow."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

SECOND = "2007-10-08"


def announced(**more: Any) -> dict[str, Any]:
    return {"announced_on": "2007-08-01", "grounds": "planned", "reason": "room needed", **more}


async def change(school, class_id, *sessions, **more):
    return await school.office.post(
        f"/v1/classes/{class_id}/plan-changes", json=announced(sessions=list(sessions), **more)
    )


async def code(response) -> str:
    return response.json()["type"].rsplit("#", 1)[-1]


async def test_a_session_moves_to_another_day_and_room_with_notice(school):
    class_id = await school.open_class()
    response = await change(school, class_id, {"number": 10, "held_on": "2007-08-20", "venue": "room 305"})
    assert response.status_code == 201, response.text
    told = response.json()
    assert (told["sessions"], told["ends_on"], told["days_ahead"], told["short_notice"]) == (
        [10],
        "2007-08-20",
        14,
        False,
    )
    shown = (await school.office.get(f"/v1/classes/{class_id}")).json()
    assert shown["sessions"][9]["held_on"] == "2007-08-20"
    assert shown["sessions"][9]["venue"] == "room 305"
    [kept] = (await school.office.get(f"/v1/classes/{class_id}/plan-changes")).json()["items"]
    assert kept["before"][0]["held_on"] == "2007-08-15"
    assert kept["after"][0]["held_on"] == "2007-08-20"


async def test_learners_are_told_three_days_ahead_but_for_urgent_grounds(school):
    class_id = await school.open_class()
    moved = {"number": 1, "starts_at": "10:00"}
    response = await change(school, class_id, moved, announced_on="2007-08-04")
    assert (response.status_code, await code(response)) == (422, "notice_too_short")
    assert "premises_unusable" in response.text
    response = await change(school, class_id, moved, announced_on="2007-08-04", grounds="premises_unusable")
    assert response.json()["short_notice"] is True


async def test_what_was_held_stays(school):
    class_id = await school.open_class()
    await school.office.ok(
        f"/v1/classes/{class_id}/sessions/1/attendance", {"recorded_on": "2007-08-06", "present": []}
    )
    response = await change(school, class_id, {"number": 1, "starts_at": "10:00"}, announced_on="2007-07-01")
    assert (response.status_code, await code(response)) == (409, "session_held_already")


@pytest.mark.parametrize(
    ("session", "refused"),
    [
        ({"number": 2, "held_on": "2007-08-06"}, "sessions_overlap"),
        ({"number": 2, "starts_at": "20:00"}, "session_past_midnight"),
        ({"number": 2, "hours": "1"}, "hours_too_few"),
        ({"number": 2, "venue": "room 201"}, "nothing_changed"),
        ({"number": 2, "held_on": "2009-06-01"}, "institution_not_certified"),
        ({"number": 2, "held_on": "2007-07-31"}, "moved_before_announced"),
    ],
)
async def test_a_changed_plan_keeps_every_rule(school, session, refused):
    class_id = await school.open_class()
    response = await change(school, class_id, session)
    assert await code(response) == refused
    assert (await school.office.get(f"/v1/classes/{class_id}")).json()["version"] == 1


async def test_a_room_is_not_used_by_two_classes_at_once(school):
    await school.open_class()
    others = [await school.trainer(name) for name in ("赵云", "孙梅")]
    body = school.class_body(trainer_ids=others, venue="ＲＯＯＭ 201")
    for session in body["sessions"]:
        session |= {"trainer_id": others[session["number"] % 2], "venue": "Room  ２０１"}
    response = await school.office.post("/v1/classes", json=body)
    assert (response.status_code, await code(response)) == (409, "room_taken")
    for session in body["sessions"]:
        session["venue"] = "room 202"
    second = (await school.office.ok("/v1/classes", body))["id"]
    response = await change(school, second, {"number": 1, "venue": "room 201"})
    assert await code(response) == "room_taken"


async def test_a_learner_is_not_in_two_places_after_a_change(school):
    person = await school.accepted()
    first, second = await school.open_class(), await school.open_class(SECOND)
    await school.enrol(first, person)
    await school.enrol(second, person)
    response = await change(school, second, {"number": 1, "held_on": "2007-08-07", "venue": "room 202"})
    assert await code(response) in {"trainer_busy", "learners_busy"}
    others = [await school.trainer(name) for name in ("赵云", "孙梅")]
    moved = {"number": 1, "held_on": "2007-08-07", "venue": "room 202", "trainer_id": others[0]}
    response = await change(school, second, moved)
    assert (response.status_code, await code(response)) == (409, "learners_busy")


async def test_a_trainer_is_replaced_for_all_sessions_to_come(school):
    class_id = await school.open_class()
    third = await school.trainer("赵云")
    body = announced(grounds="trainer_unavailable", trainer_id=school.trainers[0], replaced_by=third)
    told = await school.office.ok(f"/v1/classes/{class_id}/trainer-replacement", body)
    assert told["sessions"] == [2, 4, 6, 8, 10]
    assert told["trainer_ids"] == [school.trainers[1], third]
    alone = announced(trainer_id=school.trainers[1], replaced_by=third)
    response = await school.office.post(f"/v1/classes/{class_id}/trainer-replacement", json=alone)
    assert await code(response) == "too_few_trainers"
    again = announced(trainer_id=school.trainers[0], replaced_by=third)
    response = await school.office.post(f"/v1/classes/{class_id}/trainer-replacement", json=again)
    assert await code(response) == "replacement_teaches_nothing"


async def test_a_cancelled_class_costs_its_learners_nothing(school):
    class_id = await school.open_class()
    free, paying = await school.accepted(), await school.accepted(free=False)
    await school.enrol(class_id, free)
    place = await school.enrol(class_id, paying)
    await school.office.ok(
        f"/v1/enrolments/{place['id']}/receipts", {"amount": "800.00", "received_on": "2007-07-20", "method": "cash"}
    )
    cancelled = {"cancelled_on": "2007-08-01", "grounds": "too_few_learners", "reason": "two learners"}
    response = await school.office.post(f"/v1/classes/{class_id}/cancellation", json=cancelled)
    assert await code(response) == "notice_too_short"
    told = await school.manager.ok(f"/v1/classes/{class_id}/cancellation", cancelled | {"cancelled_on": "2007-07-25"})
    assert (told["state"], told["learners"], told["days_ahead"]) == ("cancelled", 2, 12)
    accounts = (await school.office.get(f"/v1/classes/{class_id}/fee-accounts")).json()["items"]
    assert {one["to_refund"] for one in accounts if one["applicant_id"] == paying} == {"800.00"}
    refunded = {"amount": "800.00", "refunded_on": "2007-07-26", "method": "cash", "reason": "class cancelled"}
    after = await school.office.ok(f"/v1/enrolments/{place['id']}/refunds", refunded)
    assert (after["paid"], after["to_refund"]) == ("0.00", "0.00")
    again = await school.open_class()
    assert (await school.enrol(again, free))["free"] is True
    response = await school.office.post(f"/v1/classes/{class_id}/cancellation", json=cancelled)
    assert response.status_code == 409


async def test_a_learner_is_transferred_with_entitlement_and_money(school):
    first, second = await school.open_class(), await school.open_class(SECOND)
    free, paying = await school.accepted(), await school.accepted(free=False)
    one, other = await school.enrol(first, free), await school.enrol(first, paying)
    await school.office.ok(
        f"/v1/enrolments/{other['id']}/receipts", {"amount": "500.00", "received_on": "2007-07-20", "method": "cash"}
    )
    body = {"to_class_id": second, "transferred_on": "2007-08-03", "reason": "works in the daytime"}
    told = await school.office.ok(f"/v1/enrolments/{one['id']}/transfer", body)
    assert (told["state"], told["free"], told["carried"]) == ("transferred", True, "0.00")
    told = await school.office.ok(f"/v1/enrolments/{other['id']}/transfer", body)
    assert (told["free"], told["carried"], told["fee"]) == (False, "500.00", "800.00")
    accounts = (await school.office.get(f"/v1/classes/{second}/fee-accounts")).json()["items"]
    assert {(a["paid"], a["due"]) for a in accounts if a["applicant_id"] == paying} == {("500.00", "300.00")}
    kinds = (await school.office.get("/v1/fee-entries")).json()["items"]
    assert [entry["kind"] for entry in kinds] == ["receipt", "carried_out", "carried_in"]
    seats = [(await school.office.get(f"/v1/classes/{one}")).json()["seats_taken"] for one in (first, second)]
    assert seats == [0, 2]
    explained = (await school.office.get(f"/v1/learners/{free}/entitlements")).json()["items"]
    used = {one["package"]: one for one in explained}
    assert used["SYB"]["reason"] == "subsidised_course_used"
    assert used["IYB"]["free"] is True
    assert "已使用" in used["SYB"]["explained_zh"]
    response = await school.office.post(f"/v1/enrolments/{one['id']}/transfer", json=body)
    assert response.status_code == 409


async def test_a_seat_left_by_a_transfer_goes_to_who_waits(school):
    full, roomy = await school.open_class(), await school.open_class(SECOND)
    places = [await school.enrol(full, await school.accepted()) for _ in range(20)]
    waiting = await school.accepted()
    await school.office.ok(f"/v1/classes/{full}/waiting-list", {"applicant_id": waiting, "joined_on": "2007-07-21"})
    body = {"to_class_id": roomy, "transferred_on": "2007-08-03", "reason": "moved"}
    told = await school.office.ok(f"/v1/enrolments/{places[0]['id']}/transfer", body)
    assert told["seat_given_to"] is not None
    assert (await school.office.get(f"/v1/classes/{full}")).json()["seats_taken"] == 20


async def test_fees_are_taken_up_to_the_fee_and_never_for_a_free_course(school):
    class_id = await school.open_class()
    free = await school.enrol(class_id, await school.accepted())
    paying = await school.enrol(class_id, await school.accepted(free=False))
    paid = {"amount": "800.01", "received_on": "2007-07-20", "method": "bank_transfer"}
    response = await school.office.post(f"/v1/enrolments/{free['id']}/receipts", json=paid)
    assert await code(response) == "course_is_free"
    response = await school.office.post(f"/v1/enrolments/{paying['id']}/receipts", json=paid)
    assert await code(response) == "receipt_above_fee"
    entry = await school.office.ok(f"/v1/enrolments/{paying['id']}/receipts", paid | {"amount": "800.00"})
    assert entry["number"].endswith("-2007-00001")
    back = {"amount": "800.01", "refunded_on": "2007-07-22", "method": "cash", "reason": "=1+1"}
    response = await school.office.post(f"/v1/enrolments/{paying['id']}/refunds", json=back)
    assert await code(response) == "refund_above_paid"
    await school.office.ok(f"/v1/enrolments/{paying['id']}/refunds", back | {"amount": "100.00"})
    content = (await school.office.get("/v1/fee-entries/file")).content
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert [row[3] for row in rows[1:]] == [800, -100]
    assert rows[2][7] == "'=1+1"


async def test_an_offer_is_kept_by_the_classes_opened_under_it(school, service):
    body = {
        "package": "SYB",
        "hours": "70",
        "fee": "700.00",
        "taught_at": "daytime",
        "description": "十天白天班",
        "valid_from": "2007-07-01",
        "valid_to": "2008-06-30",
    }
    response = await school.office.post("/v1/offers", json=body | {"fee": "1000.01"})
    assert await code(response) == "fee_above_cap"
    response = await school.office.post("/v1/offers", json=body | {"valid_to": "2009-06-01"})
    assert await code(response) == "institution_not_certified"
    response = await school.office.post("/v1/offers", json=body | {"package": "IYB"})
    assert await code(response) == "too_few_trainers"
    made = await school.office.ok("/v1/offers", body)
    response = await school.office.post("/v1/classes", json=school.class_body(offer_id=made["id"]))
    assert await code(response) == "fee_above_offer"
    await school.open_class(offer_id=made["id"], fee="700.00")
    listed = (await school.office.get("/v1/offers")).json()["items"]
    assert [one["fee"] for one in listed] == ["700.00"]
    public = (await school.manager.get("/v1/register/offers")).json()
    assert public["items"] == []
    await school.office.ok(
        f"/v1/offers/{made['id']}/withdrawal",
        {"withdrawn_on": "2007-09-01", "reason": "full"},
        headers={"If-Match": '"1"'},
    )
    body = school.class_body("2007-09-03", offer_id=made["id"], fee="700.00")
    response = await school.office.post("/v1/classes", json=body)
    assert await code(response) == "offer_not_for_class"


async def test_no_session_is_held_while_the_institution_is_suspended(school):
    class_id = await school.open_class()
    measure = {"suspended_from": "2007-08-08", "suspended_to": "2007-08-09", "reason": "fire exits blocked"}
    await school.manager.ok(f"/v1/institutions/{school.id}/suspension", measure)
    path = f"/v1/classes/{class_id}/sessions/{{}}/attendance"
    await school.office.ok(path.format(2), {"recorded_on": "2007-08-10", "present": []})
    response = await school.office.post(path.format(3), json={"recorded_on": "2007-08-10", "present": []})
    assert await code(response) == "institution_not_certified"


async def test_other_institutions_see_and_change_nothing(school, service):
    stranger = service.as_role("institution", account="stranger", organisation="0198c1de-0000-7000-8000-0000000000ff")
    class_id = await school.open_class()
    place = await school.enrol(class_id, await school.accepted(free=False))
    for path, body in (
        (f"/v1/classes/{class_id}/plan-changes", announced(sessions=[{"number": 1, "starts_at": "10:00"}])),
        (
            f"/v1/classes/{class_id}/cancellation",
            {"cancelled_on": "2007-07-25", "grounds": "planned", "reason": "no"},
        ),
        (
            f"/v1/enrolments/{place['id']}/transfer",
            {"to_class_id": class_id, "transferred_on": "2007-07-25", "reason": "no"},
        ),
        (
            f"/v1/enrolments/{place['id']}/receipts",
            {"amount": "1.00", "received_on": "2007-07-25", "method": "cash"},
        ),
    ):
        assert (await stranger.post(path, json=body)).status_code == 404, path
    assert (await stranger.get(f"/v1/classes/{class_id}/fee-accounts")).status_code == 404
    assert (await stranger.get("/v1/fee-entries")).json()["items"] == []


async def test_the_last_seat_goes_to_one_of_two_who_are_transferred_at_once(school, together):
    first, second = await school.open_class(), await school.open_class(SECOND)
    for _ in range(19):
        await school.enrol(second, await school.accepted())
    places = [await school.enrol(first, await school.accepted()) for _ in range(3)]
    body = {"to_class_id": second, "transferred_on": "2007-08-03", "reason": "moved"}
    answers = await together(*(school.office.post(f"/v1/enrolments/{one['id']}/transfer", json=body) for one in places))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    seats = [(await school.office.get(f"/v1/classes/{one}")).json()["seats_taken"] for one in (first, second)]
    assert seats == [2, 20]


async def test_a_change_and_an_enrolment_at_once_leave_nobody_in_two_places(school, together):
    person = await school.accepted()
    first, second = await school.open_class(), await school.open_class(SECOND)
    others = [await school.trainer(name) for name in ("赵云", "孙梅")]
    await school.enrol(first, person)
    moved = {"number": 1, "held_on": "2007-08-07", "venue": "room 202", "trainer_id": others[0]}
    enrolling = {"applicant_id": person, "enrolled_on": "2007-07-20"}
    answers = await together(
        change(school, second, moved), school.office.post(f"/v1/classes/{second}/enrolments", json=enrolling)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
