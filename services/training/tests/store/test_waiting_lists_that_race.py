"""Waiting lists on real PostgreSQL: who gets a seat that falls free, in which order, whoever comes at once."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


async def full_class(school, first: str = "2007-08-06") -> tuple[str, list[dict[str, Any]]]:
    """A class of twenty with no seat left, and its enrolments."""
    class_id = await school.open_class(first)
    people = [await school.accepted() for _ in range(20)]
    return class_id, [await school.enrol(class_id, person, "2007-07-10") for person in people]


async def waits(school, class_id: str, person: str, joined_on: str = "2007-07-20") -> dict[str, Any]:
    body = {"applicant_id": person, "joined_on": joined_on}
    return await school.office.ok(f"/v1/classes/{class_id}/waiting-list", body)


async def drops_out(school, enrolment_id: str, on: str = "2007-07-25") -> dict[str, Any]:
    body = {"dropped_on": on, "reason": "found a job"}
    return await school.office.ok(f"/v1/enrolments/{enrolment_id}/drop-out", body)


async def the_list(school, class_id: str) -> list[dict[str, Any]]:
    found = (await school.manager.get(f"/v1/classes/{class_id}/waiting-list?limit=500")).json()["items"]
    return sorted(found, key=lambda one: one["position"])


async def seats(school, class_id: str) -> int:
    return (await school.manager.get(f"/v1/classes/{class_id}")).json()["seats_taken"]


async def test_a_seat_that_falls_free_goes_to_the_first_who_waits(school, service):
    class_id, learners = await full_class(school)
    first, second = await school.accepted(), await school.accepted()
    assert (await waits(school, class_id, first))["position"] == 1
    assert (await waits(school, class_id, second))["position"] == 2
    left = await drops_out(school, learners[0]["id"])
    one, two = await the_list(school, class_id)
    assert (one["state"], one["end_reason"], one["ended_on"]) == ("seated", "seat_fell_free", "2007-07-25")
    assert one["enrolment_id"] == left["seat_given_to"]
    assert two["state"] == "waiting"
    assert await seats(school, class_id) == 20
    told = await service.events("training.enrolment.confirmed")
    assert sum(event["data"]["applicant_id"] == first for event in told) == 1


async def test_who_may_no_longer_enrol_is_passed_over_with_the_rule(school):
    class_id, learners = await full_class(school)
    elsewhere = await school.open_class("2007-10-06")
    used_up, withdrawn, next_one = [await school.accepted() for _ in range(3)]
    for person in (used_up, withdrawn, next_one):
        await waits(school, class_id, person)
    await school.enrol(elsewhere, used_up)
    gone = {"applicant_id": withdrawn, "withdrawn_on": "2007-07-22"}
    await school.service.deliver("applicants.applicant.withdrawn", withdrawn, gone)
    await drops_out(school, learners[3]["id"])
    found = await the_list(school, class_id)
    assert [(one["state"], one["end_reason"]) for one in found] == [
        ("passed_over", "no_longer_free"),
        ("passed_over", "applicant_withdrawn"),
        ("seated", "seat_fell_free"),
    ]


async def test_nobody_waits_beside_a_free_seat_nor_twice_nor_after_leaving(school):
    class_id = await school.open_class()
    person = await school.accepted()
    path = f"/v1/classes/{class_id}/waiting-list"
    body = {"applicant_id": person, "joined_on": "2007-07-20"}
    assert (await school.office.post(path, body)).json()["code"] == "seats_free"
    full, learners = await full_class(school, "2007-10-06")
    path = f"/v1/classes/{full}/waiting-list"
    place = await school.office.ok(path, body)
    assert (await school.office.post(path, body)).json()["code"] == "already_waiting"
    seated = {"applicant_id": learners[0]["applicant_id"], "joined_on": "2007-07-20"}
    assert (await school.office.post(path, seated)).json()["code"] == "already_enrolled"
    leaving = f"/v1/waiting-list/{place['id']}/leaving"
    early = await school.office.post(leaving, {"left_on": "2007-07-19", "reason": "moved away"})
    assert early.json()["code"] == "waiting_ended_earlier"
    assert (await school.office.ok(leaving, {"left_on": "2007-07-21", "reason": "moved away"}))["state"] == "left"
    again = await school.office.post(leaving, {"left_on": "2007-07-21", "reason": "moved away"})
    assert again.json()["code"] == "illegal_transition"
    assert (await drops_out(school, learners[0]["id"]))["seat_given_to"] is None
    assert await seats(school, full) == 19


async def test_after_enrolment_closed_a_free_seat_is_given_to_nobody(school):
    class_id, learners = await full_class(school)
    await waits(school, class_id, await school.accepted())
    assert (await drops_out(school, learners[0]["id"], "2007-08-12"))["seat_given_to"] is None
    assert [one["end_reason"] for one in await the_list(school, class_id)] == ["enrolment_closed"]


async def test_the_last_seat_and_the_list_under_simultaneous_comers_and_goers(school):
    class_id, learners = await full_class(school)
    people = [await school.accepted() for _ in range(12)]
    for person in people[:3]:
        await waits(school, class_id, person)
    enrolments, list_path = f"/v1/classes/{class_id}/enrolments", f"/v1/classes/{class_id}/waiting-list"
    await asyncio.gather(
        *(drops_out(school, one["id"]) for one in learners[:5]),
        *(school.office.post(enrolments, {"applicant_id": p, "enrolled_on": "2007-07-20"}) for p in people[3:8]),
        *(school.office.post(list_path, {"applicant_id": p, "joined_on": "2007-07-20"}) for p in people[8:]),
    )
    found = await the_list(school, class_id)
    listed = (await school.manager.get(f"{enrolments}?limit=500")).json()["items"]
    sitting = [one for one in listed if one["state"] == "enrolled"]
    assert [one["state"] for one in found[:3]] == ["seated"] * 3
    assert await seats(school, class_id) == len(sitting) <= 20
    states = [one["state"] for one in found]
    assert states == sorted(states, key=["seated", "waiting"].index), "nobody is seated before who came first"
    assert len(sitting) == 20 or "waiting" not in states


STEPS = st.lists(st.tuples(st.sampled_from(["enrol", "wait", "drop", "leave"]), st.integers(0, 40)), max_size=14)


@pytest.mark.parametrize("first", ["2007-08-06"])
async def test_seats_are_never_oversold_in_whatever_order_people_come_and_go(school, first):
    walks: list[list[tuple[str, int]]] = []

    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def draw(steps: list[tuple[str, int]]) -> None:
        walks.append(steps)

    draw()
    class_id, _ = await full_class(school, first)
    for steps in walks:
        for verb, number in steps:
            await _step(school, class_id, verb, number)
            await _holds(school, class_id)


async def _step(school, class_id: str, verb: str, number: int) -> None:
    path = f"/v1/classes/{class_id}"
    if verb in ("enrol", "wait"):
        person = await school.accepted(free=number % 2 == 0)
        day = {"enrol": ("enrolments", "enrolled_on"), "wait": ("waiting-list", "joined_on")}[verb]
        await school.office.post(f"{path}/{day[0]}", {"applicant_id": person, day[1]: "2007-07-20"})
    elif verb == "drop":
        listed = (await school.manager.get(f"{path}/enrolments?limit=500&state=enrolled")).json()["items"]
        if listed:
            await drops_out(school, listed[number % len(listed)]["id"])
    else:
        waiting = [one for one in await the_list(school, class_id) if one["state"] == "waiting"]
        if waiting:
            leaving = f"/v1/waiting-list/{waiting[number % len(waiting)]['id']}/leaving"
            await school.office.ok(leaving, {"left_on": "2007-07-26", "reason": "moved away"})


async def _holds(school, class_id: str) -> None:
    listed = (await school.manager.get(f"/v1/classes/{class_id}/enrolments?limit=500")).json()["items"]
    sitting = sum(one["state"] == "enrolled" for one in listed)
    found = await the_list(school, class_id)
    waiting = [one["position"] for one in found if one["state"] == "waiting"]
    seated = [one["position"] for one in found if one["state"] == "seated"]
    assert await seats(school, class_id) == sitting <= 20
    assert not waiting or sitting == 20, "nobody waits beside a free seat"
    assert not waiting or not seated or max(seated) < min(waiting), "first come, first seated"
