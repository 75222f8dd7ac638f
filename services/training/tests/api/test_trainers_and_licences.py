"""Trainers' licences: granted, renewed, suspended, withdrawn; and where trainers work when."""

LICENCE = {"package": "SYB", "level": "trainer", "valid_from": "2006-03-01", "valid_to": "2009-02-28"}


async def code(client, path, body):
    answer = await client.post(path, body)
    return answer.status_code, answer.json()["code"]


async def test_a_licence_number_is_used_once(school):
    body = {"institution_id": school.id, "name": "周明", "licences": [LICENCE | {"licence_number": f"N-{school.id}"}]}
    first = (await school.manager.ok("/v1/trainers", body))["id"]
    assert await code(school.manager, "/v1/trainers", body) == (409, "licence_number_used")
    other = LICENCE | {"package": "IYB", "licence_number": f"N-{school.id}"}
    assert await code(school.manager, f"/v1/trainers/{first}/licences", other) == (409, "licence_number_used")
    added = await school.manager.ok(f"/v1/trainers/{first}/licences", other | {"licence_number": f"M-{school.id}"})
    assert added["licence"] == 2
    overlapping = LICENCE | {"valid_from": "2009-02-28", "valid_to": "2010-01-01"}
    assert await code(school.manager, f"/v1/trainers/{first}/licences", overlapping) == (409, "licence_overlaps")
    long = LICENCE | {"valid_from": "2009-03-01", "valid_to": "2012-03-02"}
    assert await code(school.manager, f"/v1/trainers/{first}/licences", long) == (422, "licence_too_long")


async def test_a_suspended_licence_teaches_nothing_until_it_is_lifted(school):
    path = f"/v1/trainers/{school.trainers[0]}"
    suspended = await school.manager.ok(
        f"{path}/licences/1/suspension", {"suspended_from": "2007-08-10", "reason": "擅自缩短学时"}
    )
    assert (suspended["licence"], suspended["classes_touched"]) == (1, [])
    refused = await school.office.post("/v1/classes", school.class_body("2007-08-06"))
    assert (refused.status_code, refused.json()["code"]) == (422, "trainer_not_licensed")
    lift = {"lifted_on": "2007-08-08", "reason": "复核"}
    assert await code(school.manager, f"{path}/licences/1/suspension-lifting", lift) == (409, "illegal_transition")
    await school.manager.ok(f"{path}/licences/1/suspension-lifting", lift | {"lifted_on": "2007-08-10"})
    await school.open_class("2007-08-06")
    assert await code(school.manager, f"{path}/licences/7/suspension-lifting", lift) == (404, "not_found")


async def test_a_withdrawn_licence_ends_on_its_day_and_is_not_renewed(school, service):
    trainer = school.trainers[0]
    path = f"/v1/trainers/{trainer}"
    await school.manager.ok(f"{path}/licences/1/withdrawal", {"withdrawn_on": "2007-08-10", "reason": "伪造记录"})
    earlier = {"withdrawn_on": "2007-08-01", "reason": "x"}
    assert await code(school.manager, f"{path}/licences/1/withdrawal", earlier) == (409, "illegal_transition")
    refused = await school.office.post("/v1/classes", school.class_body("2007-08-06"))
    assert refused.json()["code"] == "trainer_not_licensed"
    assert await code(school.manager, f"{path}/licences/1/renewal", {"valid_to": "2012-02-28"}) == (
        409,
        "illegal_transition",
    )

    async def seen(day):
        shown = (await school.manager.get(f"{path}?as_of={day}")).json()["licences"][0]
        return shown["state"], shown["withdrawn_on"]

    assert await seen("2007-08-09") == ("valid", None)
    assert await seen("2007-08-10") == ("withdrawn", "2007-08-10")
    told = [e["type"].split(".")[-2] for e in await service.events() if e["subject"] == trainer]
    assert told == ["licensed", "licence_withdrawn"]


async def test_a_renewal_needs_courses_taught_under_the_licence(school):
    path = f"/v1/trainers/{school.trainers[0]}/licences/1/renewal"
    await school.certified_class(1)
    assert await code(school.manager, path, {"valid_to": "2012-02-28"}) == (409, "courses_too_few")
    await school.certified_class(1, "2007-09-06")
    listed = (await school.office.get("/v1/expiring-licences?as_of=2009-02-01")).json()["items"]
    assert {(item["trainer_id"], item["courses"], item["courses_needed"]) for item in listed} == {
        (trainer, 2, 2) for trainer in school.trainers
    }
    late = {"valid_from": "2009-08-28", "valid_to": "2012-02-28"}
    assert await code(school.manager, path, late) == (409, "renewal_too_late")
    renewed = await school.manager.ok(path, {"valid_to": "2012-02-28"})
    assert renewed["licence"] == 2
    shown = (await school.manager.get(f"/v1/trainers/{school.trainers[0]}?as_of=2009-03-01")).json()
    assert [(licence["state"], licence["renews"]) for licence in shown["licences"]] == [("expired", None), ("valid", 1)]
    assert await code(school.manager, path, {"valid_to": "2012-02-28"}) == (409, "illegal_transition")


