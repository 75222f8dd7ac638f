import itertools

import pytest
from applicants.domain.errors import ApplicantNotKnown

INSTITUTION = "0198c1de-0000-7000-8000-000000000001"
PATHS = {
    "training.enrolment.confirmed": lambda a: {"applicant_id": a, "enrolled_on": "2007-07-20"},
    "training.certificate.issued": lambda a: {"applicant_id": a, "issued_on": "2007-08-31"},
    "followup.business.registered": lambda a: {"owners": [a], "registered_on": "2007-10-08"},
    "followup.survival.confirmed": lambda a: {"owners": [a], "confirmed_on": "2008-04-10"},
}


async def registered(worker, form, **changes) -> str:
    return (await worker.ok("/v1/applicants", form(**changes)))["id"]


async def state(worker, applicant: str) -> str:
    return (await worker.get(f"/v1/applicants/{applicant}")).json()["state"]


async def told(service, event: str, applicant: str) -> list[dict]:
    return [one["data"] for one in await service.events(f"applicants.applicant.{event}") if one["subject"] == applicant]


async def test_a_screening_answers_every_rule_and_keeps_the_answers(service, worker, form):
    applicant = await registered(worker, form)
    answer = await worker.ok(f"/v1/applicants/{applicant}/screening", {"screened_on": "2007-07-05"})
    assert (answer["state"], answer["free_of_charge"], answer["version"]) == ("accepted", True, 2)
    assert len(answer["rules"]) == 7
    assert all(
        rule["met"] and rule["reason"] and rule["reference"] and rule["policy_version"] for rule in answer["rules"]
    )
    read = (await worker.get(f"/v1/applicants/{applicant}")).json()
    assert read["screenings"][0]["rules"] == answer["rules"]
    assert await told(service, "accepted", applicant) == [
        {
            "applicant_id": applicant,
            "accepted_on": "2007-07-05",
            "area": "500116103",
            "target_group": "laid_off",
            "free_of_charge": True,
            "policy_version": answer["policy_version"],
            "name_mark": service.app.state.office.marks.mark(read["name"], applicant),
        }
    ]


@pytest.mark.parametrize(
    ("change", "outcome"),
    [({"wants": "re_employment"}, "other_path"), ({"runs_registered_business": True}, "ineligible")],
)
async def test_who_is_not_accepted_is_told_so_and_may_be_screened_again(service, worker, form, change, outcome):
    applicant = await registered(worker, form, **change)
    path = f"/v1/applicants/{applicant}/screening"
    assert (await worker.ok(path, {"screened_on": "2007-07-05"}))["state"] == outcome
    assert (await worker.ok(path, {"screened_on": "2007-07-06"}))["state"] == outcome
    assert [one["outcome"] for one in await told(service, "declined", applicant)] == [outcome] * 2
    referral = {"institution_id": INSTITUTION, "package": "SYB", "referred_on": "2007-07-10"}
    refused = await worker.post(f"/v1/applicants/{applicant}/referral", referral)
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")


async def test_screening_by_rules_of_a_day_before_the_programme_or_of_tomorrow_is_refused(worker, form):
    applicant = await registered(worker, form)
    path = f"/v1/applicants/{applicant}/screening"
    for on, code in (("2007-07-01", "dates_out_of_order"), ("2099-07-01", "date_in_future")):
        answer = await worker.post(path, {"screened_on": on})
        assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_referral_and_withdrawal(service, worker, form):
    applicant = await registered(worker, form)
    await worker.ok(f"/v1/applicants/{applicant}/screening", {"screened_on": "2007-07-05"})
    referral = {"institution_id": INSTITUTION, "package": "SYB", "referred_on": "2007-07-10"}
    stale = await worker.post(f"/v1/applicants/{applicant}/referral", referral, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert (await worker.ok(f"/v1/applicants/{applicant}/referral", referral))["state"] == "referred"
    assert await told(service, "referred", applicant) == [{"applicant_id": applicant, **referral}]
    leaving = {"withdrawn_on": "2007-07-12", "reason": "moved to Chengdu"}
    assert (await worker.ok(f"/v1/applicants/{applicant}/withdrawal", leaving))["state"] == "withdrawn"
    assert (await worker.post(f"/v1/applicants/{applicant}/withdrawal", leaving)).status_code == 409
    assert await told(service, "withdrawn", applicant) == [{"applicant_id": applicant, "withdrawn_on": "2007-07-12"}]
    await service.deliver("training.enrolment.confirmed", applicant, PATHS["training.enrolment.confirmed"](applicant))
    assert await state(worker, applicant) == "withdrawn"


async def test_the_later_states_follow_from_events_in_any_order_and_twice(service, worker, form):
    for order in itertools.islice(itertools.permutations(PATHS), 0, None, 5):
        applicant = await registered(worker, form)
        await worker.ok(f"/v1/applicants/{applicant}/screening", {"screened_on": "2007-07-05"})
        for event in [*order, order[0]]:
            await service.deliver(event, applicant, PATHS[event](applicant))
        read = (await worker.get(f"/v1/applicants/{applicant}")).json()
        assert read["state"] == "surviving"
        assert read["version"] == 6
        assert read["progress"]["in_training_on"] == "2007-07-20"
        assert read["progress"]["surviving_on"] == "2008-04-10"


async def test_each_event_leads_to_its_state(service, worker, form):
    applicant = await registered(worker, form)
    states = []
    for event, data in PATHS.items():
        await service.deliver(event, applicant, data(applicant))
        states.append(await state(worker, applicant))
    assert states == ["in_training", "certified", "business_registered", "surviving"]


async def test_an_event_about_someone_unknown_fails_and_moves_none_of_the_owners(service, worker, form):
    applicant = await registered(worker, form)
    owners = {"owners": [applicant, "0198c1de-0000-7000-8000-0000000000ff"], "registered_on": "2007-10-08"}
    with pytest.raises(ApplicantNotKnown):
        await service.deliver("followup.business.registered", "business", owners)
    assert await state(worker, applicant) == "registered"
