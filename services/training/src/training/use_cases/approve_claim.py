"""A second person approves a verified claim."""

from kit.database import Transaction, use_case

from training.domain.claim import LineState
from training.domain.dates import check_fact
from training.events.published import claims as published
from training.policy import RulesAsOf
from training.store.claims import lock_claim, save_claim
from training.use_cases.claim_shapes import ClaimShown, claim_shown, published_lines
from training.use_cases.shapes import Command, Day


class ApproveClaim(Command):
    """The day of approval."""

    approved_on: Day


@use_case("training.claim.approve")
async def approve_claim(tx: Transaction, rules_as_of: RulesAsOf, claim_id: str, command: ApproveClaim) -> ClaimShown:
    """Approve; not by who lodged or verified."""
    actor = tx.call.actor
    check_fact("approved_on", command.approved_on, tx.today, rules_as_of(tx.today))
    claim, _ = await lock_claim(tx, claim_id, actor)
    claim.approve(command.approved_on, approved_by=actor.account)
    version = await save_claim(tx, claim)
    tx.emit(
        published.ClaimApproved(
            claim_id=claim_id,
            institution_id=claim.institution_id,
            approved_on=command.approved_on,
            amount=claim.amount.amount,
            lines=published_lines(claim, {LineState.CONFIRMED}),
        )
    )
    tx.about(claim_id, amount=str(claim.amount))
    return claim_shown(claim, version)
