"""Seats, entitlements, milestones and budgets under concurrency, on real PostgreSQL."""

import asyncio

import pytest
import sqlalchemy as sa
from kit.ids import new_id
from training.store.tables.base import table_of
from training.store.tables.enrolments import EnrolmentRow


async def test_a_hundred_simultaneous_enrolments_take_no_seat_twice(school):
    class_id = await school.open_class()
    people = [await school.accepted() for _ in range(100)]
    path = f"/v1/classes/{class_id}/enrolments"
    answers = await asyncio.gather(
        *(school.office.post(path, {"applicant_id": p, "enrolled_on": "2007-07-20"}) for p in people)
    )
    codes = [a.json().get("code") for a in answers]
    assert codes.count(None) == 20
    assert codes.count("class_full") == 80
    assert (await school.manager.get(f"/v1/classes/{class_id}")).json()["seats_taken"] == 20
    listed = (await school.manager.get(f"/v1/classes/{class_id}/enrolments?limit=500")).json()["items"]
    assert len(listed) == 20


async def test_one_person_enrolling_everywhere_at_once_gets_one_free_course(school, service):
    others = [await type(school)(service).set_up() for _ in range(4)]
    classes = [await s.open_class(f"2007-{8 + i:02d}-06") for i, s in enumerate(others)]
    person = await school.accepted()
    places = await asyncio.gather(*(s.enrol(c, person) for s, c in zip(others, classes, strict=True)))
    assert sorted(place["reason"] for place in places) == ["entitled", *["subsidised_course_used"] * 3]


async def test_overlapping_classes_at_once_take_a_person_once(school, service):
    others = [await type(school)(service).set_up() for _ in range(4)]
    classes = [await s.open_class() for s in others]
    person = await school.accepted()
    body = {"applicant_id": person, "enrolled_on": "2007-07-20"}
    answers = await asyncio.gather(
        *(s.office.post(f"/v1/classes/{c}/enrolments", body) for s, c in zip(others, classes, strict=True))
    )
    assert sorted(a.status_code for a in answers) == [201, 409, 409, 409]


async def test_a_trainer_is_planned_once_by_simultaneous_classes(school):
    answers = await asyncio.gather(*(school.office.post("/v1/classes", school.class_body()) for _ in range(6)))
    assert sorted(a.json().get("code", "opened") for a in answers) == ["opened", *["trainer_busy"] * 5]


async def test_simultaneous_claims_never_exceed_the_budget_nor_share_a_milestone(school):
    await school.manager.ok(
        f"/v1/agreements/{school.agreement}/end", {"ended_on": "2007-07-31", "reason": "replaced by a smaller one"}
    )
    school.agreement = await school.agree("1200.00", "2007-08-01")
    await school.certified_class(4)
    body = {"agreement_id": school.agreement, "claimed_on": "2008-01-20"}
    answers = await asyncio.gather(*(school.office.post("/v1/claims", body) for _ in range(8)))
    lodged = [a.json() for a in answers if a.is_success]
    claimed = [line["milestone_id"] for claim in lodged for line in claim["lines"]]
    assert len(claimed) == len(set(claimed)) == 2
    assert (await school.budget()) == {
        "budget": "1200.00",
        "reserved": "1000.00",
        "paid": "0.00",
        "free": "200.00",
    }
    refused = {a.json()["code"] for a in answers if not a.is_success}
    assert refused == {"budget_exhausted"}
    await school.verify(lodged[0]["id"], "2008-01-21", false=[1])
    assert (await school.budget())["free"] == "700.00"
    again = await school.office.ok("/v1/claims", body)
    assert [line["milestone_id"] in claimed for line in again["lines"]] == [False]


async def test_two_agreements_for_the_same_days_made_at_once_are_one(school):
    terms = {"institution_id": school.id, "valid_from": "2008-07-01", "valid_to": "2009-05-31", "budget": "1000.00"}
    answers = await asyncio.gather(*(school.manager.post("/v1/agreements", terms) for _ in range(4)))
    assert sorted(a.json().get("code", "made") for a in answers) == ["agreement_overlaps"] * 3 + ["made"]


async def test_the_database_itself_refuses_a_second_free_course(school, service):
    class_id = await school.open_class()
    person = await school.accepted()
    await school.enrol(class_id, person)
    table = table_of(EnrolmentRow)
    async with service.database.reading(service.call) as tx:
        row = dict(await tx.one(sa.select(table).where(table.c.applicant_id == person)))
    row |= {"id": new_id(), "class_id": await school.open_class("2007-10-06")}
    with pytest.raises(sa.exc.IntegrityError, match="uq_enrolment_entitlement"):
        async with service.database.transaction(service.call) as tx:
            await tx.execute(sa.insert(table).values(row))


@pytest.mark.parametrize("table", ["attendance_sheet", "plan_grade", "certificate", "inspection"])
async def test_facts_are_never_edited(school, service, table):
    await school.certified_class(1)
    with pytest.raises(sa.exc.DBAPIError, match="never changed"):
        async with service.database.transaction(service.call) as tx:
            await tx.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 -- names from this file
