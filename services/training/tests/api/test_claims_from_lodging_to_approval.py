"""Claims over HTTP: preview, window, lock, sample, blind verification, error bands, decisions, approvals."""

from datetime import date
from hashlib import sha256

import pytest
import sqlalchemy as sa
from kit import tables
from training.domain.sampling import draw, sample_size, seed_of
from training.policy import rules_as_of
from training.store.claims import claim, claim_line
from training.store.samples import sample

DRAWN = "2008-07-21"


def some_day(number):
    """Three businesses a day, from 2008-01-05 on: a whole class on one day would be looked at."""
    return f"2008-01-{5 + number // 3:02d}"


async def learners(school, count, first):
    """Certified learners of one class who each own a business that survives: three milestones each."""
    taught = await school.certified_class(count, first)
    for number, owner in enumerate(taught.applicants):
        shop = await school.business(owner, some_day(number))
        await school.survival(owner, shop, some_day(number), "2008-07-10")
    return taught


async def claim_of_100_lines(school):
    """A hundred lines: 20 people with three milestones, 20 with two."""
    await learners(school, 20, "2007-08-06")
    taught = await school.certified_class(20, "2007-09-06")
    for number, owner in enumerate(taught.applicants):
        await school.business(owner, some_day(number))
    lodged = await school.lodge("2008-07-20")
    assert len(lodged["lines"]) == 100
    return lodged["id"]


@pytest.mark.parametrize(("false", "state"), [(1, "verified"), (3, "full_verification")])
async def test_refuted_at_four_percent_it_is_paid_at_twelve_every_line_is_verified(school, service, false, state):
    claim_id = await claim_of_100_lines(school)
    drawn = await school.draw(claim_id, DRAWN)
    assert (len(drawn["random"]), len(drawn["eligible"]), drawn["topup"]) == (25, 100, [])
    refuted = drawn["random"][:false]
    claim = await school.answer_tasks(claim_id, DRAWN, refuted)
    assert (claim["state"], claim["error_rate"]["errors"], claim["error_rate"]["verified"]) == (state, false, 25)
    assert claim["error_rate"]["percent"] == f"{4 * false}.0"
    if state == "full_verification":
        found = (await school.manager.get(f"/v1/claims/{claim_id}/findings?limit=500")).json()["items"]
        assert sorted(one["part"] for one in found if one["state"] == "open") == ["rest"] * 75
        others = [line for line in drawn["eligible"] if line not in drawn["random"]][:9]
        refuted += others
        claim = await school.answer_tasks(claim_id, "2008-07-25", refuted)
        assert (claim["state"], claim["error_rate"]["percent"]) == ("verified", "12.0")
    states = {line["line"]: line["state"] for line in claim["lines"]}
    assert {number for number, one in states.items() if one == "refuted"} == set(refuted)
    assert set(states.values()) == {"confirmed", "refuted"}
    budget = await school.budget()
    assert budget["reserved"] == claim["amount"]
    assert (await school.approve(claim_id, "2008-07-26"))["state"] == "approved"
    (event,) = [e for e in await service.events("training.claim.approved") if e["subject"] == claim_id]
    assert event["data"]["amount"] == claim["amount"]


@pytest.mark.parametrize(
    ("decision", "state", "paid"), [("pay_verified", "verified", 14), ("refuse_all", "refused", 0)]
)
async def test_refuted_at_thirty_percent_the_claim_is_suspended_and_a_manager_decides(
    school, service, decision, state, paid
):
    await learners(school, 9, "2007-08-06")
    preview = f"/v1/claims/preview?agreement_id={school.agreement}&claimed_on=2008-07-20"
    offered = [line["milestone_id"] for line in (await school.office.get(preview)).json()["lines"]]
    lodged = await school.lodge("2008-07-20", milestone_ids=offered[:26])
    drawn = await school.draw(lodged["id"], DRAWN)
    assert len(drawn["random"]) == 20
    suspended = await school.answer_tasks(lodged["id"], DRAWN, drawn["random"][:6])
    assert (suspended["state"], suspended["error_rate"]["percent"]) == ("suspended", "30.0")
    path = f"/v1/claims/{lodged['id']}"
    assert (await school.manager.post(f"{path}/approval", {"approved_on": DRAWN})).json()[
        "code"
    ] == "illegal_transition"
    decided = {
        "decided_on": "2008-07-22",
        "decision": decision,
        "reason": "a whole class was bought",
        "suspend_institution": True,
    }
    verifier = service.as_role("manager", account="verifier")
    assert (await verifier.post(f"{path}/decision", decided)).json()["code"] == "same_person"
    answer = await school.manager.ok(f"{path}/decision", decided)
    assert answer["state"] == state
    assert sum(line["state"] == "confirmed" for line in answer["lines"]) == paid
    assert (await school.budget())["reserved"] == answer["amount"]
    refused = await school.office.post("/v1/claims", {"agreement_id": school.agreement, "claimed_on": "2008-07-23"})
    assert refused.json()["code"] == "claims_suspended"
    lift = {"lifted_on": "2008-07-24", "reason": "new management"}
    await school.manager.ok(f"/v1/institutions/{school.id}/claims-suspensions/lift", lift)
    again = await school.lodge("2008-07-24")
    assert [line["milestone_id"] for line in again["lines"]] == offered[26:]


