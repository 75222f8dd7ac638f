"""The public register, without an account: honest states, packages, open classes, results from a minimum on."""

from datetime import datetime, timedelta

import pytest
from kit.database import CHINA

TODAY = datetime.now(CHINA).date()


@pytest.fixture
def public(service):
    """Somebody without an account."""
    return service.anonymous().get


async def now_certified(school, area):
    """An institution that is certified today, with two trainers who are licensed today."""
    day = TODAY - timedelta(days=40)
    papers = [paper | {"received_on": str(day)} for paper in school.papers]
    body = {"name": "区创业培训学校", "area": area, "applied_on": str(day), "address": "大同路 1 号"}
    made = type(school)(school.service)
    made.area = area
    made.id = (await school.manager.ok("/v1/institutions", body | {"documents": papers}))["id"]
    found = {"inspected_on": str(day), "items": school.checklist, "findings": "fine"}
    await school.inspector.ok(f"/v1/institutions/{made.id}/inspection", found)
    period = {"certified_from": str(day), "certified_to": str(TODAY + timedelta(days=300))}
    await school.manager.ok(f"/v1/institutions/{made.id}/certification", period)
    licence = {
        "package": "SYB",
        "level": "master_trainer",
        "valid_from": str(day),
        "valid_to": str(TODAY + timedelta(days=300)),
    }
    for name in ("孙老师", "钱老师"):
        person = {"institution_id": made.id, "name": name, "licences": [licence]}
        made.trainers.append((await school.manager.ok("/v1/trainers", person))["id"])
    return made


async def test_the_register_needs_no_account_and_says_how_each_stands(school, public):
    expired = (await public(f"/v1/register/institutions/{school.id}")).json()
    assert (expired["state"], expired["certified_to"], expired["packages"]) == ("expired", "2009-05-31", [])
    made = await now_certified(school, "500116811")
    [listed] = (await public("/v1/register/institutions?area=500116811")).json()["items"]
    assert (listed["name"], listed["address"], listed["state"]) == ("区创业培训学校", "大同路 1 号", "certified")
    assert listed["packages"] == [{"package": "SYB", "trainers": 2}]
    rest = {"suspended_from": str(TODAY), "suspended_to": str(TODAY + timedelta(days=9)), "reason": "举报查实：张某"}
    await school.manager.ok(f"/v1/institutions/{made.id}/suspension", rest)
    answer = await public(f"/v1/register/institutions/{made.id}")
    shown = answer.json()
    assert (shown["state"], shown["suspended_from"]) == ("suspended", str(TODAY))
    assert "张某" not in answer.text
    await school.manager.ok(f"/v1/institutions/{made.id}/suspension-lifting", {"lifted_on": str(TODAY), "reason": "x"})
    await school.manager.ok(f"/v1/institutions/{made.id}/revocation", {"revoked_on": str(TODAY), "reason": "x"})
    [listed] = (await public("/v1/register/institutions?area=500116811&state=revoked")).json()["items"]
    assert (listed["state"], listed["revoked_on"]) == ("revoked", str(TODAY))
    assert (await public("/v1/register/institutions?area=500116811&state=certified")).json()["items"] == []


async def test_who_was_never_certified_is_not_in_the_register(school, public):
    body = {"name": "Hopeful", "area": "500116812", "applied_on": "2007-05-02"}
    made = await school.inspector.ok("/v1/institutions", body)
    assert (await public("/v1/register/institutions?area=500116812")).json()["items"] == []
    assert (await public(f"/v1/register/institutions/{made['id']}")).status_code == 404


async def test_open_classes_show_fee_and_free_seats_while_the_institution_may_teach(school, public):
    made = await now_certified(school, "500116813")
    class_id = await made.open_class(str(TODAY + timedelta(days=20)))
    await made.enrol(class_id, await made.accepted(), str(TODAY))
    [offer] = (await public("/v1/register/classes?area=500116813&package=SYB")).json()["items"]
    assert (offer["id"], offer["fee"], offer["capacity"], offer["free_seats"]) == (class_id, "800.00", 20, 19)
    assert offer["institution_name"] == "区创业培训学校"
    entry = (await public(f"/v1/register/institutions/{made.id}")).json()
    assert [c["id"] for c in entry["classes"]] == [class_id]
    assert {(t["name"], t["level"]) for t in entry["trainers"]} == {
        ("孙老师", "master_trainer"),
        ("钱老师", "master_trainer"),
    }
    second = await made.open_class(str(TODAY + timedelta(days=31)))
    pages, cursor = [], ""
    while True:
        page = (await public(f"/v1/register/classes?area=500116813&limit=1{cursor}")).json()
        pages += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert pages == [class_id, second]
    await school.manager.ok(f"/v1/institutions/{made.id}/suspension", {"suspended_from": str(TODAY), "reason": "x"})
    assert (await public("/v1/register/classes?area=500116813")).json()["items"] == []


async def test_packages_follow_the_trainers_licences(school, public):
    made = await now_certified(school, "500116814")

    async def offering(package):
        found = await public(f"/v1/register/institutions?area=500116814&package={package}")
        return [item["packages"] for item in found.json()["items"]]

    assert await offering("SYB") == [[{"package": "SYB", "trainers": 2}]]
    assert await offering("IYB") == []
    for verb, trainer in (("suspension", made.trainers[0]), ("withdrawal", made.trainers[1])):
        day = {"suspended_from": str(TODAY)} if verb == "suspension" else {"withdrawn_on": str(TODAY)}
        await school.manager.ok(f"/v1/trainers/{trainer}/licences/1/{verb}", day | {"reason": "x"})
    assert await offering("SYB") == []


async def test_results_are_shown_from_the_minimum_volume_on_with_drop_outs_counted(school, public):
    class_id = await school.open_class("2007-08-06")
    people = [await school.accepted() for _ in range(20)]
    places = [(await school.enrol(class_id, person))["id"] for person in people]
    dropped = {"dropped_on": "2007-08-08", "reason": "moved away"}
    await school.office.ok(f"/v1/enrolments/{places[0]}/drop-out", dropped)
    assert (await public(f"/v1/register/institutions/{school.id}")).json()["results"] == []
    await school.teach(class_id, places[1:])
    early = await school.business(people[1], "2007-09-20")
    await school.survival(people[1], early, "2007-09-20", "2008-04-01")
    await school.business(people[2], "2008-06-03")
    await school.business(people[3], "2008-06-04")
    [syb] = (await public(f"/v1/register/institutions/{school.id}")).json()["results"]
    assert syb["passed"] == {"part": 19, "whole": 20, "share": "0.950"}
    assert syb["started"] == {"part": 2, "whole": 20, "share": "0.100"}
    assert syb["survived"] == {"part": None, "whole": None, "share": None}
    other = await type(school)(school.service).set_up()
    await other.certified_class(3, "2007-09-06")
    [few] = (await public(f"/v1/register/institutions/{other.id}")).json()["results"]
    assert few["passed"] == few["started"] == {"part": None, "whole": None, "share": None}
