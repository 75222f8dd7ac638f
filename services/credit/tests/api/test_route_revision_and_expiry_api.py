"""Two approvers, revision, rejection, expiry, desks: as clerk, bureau, officer and bank see them through the API."""

import asyncio
import random

import pytest

THRESHOLD_DAY = "2008-01-07"
"""From 2008 up to 50,000 yuan may be lent, and above 20,000 two people approve."""


def large(**other):
    return {
        "amount": "30000.00",
        "term_months": 24,
        "counter_guarantees": [{"kind": "deposit", "value": "40000.00", "description": "Savings book"}],
        "applied_on": THRESHOLD_DAY,
    } | other


async def state_of(journey, application_id):
    return (await journey.manager.get(f"/v1/loan-applications/{application_id}")).json()


async def test_above_the_threshold_capacity_is_reserved_only_when_the_second_officer_approves(journey, service) -> None:
    bank = await journey.register_bank()
    application_id = await journey.apply(bank, **large())
    said = {"recommended_on": "2008-01-08", "opinion": "Reliable."}
    assert (await journey.step(journey.community, application_id, "recommendation", said)).is_success
    checked = {"reviewed_on": "2008-01-09", "approved": True, "opinion": "Sound."}
    second = service.as_role("manager", account="bureau-2")
    for reviewer, state in ((journey.bureau, "recommended"), (second, "reviewed")):
        assert (await journey.step(reviewer, application_id, "review", checked)).json()["state"] == state
    await journey.verify(application_id, "2008-01-09")
    first = await journey.commit(application_id, "2008-01-10")
    assert first.status_code == 201, first.text
    answer = first.json()
    assert (answer["state"], answer["approvers"], answer["approvers_needed"]) == ("reviewed", 1, 2)
    assert answer["guarantee_id"] is answer["letter_number"] is None
    assert (await journey.fund())["liability"] == "0.00"
    desk = (await journey.officer.get("/v1/desks/guarantee")).json()["items"][0]
    assert (desk["approvals"], desk["may_act"]) == (1, False)
    again = await journey.commit(application_id, "2008-01-10")
    assert (again.status_code, again.json()["code"]) == (409, "same_person")
    colleague = service.as_role("guarantee_officer", account="officer-2")
    last = await journey.step(colleague, application_id, "guarantee", {"committed_on": "2008-01-11"})
    assert (last.json()["state"], last.json()["approvers"]) == ("committed", 2)
    assert last.json()["letter_number"].startswith("G2008-")
    assert (await journey.fund())["liability"] == "24000.00"


async def test_the_bank_sends_back_and_the_revised_application_goes_the_whole_route_again(journey, service) -> None:
    bank = await journey.register_bank()
    application_id = await journey.committed(bank)
    banker, path = journey.bank(bank), f"/v1/loan-applications/{application_id}"
    ask = {"requested_on": "2007-09-12", "to_mend": "Borrow less."}
    assert (await journey.step(journey.officer, application_id, "revision-request", ask)).json()[
        "code"
    ] == "not_your_step"
    back = await journey.step(banker, application_id, "revision-request", ask)
    assert back.json()["state"] == "revision_requested"
    assert (await journey.fund())["liability"] == "0.00"
    assert (await journey.maker.get("/v1/desks/revision")).json()["waiting"] == 1
    nothing = {"revised_on": "2007-09-13", "what_changed": "Nothing.", "amount": "20000.00"}
    assert (await journey.step(journey.maker, application_id, "revision", nothing)).json()["code"] == "nothing_to_mend"
    small = {
        "revised_on": "2007-09-13",
        "what_changed": "Second-hand stove.",
        "amount": "15000.00",
        "counter_guarantees": [{"kind": "deposit", "value": "11999.99", "description": "Savings book"}],
    }
    refused = await journey.step(journey.maker, application_id, "revision", small)
    assert refused.json()["code"] == "counter_guarantee_too_small", "everything is judged again"
    small["counter_guarantees"][0]["value"] = "12000.00"
    revised = await journey.step(journey.maker, application_id, "revision", small)
    assert (revised.json()["state"], revised.json()["revision"]) == ("applied", 2), revised.text
    detail = (await journey.maker.get(path)).json()
    assert (detail["amount"], detail["counter_guarantees"][0]["value"]) == ("15000.00", "12000.00")
    (earlier,) = detail["earlier_versions"]
    assert (earlier["amount"], earlier["counter_guarantees"][0]["value"]) == ("20000.00", "40000.00")
    said = {"recommended_on": "2007-09-14", "opinion": "Reliable."}
    checked = {"reviewed_on": "2007-09-15", "approved": True, "opinion": "Sound."}
    assert (await journey.step(journey.community, application_id, "recommendation", said)).is_success
    assert (await journey.step(journey.bureau, application_id, "review", checked)).is_success
    early = await journey.commit(application_id, "2007-09-16")
    assert early.json()["code"] == "evidence_not_verified", "what was verified for the earlier version counts no more"
    await journey.verify(application_id, "2007-09-16")
    committed = await journey.commit(application_id, "2007-09-16")
    assert committed.json()["amount"] == "12000.00", committed.text
    detail = (await journey.maker.get(path)).json()
    assert (detail["guarantee"]["amount"], detail["guarantee"]["state"]) == ("12000.00", "issued")
    assert detail["bank_deadline"] == "2007-10-07"
    assert (await journey.fund())["liability"] == "12000.00"
    assert (await journey.decide(bank, application_id)).is_success
    types = [event["type"].split(".")[-2] for event in await service.events() if ".application." in event["type"]]
    assert types == [
        "submitted", "recommended", "reviewed", "revision_requested", "revised", "recommended", "reviewed", "decided"
    ]  # fmt: skip
    record = (await journey.manager.get(f"{path}/decision-record")).json()
    assert [(item["revision"], item["step"], item["outcome"]) for item in record["steps"]] == [
        (1, "application", "applied"),
        (1, "recommendation", "recommended"),
        (1, "review", "approved"),
        (1, "guarantee", "committed"),
        (1, "decision", "revision_requested"),
        (2, "application", "revised"),
        (2, "recommendation", "recommended"),
        (2, "review", "approved"),
        (2, "guarantee", "committed"),
        (2, "decision", "approved"),
    ]
    assert record["steps"][4]["reason"] == "Borrow less."
    for step in record["steps"]:
        assert step["policy_version"].startswith("jiangjin-2007/credit@")
        for found in step["verdicts"]:
            assert found["reference"]
            assert found["title_en"] != found["title_zh"]
            assert found["sentence_en"].startswith(found["title_en"])
            assert found["sentence_zh"].startswith(found["title_zh"])


