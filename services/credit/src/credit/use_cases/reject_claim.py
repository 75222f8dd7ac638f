"""Another person than the assessor rejects a claim."""

from kit.database import Transaction, use_case

from credit.domain.claim_rules import judge_claim
from credit.domain.happened.claims import ClaimRejected
from credit.fields import Day, Input, Text
from credit.policy import RuleBook
from credit.store.claims import lock_claim, read_ground
from credit.use_cases.claim_moved import ClaimMoved, finish, rules_of


class RejectClaim(Input):
    """Why nothing is paid."""

    rejected_on: Day
    reasons: Text


@use_case("credit.claim.reject")
async def reject_claim(tx: Transaction, book: RuleBook, claim_id: str, command: RejectClaim) -> ClaimMoved:
    """From assessed to rejected; the bank may appeal."""
    rules = rules_of(tx, book, command.rejected_on, "rejected_on")
    held = await lock_claim(tx, claim_id)
    claim = held.claim
    ground = await read_ground(tx, claim, command.rejected_on)
    taken = claim.reject(command.rejected_on, tx.call.actor.account)
    verdicts = judge_claim(claim.claimed, ground.guarantee, ground.debt, ground.demanded_on, rules)
    event = ClaimRejected(*claim.ids, claim.claimed, final=False, rejected_on=command.rejected_on)
    return await finish(tx, held, taken, rules, event, opinion=command.reasons, verdicts=verdicts)
