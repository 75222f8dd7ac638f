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
START_WITHIN_MONTHS = 6
_LOOK_AGAIN_SECONDS = 0.3
Line = tuple[str, str]
"""Applicant id and milestone."""


async def lodge(world: World, month: date) -> None:
    """At the end of every second month each institution claims what its learners have reached."""
    if (month.year, month.month) in LODGED_IN:
        await together(_lodge(world, index, last_of_month(month)) for index in range(len(INSTITUTIONS)))


async def settle(world: World, month: date) -> None:
    """Verify, approve and pay, one claim beside the other, what was lodged the month before."""
    await together([_settle(world, index, month) for index in list(world.claims)])


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
    """Draw the sample, verify blindly, approve by two managers, pay."""
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
    answer = await office.finance.post(
        f"{path}/payment",
        f"payment-{key}",
        paid_on=month + timedelta(days=16),
        reference=f"BT-{month:%Y%m}-{index + 1}",
    )
    world.deeds.subsidies_paid += Decimal(answer["amount"])
