import sqlalchemy as sa
from applicants.store.intake_tables import draft


def typed(form) -> dict[str, str]:
    body = form()
    idea = body.pop("idea")
    consent = body.pop("consent")
    return {
        **body,
        "sector": idea["sector"],
        "idea": idea["description"],
        "own_capital": idea["own_capital"],
        "consent_given_on": consent["given_on"],
        "consent_purpose": consent["purpose"],
        "runs_registered_business": "否",
        "education": "初中",
    }


async def test_a_half_filled_form_is_saved_and_read_back_by_its_account_alone(service, worker):
    begun = await worker.ok("/v1/drafts", {"name": "周", "identity_number": "5003811968"})
    path = f"/v1/drafts/{begun['id']}"
    assert (await worker.patch(path, {"name": "周梅", "phone": "138"}, 1)).json()["version"] == 2
    assert (await worker.patch(path, {"name": "周"}, 1)).status_code == 412
    read = (await worker.get(path)).json()
    assert (read["form"]["name"], read["form"]["phone"], read["form"]["identity_number"]) == ("周梅", "138", None)
    assert begun["id"] in [one["id"] for one in (await worker.get("/v1/drafts?limit=500")).json()["items"]]
    colleague = service.as_role("case_worker", account="colleague", area="500116")
    assert (await colleague.get(path)).status_code == 404
    assert (await colleague.get("/v1/drafts")).json()["items"] == []


async def test_what_a_draft_says_is_never_stored_in_clear_and_erased_when_discarded(service, worker):
    begun = await worker.ok("/v1/drafts", {"name": "吴小桃", "identity_number": "50038119680315002X"})
    async with service.database.reading(service.call) as tx:
        row = await tx.one(sa.select(draft).where(draft.c.id == begun["id"]))
    assert "吴小桃" not in str(dict(row))
    assert "50038119680315002X" not in str(dict(row))
    path = f"/v1/drafts/{begun['id']}"
    assert (await worker.ok(f"{path}/discarding"))["state"] == "discarded"
    read = (await worker.get(path)).json()
    assert (read["state"], read["form"]["name"]) == ("discarded", None)
    assert (await worker.patch(path, {}, 2)).status_code == 409


async def test_checking_a_draft_names_every_fault_and_says_what_can_be_said_already(worker, form):
    whole = typed(form)
    whole |= {"phone": "1", "education": "博学"}
    begun = await worker.ok("/v1/drafts", whole)
    check = (await worker.get(f"/v1/drafts/{begun['id']}/check", headers={"Accept-Language": "zh"})).json()
    assert not check["complete"]
    assert {(one["where"], one["code"]) for one in check["faults"]} == {
        ("phone", "phone_malformed"),
        ("education", "word_unknown"),
    }
    assert check["eligibility"]["outcome"] == "accepted"
    assert len(check["eligibility"]["rules"]) == 7
    assert all(rule["reason_zh"] and rule["reference"] for rule in check["eligibility"]["rules"])
    refused = await worker.post(f"/v1/drafts/{begun['id']}/registration")
    assert (refused.status_code, refused.json()["code"]) == (422, "content_invalid")
    assert {one["where"] for one in refused.json()["errors"]} == {"phone", "education"}


async def test_eligibility_is_explained_before_anything_else_is_known(worker, number):
    form = {
        "identity_number": number("19400101"),
        "area": "500116103",
        "employment_status": "务农",
        "target_group": "农民工",
        "wants": "创业",
        "runs_registered_business": "否",
        "registered_on": "2007-07-02",
    }
    check = await worker.ok("/v1/intake-checks", form)
    assert check["eligibility"]["outcome"] == "ineligible"
    failed = {rule["rule"] for rule in check["eligibility"]["rules"] if not rule["met"]}
    assert failed == {"not_above_maximum_age", "free_of_charge"}
    assert "name" in {one["where"] for one in check["faults"]}
    empty = await worker.ok("/v1/intake-checks", {})
    assert (empty["eligibility"], empty["complete"], empty["possible_duplicates"]) == (None, False, [])


async def test_look_alikes_stand_beside_the_form_before_it_is_registered(worker, form):
    first = await worker.ok("/v1/applicants", form(name="冯二妹", phone="13899990001"))
    whole = typed(form) | {"name": "冯 二妹", "phone": "138-9999-0001", "education": "小学"}
    check = await worker.ok("/v1/intake-checks", whole)
    [other] = check["possible_duplicates"]
    assert (other["applicant_id"], other["because"]) == (first["id"], ["name_and_birth", "phone"])
    same = {one["field"]: one["same"] for one in other["fields"]}
    assert (same["name"], same["phone"], same["identity_number"], same["education"]) == (True, True, False, False)
    assert "13899990001" not in str(check)


async def test_a_form_whose_identity_number_has_a_file_is_blocked_and_the_file_named(worker, form):
    body = form()
    made = await worker.ok("/v1/applicants", body)
    check = await worker.ok("/v1/intake-checks", typed(form) | {"identity_number": body["identity_number"]})
    assert check["registered_already"]["code"] == "duplicate_identity_number"
    assert made["id"] in check["registered_already"]["detail"]
    assert not check["complete"]


async def test_a_complete_draft_becomes_an_applicant_once_and_is_erased(worker, form):
    begun = await worker.ok("/v1/drafts", typed(form))
    path = f"/v1/drafts/{begun['id']}"
    assert (await worker.get(f"{path}/check")).json()["complete"]
    made = await worker.ok(f"{path}/registration", key=f"once-{begun['id']}")
    assert await worker.ok(f"{path}/registration", key=f"once-{begun['id']}") == made
    assert (await worker.post(f"{path}/registration")).status_code == 409
    read = (await worker.get(f"/v1/applicants/{made['id']}")).json()
    assert (read["state"], read["education"], read["consent"]["purpose"]) == (
        "registered",
        "junior_middle",
        "the programme",
    )
    closed = (await worker.get(path)).json()
    assert (closed["state"], closed["applicant_id"], closed["form"]["name"]) == ("registered", made["id"], None)
