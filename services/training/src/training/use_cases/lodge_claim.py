"""An institution claims its earned milestones; their budget is reserved first."""

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id

from training.domain.claim import LineState, lodge
from training.domain.dates import check_fact
from training.events.published import claims as published
from training.policy import RulesAsOf
from training.store.agreements import lock_agreement, save_budget
from training.store.claims import add_claim, lock_claimable
from training.use_cases.claim_shapes import ClaimShown, claim_shown, published_lines
from training.use_cases.shapes import Command, Day


class LodgeClaim(Command):
    """Under which agreement, and when."""

    agreement_id: Id
    claimed_on: Day


@use_case("training.claim.lodge")
async def lodge_claim(tx: Transaction, rules_as_of: RulesAsOf, command: LodgeClaim) -> ClaimShown:
    """Lock every earned, unclaimed milestone that the free budget carries, oldest first."""
    actor = tx.call.actor
    check_fact("claimed_on", command.claimed_on, tx.today, rules_as_of(tx.today))
    agreement, row = await lock_agreement(tx, command.agreement_id, actor, where="agreement_id")
    tx.expect_version(row["version"])
    claimable = await lock_claimable(tx, agreement)
    claim = lodge(new_id(), agreement, claimable, command.claimed_on, lodged_by=actor.account)
    await save_budget(tx, agreement)
    await add_claim(tx, claim, row["area"])
    tx.emit(
        published.ClaimLodged(
            claim_id=claim.claim_id,
            institution_id=claim.institution_id,
            claimed_on=claim.claimed_on,
            amount=claim.amount.amount,
            lines=published_lines(claim, {LineState.CLAIMED}),
        )
    )
    tx.about(claim.claim_id, lines=len(claim.lines), amount=str(claim.amount))
    return claim_shown(claim, 1)
