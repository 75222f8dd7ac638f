"""The guarantee institution assesses a claim: findings, verdicts and a recommended amount (the maker)."""

from kit.database import Transaction, use_case
from kit.money import Money

from credit.domain.claim_rules import judge_claim, limit_of
from credit.domain.happened.claims import ClaimAssessed
from credit.fields import Day, Input, Text, YuanOrNothing
from credit.policy import RuleBook
from credit.store.claims import lock_claim, read_ground
from credit.use_cases.claim_moved import ClaimMoved, finish, rules_of


class AssessClaim(Input):
    """What was found, and what is recommended: zero to recommend a rejection."""

    assessed_on: Day
    recommended_amount: YuanOrNothing
    findings: Text


@use_case("credit.claim.assess")
async def assess_claim(tx: Transaction, book: RuleBook, claim_id: str, command: AssessClaim) -> ClaimMoved:
    """From lodged to assessed; the rules are applied again as of the day of the assessment."""
    rules = rules_of(tx, book, command.assessed_on, "assessed_on")
    held = await lock_claim(tx, claim_id)
    claim, amount = held.claim, Money(command.recommended_amount)
    ground = await read_ground(tx, claim, command.assessed_on)
    limit = limit_of(ground.guarantee, ground.debt)
    taken = claim.assess(command.assessed_on, tx.call.actor.account, amount, limit)
    verdicts = judge_claim(amount, ground.guarantee, ground.debt, ground.demanded_on, rules)
    event = ClaimAssessed(*claim.ids, amount, command.assessed_on)
    return await finish(tx, held, taken, rules, event, opinion=command.findings, verdicts=verdicts)
