"""What waits is on the list until it is done, the longest overdue first; cases pass on whole; nothing is lost."""

from datetime import date, timedelta

import sqlalchemy as sa
from applicants.store.case_tables import entry

AREA = "500116107"


async def work(client, **query):
    """Every page of the work list, three at a time."""
    found, cursor = [], None
    while True:
        more = "".join(f"&{key}={value}" for key, value in query.items())
        page = (await client.get(f"/v1/work-list?limit=3{more}{f'&cursor={cursor}' if cursor else ''}")).json()
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            return found


async def registered(worker, form, **changes):
    return (await worker.ok("/v1/applicants", form(area=AREA, **changes)))["id"]


async def test_a_case_waits_for_screening_then_referral_then_training(service, worker, form):
    person = await registered(worker, form, registered_on="2007-07-02")

    async def waiting():
        return [(one["kind"], one["due_on"]) for one in await work(worker, area=AREA) if one["applicant_id"] == person]

    assert await waiting() == [("screen", "2007-07-12")]
    await worker.ok(f"/v1/applicants/{person}/screening", {"screened_on": "2007-07-05"})
    assert await waiting() == [("refer", "2007-07-15")]
    referral = {"institution_id": "0198c1de-0000-7000-8000-000000000001", "package": "SYB", "referred_on": "2007-07-10"}
    await worker.ok(f"/v1/applicants/{person}/referral", referral)
    assert await waiting() == [("see_into_training", "2007-09-08")]
    enrolled = {
        "enrolment_id": "e",
        "applicant_id": person,
        "class_id": "c",
        "institution_id": "i",
        "package": "SYB",
        "free": True,
        "enrolled_on": "2007-07-20",
    }
    await service.deliver("training.enrolment.confirmed", "e", enrolled)
    assert await waiting() == []


async def test_the_list_has_everything_once_and_the_longest_overdue_first(worker, form):
    place = "500116108"
    people = []
    for day in (5, 3, 4, 3, 9, 2, 7):
        body = form(area=place, registered_on=f"2007-07-0{day}")
        people.append((await worker.ok("/v1/applicants", body))["id"])
    steps = {"text": "call", "due_on": "2007-07-14"}
    for person in people[:3]:
        note = {"noted_on": "2007-07-10", "text": "asked", "next_step": steps}
        await worker.ok(f"/v1/applicants/{person}/notes", note)
    found = await work(worker, area=place)
    assert len(found) == len({(one["kind"], one["item_id"]) for one in found}) == 10
    days = [one["due_on"] for one in found]
    assert days == sorted(days)
    assert found[0]["applicant_id"] == people[5]
    assert all(one["days_overdue"] > 6000 for one in found)
    due = await work(worker, area=place, due_by="2007-07-13")
    assert {one["applicant_id"] for one in due} == {people[5], people[1], people[3]}
    assert [one["kind"] for one in await work(worker, area=place, kind="next_step")] == ["next_step"] * 3


async def test_a_next_step_waits_until_somebody_says_what_came_of_it(service, worker, form):
    person = await registered(worker, form)
    advice = {
        "consulted_on": "2007-07-20",
        "service": "market",
        "advice": "十一家美容院已经太多",
        "next_step": {"text": "看看修理铺", "due_on": "2007-08-01"},
    }
    written = await worker.ok(f"/v1/applicants/{person}/consultations", advice)
    async with service.database.reading(service.call) as tx:
        row = await tx.one(sa.select(entry).where(entry.c.id == written["id"]))
    assert "美容" not in str(dict(row))
    path = f"/v1/case-tasks/{written['task_id']}"
    early = await worker.post(f"{path}/postponement", {"due_on": "2007-08-01", "reason": "no later"})
    assert early.json()["code"] == "not_postponed"
    later = await worker.ok(f"{path}/postponement", {"due_on": "2007-08-10", "reason": "landlord away"})
    assert (later["first_due_on"], later["due_on"], later["postponed"]) == ("2007-08-01", "2007-08-10", 1)
    [waiting] = [one for one in await work(worker, area=AREA, kind="next_step") if one["applicant_id"] == person]
    assert (waiting["text"], waiting["due_on"]) == ("看看修理铺", "2007-08-10")
    done = {"done_on": "2007-07-19", "outcome": "seen"}
    assert (await worker.post(f"{path}/completion", done)).json()["code"] == "dates_out_of_order"
    await worker.ok(f"{path}/completion", done | {"done_on": "2007-08-09"})
    assert (await worker.post(f"{path}/completion", done | {"done_on": "2007-08-09"})).status_code == 409
    assert person not in [one["applicant_id"] for one in await work(worker, area=AREA, kind="next_step")]