async def test_what_secures_an_application_stays_bound_and_verified_unless_it_is_replaced(journey) -> None:
    bank = await journey.register_bank()
    passbook = {
        "kind": "deposit",
        "value": "40000.00",
        "description": "Savings book",
        "asset_reference": "CZ-0001",
    }
    application_id = await journey.committed(bank, counter_guarantees=[passbook])
    ask = {"requested_on": "2007-09-12", "to_mend": "Borrow less."}
    assert (await journey.step(journey.bank(bank), application_id, "revision-request", ask)).is_success
    other = journey.application(await journey.applicant(), bank, counter_guarantees=[passbook])
    assert (await journey.maker.post("/v1/loan-applications", other)).json()["code"] == "asset_pledged_already"
    less = {"revised_on": "2007-09-13", "what_changed": "Less.", "amount": "15000.00"}
    assert (await journey.step(journey.maker, application_id, "revision", less)).is_success
    detail = await state_of(journey, application_id)
    assert [(item["number"], item["status"]) for item in detail["counter_guarantees"]] == [(1, "verified")]
    assert [item["number"] for item in detail["earlier_versions"][0]["counter_guarantees"]] == [1]
    back = {"requested_on": "2007-09-14", "to_mend": "Another security."}
    assert (await journey.step(journey.community, application_id, "revision-request", back)).is_success
    swap = {
        "revised_on": "2007-09-15",
        "what_changed": "House instead.",
        "counter_guarantees": [{"kind": "property_mortgage", "value": "40000.00", "description": "House"}],
    }
    assert (await journey.step(journey.maker, application_id, "revision", swap)).is_success
    detail = await state_of(journey, application_id)
    assert [(item["number"], item["status"]) for item in detail["counter_guarantees"]] == [(2, "missing")]
    assert [[item["number"] for item in old["counter_guarantees"]] for old in detail["earlier_versions"]] == [[1], [1]]
    assert (await journey.maker.post("/v1/loan-applications", other)).status_code == 201, "the passbook is free"


async def test_each_office_rejects_only_what_waits_for_it_and_the_reason_is_kept(journey, service) -> None:
    bank = await journey.register_bank()
    application_id = await journey.reviewed(bank)
    no = {"rejected_on": "2007-09-10", "reason": "The lease ends before the loan does."}
    assert (await journey.step(journey.community, application_id, "rejection", no)).json()["code"] == "not_your_step"
    assert (await journey.step(journey.bank(bank), application_id, "rejection", no)).status_code == 403
    answer = await journey.step(journey.officer, application_id, "rejection", no)
    assert answer.json()["state"] == "rejected"
    assert (await state_of(journey, application_id))["decisions"][-1]["opinion"] == no["reason"]
    assert [event["data"]["step"] for event in await service.events("credit.application.rejected")] == ["guarantee"]
    body = journey.application(await journey.applicant(), bank)
    assert (await journey.maker.post("/v1/loan-applications", body)).status_code == 201


