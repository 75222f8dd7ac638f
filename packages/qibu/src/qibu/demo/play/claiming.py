"""Claims on results: lodged by institutions, sampled, verified blindly, approved by two managers, paid by finance."""

import asyncio
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from applicants.domain.words import TargetGroup
from kit.calendar import add_months

from qibu.demo.plan.cast import INSTITUTIONS
from qibu.demo.plan.days import last_of_month
from qibu.demo.plan.story import Story
from qibu.demo.plan.tally import survived_on
from qibu.demo.play import verifying
from qibu.demo.play.gateway import PATIENCE_SECONDS, Silence
from qibu.demo.play.world import Astray, World, together

LODGED_IN = frozenset({(2007, 9), (2007, 11), (2008, 1), (2008, 3), (2008, 5), (2008, 7), (2008, 9), (2008, 11)})
CLAWED_BACK_IN = (2007, 10)
"""After the first payment a spot check finds a paid line false; the next batch nets it."""
START_WITHIN_MONTHS = 6
_LOOK_AGAIN_SECONDS = 0.3
Line = tuple[str, str]
"""Applicant id and milestone."""


async def lodge(world: World, month: date) -> None:
    """At the end of every second month each institution claims what its learners have reached."""
    if (month.year, month.month) in LODGED_IN:
        await together(_lodge(world, index, last_of_month(month)) for index in range(len(INSTITUTIONS)))


async def settle(world: World, month: date) -> None:
    """Verify and approve, one claim beside the other, what was lodged the month before; one batch pays all."""
    if world.claims:
        claim_ids = list(world.claims.values())
        await together([_settle(world, index, month) for index in list(world.claims)])
        await _pay(world, month)
        if (month.year, month.month) == CLAWED_BACK_IN:
            await _claw_back(world, month, claim_ids)


async def _pay(world: World, month: date) -> None:
    """What is approved goes to the bank in one batch, and the bank's confirmation comes back as a file would say it."""
    office, on = world.office, month + timedelta(days=14)
    batch = await office.finance.post("/v1/payment-batches", f"batch-{on}", drawn_on=on)
    path = f"/v1/payment-batches/{batch['id']}"
    await office.manager.post(f"{path}/approval", f"batch-approval-{on}", approved_on=on)
    await office.second_finance.post(f"{path}/approval", f"batch-approval2-{on}", approved_on=on)
    sent = await office.finance.post(f"{path}/sending", f"batch-sending-{on}", sent_on=on)
    settled = await office.finance.post(
        f"{path}/confirmation",
        f"batch-confirmation-{on}",
        lines=[
            {"end_to_end_id": order["end_to_end_id"], "status": "paid", "value_on": on + timedelta(days=2)}
            for order in sent["orders"]
            if order["state"] == "sent"
        ],
    )
    world.deeds.subsidies_paid += Decimal(settled["net"])


async def _claw_back(world: World, month: date, claim_ids: Iterable[str]) -> None:
    office = world.office
    for claim_id in claim_ids:
        claim = await office.manager.get(f"/v1/claims/{claim_id}")
        paid = [line["line"] for line in claim["lines"] if line["state"] == "paid"]
        if paid:
            clawback = await office.finance.post(
                "/v1/clawbacks",
                f"clawback-{claim_id}",
                proposed_on=month + timedelta(days=19),
                claim_id=claim_id,
                line=paid[0],
                reason="抽查发现：签到表与本人陈述不符，未实际参训",
            )
            await office.manager.post(
                f"/v1/clawbacks/{clawback['id']}/decision",
                f"clawback-decision-{claim_id}",
                decided_on=month + timedelta(days=21),
                confirmed=True,
            )
            return


async def _lodge(world: World, index: int, on: date) -> None:
    earned = set(_earned(world, index, on)) - world.claimed
    if not earned:
        return
    await _until_known(world, index, earned)
    answer = await world.office.institution(index).post(
        "/v1/claims",
        f"claim-{index}-{on:%Y%m}",
        agreement_id=world.agreement_ids[index],
        claimed_on=on,
    )
    world.claims[index] = str(answer["id"])
    claimed = {(line["applicant_id"], line["milestone"]) for line in answer["lines"]}
    if claimed != earned:
        missing, extra = len(earned - claimed), len(claimed - earned)
        raise Astray(f"claim of {INSTITUTIONS[index].name}: {missing} lines missing, {extra} not foreseen")
    world.claimed |= claimed


async def _until_known(world: World, index: int, earned: set[Line]) -> None:
    """Wait until training has heard of every start and survival that the institution is to be paid for."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while True:
        milestones = await world.office.institution(index).every("/v1/milestones")
        missing = earned - {(one["applicant_id"], one["milestone"]) for one in milestones}
        if not missing:
            return
        if asyncio.get_running_loop().time() > deadline:
            raise Silence(f"{INSTITUTIONS[index].name}: {len(missing)} milestones did not become known in time")
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)


def _earned(world: World, index: int, on: date) -> Iterable[Line]:
    """Everything an institution's free learners have reached by ``on``, claimed or not."""
    for story in world.stories():
        taught = world.class_of(story)
        if taught is None or taught.institution != index or story.certified_on is None or story.certified_on > on:
            continue
        if not world.enrolled[story.person.row].free:
            continue
        for milestone, day in _milestones(story, taught.starts_on):
            if day <= on:
                yield world.applicants[story.person.row], milestone


def _milestones(story: Story, course_began_on: date) -> Iterable[tuple[str, date]]:
    """Milestones with their days: certificate, start within six months of it, survival of a target group."""
    issued_on, business = story.certified_on, story.business
    if issued_on is None:
        return
    yield "M1", issued_on
    if business is None:
        return
    if course_began_on <= business.registered_on <= add_months(issued_on, START_WITHIN_MONTHS):
        yield "M2", max(business.registered_on, issued_on)
    survived = survived_on(business)
    if survived is not None and story.person.target_group is not TargetGroup.OTHER:
        yield "M3", max(survived, issued_on)


async def _settle(world: World, index: int, month: date) -> None:
    """Draw the sample, verify blindly, approve by two managers."""
    claim_id = world.claims.pop(index)
    path, key, office = f"/v1/claims/{claim_id}", f"{index}-{month:%Y%m}", world.office
    sampled = await office.manager.post(f"{path}/sample", f"sample-{key}", drawn_on=month + timedelta(days=2))
    numbers = [*sampled["random"], *sampled["topup"]]
    whole = len(numbers) == len(sampled["eligible"])
    state = await verifying.answer(world, claim_id, numbers, month + timedelta(days=7), whole=whole)
    if state == "full_verification":
        rest = [number for number in sampled["eligible"] if number not in numbers]
        state = await verifying.answer(world, claim_id, rest, month + timedelta(days=8), whole=whole)
    if state == "suspended":
        decided = await office.manager.post(
            f"{path}/decision",
            f"decision-{key}",
            decided_on=month + timedelta(days=9),
            decision="pay_verified",
            reason="只支付已核实的行，其余不予支付",
        )
        state = decided["state"]
    if state == "refused":
        return
    await office.manager.post(f"{path}/approval", f"approval-{key}", approved_on=month + timedelta(days=10))
    await office.second_manager.post(f"{path}/approval", f"approval2-{key}", approved_on=month + timedelta(days=11))
