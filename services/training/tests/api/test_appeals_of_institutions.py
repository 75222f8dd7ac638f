"""An institution may object: to a refuted line and to a clawback, in time, once, heard by somebody new."""

import pytest


async def refuted(school):
    """A claim of 10 lines, all verified since it is small, the first found false; decided on 2008-01-21."""
    await school.certified_class(10)
    claim = await school.lodge("2008-01-20")
    decided = await school.verify(claim["id"], "2008-01-21", false=[1])
    (line,) = [one["line"] for one in decided["lines"] if one["state"] == "refuted"]
    return claim["id"], line


def third_manager(service):
    return service.as_role("manager", account="third-manager")


async def test_an_upheld_appeal_lets_the_result_be_claimed_anew(school, service):
    claim_id, line = await refuted(school)
    body = {"lodged_on": "2008-02-01", "line": line, "grounds": "she was in the other room"}
    appeal = await school.office.ok(f"/v1/claims/{claim_id}/appeals", body)
    decision = {"decided_on": "2008-02-03", "upheld": True, "reason": "asked again"}
    path = f"/v1/appeals/{appeal['id']}/decision"
    verifier = service.as_role("manager", account="verifier")
    assert (await verifier.post(path, decision)).json()["code"] == "same_person"
    assert (await third_manager(service).ok(path, decision))["state"] == "upheld"
    assert (await third_manager(service).post(path, decision)).json()["code"] == "illegal_transition"
    again = await school.lodge("2008-02-04")
    assert [one["milestone"] for one in again["lines"]] == ["M1"]


async def test_a_dismissed_appeal_changes_nothing_and_none_follows(school, service):
    claim_id, line = await refuted(school)
    path = f"/v1/claims/{claim_id}/appeals"
    body = {"lodged_on": "2008-02-01", "line": line, "grounds": "she was there"}
    appeal = await school.office.ok(path, body)
    decision = {"decided_on": "2008-02-03", "upheld": False, "reason": "the list is clear"}
    await third_manager(service).ok(f"/v1/appeals/{appeal['id']}/decision", decision)
    assert (await school.office.post(path, body)).json()["code"] == "appealed_already"
    answer = await school.office.post("/v1/claims", {"agreement_id": school.agreement, "claimed_on": "2008-02-04"})
    assert answer.json()["code"] == "nothing_to_claim"


@pytest.mark.parametrize(("day", "code"), [("2008-02-05", None), ("2008-02-06", "appeal_too_late")])
async def test_the_last_day_of_appeal_counts(school, day, code):
    claim_id, line = await refuted(school)
    body = {"lodged_on": day, "line": line, "grounds": "she was there"}
    answer = await school.office.post(f"/v1/claims/{claim_id}/appeals", body)
    assert answer.json().get("code") == code


async def test_only_refuted_lines_of_decided_claims_are_appealed(school):
    await school.certified_class(3)
    claim = await school.lodge("2008-01-20")
    body = {"lodged_on": "2008-01-22", "line": 1, "grounds": "why not"}
    path = f"/v1/claims/{claim['id']}/appeals"
    assert (await school.office.post(path, body)).json()["code"] == "nothing_to_appeal"


@pytest.mark.parametrize(("upheld", "state", "net"), [(True, "rejected", "1000.00"), (False, "netted", "500.00")])
async def test_a_clawback_under_appeal_waits(school, service, upheld, state, net):
    await school.bank_account()
    await school.certified_class(2)
    claim = await school.lodge("2008-01-20")
    await school.verify(claim["id"], "2008-01-21")
    await school.approve(claim["id"], "2008-01-22")
    await school.pay("2008-01-23", claim["id"])
    found = {"proposed_on": "2008-02-01", "claim_id": claim["id"], "line": 1, "reason": "never there"}
    clawback = await school.finance.ok("/v1/clawbacks", found)
    path = f"/v1/clawbacks/{clawback['id']}"
    await school.manager.ok(f"{path}/decision", {"decided_on": "2008-02-02", "confirmed": True})
    grounds = {"lodged_on": "2008-02-10", "grounds": "she was there"}
    appeal = await school.office.ok(f"{path}/appeal", grounds)
    repaid = await school.finance.post(f"{path}/repayment", {"repaid_on": "2008-02-11", "receipt": "SJ-1"})
    assert repaid.json()["code"] == "illegal_transition"
    decision = {"decided_on": "2008-02-12", "upheld": upheld, "reason": "heard"}
    decide = f"/v1/appeals/{appeal['id']}/decision"
    assert (await school.manager.post(decide, decision)).json()["code"] == "same_person"
    await third_manager(service).ok(decide, decision)
    await school.certified_class(2, "2007-09-06")
    later = await school.lodge("2008-02-20")
    await school.verify(later["id"], "2008-02-21")
    await school.approve(later["id"], "2008-02-22")
    batch = await school.pay("2008-03-03", later["id"])
    assert batch["net"] == net
    assert (await school.finance.get(path)).json()["state"] == state


async def test_what_an_appeal_was_upheld_against_is_not_proposed_again(school, service):
    await school.bank_account()
    taught = await school.certified_class(2)
    claim = await school.lodge("2008-01-20")
    await school.verify(claim["id"], "2008-01-21")
    await school.approve(claim["id"], "2008-01-22")
    await school.pay("2008-01-23", claim["id"])
    body = {"cause": "attendance_false", "proposed_on": "2008-02-10", "reason": "never attended"}
    proposed = await school.inspector.ok(f"/v1/certificates/{taught.numbers[0]}/revocation", body)
    decided = {"decided_on": "2008-02-11", "confirmed": True, "reason": "seen"}
    await school.manager.ok(f"/v1/certificate-revocations/{proposed['id']}/decision", decided)

    async def due():
        found = (await school.finance.ok("/v1/clawbacks/due", {"proposed_on": "2008-02-12"}))["proposed"]
        return [one["id"] for one in found if one["institution_id"] == school.id]

    [clawback] = await due()
    path = f"/v1/clawbacks/{clawback}"
    await school.manager.ok(f"{path}/decision", {"decided_on": "2008-02-12", "confirmed": True})
    appeal = await school.office.ok(f"{path}/appeal", {"lodged_on": "2008-02-14", "grounds": "paid in good faith"})
    decision = {"decided_on": "2008-02-16", "upheld": True, "reason": "so it was"}
    await third_manager(service).ok(f"/v1/appeals/{appeal['id']}/decision", decision)
    assert await due() == []