async def test_the_sweep_ends_what_ran_out_of_time_releases_it_and_changes_nothing_when_repeated(
    journey, service
) -> None:
    banks = [await journey.register_bank(), await journey.register_bank()]
    undecided = [await journey.committed(bank) for bank in banks for _ in range(3)]
    approved = await journey.committed(banks[0])
    assert (await journey.decide(banks[0], approved)).is_success
    idle = await journey.apply(banks[0])
    kept = await journey.disbursed(banks[0])
    before = await journey.fund()
    assert before["liability"] == "128000.00"
    manager, path = journey.manager, "/v1/loan-applications/expiries"
    assert (await manager.ok(path, {"as_of": "2007-10-01"}))["count"] == 0, "the last day is in time"
    first = await manager.ok(path, {"as_of": "2007-10-02"})
    assert (first["count"], first["released"], first["more"]) == (6, "96000.00", False)
    assert {item["application_id"] for item in first["items"]} == set(undecided)
    assert {(item["reason"], item["expired_on"]) for item in first["items"]} == {("not_decided", "2007-10-02")}
    assert (await journey.fund())["liability"] == "32000.00"
    assert (await manager.ok(path, {"as_of": "2007-10-02"}))["count"] == 0
    later = await manager.ok(path, {"as_of": "2008-03-02"})
    assert {(item["application_id"], item["reason"], item["expired_on"]) for item in later["items"]} == {
        (approved, "not_disbursed", "2008-01-19"),
        (idle, "idle", "2008-03-02"),
    }
    fund = await journey.fund()
    assert (fund["liability"], fund["banks"][0]["reserved"]) == ("16000.00", "0.00")
    assert (await state_of(journey, kept["application_id"]))["state"] == "disbursed"
    detail = await state_of(journey, approved)
    assert (detail["state"], detail["guarantee"]["state"]) == ("expired", "expired")
    (verdict,) = detail["decisions"][-1]["verdicts"]
    assert (verdict["rule"], verdict["met"], verdict["limit"]) == ("disbursement_deadline", False, "by 2008-01-18")
    assert len(await service.events("credit.application.expired")) == 8
    assert (await manager.ok(path, {"as_of": "2008-03-02"}))["count"] == 0
    assert (await journey.maker.post(path, {"as_of": "2008-03-02"})).status_code == 403


async def test_sweeps_at_the_same_moment_release_once(journey) -> None:
    bank = await journey.register_bank()
    for _ in range(4):
        await journey.committed(bank)
    body = {"as_of": "2007-11-01"}
    answers = await asyncio.gather(*(journey.manager.ok("/v1/loan-applications/expiries", body) for _ in range(4)))
    assert sorted(answer["count"] for answer in answers) == [0, 0, 0, 4]
    assert (await journey.fund())["liability"] == "0.00"


async def test_an_approved_loan_is_not_paid_out_after_its_day(journey) -> None:
    bank = await journey.register_bank()
    application_id = await journey.committed(bank)
    assert (await journey.decide(bank, application_id)).is_success
    body = {"disbursed_on": "2008-01-19", "reference": "FK-LATE"}
    late = await journey.step(journey.bank(bank), application_id, "disbursement", body)
    assert (late.status_code, late.json()["code"]) == (409, "disbursement_too_late")


