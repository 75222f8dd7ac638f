import pytest

SCREEN = {"screened_on": "2007-07-05"}


@pytest.fixture
def manager(service):
    return service.as_role("manager", account="chief")


async def twins(worker, form, name: str, **second):
    body = form(name=name, phone=None)
    first = await worker.ok("/v1/applicants", body)
    other = await worker.ok("/v1/applicants", form(name=name, **second))
    return first["id"], other["id"]


def merging(into: str, on: str = "2007-08-20") -> dict[str, str]:
    return {"into": into, "merged_on": on, "reason": "Old and new identity card of one person"}


async def test_a_look_alike_waits_with_its_screening_until_a_supervisor_says_why_not(worker, manager, form):
    first, second = await twins(worker, form, "钱大双")
    assert (await worker.ok(f"/v1/applicants/{first}/screening", SCREEN))["state"] == "accepted"
    held = await worker.post(f"/v1/applicants/{second}/screening", SCREEN)
    assert (held.status_code, held.json()["code"]) == (409, "duplicate_unresolved")
    path = f"/v1/applicants/{second}/duplicates/override"
    assert (await worker.post(path, {"reason": "cousins"})).status_code == 403
    assert (await manager.post(path, {"reason": "x"})).status_code == 422
    settled = await manager.ok(path, {"reason": "Two cousins, both cards seen"})
    assert (settled["different_from"], settled["still_open"]) == ([first], 0)
    assert (await manager.post(path, {"reason": "again and again"})).json()["code"] == "no_open_warning"
    assert (await worker.ok(f"/v1/applicants/{second}/screening", SCREEN))["state"] == "accepted"
    [warning] = (await worker.get(f"/v1/applicants/{first}/duplicates")).json()["items"]
    assert (warning["settled_as"], warning["settled_by"], warning["reason"]) == (
        "different",
        "chief",
        "Two cousins, both cards seen",
    )


async def test_two_files_are_shown_side_by_side_with_masked_numbers(worker, form):
    first, second = await twins(worker, form, "孙二双", education="primary")
    shown = (await worker.get(f"/v1/applicants/{second}/duplicates")).json()
    [warning] = shown["items"]
    fields = {one["field"]: one for one in warning["fields"]}
    assert (warning["applicant_id"], warning["because"], warning["settled_as"]) == (first, ["name_and_birth"], None)
    assert (fields["education"]["this"], fields["education"]["other"]) == ("primary", "junior_middle")
    assert fields["name"]["same"] is True
    assert fields["identity_number"]["same"] is False
    assert "*" in fields["identity_number"]["this"]
    assert warning["differences"] == 2
    listed = (await worker.get("/v1/duplicate-warnings?limit=500")).json()["items"]
    assert (second, first) in [(one["applicant_id"], one["other_id"]) for one in listed]


async def test_open_warnings_page_without_loss(worker, form):
    await twins(worker, form, "赵三双")
    await twins(worker, form, "赵四双")
    whole = (await worker.get("/v1/duplicate-warnings?limit=500")).json()["items"]
    paged, cursor = [], ""
    while cursor is not None:
        page = (await worker.get(f"/v1/duplicate-warnings?limit=1{cursor and '&cursor=' + cursor}")).json()
        paged, cursor = paged + page["items"], page["next"]
    assert paged == whole
    assert (await worker.get("/v1/duplicate-warnings?cursor=eA==")).status_code == 400


async def test_merged_files_keep_both_histories_and_count_once(service, worker, manager, form):
    first, second = await twins(worker, form, "周四双")
    await worker.ok(f"/v1/applicants/{first}/screening", SCREEN)
    merged = await manager.ok(f"/v1/applicants/{second}/merge", merging(first))
    assert (merged["state"], merged["survivor"]["state"], merged["survivor"]["version"]) == ("merged", "accepted", 3)
    gone = (await worker.get(f"/v1/applicants/{second}")).json()
    assert (gone["state"], gone["merged_into"], gone["registered_on"]) == ("merged", first, "2007-07-02")
    assert (await worker.get(f"/v1/applicants/{first}")).json()["merged_files"] == [second]
    listed, cursor = [], ""
    while cursor is not None:
        page = (await worker.get(f"/v1/applicants?limit=500{cursor and f'&cursor={cursor}'}")).json()
        listed += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert first in listed
    assert second not in listed
    told = [e["data"] for e in await service.events("applicants.applicant.merged") if e["subject"] == second]
    assert told == [{"applicant_id": second, "merged_into": first, "merged_on": "2007-08-20"}]
    [warning] = (await worker.get(f"/v1/applicants/{first}/duplicates")).json()["items"]
    assert warning["settled_as"] == "merged"
    assert (await manager.post(f"/v1/applicants/{second}/merge", merging(first))).status_code == 409


async def test_what_is_told_of_a_merged_file_is_noted_of_the_one_that_stays(service, worker, manager, form):
    first, second = await twins(worker, form, "吴五双")
    enrolled = {"applicant_id": second, "enrolled_on": "2007-07-20"}
    await service.deliver("training.enrolment.confirmed", second, enrolled)
    await manager.ok(f"/v1/applicants/{second}/merge", merging(first))
    assert (await worker.get(f"/v1/applicants/{first}")).json()["progress"]["in_training_on"] == "2007-07-20"
    await service.deliver("training.certificate.issued", second, {"applicant_id": second, "issued_on": "2007-09-01"})
    assert (await worker.get(f"/v1/applicants/{first}")).json()["state"] == "certified"
    assert (await worker.get(f"/v1/applicants/{second}")).json()["state"] == "merged"


