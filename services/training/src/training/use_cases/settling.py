"""What follows when the last task of a claim is done, or a manager decides."""

from datetime import timedelta

from kit.database import Transaction

from training.domain.claim import Claim, ClaimState
from training.domain.claim_lines import LineState
from training.domain.rules import Rules
from training.events.published import claims as published
from training.store.samples import add_tasks, last_found_on, open_lines
from training.use_cases.claim_shapes import published_lines


async def settle_if_done(tx: Transaction, claim: Claim, rules: Rules, *, by: str) -> None:
    """When no line waits for its finding any more: pay, verify every line, or suspend."""
    if claim.state not in {ClaimState.SAMPLED, ClaimState.FULL_VERIFICATION}:
        return
    waiting = set(await open_lines(tx, claim.claim_id))
    if any(line.line in waiting and line.open for line in claim.lines):
        return
    on = await last_found_on(tx, claim.claim_id) or claim.drawn_on or claim.claimed_on
    rest = claim.settle(rules.claims, on, by=by)
    if rest:
        await give_out_rest(tx, claim, rest, rules)
    announce(tx, claim, rules)


async def give_out_rest(tx: Transaction, claim: Claim, rest: list[int], rules: Rules) -> None:
    """Tasks for every line that nobody has verified yet; due as the first ones were, from today's latest finding on."""
    on = await last_found_on(tx, claim.claim_id) or claim.drawn_on or claim.claimed_on
    await add_tasks(tx, claim, rest, on + timedelta(days=rules.claims.task_days))


def announce(tx: Transaction, claim: Claim, rules: Rules) -> None:
    """Publish where the claim came to stand, if that is news."""
    on = claim.verified_on or claim.claimed_on
    if claim.state is ClaimState.VERIFIED:
        tx.emit(
            published.ClaimVerified(
                claim_id=claim.claim_id,
                institution_id=claim.institution_id,
                verified_on=on,
                amount=claim.amount.amount,
                lines=published_lines(claim, {LineState.CONFIRMED}),
            )
        )
    elif claim.state is ClaimState.REFUSED:
        tx.emit(published.ClaimRefused(claim_id=claim.claim_id, institution_id=claim.institution_id, refused_on=on))
    elif claim.state is ClaimState.SUSPENDED:
        rate = claim.error_rate(rules.claims)
        tx.emit(
            published.ClaimSuspended(
                claim_id=claim.claim_id,
                institution_id=claim.institution_id,
                suspended_on=on,
                errors=rate.errors,
                verified=rate.verified,
            )
        )