async def test_desks_show_what_waits_for_whom_the_longest_waiting_first(journey, service) -> None:
    mine, theirs = await journey.register_bank(), await journey.register_bank()
    early = await journey.committed(mine)
    late = await journey.reviewed(mine)
    assert (await journey.commit(late, "2007-09-14")).is_success
    other = await journey.committed(theirs)
    fresh = await journey.apply(mine)
    desk = (await journey.bank(mine).get("/v1/desks/bank", params={"as_of": "2007-10-03"})).json()
    assert (desk["waiting"], desk["overdue"]) == (2, 1)
    assert [item["application_id"] for item in desk["items"]] == [early, late]
    first, second = desk["items"]
    assert (first["due_on"], first["days_left"], first["overdue"], first["waiting_days"]) == (
        "2007-10-01",
        -2,
        True,
        23,
    )
    assert (second["due_on"], second["days_left"], second["overdue"]) == ("2007-10-05", 2, False)
    everything = (await journey.manager.get("/v1/desks/bank")).json()
    assert {item["application_id"] for item in everything["items"]} == {early, late, other}
    only = (await journey.manager.get("/v1/desks/bank", params={"bank_id": theirs})).json()
    assert [item["application_id"] for item in only["items"]] == [other]
    seen, cursor = [], None
    while True:
        params = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await journey.manager.get("/v1/desks/bank", params=params)).json()
        seen += [item["application_id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [early, other, late]
    asked = (await journey.maker.get("/v1/desks/recommendation")).json()["items"][0]
    assert (asked["application_id"], asked["may_act"], asked["recommendation"]) == (fresh, False, "recommend")
    assert (await journey.community.get("/v1/desks/recommendation")).json()["items"][0]["may_act"] is True
    stranger = service.as_role("case_worker", account="far", area="500107")
    assert (await stranger.get("/v1/desks/recommendation")).json()["items"] == []
    assert (await journey.manager.get("/v1/desks/nowhere")).status_code == 422


async def test_the_banks_clock_is_on_the_application(journey) -> None:
    bank = await journey.register_bank()
    application_id = await journey.committed(bank)
    shown = (await journey.bank(bank).get("/v1/loan-applications", params={"state": "committed"})).json()["items"][0]
    assert (shown["id"], shown["bank_deadline"]) == (application_id, "2007-10-01")
    assert shown["bank_days_left"] < 0
    assert (await journey.decide(bank, application_id)).is_success
    shown = (await journey.bank(bank).get("/v1/loan-applications")).json()["items"][0]
    assert shown["bank_days_left"] is None


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_any_verbs_by_any_persons_leave_no_reservation_on_what_has_ended(journey, service, seed) -> None:
    """Random verbs through the API: persons keep to one step, and the fund holds what open applications reserve."""
    chance = random.Random(seed)
    bank = await journey.register_bank()
    people = {
        "case_worker": [service.as_role("case_worker", account=f"cw{n}", area="500116") for n in range(4)],
        "manager": [service.as_role("manager", account=f"mg{n}") for n in range(3)],
        "guarantee_officer": [service.as_role("guarantee_officer", account=f"go{n}") for n in range(3)],
        "bank": [service.as_role("bank", account=f"bk{n}", organisation=bank) for n in range(2)],
    }
    day = "2008-01-20"
    yes_no = lambda: chance.random() < 0.8  # noqa: E731 -- a coin, thrown anew each time
    bodies = {
        "recommendation": lambda: {"recommended_on": day, "opinion": "x"},
        "review": lambda: {"reviewed_on": day, "approved": yes_no(), "opinion": "x"},
        "guarantee": lambda: {"committed_on": day},
        "decision": lambda: {"decided_on": day, "approved": yes_no(), "reason": "x"},
        "disbursement": lambda: {"disbursed_on": day, "reference": f"FK-{chance.random()}"},
        "revision-request": lambda: {"requested_on": day, "to_mend": "x"},
        "revision": lambda: {"revised_on": day, "what_changed": "x", "amount": chance.choice(["25000", "15000"])},
        "rejection": lambda: {"rejected_on": day, "reason": "x"},
        "withdrawal": lambda: {"withdrawn_on": day, "reason": "x"},
    }
    weights = [6, 8, 8, 4, 1, 3, 6, 0.5, 0.5]
    offices = {"recommendation": "case_worker", "review": "manager", "guarantee": "guarantee_officer"}
    offices |= {"decision": "bank", "disbursement": "bank", "revision": "case_worker", "withdrawal": "case_worker"}
    made = [await journey.apply(bank, **large(amount=chance.choice(["15000", "30000"]))) for _ in range(6)]
    for application_id in made:
        await journey.verify(application_id, "2008-01-08")
    for _ in range(260):
        step = chance.choices(list(bodies), weights)[0]
        anyone = chance.choice(list(people))
        who = chance.choice(people[offices.get(step, anyone) if chance.random() < 0.9 else anyone])
        answer = await journey.step(who, chance.choice(made), step, bodies[step]())
        assert answer.status_code in {200, 201, 403, 409, 422}, answer.text
    reserved, states = 0.0, set()
    for application_id in made:
        detail = await state_of(journey, application_id)
        states.add(detail["state"])
        given = detail["guarantee"]
        holds = detail["state"] in {"committed", "approved", "disbursed"}
        assert holds is (given is not None and given["state"] in {"issued", "effective"})
        reserved += float(given["outstanding"]) if given else 0
        steps = {}
        for item in detail["decisions"]:
            if item["outcome"] not in {"withdrawn", "disbursed"}:
                assert steps.setdefault(item["taken_by"], item["step"]) == item["step"], "one person, one step"
    assert float((await journey.fund())["liability"]) == reserved
    assert len(states) > 1
    assert any(event["type"].startswith("qibu.credit.guarantee.issued") for event in await service.events())
