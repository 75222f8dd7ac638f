"""A manager draws the sample of a locked claim, from a seed that nobody could know before."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256

from kit.database import Transaction, use_case
from pydantic import BaseModel

from training.domain.claim import Claim
from training.domain.dates import check_fact
from training.domain.rules import Rules
from training.domain.sampling import draw, sample_size, seed_of, top_up
from training.events.published import claims as published
from training.policy import RulesAsOf
from training.store.claims import lock_claim, save_claim, save_lines
from training.store.samples import DrawnSample, add_tasks, risks_of
from training.store.tables.verification import ClaimSampleRow
from training.use_cases.settling import settle_if_done
from training.use_cases.shapes import Command, Day


class DrawSample(Command):
    """The day of drawing."""

    drawn_on: Day


class SampleDrawn(BaseModel):
    """Everything that is needed to draw the sample again; lines by number."""

    claim_id: str
    state: str
    content_hash: str
    beacon: str
    seed: str
    eligible: list[int]
    random: list[int]
    topup: list[int]
    version: int


@use_case("training.claim.sample")
async def draw_sample(tx: Transaction, rules_as_of: RulesAsOf, claim_id: str, command: DrawSample) -> SampleDrawn:
    """Draw the random sample and the risk top-up, and give out the verification tasks.

    The beacon is made here, after locking; its hash goes into the audit chain with the drawing itself.
    """
    actor = tx.call.actor
    check_fact("drawn_on", command.drawn_on, tx.today, rules_as_of(tx.today))
    rules = rules_as_of(command.drawn_on)
    claim, _, _ = await lock_claim(tx, claim_id, actor)
    before = list(claim.lines)
    drawn = _draw(claim, rules, secrets.token_hex(32), await risks_of(tx, claim))
    claim.draw(drawn.random, drawn.topup, command.drawn_on, drawn_by=actor.account)
    due_on = command.drawn_on + timedelta(days=rules.claims.task_days)
    await add_tasks(tx, claim, [*drawn.random, *drawn.topup], due_on)
    if not drawn.eligible:  # every line was refuted meanwhile: nothing is left to be verified
        await settle_if_done(tx, claim, rules, by=actor.account)
    version = await save_claim(tx, claim)
    await save_lines(tx, claim, before)
    _record(tx, claim, drawn, rules, command)
    return SampleDrawn(
        claim_id=claim_id,
        state=claim.state.value,
        content_hash=claim.hash_of_content(),
        beacon=drawn.beacon,
        seed=drawn.seed,
        eligible=list(drawn.eligible),
        random=list(drawn.random),
        topup=list(drawn.topup),
        version=version,
    )


def _draw(claim: Claim, rules: Rules, beacon: str, risks: Mapping[int, int]) -> DrawnSample:
    seed = seed_of(claim.hash_of_content(), beacon)
    eligible = [line.line for line in claim.lines if line.open]
    size = sample_size(len(eligible), rules.claims.false_share, rules.claims.confidence)
    random = draw(seed, eligible, size)
    topup = top_up(seed, risks, set(random), len(eligible), rules.claims.topup_share)
    return DrawnSample(beacon, seed, eligible, random, topup)


def _record(tx: Transaction, claim: Claim, drawn: DrawnSample, rules: Rules, command: DrawSample) -> None:
    tx.insert(
        ClaimSampleRow,
        {
            "claim_id": claim.claim_id,
            "drawn_on": command.drawn_on,
            "drawn_by": tx.call.actor.account,
            "content_hash": claim.hash_of_content(),
            "beacon": drawn.beacon,
            "seed": drawn.seed,
            "false_share": rules.claims.false_share,
            "confidence": rules.claims.confidence,
            "eligible": list(drawn.eligible),
            "random": list(drawn.random),
            "topup": list(drawn.topup),
            "policy_version": rules.version,
            "recorded_at": tx.now,
        },
    )
    tx.emit(
        published.ClaimSampled(
            claim_id=claim.claim_id,
            institution_id=claim.institution_id,
            drawn_on=command.drawn_on,
            content_hash=claim.hash_of_content(),
            beacon=drawn.beacon,
            seed=drawn.seed,
            lines=len(drawn.eligible),
            random=len(drawn.random),
            topup=len(drawn.topup),
        )
    )
    beacon_hash = sha256(drawn.beacon.encode()).hexdigest()
    tx.about(claim.claim_id, beacon_hash=beacon_hash, seed=drawn.seed, random=len(drawn.random), topup=len(drawn.topup))
