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


async def test_the_register_is_also_pages_to_read_and_nothing_in_them_is_run(school, public):
    made = await now_certified(school, "500116815")
    class_id = await made.open_class(str(TODAY + timedelta(days=20)), venue="<script>alert(1)</script>")
    for path in (
        "/v1/register?area=500116815&package=SYB&state=certified&limit=1",
        f"/v1/register/pages/{made.id}",
        "/v1/register/class-list?area=500116815&package=",
    ):
        answer = await public(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-type"].startswith("text/html")
        assert "区创业培训学校" in answer.text
        assert "<script" not in answer.text
    number = (await made.office.get(f"/v1/classes/{class_id}")).json()["number"]
    entry = (await public(f"/v1/register/pages/{made.id}")).text
    assert number in entry
    assert "20 / 20" in entry
    assert "孙老师" in entry
    assert (await public("/v1/register/pages/0198c1de-0000-7000-8000-000000000009")).status_code == 404
    first = (await public("/v1/register?limit=1")).text
    assert "下一页 next page" in first


async def test_the_register_shows_any_day_with_the_trainers_of_that_day(school, public):
    other = await type(school)(school.service).set_up()
    move = {"institution_id": other.id, "engaged_from": "2008-01-01", "reason": "调动"}
    await school.manager.ok(f"/v1/trainers/{school.trainers[0]}/engagement", move)
    path = f"/v1/register/institutions/{school.id}"
    before = (await public(f"{path}?as_of=2007-12-31")).json()
    assert (before["state"], before["packages"]) == ("certified", [{"package": "SYB", "trainers": 2}])
    assert (await public(f"{path}?as_of=2008-01-01")).json()["packages"] == [{"package": "SYB", "trainers": 1}]
    assert (await public(f"{path}?as_of=2007-05-31")).status_code == 404
    leaves = {"institution_id": None, "engaged_from": "2008-02-01", "reason": "离职"}
    await school.manager.ok(f"/v1/trainers/{school.trainers[1]}/engagement", leaves)

    async def listed(day):
        page = (await public(f"/v1/register/institutions?package=SYB&as_of={day}&limit=500")).json()
        return school.id in {item["id"] for item in page["items"]}

    assert [await listed(day) for day in ("2007-12-31", "2008-01-31", "2008-02-01")] == [True, True, False]
    page = (await public("/v1/register?as_of=2008-01-31&limit=1")).text
    assert 'value="2008-01-31"' in page
    assert "as_of=2008-01-31" in page
    assert (await public("/v1/register?area=&package=&state=&as_of=")).status_code == 200
    assert (await public("/v1/register?as_of=2008-13-45")).status_code == 422
