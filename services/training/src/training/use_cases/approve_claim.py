"""Two people approve a verified claim, one after the other."""

from kit.database import Transaction, use_case

from training.domain.claim import ClaimState
from training.domain.claim_lines import LineState
from training.domain.dates import check_fact
from training.events.published import claims as published
from training.policy import RulesAsOf
from training.store.claims import lock_claim, save_claim
from training.store.samples import verifiers_of
from training.use_cases.claim_shapes import ClaimShown, claim_shown, published_lines
from training.use_cases.shapes import Command, Day


class ApproveClaim(Command):
    """The day of approval."""

    approved_on: Day


@use_case("training.claim.approve")
async def approve_claim(tx: Transaction, rules_as_of: RulesAsOf, claim_id: str, command: ApproveClaim) -> ClaimShown:
    """The first or the second approval; two people who neither lodged nor verified, one of them a manager."""
    actor = tx.call.actor
    check_fact("approved_on", command.approved_on, tx.today, rules_as_of(tx.today))
    claim, _, _ = await lock_claim(tx, claim_id, actor)
    verifiers = await verifiers_of(tx, claim_id)
    claim.approve(command.approved_on, by=actor.account, role=actor.role, verifiers=verifiers)
    version = await save_claim(tx, claim)
    if claim.state is ClaimState.APPROVED:
        tx.emit(
            published.ClaimApproved(
                claim_id=claim_id,
                institution_id=claim.institution_id,
                approved_on=command.approved_on,
                amount=claim.amount.amount,
                lines=published_lines(claim, {LineState.CONFIRMED}),
            )
        )
    tx.about(claim_id, amount=str(claim.amount), approval=len(claim.approvals))
    return claim_shown(claim, version)