async def test_a_note_is_not_due_before_it_was_written_nor_written_ahead(worker, form):
    person = await registered(worker, form)
    note = {"noted_on": "2007-07-20", "text": "t", "next_step": {"text": "s", "due_on": "2007-07-19"}}
    assert (await worker.post(f"/v1/applicants/{person}/notes", note)).json()["code"] == "due_before_entry"
    ahead = {"noted_on": str(date.today() + timedelta(days=2)), "text": "t"}  # noqa: DTZ011 -- any day to come
    assert (await worker.post(f"/v1/applicants/{person}/notes", ahead)).json()["code"] == "date_in_future"


async def test_cases_are_in_charge_of_whom_their_area_names_and_pass_on_whole(service, worker, form):
    manager = service.as_role("manager", account="chief")
    place, smaller = "500116109", "500116109001"
    before = (await worker.ok("/v1/applicants", form(area=place)))["id"]
    took = await manager.ok("/v1/area-workers", {"area": place, "case_worker": "zhang"})
    assert took == {"case_worker": "zhang", "cases": 1}
    await manager.ok("/v1/area-workers", {"area": smaller, "case_worker": "wu"})
    inner = (await worker.ok("/v1/applicants", form(area=smaller)))["id"]
    outer = (await worker.ok("/v1/applicants", form(area=place)))["id"]
    held = {one["applicant_id"]: one["case_worker"] for one in await work(worker, area=place)}
    assert held == {before: "zhang", inner: "wu", outer: "zhang"}
    zhang = service.as_role("case_worker", account="zhang", area="500116")
    assert {one["applicant_id"] for one in await work(zhang, mine="true")} == {before, outer}
    await worker.ok(f"/v1/applicants/{outer}/assignment", {"case_worker": "wu", "reason": "moved there"})
    again = await worker.post(f"/v1/applicants/{outer}/assignment", {"case_worker": "wu", "reason": "moved there"})
    assert again.json()["code"] == "same_worker"
    body = {"from_worker": "wu", "case_worker": "li", "reason": "maternity leave"}
    assert (await worker.post("/v1/caseload-transfers", body)).status_code == 403
    assert (await manager.ok("/v1/caseload-transfers", body))["cases"] == 2
    assert (await manager.ok("/v1/caseload-transfers", body))["cases"] == 0
    told = (await worker.get(f"/v1/applicants/{outer}/timeline")).json()["items"]
    assert [one["about"]["to"] for one in told if one["kind"] == "assigned"] == ["wu", "li"]


async def test_the_timeline_tells_both_files_of_a_merged_person(service, worker, form):
    manager = service.as_role("manager", account="chief")
    first, second = await registered(worker, form), await registered(worker, form)
    await worker.ok(f"/v1/applicants/{second}/notes", {"noted_on": "2007-07-21", "text": "came again"})
    await worker.ok(f"/v1/applicants/{first}/screening", {"screened_on": "2007-07-05"})
    merged = {"into": first, "merged_on": "2007-08-01", "reason": "one person, two cards"}
    await manager.ok(f"/v1/applicants/{second}/merge", merged)
    told = (await worker.get(f"/v1/applicants/{first}/timeline")).json()["items"]
    assert [(one["kind"], one["of_file"]) for one in told] == [
        ("registered", first),
        ("registered", second),
        ("screened", first),
        ("note", second),
    ]
    assert [one["text"] for one in told if one["kind"] == "note"] == ["came again"]


async def test_other_areas_see_and_write_nothing(service, worker, form):
    person = await registered(worker, form)
    note = {"noted_on": "2007-07-20", "text": "t", "next_step": {"text": "s", "due_on": "2007-07-29"}}
    task = (await worker.ok(f"/v1/applicants/{person}/notes", note))["task_id"]
    elsewhere = service.as_role("case_worker", account="far", area="500117")
    assert (await elsewhere.post(f"/v1/applicants/{person}/notes", note)).status_code == 404
    assert (await elsewhere.get(f"/v1/applicants/{person}/timeline")).status_code == 404
    done = {"done_on": "2007-07-29", "outcome": "x"}
    assert (await elsewhere.post(f"/v1/case-tasks/{task}/completion", done)).status_code == 404
    assert await work(elsewhere) == []
    assert (await worker.get("/v1/work-list?cursor=nonsense")).status_code in {400, 422}