async def test_a_chain_of_mergers_points_to_the_last_and_is_told_so(service, worker, manager, form):
    first, second = await twins(worker, form, "郑六双")
    third = (await worker.ok("/v1/applicants", form(name="郑六双")))["id"]
    await manager.ok(f"/v1/applicants/{first}/merge", merging(second))
    await manager.ok(f"/v1/applicants/{second}/merge", merging(third))
    for one in (first, second):
        assert (await worker.get(f"/v1/applicants/{one}")).json()["merged_into"] == third
        told = [e["data"] for e in await service.events("applicants.applicant.merged") if e["subject"] == one]
        assert told[-1]["merged_into"] == third
    await service.deliver("training.certificate.issued", first, {"applicant_id": first, "issued_on": "2007-09-01"})
    assert (await worker.get(f"/v1/applicants/{third}")).json()["state"] == "certified"


async def test_registering_again_with_a_merged_files_number_names_the_file_that_stays(worker, manager, form):
    body = form(name="王七双")
    gone = (await worker.ok("/v1/applicants", body))["id"]
    stays = (await worker.ok("/v1/applicants", form(name="王七双")))["id"]
    await manager.ok(f"/v1/applicants/{gone}/merge", merging(stays))
    again = await worker.post("/v1/applicants", form(identity_number=body["identity_number"]))
    assert again.json()["code"] == "duplicate_identity_number"
    assert stays in again.json()["detail"]


async def test_who_shared_a_phone_with_a_merged_file_shares_it_no_longer(service, worker, manager, form):
    neighbour = (await worker.ok("/v1/applicants", form(phone="13877770001")))["id"]
    gone = (await worker.ok("/v1/applicants", form(phone="13877770001")))["id"]
    stays = (await worker.ok("/v1/applicants", form()))["id"]
    await manager.ok(f"/v1/applicants/{gone}/merge", merging(stays))
    told = [e["data"] for e in await service.events("applicants.contact.shared") if e["subject"] == neighbour]
    assert told[-1]["shared_with"] == []


async def test_only_visible_look_alikes_are_shown_and_the_rest_counted(service, worker, form):
    first = await worker.ok("/v1/applicants", form(name="陈八双", area="500116107"))
    neighbour = service.as_role("case_worker", account="zhao", area="500116103")
    made = await neighbour.ok("/v1/applicants", form(name="陈八双"))
    assert (made["possible_duplicates"], made["possible_duplicates_elsewhere"]) == ([], 1)
    shown = (await neighbour.get(f"/v1/applicants/{made['id']}/duplicates")).json()
    assert (shown["items"], shown["elsewhere"]) == ([], 1)
    assert first["id"] not in str(shown)
    assert (await neighbour.post(f"/v1/applicants/{made['id']}/screening", SCREEN)).status_code == 409


async def test_a_changed_phone_warns_too(worker, form):
    first = (await worker.ok("/v1/applicants", form(phone="13866660001")))["id"]
    second = (await worker.ok("/v1/applicants", form(phone="13866660002")))["id"]
    await worker.patch(f"/v1/applicants/{second}", {"phone": "13866660001"}, 1)
    [warning] = (await worker.get(f"/v1/applicants/{second}/duplicates")).json()["items"]
    assert (warning["applicant_id"], warning["because"]) == (first, ["phone"])


async def test_a_roster_warns_of_look_alikes_among_its_rows_and_before(worker, files, form, row):
    known = (await worker.ok("/v1/applicants", form(phone="13855550001")))["id"]
    people = [row(phone="13855550001"), row(name="褚九双", phone=None), row(name="褚九双", phone=None), row()]
    content = files.as_xlsx(people)  # once: a workbook says when it was made
    done = await worker.ok("/v1/rosters", files={"file": ("a.xlsx", content)})
    assert [line["looks_like_another"] for line in done["applicants"]] == [True, False, True, False]
    ids = [line["applicant_id"] for line in done["applicants"]]
    pairs = [(ids[0], known), (ids[2], ids[1])]
    listed = (await worker.get("/v1/duplicate-warnings?limit=500")).json()["items"]
    assert set(pairs) <= {(one["applicant_id"], one["other_id"]) for one in listed}
    again = await worker.ok("/v1/rosters", files={"file": ("b.xlsx", content)})
    assert again == done


async def test_eligibility_is_explained_on_any_day_without_recording(worker, form):
    made = await worker.ok("/v1/applicants", form())
    path = f"/v1/applicants/{made['id']}"
    answer = (await worker.get(f"{path}/eligibility?on=2029-03-16")).json()
    assert answer["outcome"] == "ineligible"
    assert [rule["rule"] for rule in answer["rules"] if not rule["met"]] == ["not_above_maximum_age"]
    assert (await worker.get(f"{path}/eligibility?on=1999-01-01")).json()["code"] == "no_rule_in_force"
    assert (await worker.get(path)).json()["screenings"] == []
