"""Two files that are one person's: one subsidised course of a package, one payment of a result."""

import pytest


async def merge(school, merged, into):
    data = {"applicant_id": merged, "merged_into": into, "merged_on": "2007-09-01"}
    await school.service.deliver("applicants.applicant.merged", merged, data)


async def test_the_course_taken_under_the_merged_file_is_used_up(school):
    first, second = await school.accepted(), await school.accepted()
    await school.enrol(await school.open_class(), second)
    await merge(school, second, first)
    later = await school.open_class("2007-10-08")
    place = await school.enrol(later, first, "2007-09-10")
    assert (place["free"], place["reason"]) == (False, "subsidised_course_used")
    told = {
        one["package"]: one for one in (await school.office.get(f"/v1/learners/{first}/entitlements")).json()["items"]
    }
    assert (told["SYB"]["free"], told["IYB"]["free"]) == (False, True)


async def test_nobody_enrols_under_a_merged_file(school):
    first, second = await school.accepted(), await school.accepted()
    await merge(school, second, first)
    class_id = await school.open_class()
    body = {"applicant_id": second, "enrolled_on": "2007-07-20"}
    refused = await school.office.post(f"/v1/classes/{class_id}/enrolments", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "applicant_merged")
    assert first in refused.json()["detail"]
    assert (await school.office.get(f"/v1/classes/{class_id}")).json()["seats_taken"] == 0


async def test_a_chain_of_mergers_counts_all_courses(school):
    people = [await school.accepted() for _ in range(3)]
    await school.enrol(await school.open_class(), people[2])
    await merge(school, people[2], people[1])
    await merge(school, people[1], people[0])
    await merge(school, people[2], people[0])
    place = await school.enrol(await school.open_class("2007-10-08"), people[0], "2007-09-10")
    assert place["reason"] == "subsidised_course_used"


@pytest.mark.parametrize("claimed_before", [True, False])
async def test_a_result_is_paid_once_for_both_files(school, claimed_before):
    """Both finished the same package as if they were two; only later it was found that they are one."""
    taught = await school.certified_class(2)
    one, other = taught.applicants
    if claimed_before:
        own = (await school.milestones(one))["M1"]["id"]
        await school.lodge("2008-01-20", milestone_ids=[own])
    await merge(school, other, one)
    claim = await school.lodge("2008-01-21")
    states = {line["applicant_id"]: line["state"] for line in claim["lines"]}
    refuted = [line for line in claim["lines"] if line["state"] == "refuted"]
    assert len(refuted) == 1
    failed = [check["check"] for check in refuted[0]["checks"] if not check["passed"]]
    assert failed == ["not_claimed_before"]
    assert sorted(states.values()) == (["refuted"] if claimed_before else ["claimed", "refuted"])
