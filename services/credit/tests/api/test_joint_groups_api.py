"""Joint guarantee groups: formed, changed, answering for each other, blocked and unblocked."""

import asyncio

import pytest

GROUPS = "/v1/joint-groups"


async def people(journey, count: int):
    return [await journey.applicant() for _ in range(count)]


def agreement(members, number: str = "LB-1", **other) -> dict:
    return {
        "agreement_number": number,
        "area": "500116103",
        "members": [{"applicant_id": person.id, "household": f"H{n}"} for n, person in enumerate(members)],
        "formed_on": "2007-09-01",
    } | other


def on_group(group_id: str, **other) -> list[dict]:
    return [{"kind": "joint_group", "description": "Neighbours", "group_id": group_id} | other]


async def form(journey, members, number: str = "LB-1") -> str:
    return (await journey.maker.ok(GROUPS, agreement(members, number)))["id"]


async def test_a_group_is_three_to_five_participants_of_different_households(journey) -> None:
    six = await people(journey, 6)
    stranger = type(six[0])("0198c1de-0000-7000-8000-000000000002", "none")
    same_house = agreement(six[:3])
    same_house["members"][2]["household"] = "H0"
    for body in (
        agreement(six[:2]),
        agreement(six),
        agreement([*six[:2], stranger]),
        agreement([*six[:2], six[0]]),
        same_house,
    ):
        refused = await journey.maker.post(GROUPS, body)
        assert (refused.status_code, refused.json()["code"]) == (422, "joint_group_not_qualified"), refused.text
    assert (await journey.maker.get(GROUPS)).json()["items"] == []


async def test_a_recorded_couple_cannot_be_in_one_group(journey) -> None:
    members = await people(journey, 3)
    facts = {
        "name": "李建国",
        "identity_number": "500381196803150011",
        "area": "500116103",
        "employer": "public_employee",
        "employer_name": "江津中学",
        "annual_income": "40000.00",
        "insured_months": 96,
        "retires_on": "2028-03-15",
        "applicant_id": members[0].id,
        "registered_on": "2007-09-01",
    }
    guarantor = (await journey.maker.ok("/v1/guarantors", facts))["id"]
    married = {"relation": "spouse", "other_applicant_id": members[2].id, "since_on": "2001-05-01"}
    await journey.maker.ok(f"/v1/guarantors/{guarantor}/relations", married)
    refused = await journey.maker.post(GROUPS, agreement(members))
    assert refused.json()["code"] == "joint_group_not_qualified"
    assert "husband and wife" in refused.json()["detail"]


