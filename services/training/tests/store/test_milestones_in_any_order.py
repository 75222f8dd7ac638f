"""Certificate, registration and survival may become known in any order, twice, or at once."""

import asyncio
from itertools import permutations

import pytest
from kit.ids import new_id

ORDERS = list(permutations(["certificate", "business", "survival"]))


async def play(school, order):
    class_id = await school.open_class()
    person, shop = await school.accepted(), new_id()
    place = (await school.enrol(class_id, person))["id"]
    await school.teach(class_id, [place])
    for step in order:
        if step == "certificate":
            await school.inspector.ok(f"/v1/classes/{class_id}/certificates", {"issued_on": "2007-12-10"})
        elif step == "business":
            await school.business(person, "2007-11-20", shop)
        else:
            await school.survival(person, shop, "2007-11-20", "2008-05-25")
    return await school.milestones(person)


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
async def test_every_order_ends_in_the_same_milestones(school, order):
    earned = await play(school, order)
    assert {key: (m["earned_on"], m["amount"], m["state"]) for key, m in earned.items()} == {
        "M1": ("2007-12-10", "500.00", "earned"),
        "M2": ("2007-12-10", "500.00", "earned"),
        "M3": ("2008-05-25", "100.00", "earned"),
    }


async def test_events_that_come_again_change_nothing(school):
    taught = await school.certified_class(1)
    person = taught.applicants[0]
    for _ in range(3):
        await school.business(person, "2008-01-05", "0198c1de-0000-7000-8000-0000000000aa")
    first = await school.milestones(person)
    await school.business(person, "2008-01-05", "0198c1de-0000-7000-8000-0000000000aa")
    assert await school.milestones(person) == first
    assert set(first) == {"M1", "M2"}


async def test_an_earlier_business_learnt_of_later_counts_until_it_is_claimed(school):
    taught = await school.certified_class(2)
    person, claimed = taught.applicants
    for someone in (person, claimed):
        await school.business(someone, "2008-03-01")
    early = await school.business(person, "2008-02-01")
    assert (await school.milestones(person))["M2"]["business_id"] == early
    await school.office.ok("/v1/claims", {"agreement_id": school.agreement, "claimed_on": "2008-07-20"})
    before = await school.milestones(claimed)
    await school.business(claimed, "2008-02-01")
    assert await school.milestones(claimed) == before


async def test_who_pays_earns_nothing(school):
    taught = await school.certified_class(1, free=False)
    await school.business(taught.applicants[0], "2008-01-05")
    assert await school.milestones(taught.applicants[0]) == {}


async def test_a_late_start_and_a_business_older_than_the_course_earn_no_m2(school):
    taught = await school.certified_class(2)
    await school.business(taught.applicants[0], "2008-06-11")
    await school.business(taught.applicants[1], "2007-08-05")
    for person in taught.applicants:
        assert set(await school.milestones(person)) == {"M1"}


async def test_certificate_and_registration_at_the_same_moment_lose_nothing(school):
    class_id = await school.open_class()
    people = [await school.accepted() for _ in range(10)]
    places = [(await school.enrol(class_id, person))["id"] for person in people]
    await school.teach(class_id, places)
    issue = school.inspector.ok(f"/v1/classes/{class_id}/certificates", {"issued_on": "2007-12-10"})
    answers = await asyncio.gather(
        issue, *(school.business(person, "2008-01-05") for person in people), return_exceptions=True
    )
    assert not isinstance(answers[0], BaseException)
    for person, answer in zip(people, answers[1:], strict=True):
        if isinstance(answer, BaseException):  # gave way to the request; the worker tries again
            await school.business(person, "2008-01-05")
        assert set(await school.milestones(person)) == {"M1", "M2"}


async def test_a_later_screening_that_declines_takes_the_acceptance_away_whatever_comes_first(school, service):
    from datetime import UTC, datetime, timedelta

    person = await school.accepted()
    earlier = datetime.now(UTC) - timedelta(days=1)
    declined = {"applicant_id": person, "declined_on": "2007-07-04", "outcome": "ineligible"}
    await service.deliver("applicants.applicant.declined", person, declined, time=earlier)
    class_id = await school.open_class()
    assert (await school.enrol(class_id, person))["free"] is True
    await service.deliver("applicants.applicant.declined", person, declined)
    second = await school.open_class("2007-09-06")
    answer = await school.office.post(
        f"/v1/classes/{second}/enrolments", {"applicant_id": person, "enrolled_on": "2007-07-20"}
    )
    assert answer.json()["code"] == "applicant_not_accepted"
