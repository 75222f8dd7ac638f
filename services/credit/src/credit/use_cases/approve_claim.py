"""Another person than the assessor approves a claim, in full or in part; above a threshold two do."""

from kit.database import Transaction, use_case
from kit.money import Money

from credit.domain.claim_rules import judge_claim, limit_of
from credit.domain.claims import ClaimState
from credit.domain.happened.claims import ClaimApproved
from credit.fields import Day, Input, Text, Yuan
from credit.policy import RuleBook
from credit.store.claims import lock_claim, read_ground
from credit.use_cases.claim_moved import ClaimMoved, finish, rules_of


class ApproveClaim(Input):
    """What is approved, and why."""

    approved_on: Day
    amount: Yuan
    reasons: Text


@use_case("credit.claim.approve")
async def approve_claim(tx: Transaction, book: RuleBook, claim_id: str, command: ApproveClaim) -> ClaimMoved:
    """From assessed to approved; it stays assessed while a second approver is needed."""
    rules = rules_of(tx, book, command.approved_on, "approved_on")
    held = await lock_claim(tx, claim_id)
    claim, amount = held.claim, Money(command.amount)
    ground = await read_ground(tx, claim, command.approved_on)
    limit = limit_of(ground.guarantee, ground.debt)
    taken = claim.approve(command.approved_on, tx.call.actor.account, amount, limit, rules)
    verdicts = judge_claim(amount, ground.guarantee, ground.debt, ground.demanded_on, rules)
    done = claim.state is ClaimState.APPROVED
    event = ClaimApproved(*claim.ids, amount, amount < claim.claimed, command.approved_on)
    return await finish(tx, held, taken, rules, *([event] if done else []), opinion=command.reasons, verdicts=verdicts)