async def test_a_licence_is_called_to_mind_and_noted_once(school):
    desk = school.service.as_role("manager", account="sweeper")
    mine = set(school.trainers)

    async def swept(verb, day):
        answer = await desk.ok(f"/v1/provider-{verb}", {"as_of": day})
        return [(item["id"], item["days_left"]) for item in answer["items"] if item["id"] in mine]

    assert sorted(await swept("reminders", "2009-01-31")) == sorted((trainer, 28) for trainer in mine)
    assert await swept("reminders", "2009-02-01") == []
    assert sorted(await swept("expiries", "2009-03-01")) == sorted((trainer, -1) for trainer in mine)
    assert await swept("expiries", "2009-03-01") == []
    history = (await school.manager.get(f"/v1/trainers/{school.trainers[0]}/history")).json()["items"]
    assert sorted(change["kind"] for change in history) == ["engagement", "expiry", "licence", "reminder"]


async def test_a_trainer_moves_with_a_date_and_teaches_for_one_institution_a_day(school, service):
    other = await type(school)(service).set_up()
    trainer = school.trainers[0]
    path = f"/v1/trainers/{trainer}/engagement"
    class_id = await school.open_class("2007-08-06")
    move = {"institution_id": other.id, "engaged_from": "2007-08-10", "reason": "调动"}
    assert await code(school.manager, path, move) == (409, "still_teaching")
    await school.manager.ok(path, move | {"engaged_from": "2007-08-16"})
    refused = await school.office.post("/v1/classes", school.class_body("2007-09-06"))
    assert (refused.status_code, refused.json()["code"]) == (422, "trainer_not_of_institution")
    mixed = other.class_body("2007-08-20", trainer_ids=[trainer, other.trainers[0]])
    for number, session in enumerate(mixed["sessions"]):
        session["trainer_id"] = mixed["trainer_ids"][number % 2]
    await other.office.ok("/v1/classes", mixed)
    early = other.class_body("2007-07-20", trainer_ids=[trainer, other.trainers[0]])
    assert await code(other.office, "/v1/classes", early) == (422, "trainer_not_of_institution")
    assert (await school.office.get(f"/v1/trainers/{trainer}")).status_code == 404
    shown = (await other.office.get(f"/v1/trainers/{trainer}?as_of=2007-08-15")).json()
    assert shown["institution_id"] == school.id
    assert (await school.office.get(f"/v1/classes/{class_id}")).json()["trainer_ids"] == school.trainers
    back = {"institution_id": school.id, "engaged_from": "2007-08-16", "reason": "x"}
    assert await code(school.manager, path, back) == (409, "moved_before")
    leaves = {"institution_id": None, "engaged_from": "2007-10-01", "reason": "离职"}
    assert (await school.manager.ok(path, leaves))["institution_id"] is None


async def test_only_a_manager_licenses_and_nobody_sees_trainers_of_others(school, service):
    other = service.as_role("institution", organisation="0198c1de-0000-7000-8000-000000000009")
    path = f"/v1/trainers/{school.trainers[0]}"
    assert (await other.get(path)).status_code == 404
    assert (await other.get(f"{path}/history")).status_code == 404
    for verb, body in (
        ("licences", LICENCE),
        ("licences/1/withdrawal", {"withdrawn_on": "2007-08-10", "reason": "x"}),
        ("engagement", {"institution_id": None, "engaged_from": "2007-08-10", "reason": "x"}),
    ):
        assert await code(school.office, f"{path}/{verb}", body) == (403, "not_permitted")


async def test_a_claim_sees_days_taught_under_a_suspended_or_withdrawn_licence(school):
    await school.certified_class(1)
    first, second = (f"/v1/trainers/{trainer}/licences/1" for trainer in school.trainers)
    body = {"suspended_from": "2007-08-07", "suspended_to": "2007-08-07", "reason": "x"}
    for path in (first, second):
        await school.manager.ok(f"{path}/suspension", body)
    await school.manager.ok(f"{first}/withdrawal", {"withdrawn_on": "2007-08-15", "reason": "x"})
    claim = await school.office.ok("/v1/claims", {"agreement_id": school.agreement, "claimed_on": "2008-01-20"})
    [check] = [c for c in claim["lines"][0]["checks"] if c["check"] == "trainer_licensed"]
    taught = {session["held_on"]: session["trainer_id"] for session in school.class_body()["sessions"]}
    gone = [day for day, trainer in taught.items() if trainer == school.trainers[0] and day >= "2007-08-15"]
    assert check["passed"] is False
    days = ", ".join(sorted({"2007-08-07", *gone}))
    assert check["detail"] == f"a trainer taught without a valid licence on {days}"


async def test_a_suspension_names_the_open_classes_that_then_lack_a_licensed_trainer(school):
    class_id = await school.open_class("2007-08-06")
    trainer = school.trainers[0]
    taught = [s["held_on"] for s in school.class_body()["sessions"] if s["trainer_id"] == trainer]
    path = f"/v1/trainers/{trainer}/licences/1"
    rest = {"suspended_from": "2007-08-08", "suspended_to": "2007-08-12", "reason": "x"}
    suspended = await school.manager.ok(f"{path}/suspension", rest)
    gone = [day for day in taught if "2007-08-08" <= day <= "2007-08-12"]
    [touched] = suspended["classes_touched"]
    assert (touched["class_id"], touched["sessions"], touched["first_held_on"]) == (class_id, len(gone), gone[0])
    lifted = await school.manager.ok(f"{path}/suspension-lifting", {"lifted_on": "2007-08-08", "reason": "x"})
    assert lifted["classes_touched"] == []
