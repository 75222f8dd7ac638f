"""Ratings stay anonymous, class files are complete within ten working days, and two people close them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from kit.ids import new_id
from training.store.ratings import rating
from training.store.tables.base import table_of
from training.store.tables.class_files import RatingTicketRow

ITEMS = ("content", "trainers", "material", "organisation", "overall")
PDF = b"%PDF-1.4\n%%EOF\n"


def scores(value: int) -> dict[str, int]:
    return dict.fromkeys(ITEMS, value)


def picture(number: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes([number]) * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"


async def class_of(school: Any, count: int, first: str = "2007-08-06", *, free: bool = True) -> tuple[str, list[str]]:
    class_id = await school.open_class(first)
    enrolled_on = str(date.fromisoformat(first) - timedelta(days=3))
    people = [await school.accepted(free=free) for _ in range(count)]
    return class_id, [(await school.enrol(class_id, person, enrolled_on))["id"] for person in people]


async def rate(school: Any, class_id: str, enrolment: str, value: int, day: str = "2007-08-16", **more: Any) -> Any:
    body = {"enrolment_id": enrolment, "given_on": day, "scores": scores(value), **more}
    return await school.inspector.post(f"/v1/classes/{class_id}/ratings", body)


async def upload(school: Any, class_id: str, item: str, content: bytes, name: str = "scan.pdf", **more: str) -> Any:
    return await school.office.upload(f"/v1/classes/{class_id}/file/documents", name, content, item=item, **more)


async def fill(school: Any, class_id: str) -> None:
    """The documents that every file needs."""
    assert (await upload(school, class_id, "attendance_originals", PDF)).status_code == 201
    for number in (1, 2):
        assert (await upload(school, class_id, "photos", picture(number), f"{number}.png")).status_code == 201


async def taught(school: Any, first: str = "2007-08-06", *, free: bool = True) -> str:
    class_id, enrolments = await class_of(school, 2, first, free=free)
    await school.teach(class_id, enrolments)
    ended = date.fromisoformat(first) + timedelta(days=9)
    assert (await rate(school, class_id, enrolments[0], 5, str(ended))).status_code == 201
    return class_id


async def test_ratings_are_shown_from_five_on_and_to_the_institution_when_no_more_can_come(school):
    class_id, enrolments = await class_of(school, 6)
    path = f"/v1/classes/{class_id}/ratings"
    for enrolment in enrolments[:4]:
        assert (await rate(school, class_id, enrolment, 4)).status_code == 201
    for client in (school.office, school.manager):
        few = (await client.get(path)).json()
        assert (few["rated"], few["learners"], few["shown"], few["why_not"]) == (4, 6, False, "too_few")
        assert (few["items"], few["comments"]) == ([], [])
    await rate(school, class_id, enrolments[4], 1, comment="more practice")
    seen = (await school.manager.get(path)).json()
    assert seen["shown"] is True
    assert seen["items"][0] == {"item": "content", "counts": [1, 0, 0, 4, 0], "mean": "3.40"}
    assert (seen["share"], seen["comments"]) == ("0.83", ["more practice"])
    own = (await school.office.get(path)).json()  # its window closed long ago
    assert (own["shown"], own["comments"]) == (True, [])
    text = str(own) + str(seen)
    assert not [one for one in enrolments if one in text]


async def test_while_codes_are_out_the_institution_sees_nothing(school):
    class_id, enrolments = await class_of(school, 6)
    for enrolment in enrolments[:5]:
        await rate(school, class_id, enrolment, 4)
    issued = await school.inspector.ok(f"/v1/classes/{class_id}/rating-codes", {})
    assert [code["enrolment_id"] for code in issued["codes"]] == [enrolments[5]]
    own = (await school.office.get(f"/v1/classes/{class_id}/ratings")).json()
    assert (own["rated"], own["shown"], own["why_not"]) == (5, False, "still_open")
    await school.inspector.ok("/v1/ratings", {"code": issued["codes"][0]["code"].lower(), "scores": scores(3)})
    assert (await school.office.get(f"/v1/classes/{class_id}/ratings")).json()["shown"] is True


async def test_a_code_works_once_and_leaves_no_trace_of_whom(school, service):
    class_id, enrolments = await class_of(school, 2)
    issued = await school.inspector.ok(f"/v1/classes/{class_id}/rating-codes", {})
    again = await school.inspector.ok(f"/v1/classes/{class_id}/rating-codes", {})
    old, new = issued["codes"][0]["code"], again["codes"][0]["code"]
    anonymous = service.anonymous()
    body = {"scores": scores(5)}
    assert (await anonymous.post("/v1/ratings", {"code": old, **body})).json()["code"] == "rating_code_unknown"
    wrong = await anonymous.post("/v1/ratings", {"code": new, "scores": {"content": 5}})
    assert wrong.json()["code"] == "rating_items_not_those"
    assert (await anonymous.post("/v1/ratings", {"code": new, **body})).status_code == 201
    assert (await anonymous.post("/v1/ratings", {"code": new, **body})).status_code == 404
    assert (await rate(school, class_id, again["codes"][0]["enrolment_id"], 5)).json()["code"] == "rated_already"
    async with service.database.reading(service.call) as tx:
        ticket = table_of(RatingTicketRow)
        tickets = await tx.all(sa.select(ticket).where(ticket.c.class_id == class_id))
        said = await tx.all(sa.select(rating).where(rating.c.class_id == class_id))
    assert sorted((row["used"], row["code_hash"] is None) for row in tickets) == [(False, False), (True, True)]
    assert set(said[0]) == {"id", "class_id", "institution_id", "area", "scores", "comment"}
    assert not [one for one in enrolments if one in str(said)]
    form = (await anonymous.get("/v1/rating-items?on=2007-08-16")).json()
    assert [item["item"] for item in form["items"]] == list(ITEMS)


async def test_each_learner_rates_once_in_time_and_only_their_class(school, together):
    class_id, enrolments = await class_of(school, 2)
    other, strangers = await class_of(school, 1, "2007-09-10")
    raced = await together(*(rate(school, class_id, enrolments[0], 4) for _ in range(4)))
    assert sorted(answer.status_code for answer in raced) == [201, 409, 409, 409]
    assert (await rate(school, class_id, strangers[0], 4)).json()["code"] == "not_in_class"
    assert (await rate(school, class_id, enrolments[1], 4, "2007-08-14")).json()["code"] == "rating_closed"
    assert (await rate(school, class_id, enrolments[1], 4, "2007-10-15")).json()["code"] == "rating_closed"
    assert (await rate(school, class_id, enrolments[1], 6)).status_code == 422
    assert (await school.office.post(f"/v1/classes/{other}/ratings", {})).status_code == 403


async def test_a_file_is_filled_handed_in_returned_and_accepted(school, service):
    class_id = await taught(school)
    path = f"/v1/classes/{class_id}/file"
    empty = (await school.office.get(f"{path}?as_of=2007-08-29")).json()
    missing = {item["item"] for item in empty["items"] if not item["complete"]}
    assert missing == {"attendance_originals", "photos"}
    assert (empty["state"], empty["due_on"], empty["days_late"]) == ("open", "2007-08-29", 0)
    assert (empty["holidays_known"], empty["complete"]) == (True, False)
    early = await school.office.post(f"{path}/hand-in", {"handed_in_on": "2007-12-05"})
    assert (early.status_code, early.json()["code"]) == (409, "class_file_incomplete")
    assert "photos" in early.json()["detail"]

    await fill(school, class_id)
    again = (await upload(school, class_id, "photos", picture(1), "copy.png")).json()
    assert again["documents"] == 2  # the same picture counts once
    assert (await upload(school, class_id, "cake", PDF)).json()["code"] == "file_item_unknown"
    handed_in = await school.office.ok(f"{path}/hand-in", {"handed_in_on": "2007-12-05"})
    assert (handed_in["state"], handed_in["due_on"], handed_in["days_late"]) == ("handed_in", "2007-08-29", 67)
    assert (await upload(school, class_id, "photos", picture(3), "3.png")).json()["code"] == "illegal_transition"

    same = service.as_role("case_worker", account=f"school-{school.id}", area="500116")
    decided = {"decided_on": "2007-12-06", "decision": "accepted"}
    assert (await same.post(f"{path}/decision", decided)).json()["code"] == "same_person"
    returned = decided | {"decision": "returned"}
    assert (await school.inspector.post(f"{path}/decision", returned)).json()["code"] == "return_reasons_missing"
    returned |= {"reasons": [{"item": "photos", "remark": "blurred"}]}
    assert (await school.inspector.ok(f"{path}/decision", returned))["state"] == "returned"
    replaced = await upload(school, class_id, "photos", picture(4), "4.png", replaces="2")
    assert replaced.json()["documents"] == 3
    twice = await upload(school, class_id, "photos", picture(5), "5.png", replaces="2")
    assert twice.json()["code"] == "document_replaced"
    await school.office.ok(f"{path}/hand-in", {"handed_in_on": "2007-12-07"})
    accepted = await school.inspector.ok(f"{path}/decision", decided | {"decided_on": "2007-12-10"})
    assert accepted["state"] == "accepted"

    seen = (await school.manager.get(path)).json()
    assert [step["step"] for step in seen["steps"]] == ["handed_in", "returned", "handed_in", "accepted"]
    assert seen["steps"][1]["reasons"] == {"photos": "blurred"}
    assert [one["number"] for one in seen["documents"] if one["replaced"]] == [2]
    scan = await school.inspector.get(f"{path}/documents/1")
    assert (scan.content, scan.headers["content-type"]) == (PDF, "application/pdf")
    stranger = service.as_role("institution", account="other", organisation=new_id())
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.get(f"{path}/documents/1")).status_code == 404
    moved = [e["type"] for e in await service.events() if e["subject"] == class_id and "class_file" in e["type"]]
    assert [kind.split(".")[3] for kind in moved] == ["handed_in", "returned", "handed_in", "accepted"]


async def test_receipts_are_needed_when_somebody_paid(school):
    class_id = await taught(school, free=False)
    await fill(school, class_id)
    path = f"/v1/classes/{class_id}/file"
    answer = await school.office.post(f"{path}/hand-in", {"handed_in_on": "2007-12-05"})
    assert "fee_receipts" in answer.json()["detail"]
    await upload(school, class_id, "fee_receipts", "票号,金额\n1,800.00\n".encode(), "receipts.csv")
    await school.office.ok(f"{path}/hand-in", {"handed_in_on": "2007-12-05"})


@pytest.mark.parametrize(
    ("first", "due_on"),
    [
        ("2007-09-17", "2007-10-15"),  # ended 26 September; 1 to 7 October off, 29 and 30 September worked
        ("2008-01-21", "2008-02-18"),  # ended 30 January; 6 to 12 February off, 2 and 3 February worked
        ("2007-08-06", "2007-08-29"),
    ],
)
async def test_late_files_are_listed_to_the_day(school, first, due_on):
    class_id, _ = await class_of(school, 1, first)
    due = date.fromisoformat(due_on)
    assert (await school.manager.get(f"/v1/classes/{class_id}/file")).json()["due_on"] == due_on
    for day, listed in ((due, False), (due + timedelta(days=1), True)):
        late = (await school.manager.get(f"/v1/class-files?late=true&as_of={day}&institution_id={school.id}")).json()
        assert (class_id in {item["class_id"] for item in late["items"]}) is listed
        counts = (await school.manager.get(f"/v1/class-files/overview?as_of={day}")).json()["items"]
        mine = next(item for item in counts if item["institution_id"] == school.id)
        assert (mine["open"], mine["late"]) == (1, int(listed))
    own = (await school.office.get(f"/v1/class-files?as_of={due}")).json()["items"]
    assert {item["institution_id"] for item in own} == {school.id}


async def test_certificates_wait_for_the_file_where_the_policy_says_so(school, service):
    class_id = await taught(school)
    rules_as_of = service.app.state.rules_as_of

    def strict(day):
        rules = rules_as_of(day)
        return replace(rules, assessment=replace(rules.assessment, certificate_needs_file=True))

    service.app.state.rules_as_of = strict
    try:
        path, issue = f"/v1/classes/{class_id}", {"issued_on": "2007-12-12"}
        answer = await school.inspector.post(f"{path}/certificates", issue)
        assert (answer.status_code, answer.json()["code"]) == (409, "class_file_not_accepted")
        await fill(school, class_id)
        await school.office.ok(f"{path}/file/hand-in", {"handed_in_on": "2007-12-05"})
        decided = {"decided_on": "2007-12-06", "decision": "accepted"}
        await school.inspector.ok(f"{path}/file/decision", decided)
        assert len((await school.inspector.ok(f"{path}/certificates", issue))["certificates"]) == 2
    finally:
        service.app.state.rules_as_of = rules_as_of
