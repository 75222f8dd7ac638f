"""Flags: raised once for a fact, worked off by somebody without a part in it, opened again by new evidence alone."""

from datetime import UTC, datetime, timedelta

from kit.ids import new_id


async def _one_phone(school, people, hour=0):
    """The register tells that these people are under one number."""
    for person in people:
        data = {
            "applicant_id": person,
            "kind": "phone",
            "shared_with": [other for other in people if other != person],
            "people": len(people),
        }
        at = datetime.now(UTC) + timedelta(hours=hour)
        await school.service.deliver("applicants.contact.shared", person, data, time=at)


async def _sweep(school):
    """Every page of a sweep; ids of the flags it raised or opened again."""
    flags, where = [], {}
    while where is not None:
        swept = await school.inspector.ok("/v1/flag-sweeps", where)
        flags += swept["flags"]
        where = swept["next"]
    return flags


async def _standing(school, person, kind="phone_not_shared"):
    found = await school.inspector.get(f"/v1/flags?touching={person}&kind={kind}")
    return found.json()["items"]


async def test_three_people_under_one_phone_are_one_flag_however_often_they_are_met(school):
    taught = await school.certified_class(3)
    await _one_phone(school, taught.applicants)
    await _sweep(school)
    [flag] = await _standing(school, taught.applicants[1])
    assert flag["evidence"]["applicants"] == sorted(taught.applicants)
    assert flag["severity"] == "warns"
    assert flag["state"] == "open"
    touched = {(one["kind"], one["id"]) for one in flag["touches"]}
    assert {("institution", school.id), ("class", taught.class_id)} <= touched
    await _sweep(school)
    again = await _standing(school, taught.applicants[2])
    assert [(one["id"], one["times_raised"]) for one in again] == [(flag["id"], 1)]


async def test_two_people_of_a_household_are_no_flag(school):
    taught = await school.certified_class(2)
    await _one_phone(school, taught.applicants)
    await _sweep(school)
    assert await _standing(school, taught.applicants[0]) == []


async def test_a_flag_is_taken_noted_and_closed_and_opens_again_with_new_evidence_alone(school):
    taught = await school.certified_class(3)
    await _one_phone(school, taught.applicants)
    await _sweep(school)
    [flag] = await _standing(school, taught.applicants[0])
    path = f"/v1/flags/{flag['id']}"
    today = flag["raised_on"]
    early = await school.verifier.post(f"{path}/notes", {"noted_on": today, "note": "asked"})
    assert early.status_code == 409
    await school.verifier.ok(f"{path}/assignment", {"worker": "verifier"})
    foreign = await school.inspector.post(f"{path}/notes", {"noted_on": today, "note": "asked"})
    assert foreign.json()["code"] == "flag_of_another"
    await school.verifier.ok(f"{path}/notes", {"noted_on": today, "note": "a shop with one telephone"})
    body = {"outcome": "unfounded", "closed_on": today, "reason": "a shop with one telephone"}
    closed = await school.verifier.ok(f"{path}/outcome", body)
    assert closed["state"] == "unfounded"
    assert flag["id"] not in await _sweep(school)
    fourth = await school.accepted()
    await _one_phone(school, [*taught.applicants, fourth], hour=1)
    assert flag["id"] in await _sweep(school)
    read = (await school.verifier.get(path)).json()
    assert (read["state"], read["times_raised"], read["worker"]) == ("open", 2, None)
    assert fourth in read["evidence"]["applicants"]
    assert [step["step"] for step in read["steps"]][:4] == ["raised", "assigned", "noted", "unfounded"]


async def test_who_kept_the_books_gives_no_outcome(school):
    taught = await school.certified_class(3)
    await _one_phone(school, taught.applicants)
    await _sweep(school)
    [flag] = await _standing(school, taught.applicants[0])
    path = f"/v1/flags/{flag['id']}"
    await school.inspector.ok(f"{path}/assignment", {"worker": "inspector"})
    body = {"outcome": "confirmed", "closed_on": flag["raised_on"], "reason": "invented people"}
    refused = await school.inspector.post(f"{path}/outcome", body)
    assert refused.json()["code"] == "flag_decider_involved"


async def test_institutions_see_no_flags_and_other_areas_none_of_ours(school):
    taught = await school.certified_class(3)
    await _one_phone(school, taught.applicants)
    await _sweep(school)
    assert (await school.office.get("/v1/flags")).status_code == 403
    elsewhere = school.service.as_role("case_worker", account="elsewhere", area="500117")
    assert (await elsewhere.get(f"/v1/flags?touching={taught.applicants[0]}")).json()["items"] == []
    [flag] = await _standing(school, taught.applicants[0])
    assert (await elsewhere.get(f"/v1/flags/{flag['id']}")).status_code == 404


async def test_one_business_behind_many_owners_and_an_invalid_number_refute_the_line(school):
    taught = await school.certified_class(3)
    business = new_id()
    data = {
        "business_id": business,
        "owners": taught.applicants,
        "registered_on": "2008-01-10",
        "sector": "F",
        "area": school.area,
        "form": "individual",
        "number_valid": False,
        "number_kind": "registration_15",
        "authority": "500381",
    }
    await school.service.deliver("followup.business.registered", business, data)
    await _sweep(school)
    kinds = {one["kind"] for one in (await school.inspector.get(f"/v1/flags?touching={business}")).json()["items"]}
    assert {"business_not_reused", "registration_number_valid"} <= kinds
    claim = await school.lodge("2008-02-20")
    states = {(line["milestone"], line["state"]) for line in claim["lines"]}
    assert states == {("M1", "claimed"), ("M2", "refuted")}


async def test_a_confirmed_fraud_raises_the_risk_of_its_institution_and_says_what_may_follow(school):
    taught = await school.certified_class(3)
    before = (await school.manager.get(f"/v1/institutions/{school.id}/risk")).json()["points"]
    await _one_phone(school, taught.applicants)
    await _sweep(school)
    [flag] = await _standing(school, taught.applicants[0])
    path = f"/v1/flags/{flag['id']}"
    standing = (await school.manager.get(f"/v1/institutions/{school.id}/risk")).json()["points"]
    assert standing - before >= flag["points"]
    await school.manager.ok(f"{path}/assignment", {"worker": "verifier"})
    body = {"outcome": "confirmed", "closed_on": flag["raised_on"], "reason": "invented people"}
    await school.verifier.ok(f"{path}/outcome", body)
    risk = (await school.manager.get(f"/v1/institutions/{school.id}/risk")).json()
    assert risk["points"] - before >= 3 * flag["points"]
    assert risk["points"] == sum(part["points"] for part in risk["components"])
    follows = (await school.manager.get(path)).json()["suggestions"]
    assert {one["action"] for one in follows} == {"revoke"}
    assert {one["applicant_id"] for one in follows} == set(taught.applicants)


async def test_a_claims_line_with_a_warning_is_flagged_when_it_is_lodged(school):
    taught = await school.certified_class(4)
    await _one_phone(school, taught.applicants)
    claim = await school.lodge("2008-01-20")
    assert {line["state"] for line in claim["lines"]} == {"claimed"}
    [flag] = (await school.manager.get(f"/v1/flags?touching={taught.applicants[0]}&kind=phone_not_shared")).json()[
        "items"
    ]
    assert flag["state"] == "open"
    await school.draw(claim["id"], "2008-01-21")
    blind = (await school.verifier.get(f"/v1/flags/{flag['id']}")).json()
    assert (blind["withheld"], blind["evidence"], blind["detail"]) == (True, None, None)
