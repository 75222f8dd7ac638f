"""An institution takes its claim back while nobody has looked at it yet."""

from kit.database import Transaction, use_case

from training.domain.dates import check_fact
from training.events.published import claims as published
from training.policy import RulesAsOf
from training.store.agreements import save_budget
from training.store.claims import lock_claim, save_claim, save_lines
from training.use_cases.claim_shapes import ClaimShown, claim_shown
from training.use_cases.shapes import Command, Day, Text


class WithdrawClaim(Command):
    """When and why."""

    withdrawn_on: Day
    reason: Text


@use_case("training.claim.withdraw")
async def withdraw_claim(tx: Transaction, rules_as_of: RulesAsOf, claim_id: str, command: WithdrawClaim) -> ClaimShown:
    """Withdraw before the sample is drawn: the milestones are unclaimed again, the budget is free again."""
    check_fact("withdrawn_on", command.withdrawn_on, tx.today, rules_as_of(tx.today))
    claim, _, agreement = await lock_claim(tx, claim_id, tx.call.actor)
    before = list(claim.lines)
    agreement.release(claim.withdraw(command.withdrawn_on))
    await save_budget(tx, agreement)
    version = await save_claim(tx, claim, withdrawn_on=command.withdrawn_on)
    await save_lines(tx, claim, before)
    tx.emit(
        published.ClaimWithdrawn(
            claim_id=claim_id, institution_id=claim.institution_id, withdrawn_on=command.withdrawn_on
        )
    )
    tx.about(claim_id, reason=command.reason)
    return claim_shown(claim, version)