async def test_verify_all_of_a_suspended_claim_gives_out_the_rest(school):
    await learners(school, 12, "2007-08-06")
    lodged = await school.lodge("2008-07-20")
    drawn = await school.draw(lodged["id"], DRAWN)
    await school.answer_tasks(lodged["id"], DRAWN, drawn["random"][:6])
    body = {"decided_on": DRAWN, "decision": "verify_all", "reason": "one class only"}
    answer = await school.manager.ok(f"/v1/claims/{lodged['id']}/decision", body)
    assert answer["state"] == "full_verification"
    claim = await school.answer_tasks(lodged["id"], DRAWN)
    assert (claim["state"], claim["error_rate"]["percent"]) == ("verified", "16.7")


async def test_the_seed_comes_after_locking_and_anybody_can_draw_the_sample_again(school, service):
    await learners(school, 12, "2007-08-06")
    lodged = await school.lodge("2008-07-20")
    path = f"/v1/samples/{lodged['id']}"
    assert (await school.manager.get(path)).status_code == 404, "no seed exists before the sample is drawn"
    drawn = await school.draw(lodged["id"], DRAWN)
    shown = (await service.as_role("auditor", account="anybody").get(path)).json()
    assert shown["content_hash"] == lodged["content_hash"], "locked before the beacon was made"
    assert shown["seed"] == seed_of(lodged["content_hash"], shown["beacon"])
    size = sample_size(len(shown["eligible"]), claim_rules().false_share, claim_rules().confidence)
    assert shown["random"] == drawn["random"] == draw(shown["seed"], shown["eligible"], size)
    assert "applicant" not in str(shown)
    audit = sa.select(tables.audit).where(tables.audit.c.action == "training.claim.sample")
    async with service.database.reading(service.call) as tx:
        (entry,) = [row for row in await tx.all(audit) if row["subject"] == lodged["id"]]
    assert entry["detail"]["beacon_hash"] == sha256(shown["beacon"].encode()).hexdigest()
    again = await school.manager.post(f"/v1/claims/{lodged['id']}/sample", {"drawn_on": DRAWN})
    assert again.json()["code"] == "illegal_transition"


async def test_two_claims_of_the_same_content_are_drawn_by_different_seeds(school):
    seeds = set()
    for first in ("2007-08-06", "2007-09-06"):
        await school.certified_class(1, first)
        lodged = await school.lodge("2008-07-20")
        seeds.add((await school.draw(lodged["id"], DRAWN))["seed"])
    assert len(seeds) == 2


def claim_rules():
    return rules_as_of(date(2008, 7, 21)).claims


async def test_a_locked_line_is_never_changed_and_a_change_past_the_database_is_detected(school, service):
    await school.certified_class(3)
    lodged = await school.lodge("2008-01-20")
    change = sa.update(claim_line).where(claim_line.c.claim_id == lodged["id"], claim_line.c.line == 1)
    with pytest.raises(sa.exc.DBAPIError, match="never changed"):
        async with service.database.transaction(service.call) as tx:
            await tx.execute(change.values(amount=900))
    with pytest.raises(sa.exc.DBAPIError, match="never changed"):
        async with service.database.transaction(service.call) as tx:
            await tx.execute(sa.update(claim).where(claim.c.id == lodged["id"]).values(content_hash=""))
    async with service.database.transaction(service.call) as tx:
        await tx.execute(sa.text("ALTER TABLE claim_line DISABLE TRIGGER claim_line_locked"))
        await tx.execute(change.values(amount=900))
        await tx.execute(sa.text("ALTER TABLE claim_line ENABLE TRIGGER claim_line_locked"))
    seen = (await school.manager.get(f"/v1/claims/{lodged['id']}")).json()
    assert seen["content_intact"] is False
    answer = await school.manager.post(f"/v1/claims/{lodged['id']}/sample", {"drawn_on": "2008-01-21"})
    assert (answer.status_code, answer.json()["code"]) == (409, "claim_content_changed")
    with pytest.raises(sa.exc.DBAPIError, match="never changed"):
        async with service.database.transaction(service.call) as tx:
            await tx.execute(sa.delete(sample))


