"""The verbs of training over HTTP, as its actors use them."""

from kit.ids import new_id


async def test_from_an_open_class_to_a_paid_claim(school, service):
    taught = await school.certified_class(3)
    owner = taught.applicants[0]
    shop = await school.business(owner, "2008-01-05")
    await school.survival(owner, shop, "2008-01-05", "2008-07-10")
    earned = await school.milestones(owner)
    assert {key: m["amount"] for key, m in earned.items()} == {"M1": "500.00", "M2": "500.00", "M3": "100.00"}
    assert earned["M2"]["earned_on"] == "2008-01-05"
    assert "reference" in earned["M2"]["explanation"]["rules"][0]

    claim = await school.office.ok("/v1/claims", {"agreement_id": school.agreement, "claimed_on": "2008-07-20"})
    assert (claim["state"], claim["amount"], len(claim["lines"])) == ("lodged", "2100.00", 5)
    assert all(check["passed"] for line in claim["lines"] for check in line["checks"])
    assert (await school.budget())["reserved"] == "2100.00"

    path = f"/v1/claims/{claim['id']}"
    verified = await school.verify(claim["id"], "2008-07-22", false=[1])
    assert (verified["state"], verified["amount"]) == ("verified", "1600.00")
    assert (await school.budget())["free"] == "98400.00"
    await school.approve(claim["id"], "2008-07-23")
    await school.bank_account()
    batch = await school.pay("2008-07-25", claim["id"])
    assert (batch["state"], batch["net"], batch["taken_in"]) == ("settled", "1600.00", 1)
    paid = (await school.manager.get(path)).json()
    assert (paid["state"], paid["amount"]) == ("paid", "1600.00")
    assert await school.budget() == {
        "budget": "100000.00",
        "reserved": "0.00",
        "paid": "1600.00",
        "free": "98400.00",
    }

    types = [event["type"] for event in await service.events() if event["subject"] == claim["id"]]
    assert types == [f"qibu.training.claim.{verb}.v1" for verb in ("lodged", "sampled", "verified", "approved", "paid")]
    (event,) = [e for e in await service.events("training.claim.paid") if e["subject"] == claim["id"]]
    assert event["data"]["amount"] == "1600.00"
    assert len(event["data"]["lines"]) == 4
    assert set(event["data"]["lines"][0]) == {"applicant_id", "milestone", "package", "amount"}

    again = await school.office.post("/v1/claims", {"agreement_id": school.agreement, "claimed_on": "2008-07-26"})
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_claim")


async def test_a_claim_passes_through_different_hands(school, service):
    await school.certified_class(1)
    claim = await school.lodge("2008-01-20")
    path = f"/v1/claims/{claim['id']}"
    drawn = {"drawn_on": "2008-01-21"}
    answer = await service.as_role("manager", account=f"school-{school.id}").post(f"{path}/sample", drawn)
    assert (answer.status_code, answer.json()["code"]) == (409, "same_person")
    await school.verify(claim["id"], "2008-01-21")
    approved = {"approved_on": "2008-01-22"}
    for account, code in (("verifier", "same_person"), (f"school-{school.id}", "same_person")):
        answer = await service.as_role("manager", account=account).post(f"{path}/approval", approved)
        assert answer.json()["code"] == code
    once = await school.finance.ok(f"{path}/approval", approved)
    assert once["state"] == "approved_once"
    for role in ("finance", "manager"):
        answer = await service.as_role(role, account="finance").post(f"{path}/approval", approved)
        assert answer.json()["code"] == "same_person"
    answer = await service.as_role("finance", account="second-finance").post(f"{path}/approval", approved)
    assert answer.json()["code"] == "approvers_need_a_manager"
    assert (await school.manager.ok(f"{path}/approval", approved))["state"] == "approved"
    await school.bank_account()
    for account in ("manager", "finance"):
        payer = service.as_role("finance", account=account)
        answer = await payer.post("/v1/payment-batches", {"drawn_on": "2008-01-23", "claim_ids": [claim["id"]]})
        assert answer.json()["code"] == "same_person"


async def test_attendance_recorded_again_supersedes_and_both_are_published(school, service):
    class_id = await school.open_class()
    one, other = [(await school.enrol(class_id, await school.accepted()))["id"] for _ in range(2)]
    path = f"/v1/classes/{class_id}/sessions/1/attendance"
    await school.office.ok(path, {"recorded_on": "2007-08-06", "present": [one]})
    second = await school.office.ok(
        path, {"recorded_on": "2007-08-07", "present": [one, other], "reason": "the list was incomplete"}
    )
    assert (second["sheet"], second["present"], second["absent"]) == (2, 2, 0)
    detail = (await school.manager.get(f"/v1/classes/{class_id}")).json()
    assert detail["sessions"][0]["sheet"] == 2
    assert sorted(detail["sessions"][0]["present"]) == sorted([one, other])
    events = [e for e in await service.events("training.attendance.recorded") if e["subject"] == class_id]
    assert [(e["data"]["version"], len(e["data"]["present"])) for e in events] == [(1, 1), (2, 2)]