async def test_a_participant_is_in_one_open_group_even_at_the_same_moment(journey) -> None:
    five = await people(journey, 5)
    bodies = [agreement(five[:3], "A"), agreement(five[2:], "B")]
    answers = await asyncio.gather(*(journey.maker.post(GROUPS, body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "in_another_group"}
    taken = "A" if answers[0].status_code == 201 else "B"
    fresh = agreement(await people(journey, 3), taken)
    assert (await journey.maker.post(GROUPS, fresh)).json()["code"] == "agreement_number_taken"


async def test_members_answer_for_each_other_and_stay_while_anything_is_open(journey, service) -> None:
    bank, members = await journey.register_bank(), await people(journey, 4)
    group = await form(journey, members[:3])
    path = f"{GROUPS}/{group}"
    outside = await journey.maker.post(
        "/v1/loan-applications", journey.application(members[3], bank, counter_guarantees=on_group(group))
    )
    assert outside.json()["code"] == "joint_group_not_qualified", "only a member borrows on the group"
    loan = await journey.disbursed(bank, members[0], counter_guarantees=on_group(group))
    detail = (await journey.maker.get(path)).json()
    assert [item["amount"] for item in detail["liabilities"]] == ["16000.00"], "counts for what is required"
    for step, body in (
        ("leaving", {"applicant_id": members[2].id, "left_on": "2007-10-01"}),
        ("dissolution", {"dissolved_on": "2007-10-01"}),
    ):
        refused = await journey.maker.post(f"{path}/{step}", body)
        assert (refused.status_code, refused.json()["code"]) == (409, "group_still_liable")
    joins = {
        "member": {"applicant_id": members[3].id, "household": "H9"},
        "joined_on": "2007-10-01",
        "document": "LB-1-1",
    }
    assert len((await journey.maker.ok(f"{path}/joining", joins))["members"]) == 4
    rest = sum(float(line["principal"]) + float(line["interest"]) for line in loan["schedule"])
    await journey.repay(bank, ("JS-1", loan["loan_id"], f"{rest:.2f}", "2008-09-21"))
    left = await journey.maker.ok(f"{path}/leaving", {"applicant_id": members[2].id, "left_on": "2008-10-06"})
    assert members[2].id not in left["members"]
    again = await journey.maker.post(f"{path}/leaving", {"applicant_id": members[2].id, "left_on": "2008-10-07"})
    assert again.json()["code"] == "not_a_member"
    ended = await journey.maker.ok(f"{path}/dissolution", {"dissolved_on": "2008-12-01"})
    assert (ended["state"], ended["members"]) == ("dissolved", [])
    assert (await journey.maker.post(f"{path}/joining", joins)).json()["code"] == "illegal_transition"
    assert [event["data"]["change"] for event in await service.events("credit.joint_group.changed")] == [
        "joined",
        "left",
        "dissolved",
    ]
    assert await form(journey, members[:3], "LB-2"), "whoever left may form another"


async def test_a_group_with_a_defaulter_is_blocked_until_the_arrears_are_paid(journey, service) -> None:
    bank, members = await journey.register_bank(), await people(journey, 4)
    group = await form(journey, members[:3])
    path = f"{GROUPS}/{group}"
    loan = await journey.disbursed(bank, members[0], counter_guarantees=on_group(group))
    waiting = await journey.reviewed(bank, members[1], counter_guarantees=on_group(group))
    in_time = await journey.officer.ok("/v1/joint-group-assessments", {"as_of": "2007-11-20"})
    assert in_time == {"as_of": "2007-11-20", "blocked": [], "unblocked": []}
    await journey.officer.ok("/v1/arrears-assessments", {"as_of": "2007-11-21"})
    shown = (await journey.maker.get(path)).json()
    assert (shown["state"], shown["days_late"], shown["blocked_on"]) == ("blocked", 31, "2007-11-21")
    assert (await journey.commit(waiting, on="2007-11-21")).json()["code"] == "group_member_late"
    body = journey.application(members[2], bank, counter_guarantees=on_group(group), applied_on="2007-11-21")
    assert (await journey.maker.post("/v1/loan-applications", body)).json()["code"] == "group_member_late"
    for step, change in (
        ("leaving", {"applicant_id": members[2].id, "left_on": "2007-11-22"}),
        (
            "joining",
            {"member": {"applicant_id": members[3].id, "household": "H9"}, "joined_on": "2007-11-22", "document": "x"},
        ),
    ):
        assert (await journey.maker.post(f"{path}/{step}", change)).json()["code"] == "group_blocked"
    two = sum(float(line["principal"]) + float(line["interest"]) for line in loan["schedule"][:2])
    await journey.repay(bank, ("JS-1", loan["loan_id"], f"{two:.2f}", "2007-11-23"))
    assert (await journey.maker.get(path)).json()["state"] == "open", "unblocked by the payment itself"
    assert (await journey.commit(waiting, on="2007-11-24")).status_code == 201
    told = [event["type"].split(".")[3] for event in await service.events() if "joint_group" in event["type"]]
    assert told == ["formed", "blocked", "unblocked"]


async def test_a_later_assessment_is_not_undone_by_an_earlier_one(journey) -> None:
    bank, members = await journey.register_bank(), await people(journey, 3)
    group = await form(journey, members)
    await journey.disbursed(bank, members[0], counter_guarantees=on_group(group))
    late = await journey.officer.ok("/v1/joint-group-assessments", {"as_of": "2007-12-01"})
    assert late["blocked"] == [group]
    early = await journey.officer.ok("/v1/joint-group-assessments", {"as_of": "2007-10-21"})
    assert (early["blocked"], early["unblocked"]) == ([], [])
    assert (await journey.maker.get(f"{GROUPS}/{group}")).json()["state"] == "blocked"


@pytest.mark.parametrize("step", ["joining", "leaving", "dissolution"])
async def test_groups_of_another_area_look_unknown(journey, service, step) -> None:
    members = await people(journey, 3)
    group = await form(journey, members)
    stranger = service.as_role("case_worker", account="far", area="500107")
    bodies = {
        "joining": {
            "member": {"applicant_id": members[0].id, "household": "H9"},
            "joined_on": "2007-10-01",
            "document": "x",
        },
        "leaving": {"applicant_id": members[0].id, "left_on": "2007-10-01"},
        "dissolution": {"dissolved_on": "2007-10-01"},
    }
    assert (await stranger.post(f"{GROUPS}/{group}/{step}", bodies[step])).status_code == 404
    assert (await stranger.get(GROUPS)).json()["items"] == []
