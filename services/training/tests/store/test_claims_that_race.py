"""Lodging, withdrawing, sampling, finding and amending at the same moment, on real PostgreSQL."""

import asyncio
from decimal import Decimal

import sqlalchemy as sa
from training.store.claims import claim, claim_line, give_back
from training.store.samples import task


async def books_hold(school, service):
    """Reserved is what the claims under way may still cost; nothing is beyond the budget."""
    open_amount = (
        sa.select(sa.func.coalesce(sa.func.sum(claim_line.c.amount), 0))
        .join(claim, claim.c.id == claim_line.c.claim_id)
        .where(
            claim.c.agreement_id == school.agreement,
            claim.c.state.not_in(["paid", "refused", "withdrawn"]),
            claim_line.c.state != "refuted",
        )
    )
    async with service.database.reading(service.call) as tx:
        expected = await tx.value(open_amount)
    budget = {key: Decimal(value) for key, value in (await school.budget()).items()}
    assert budget["reserved"] == expected
    assert budget["free"] >= 0
    assert budget["budget"] == budget["reserved"] + budget["paid"] + budget["free"]


async def test_everything_at_once_never_exceeds_the_budget_nor_claims_twice(school, service):
    await school.certified_class(20)
    path = f"/v1/agreements/{school.agreement}"
    cut = {"effective_from": "2008-01-01", "proposed_on": "2008-01-02", "reason": "less money", "budget": "4000.00"}
    await school.manager.ok(f"{path}/amendments", cut)
    body = {"agreement_id": school.agreement, "claimed_on": "2008-01-20"}
    preview = await school.office.get(f"/v1/claims/preview?agreement_id={school.agreement}&claimed_on=2008-01-20")
    offered = [line["milestone_id"] for line in preview.json()["lines"]]
    parts = [offered[start : start + 4] for start in range(0, 20, 2)]
    decision = {"decided_on": "2008-01-03", "approved": True, "reason": "the year's plan"}
    answers = await asyncio.gather(
        *(school.office.post("/v1/claims", body | {"milestone_ids": part}) for part in parts if part),
        school.finance.post(f"{path}/amendments/2/decision", decision),
    )
    assert {a.status_code for a in answers} <= {200, 201, 409}
    lodged = [a.json() for a in answers[:-1] if a.is_success]
    claimed = [line["milestone_id"] for one in lodged for line in one["lines"]]
    assert lodged
    assert len(claimed) == len(set(claimed))
    await books_hold(school, service)
    withdrawal = {"withdrawn_on": "2008-01-21", "reason": "by mistake"}
    both = await asyncio.gather(
        school.office.post(f"/v1/claims/{lodged[0]['id']}/withdrawal", withdrawal),
        school.manager.post(f"/v1/claims/{lodged[0]['id']}/sample", {"drawn_on": "2008-01-21"}),
    )
    assert sorted(a.json().get("code", "done") for a in both) == ["done", "illegal_transition"]
    await books_hold(school, service)


async def test_all_findings_at_once_settle_the_claim_once(school, service):
    taught = await school.certified_class(10)
    lodged = await school.lodge("2008-01-20")
    await school.draw(lodged["id"], "2008-01-21")
    numbers = dict(zip(taught.applicants, taught.numbers, strict=True))
    async with service.database.reading(service.call) as tx:
        tasks = await tx.all(sa.select(task).where(task.c.claim_id == lodged["id"]))
    false = {row["id"] for row in tasks[:2]}
    body = {"found_on": "2008-01-22", "kind": "home_visit", "evidence": "seen", "independent": True}
    answers = await asyncio.gather(
        *(
            school.verifier.post(
                f"/v1/verification-tasks/{row['id']}/findings",
                body
                | {
                    "answers": {"attended": False}
                    if row["id"] in false
                    else {"attended": True, "certificate_number": numbers[row["applicant_id"]]}
                },
            )
            for row in tasks
            for _ in range(2)
        )
    )
    assert sorted(a.status_code for a in answers) == [201] * 10 + [409] * 10
    seen = (await school.manager.get(f"/v1/claims/{lodged['id']}")).json()
    assert (seen["state"], seen["amount"], seen["error_rate"]["errors"]) == ("verified", "4000.00", 2)
    events = [e for e in await service.events("training.claim.verified") if e["subject"] == lodged["id"]]
    assert len(events) == 1
    await books_hold(school, service)


async def test_two_approvals_at_once_by_one_person_count_once(school):
    await school.certified_class(1)
    lodged = await school.lodge("2008-01-20")
    await school.verify(lodged["id"], "2008-01-21")
    path = f"/v1/claims/{lodged['id']}/approval"
    answers = await asyncio.gather(*(school.manager.post(path, {"approved_on": "2008-01-22"}) for _ in range(4)))
    assert (
        sorted(a.json().get("code", a.json().get("state")) for a in answers) == ["approved_once"] + ["same_person"] * 3
    )


async def test_a_claim_whose_lines_were_all_refuted_before_its_sample_is_refused(school, service):
    await school.certified_class(2)
    lodged = await school.lodge("2008-01-20")
    gone = sa.update(claim_line).where(claim_line.c.claim_id == lodged["id"]).values(state="refuted", reason="revoked")
    async with service.database.transaction(service.call) as tx:
        await tx.execute(gone)
    drawn = await school.draw(lodged["id"], "2008-01-21")
    assert (drawn["state"], drawn["random"]) == ("refused", [])
    assert [e for e in await service.events("training.claim.refused") if e["subject"] == lodged["id"]]


async def test_a_line_given_back_after_an_appeal_is_claimed_anew_and_once(school, service):
    await school.certified_class(10)
    lodged = await school.lodge("2008-01-20")
    await school.verify(lodged["id"], "2008-01-21", false=[1])
    async with service.database.transaction(service.call) as tx:
        given = [await give_back(tx, lodged["id"], line) for line in (1, 1, 2)]
    assert given == [True, False, False]
    again = await school.lodge("2008-01-22")
    assert [line["milestone_id"] for line in again["lines"]] == [lodged["lines"][0]["milestone_id"]]
    assert all(check["passed"] for check in again["lines"][0]["checks"])
    await books_hold(school, service)