async def test_verification_is_blind(school, service):
    taught = await learners(school, 1, "2007-08-06")
    lodged = await school.lodge("2008-07-20")
    await school.draw(lodged["id"], DRAWN)
    tasks = (await school.verifier.get(f"/v1/verification-tasks?applicant_id={taught.applicants[0]}")).json()["items"]
    assert len(tasks) == 3
    secrets = [taught.numbers[0], "2007-08-06", "2007-12-10", "2008-01-05", "2008-07-10", "500.00", "milestone_id"]
    assert not [secret for secret in secrets if secret in str(tasks)]
    assert tasks[0]["reach"] == f"/v1/applicants/{taught.applicants[0]}"
    hidden = await school.verifier.get(f"/v1/claims/{lodged['id']}")
    assert hidden.json()["code"] == "claim_under_verification"
    assert (await school.verifier.get(f"/v1/milestones?applicant_id={taught.applicants[0]}")).json()["items"] == []
    assert (await school.verifier.get(f"/v1/claims/{lodged['id']}/findings")).status_code == 403
    assert (await school.office.get("/v1/verification-tasks")).status_code == 403
    elsewhere = service.as_role("case_worker", account="far", area="500117")
    assert (await elsewhere.get("/v1/verification-tasks?state=open")).json()["items"] == []


def certificate_task(tasks):
    return next(task for task in tasks if task["required"] == ["attended"])


async def test_who_had_to_do_with_a_line_does_not_verify_it(school, service):
    taught = await school.certified_class(1)
    lodged = await school.lodge("2008-01-20")
    await school.draw(lodged["id"], "2008-01-21")
    mine = f"/v1/verification-tasks?applicant_id={taught.applicants[0]}"
    task = certificate_task((await school.verifier.get(mine)).json()["items"])
    path = f"/v1/verification-tasks/{task['id']}"
    body = {"found_on": "2008-01-22", "kind": "phone", "evidence": "called", "independent": True}
    for account, organisation, area in (
        ("inspector", None, "500116"),
        (f"school-{school.id}", None, "500116"),
        ("wang", school.id, "500116"),
    ):
        who = service.as_role("case_worker", account=account, organisation=organisation, area=area)
        assert (await who.post(f"{path}/findings", body)).json()["code"] == "verifier_involved"
    not_declared = await school.verifier.post(f"{path}/findings", body | {"independent": False})
    assert not_declared.json()["code"] == "not_declared_independent"
    taken = await school.verifier.ok(f"{path}/assignment", {"verifier": "verifier"})
    assert taken["verifier"] == "verifier"
    other = service.as_role("case_worker", account="other", area="500116")
    assert (await other.post(f"{path}/findings", body)).json()["code"] == "task_of_another"
    assert (await other.post(f"{path}/assignment", {"verifier": "other"})).json()["code"] == "task_of_another"
    assert (await other.get(mine)).json()["items"] == []
    involved = await school.manager.post(f"{path}/assignment", {"verifier": "inspector"})
    assert involved.json()["code"] == "verifier_involved"
    await school.manager.ok(f"{path}/assignment", {"verifier": "other"})
    assert (await other.post(f"{path}/findings", body)).status_code == 201


async def test_who_cannot_be_found_three_times_over_two_weeks_is_untraceable_and_not_paid(school):
    taught = await school.certified_class(1)
    lodged = await school.lodge("2008-01-20")
    await school.draw(lodged["id"], "2008-01-21")
    mine = f"/v1/verification-tasks?applicant_id={taught.applicants[0]}"
    path = (
        f"/v1/verification-tasks/{certificate_task((await school.verifier.get(mine)).json()['items'])['id']}/findings"
    )
    body = {"kind": "home_visit", "evidence": "nobody at home", "independent": True}
    states = []
    for day in ("2008-01-22", "2008-01-29", "2008-02-05"):
        states.append((await school.verifier.ok(path, body | {"found_on": day}))["state"])
        again = await school.verifier.post(path, body | {"found_on": day})
        assert again.json()["code"] in {"too_soon_again", "illegal_transition"}
    assert states == ["open", "open", "done"]
    seen = (await school.manager.get(f"/v1/claims/{lodged['id']}")).json()
    assert (seen["state"], seen["lines"][0]["finding"]) == ("suspended", "untraceable")
    assert "3 attempts" in seen["lines"][0]["reason"]
    assert "3 次核查" in seen["lines"][0]["reason_zh"]
    assert (await school.budget())["reserved"] == "0.00"


