"""An institution's life through the API: papers, checklist, suspension, revocation, renewal, reminders, history."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from kit.database import CHINA
from kit.ids import new_id

TODAY = datetime.now(CHINA).date()
LATE = {"certified_to": "2011-05-31"}


async def applied(school, **changes):
    body = {"name": "New school", "area": "500116101", "applied_on": "2007-05-02", "documents": school.papers}
    made = await school.inspector.ok("/v1/institutions", body | changes)
    return f"/v1/institutions/{made['id']}", made


async def inspected(school, path, inspected_on="2007-05-20"):
    body = {"inspected_on": inspected_on, "items": school.checklist, "findings": "fine"}
    return await school.inspector.ok(f"{path}/inspection", body)


async def certified(school, certified_from="2007-06-01", certified_to="2009-05-31", **changes):
    path, _ = await applied(school, **changes)
    await inspected(school, path, str(date.fromisoformat(certified_from) - timedelta(days=5)))
    await school.manager.ok(f"{path}/certification", {"certified_from": certified_from, "certified_to": certified_to})
    return path


async def code(client, path, body):
    answer = await client.post(path, body)
    return answer.status_code, answer.json()["code"]


async def state(school, path, as_of):
    return (await school.manager.get(f"{path}?as_of={as_of}")).json()["state"]


async def test_a_certificate_needs_every_required_paper(school):
    path, made = await applied(school, documents=school.papers[1:])
    assert made["documents_missing"] == ["legal_status"]
    await inspected(school, path)
    period = {"certified_from": "2007-06-01", "certified_to": "2009-05-31"}
    assert await code(school.manager, f"{path}/certification", period) == (409, "documents_missing")
    paper = {"kind": "legal_status", "reference": "渝教 88 号", "received_on": "2007-05-25", "valid_to": "2010-05-24"}
    own = school.service.as_role("institution", account="own", organisation=path.rsplit("/", 1)[1])
    added = await own.ok(f"{path}/documents", paper)
    assert (added["number"], added["documents_missing"]) == (5, ["legal_status"] if date(2010, 5, 24) < TODAY else [])
    assert await code(own, f"{path}/documents", paper | {"kind": "horoscope"}) == (422, "document_kind_unknown")
    assert await code(school.office, f"{path}/documents", paper) == (404, "not_found")
    await school.manager.ok(f"{path}/certification", period)
    shown = (await school.manager.get(f"{path}?as_of=2007-06-01")).json()
    assert (shown["state"], shown["documents_missing"], len(shown["documents"])) == ("certified", [], 5)


async def test_an_inspection_is_passed_by_the_checklist_not_by_hand(school):
    path, _ = await applied(school)
    body = {"inspected_on": "2007-05-20", "items": school.checklist, "findings": "looked at"}
    assert await code(school.inspector, f"{path}/inspection", body | {"passed": True}) == (422, "input_invalid")
    short = body | {"items": school.checklist[1:]}
    assert await code(school.inspector, f"{path}/inspection", short) == (422, "checklist_incomplete")
    items = school.checklist
    items[1] = {"item": "fire_safety", "met": False}
    assert await code(school.inspector, f"{path}/inspection", body | {"items": items}) == (422, "remark_missing")
    items[1]["remark"] = "一个出口被堵"
    failed = await school.inspector.ok(f"{path}/inspection", body | {"items": items})
    assert (failed["passed"], failed["score"], failed["critical_failed"]) == (False, "0.8500", ["fire_safety"])
    items = school.checklist
    items[-1] = {"item": "fees_displayed", "met": False, "remark": "未公示"}
    passed = await school.inspector.ok(f"{path}/inspection", body | {"items": items})
    assert (passed["passed"], passed["score"], passed["state"]) == (True, "0.9500", "inspected")
    shown = (await school.manager.get(path)).json()["inspections"]
    assert [found["passed"] for found in shown] == [False, True]
    assert shown[0]["checklist"][1]["remark"] == "一个出口被堵"


async def test_a_master_trainer_in_an_inspection_is_licensed_and_works_elsewhere(school):
    path, _ = await applied(school)
    body = {"inspected_on": "2007-05-20", "items": school.checklist, "findings": "fine"}
    plain = body | {"master_trainer_id": school.trainers[0]}
    assert await code(school.inspector, f"{path}/inspection", plain) == (422, "master_trainer_needed")
    licence = {"package": "SYB", "level": "master_trainer", "valid_from": "2006-03-01", "valid_to": "2009-02-28"}
    person = {"institution_id": school.id, "name": "赵老师", "licences": [licence]}
    master = (await school.manager.ok("/v1/trainers", person))["id"]
    await school.inspector.ok(f"{path}/inspection", body | {"master_trainer_id": master})
    own = f"/v1/institutions/{school.id}/inspection"
    assert await code(school.inspector, own, body | {"master_trainer_id": master}) == (422, "master_trainer_needed")


async def test_a_suspended_institution_opens_no_class_on_those_days_until_it_is_lifted(school, service):
    path = f"/v1/institutions/{school.id}"
    class_id = await school.open_class("2007-08-06")
    suspended = await school.manager.ok(
        f"{path}/suspension", {"suspended_from": "2007-08-10", "reason": "两次抽查无人上课"}
    )
    assert [(c["class_id"], c["sessions"], c["first_held_on"]) for c in suspended["classes_touched"]] == [
        (class_id, 6, "2007-08-10")
    ]
    refused = await school.office.post("/v1/classes", school.class_body("2007-09-06"))
    assert (refused.status_code, refused.json()["code"]) == (422, "institution_not_certified")
    again = {"suspended_from": "2007-10-01", "suspended_to": "2007-10-31", "reason": "x"}
    assert await code(school.manager, f"{path}/suspension", again) == (409, "already_suspended")
    lifted = await school.manager.ok(f"{path}/suspension-lifting", {"lifted_on": "2007-09-06", "reason": "整改合格"})
    assert lifted["suspended_from"] == "2007-08-10"
    earlier = {"lifted_on": "2007-08-20", "reason": "x"}
    assert await code(school.manager, f"{path}/suspension-lifting", earlier) == (409, "illegal_transition")
    await school.open_class("2007-09-06")
    assert [await state(school, path, day) for day in ("2007-08-09", "2007-08-10", "2007-09-05", "2007-09-06")] == [
        "certified",
        "suspended",
        "suspended",
        "certified",
    ]
    told = [e["type"].split(".")[-2] for e in await service.events() if e["subject"] == school.id]
    assert told == ["certified", "suspended", "suspension_lifted"]


async def test_revoked_is_final_until_a_new_inspection_after_the_waiting_time(school):
    path = f"/v1/institutions/{school.id}"
    revoked = await school.manager.ok(f"{path}/revocation", {"revoked_on": "2008-06-02", "reason": "虚报学员"})
    assert (revoked["certification"], revoked["state"]) == (1, "revoked")
    assert await code(school.manager, f"{path}/revocation", {"revoked_on": "2008-06-03", "reason": "x"}) == (
        409,
        "illegal_transition",
    )
    assert await code(school.manager, f"{path}/revocation", {"revoked_on": "2008-01-03", "reason": "x"}) == (
        409,
        "illegal_transition",
    )
    assert await code(school.manager, f"{path}/renewal", LATE) == (409, "nothing_to_renew")
    await inspected(school, path, "2008-07-01")
    anew = {"certified_from": "2008-07-10", "certified_to": "2009-07-09"}
    assert await code(school.manager, f"{path}/certification", anew) == (409, "reapplication_too_early")
    await inspected(school, path, "2009-06-02")
    anew = {"certified_from": "2009-06-10", "certified_to": "2010-06-09"}
    await school.manager.ok(f"{path}/certification", anew)
    assert [await state(school, path, day) for day in ("2008-06-01", "2008-06-02", "2009-06-10", "2010-06-10")] == [
        "certified",
        "revoked",
        "certified",
        "expired",
    ]
    shown = (await school.manager.get(f"{path}?as_of=2008-01-01")).json()
    assert [c["revoked_on"] for c in shown["certifications"]] == [None]


async def test_expiry_is_noted_once_and_not_when_the_certificate_was_renewed(school, service):
    lapsed = await certified(school)
    renewed = await certified(school, area="500116102")
    await inspected(school, renewed, "2009-05-20")
    goes_on = await school.manager.ok(f"{renewed}/renewal", LATE)
    assert (goes_on["certified_from"], goes_on["renews"]) == ("2009-06-01", 1)
    own = school.service.as_role("case_worker", account="sweeper", area="50011610")
    first = await own.ok("/v1/provider-expiries", {"as_of": "2009-12-31"})
    mine = {lapsed.rsplit("/", 1)[1], renewed.rsplit("/", 1)[1]}
    assert [item["number"] for item in first["items"] if item["id"] in mine] == [1]
    again = await own.ok("/v1/provider-expiries", {"as_of": "2009-12-31"})
    assert [item for item in again["items"] if item["id"] in mine] == []
    both = await asyncio.gather(*(own.ok("/v1/provider-expiries", {"as_of": "2012-01-01"}) for _ in range(4)))
    assert [item["number"] for sweep in both for item in sweep["items"] if item["id"] in mine] == [2]
    history = (await school.manager.get(f"{lapsed}/history")).json()["items"]
    assert [change["kind"] for change in history].count("expiry") == 1
    assert await code(own, "/v1/provider-expiries", {"as_of": "2099-01-01"}) == (422, "date_in_future")


async def test_reminders_come_once_ahead_and_the_list_shows_what_ends(school):
    path = await certified(school, area="500116801")
    school_id = path.rsplit("/", 1)[1]
    desk = school.service.as_role("case_worker", account="reminder", area="500116801")
    seen = []
    for day in ("2009-01-01", "2009-03-10", "2009-03-11", "2009-05-28", "2009-05-30"):
        swept = await desk.ok("/v1/provider-reminders", {"as_of": day})
        seen += [(day, item["days_left"]) for item in swept["items"] if item["id"] == school_id]
    assert seen == [("2009-03-10", 82), ("2009-05-28", 3)]
    listed = (await desk.get("/v1/expiring-institutions?as_of=2009-05-01&days=60")).json()["items"]
    assert [(i["institution_id"], i["days_left"], i["reminded"], i["inspected_anew"]) for i in listed] == [
        (school_id, 30, [90, 7], False)
    ]
    await inspected(school, path, "2009-05-01")
    [item] = (await desk.get("/v1/expiring-institutions?as_of=2009-05-01&days=60")).json()["items"]
    assert item["inspected_anew"] is True
    await school.manager.ok(f"{path}/renewal", LATE)
    assert (await desk.get("/v1/expiring-institutions?as_of=2009-05-01&days=60")).json()["items"] == []


async def test_every_change_is_in_the_history_with_who_when_and_why(school):
    path = await certified(school)
    await school.manager.ok(
        f"{path}/suspension", {"suspended_from": "2008-03-01", "suspended_to": "2008-03-31", "reason": "抽查"}
    )
    await school.manager.ok(f"{path}/suspension-lifting", {"lifted_on": "2008-03-20", "reason": "整改"})
    await school.manager.ok(f"{path}/revocation", {"revoked_on": "2008-06-02", "reason": "虚报"})
    changes, cursor = [], ""
    while True:
        page = (await school.manager.get(f"{path}/history?limit=3{cursor}")).json()
        changes += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    kinds = [change["kind"] for change in changes]
    assert sorted(kinds[:6]) == ["application", *["document"] * 5]
    assert kinds[6:] == ["inspection", "certification", "suspension", "lifting", "revocation"]
    assert [(c["on"], c["by"], c["reason"]) for c in changes[-3:]] == [
        ("2008-03-01", "manager", "抽查"),
        ("2008-03-20", "manager", "整改"),
        ("2008-06-02", "manager", "虚报"),
    ]


async def test_the_list_filters_by_the_state_of_any_day(school, service):
    path = await certified(school, area="500116802")
    await school.manager.ok(
        f"{path}/suspension", {"suspended_from": "2008-03-01", "suspended_to": "2008-03-31", "reason": "抽查"}
    )
    await school.manager.ok(f"{path}/revocation", {"revoked_on": "2008-06-02", "reason": "虚报"})

    async def states(day):
        found = []
        for wanted in ("applied", "inspected", "certified", "suspended", "revoked", "expired"):
            answer = await school.manager.get(f"/v1/institutions?area=500116802&state={wanted}&as_of={day}")
            found += [(wanted, item["state"]) for item in answer.json()["items"]]
        return found

    expected = {
        "2007-05-01": [],
        "2007-05-02": [("applied", "applied")],
        "2007-05-28": [("inspected", "inspected")],
        "2007-06-01": [("certified", "certified")],
        "2008-03-31": [("suspended", "suspended")],
        "2008-06-01": [("certified", "certified")],
        "2008-06-02": [("revoked", "revoked")],
    }
    assert {day: await states(day) for day in expected} == expected


async def test_before_the_application_there_is_nothing_to_see(school):
    answer = await school.manager.get(f"/v1/institutions/{school.id}?as_of=2007-05-01")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_simultaneous_suspensions_and_a_renewal_leave_one_suspension(school):
    path = f"/v1/institutions/{school.id}"
    await inspected(school, path, "2009-05-20")
    rest = {"suspended_from": "2009-05-25", "reason": "抽查"}
    answers = await asyncio.gather(
        *(school.manager.post(f"{path}/suspension", rest) for _ in range(5)),
        school.manager.post(f"{path}/renewal", LATE),
    )
    suspensions = [a.json().get("code", "done") for a in answers[:5]]
    assert sorted(suspensions) == [*["already_suspended"] * 4, "done"]
    assert answers[5].json().get("code") in (None, "illegal_transition")
    assert await state(school, path, "2009-05-31") == "suspended"
    shown = (await school.manager.get(path)).json()
    assert len(shown["suspensions"]) == 1


@pytest.mark.parametrize("role", ["case_worker", "institution", "finance", "auditor"])
async def test_only_a_manager_suspends_revokes_and_renews(school, role):
    client = school.service.as_role(role, organisation=school.id, area="500116")
    for verb, body in (
        ("suspension", {"suspended_from": "2008-03-01", "reason": "x"}),
        ("revocation", {"revoked_on": "2008-03-01", "reason": "x"}),
        ("renewal", LATE),
    ):
        assert await code(client, f"/v1/institutions/{school.id}/{verb}", body) == (403, "not_permitted")
    assert (await client.get(f"/v1/institutions/{new_id()}")).status_code == 404


async def test_requirements_are_those_of_the_day(school):
    shown = (await school.office.get("/v1/institution-requirements?as_of=2007-05-20")).json()
    assert [item["item"] for item in shown["checklist"]] == [item["item"] for item in school.checklist]
    assert sum(item["weight"] for item in shown["checklist"]) == 100
    required = [paper["kind"] for paper in shown["documents"] if paper["required"]]
    assert required == [paper["kind"] for paper in school.papers]


async def test_a_class_opened_while_its_institution_is_suspended_is_refused_or_named(school):
    path = f"/v1/institutions/{school.id}"
    for month in ("08", "09", "10"):
        rest = {"suspended_from": f"2007-{month}-10", "suspended_to": f"2007-{month}-12", "reason": "抽查"}
        opened, suspended = await asyncio.gather(
            school.office.post("/v1/classes", school.class_body(f"2007-{month}-06")),
            school.manager.post(f"{path}/suspension", rest),
        )
        named = [touched["class_id"] for touched in suspended.json()["classes_touched"]]
        if opened.is_success:
            assert named == [opened.json()["id"]]
        else:
            assert (opened.json()["code"], named) == ("institution_not_certified", [])