async def test_a_reworked_plan_earns_its_certificate_later(school):
    class_id = await school.open_class()
    learner = (await school.enrol(class_id, await school.accepted()))["id"]
    for number in range(1, 11):
        path = f"/v1/classes/{class_id}/sessions/{number}/attendance"
        await school.office.ok(path, {"recorded_on": "2007-09-01", "present": [learner]})
    fail = {"enrolment_id": learner, "plan_grade": "fail", "grader": "陈华"}
    await school.office.ok(f"/v1/classes/{class_id}/results", {"graded_on": "2007-09-01", "results": [fail]})
    done = await school.office.ok(f"/v1/classes/{class_id}/completion", {"completed_on": "2007-09-02"})
    assert done["outcomes"][0]["outcome"] == "failed"
    assert done["outcomes"][0]["reasons"] == ["plan_failed"]
    nobody = await school.inspector.post(f"/v1/classes/{class_id}/certificates", {"issued_on": "2007-09-03"})
    assert nobody.json()["code"] == "nobody_to_certify"
    better = [fail | {"plan_grade": "pass"}]
    graded = await school.office.ok(f"/v1/classes/{class_id}/results", {"graded_on": "2007-09-10", "results": better})
    assert graded["lines"][0]["state"] == "passed"
    assert graded["lines"][0]["attempt"] == 2
    assert (await school.office.get(f"/v1/classes/{class_id}")).json()["passed"] == 1
    issued = await school.inspector.ok(f"/v1/classes/{class_id}/certificates", {"issued_on": "2007-09-11"})
    number = issued["certificates"][0]["number"]
    assert (await school.manager.get(f"/v1/certificates/{number}")).json()["enrolment_id"] == learner


async def test_the_trainer_may_not_grade(school):
    class_id = await school.open_class()
    learner = (await school.enrol(class_id, await school.accepted()))["id"]
    result = {"enrolment_id": learner, "plan_grade": "pass", "grader": "李 明"}
    answer = await school.office.post(
        f"/v1/classes/{class_id}/results", {"graded_on": "2007-09-01", "results": [result]}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "grader_is_trainer")


async def test_the_person_who_pays_is_told_why(school):
    first, second = await school.open_class(), await school.open_class("2007-09-06")
    person, payer = await school.accepted(), await school.accepted(free=False, group="other")
    assert (await school.enrol(first, person))["reason"] == "entitled"
    again = await school.enrol(second, person)
    assert (again["free"], again["reason"], again["fee"]) == (False, "subsidised_course_used", "800.00")
    assert (await school.enrol(first, payer))["reason"] == "not_entitled"


async def test_a_dropout_frees_the_seat_and_keeps_an_unused_entitlement(school):
    first, second = await school.open_class(), await school.open_class("2007-09-06")
    person = await school.accepted()
    place = await school.enrol(first, person)
    left = await school.office.ok(
        f"/v1/enrolments/{place['id']}/drop-out", {"dropped_on": "2007-08-01", "reason": "found a job"}
    )
    assert (left["state"], left["entitlement_used"]) == ("dropped_out", False)
    assert (await school.manager.get(f"/v1/classes/{first}")).json()["seats_taken"] == 0
    assert (await school.enrol(second, person))["free"] is True


async def test_only_the_accepted_enrol_and_not_the_withdrawn(school, service):
    class_id = await school.open_class()
    path = f"/v1/classes/{class_id}/enrolments"
    stranger = await school.office.post(path, {"applicant_id": new_id(), "enrolled_on": "2007-07-20"})
    assert (stranger.status_code, stranger.json()["code"]) == (409, "applicant_not_accepted")
    person = await school.accepted()
    left = {"applicant_id": person, "withdrawn_on": "2007-07-10"}
    await service.deliver("applicants.applicant.withdrawn", person, left)
    answer = await school.office.post(path, {"applicant_id": person, "enrolled_on": "2007-07-20"})
    assert answer.json()["code"] == "applicant_withdrawn"
    assert (await school.manager.get(f"/v1/classes/{class_id}")).json()["seats_taken"] == 0


async def test_no_learner_in_two_places_at_once(school):
    second_pair = [await school.trainer("赵强"), await school.trainer("周敏")]
    person = await school.accepted()
    await school.enrol(await school.open_class(), person)
    first_trainers, school.trainers = school.trainers, second_pair
    sessions = [session | {"venue": "room 202"} for session in school.class_body("2007-08-10")["sessions"]]
    clashing = await school.open_class("2007-08-10", sessions=sessions)
    school.trainers = first_trainers
    answer = await school.office.post(
        f"/v1/classes/{clashing}/enrolments", {"applicant_id": person, "enrolled_on": "2007-07-20"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "learner_busy")


async def test_no_trainer_in_two_places_at_once(school):
    await school.open_class()
    answer = await school.office.post("/v1/classes", school.class_body("2007-08-10"))
    assert (answer.status_code, answer.json()["code"]) == (409, "trainer_busy")
    await school.open_class("2007-08-16")


async def test_a_referred_applicant_shows_until_enrolled(school, service):
    person = await school.accepted()
    referral = {
        "applicant_id": person,
        "institution_id": school.id,
        "package": "SYB",
        "referred_on": "2007-07-12",
    }
    await service.deliver("applicants.applicant.referred", person, referral)
    assert [i["applicant_id"] for i in (await school.office.get("/v1/referrals")).json()["items"]] == [person]
    await school.enrol(await school.open_class(), person)
    assert (await school.office.get("/v1/referrals")).json()["items"] == []


async def test_what_training_holds_of_one_person(school):
    taught = await school.certified_class(1)
    story = (await school.manager.get(f"/v1/story/training/{taught.applicants[0]}")).json()
    assert story["enrolments"][0]["certificate_number"] == taught.numbers[0]
    assert story["enrolments"][0]["hours_share"] == "1.0000"
    assert [m["milestone"] for m in story["milestones"]] == ["M1"]