async def test_a_claim_withdrawn_before_its_sample_can_be_claimed_again(school, service):
    await school.certified_class(2)
    lodged = await school.lodge("2008-01-20")
    body = {"withdrawn_on": "2008-01-21", "reason": "one class by mistake"}
    assert (await school.office.ok(f"/v1/claims/{lodged['id']}/withdrawal", body))["state"] == "withdrawn"
    assert (await school.budget())["free"] == "100000.00"
    again = await school.lodge("2008-01-22")
    assert [line["milestone_id"] for line in again["lines"]] == [line["milestone_id"] for line in lodged["lines"]]
    assert all(check["passed"] for line in again["lines"] for check in line["checks"])
    await school.draw(again["id"], "2008-01-22")
    late = await school.office.post(f"/v1/claims/{again['id']}/withdrawal", body | {"withdrawn_on": "2008-01-22"})
    assert late.json()["code"] == "illegal_transition"
    assert [e for e in await service.events("training.claim.withdrawn") if e["subject"] == lodged["id"]]


async def test_the_preview_shows_prices_checks_and_what_waits_and_claims_nothing(school):
    await learners(school, 2, "2007-08-06")
    path = f"/v1/claims/preview?agreement_id={school.agreement}&claimed_on="
    shown = (await school.office.get(f"{path}2008-07-20")).json()
    assert (shown["counts"]["claimed"], shown["amount"], shown["free"]) == (6, "2200.00", "100000.00")
    first = shown["lines"][0]
    assert (first["price_source"], first["amount"], first["last_day"]) == ("policy", "500.00", "2008-12-10")
    assert {check["check"] for check in first["checks"]} >= {"certificate_valid", "trainer_licensed"}
    late = (await school.office.get(f"{path}2008-12-11")).json()
    assert late["counts"]["window_closed"] == 2
    page = (await school.office.get(f"{path}2008-07-20&limit=4")).json()
    rest = (await school.office.get(f"{path}2008-07-20&limit=4&cursor={page['next']}")).json()
    assert [len(page["lines"]), len(rest["lines"]), rest["next"]] == [4, 2, None]
    body = {"agreement_id": school.agreement, "claimed_on": "2008-07-20"}
    chosen = {"milestone_ids": [first["milestone_id"]]}
    claim = await school.office.ok("/v1/claims", body | chosen)
    assert [line["milestone_id"] for line in claim["lines"]] == [first["milestone_id"]]
    twice = await school.office.post("/v1/claims", body | chosen)
    assert (twice.status_code, twice.json()["code"]) == (409, "milestone_not_claimable")
    assert twice.json()["where"] == "milestone_ids[0]"


async def test_the_agreements_price_of_the_day_is_paid_and_two_people_change_it(school):
    path = f"/v1/agreements/{school.agreement}"
    price = {"package": "SYB", "milestone": "M1", "target_group": "laid_off", "amount": "450.00"}
    too_high = {"effective_from": "2007-12-01", "proposed_on": "2007-12-02", "reason": "bid"}
    refused = await school.manager.post(f"{path}/amendments", too_high | {"prices": [price | {"amount": "500.01"}]})
    assert (refused.status_code, refused.json()["code"]) == (422, "price_above_cap")
    proposed = await school.manager.ok(f"{path}/amendments", too_high | {"prices": [price], "budget": "1200.00"})
    assert (proposed["number"], proposed["state"]) == (2, "proposed")
    decision = {"decided_on": "2007-12-03", "approved": True, "reason": "within the plan"}
    own = await school.manager.post(f"{path}/amendments/2/decision", decision)
    assert own.json()["code"] == "same_person"
    await school.finance.ok(f"{path}/amendments/2/decision", decision)
    await school.certified_class(3)
    budget = (await school.office.get(f"{path}/budget?as_of=2008-01-20")).json()
    assert (budget["expected"], budget["shortfall"]) == ("1350.00", "150.00")
    assert "150.00" in budget["warning"]
    late = (await school.office.get(f"{path}/budget?as_of=2008-12-11")).json()
    assert (late["expected"], late["too_late"], late["warning"]) == ("0.00", "1350.00", None)
    lodged = await school.lodge("2008-01-20")
    assert [line["amount"] for line in lodged["lines"]] == ["450.00", "450.00"]
    assert lodged["lines"][0]["price_source"] == "agreement"
    assert "version 2" in lodged["lines"][0]["price_en"]
    shown = (await school.manager.get(path)).json()
    assert [v["state"] for v in shown["versions"]] == ["approved", "approved"]
    assert shown["free"] == "300.00"


async def test_two_agreements_do_not_share_a_day(school):
    terms = {"institution_id": school.id, "valid_from": "2008-06-30", "valid_to": "2009-01-01", "budget": "1000.00"}
    answer = await school.manager.post("/v1/agreements", terms)
    assert (answer.status_code, answer.json()["code"]) == (409, "agreement_overlaps")
    await school.manager.ok(f"/v1/agreements/{school.agreement}/end", {"ended_on": "2008-06-29", "reason": "new year"})
    await school.manager.ok("/v1/agreements", terms)
