"""The bank appeals against a rejection or a part; one who took no part decides."""

from kit.database import Transaction, use_case
from kit.money import Money

from credit.domain.claim_rules import judge_claim, limit_of
from credit.domain.claims import Claim, ClaimState
from credit.domain.errors.claims import ClaimAlreadyOpen
from credit.domain.happened.claims import ClaimAppealed, ClaimApproved, ClaimRejected
from credit.fields import Day, Input, Text, Yuan
from credit.policy import RuleBook
from credit.store.claims import lock_claim, read_ground
from credit.use_cases.claim_moved import ClaimMoved, finish, rules_of


class AppealClaim(Input):
    """Why the bank does not accept the decision."""

    appealed_on: Day
    grounds: Text


class DecideAppeal(Input):
    """``amount``: what is granted instead, more than before; left out to dismiss the appeal."""

    decided_on: Day
    amount: Yuan | None = None
    reasons: Text


@use_case("credit.claim.appeal", conflicts={"uq_claim_open": lambda: ClaimAlreadyOpen(where="claim_id")})
async def appeal_claim(tx: Transaction, book: RuleBook, claim_id: str, command: AppealClaim) -> ClaimMoved:
    """From rejected, or approved in part and not yet paid, to appealed; once, in time."""
    rules = rules_of(tx, book, command.appealed_on, "appealed_on")
    held = await lock_claim(tx, claim_id)
    claim = held.claim
    taken = claim.appeal(command.appealed_on, tx.call.actor.account, rules)
    event = ClaimAppealed(*claim.ids, claim.claimed, command.appealed_on)
    return await finish(tx, held, taken, rules, event, opinion=command.grounds)


@use_case("credit.claim.decide_appeal")
async def decide_appeal(tx: Transaction, book: RuleBook, claim_id: str, command: DecideAppeal) -> ClaimMoved:
    """Granted: approved with a higher amount. Dismissed: as it was before the appeal, for good."""
    rules = rules_of(tx, book, command.decided_on, "decided_on")
    held = await lock_claim(tx, claim_id)
    claim, amount = held.claim, None if command.amount is None else Money(command.amount)
    ground = await read_ground(tx, claim, command.decided_on)
    limit = limit_of(ground.guarantee, ground.debt)
    taken = claim.decide_appeal(command.decided_on, tx.call.actor.account, amount, limit, rules)
    verdicts = judge_claim(amount or claim.claimed, ground.guarantee, ground.debt, ground.demanded_on, rules)
    events = [] if claim.state is ClaimState.APPEALED else [_decided(claim, command)]
    return await finish(tx, held, taken, rules, *events, opinion=command.reasons, verdicts=verdicts)


def _decided(claim: Claim, command: DecideAppeal) -> ClaimApproved | ClaimRejected:
    if claim.state is ClaimState.APPROVED:
        return ClaimApproved(*claim.ids, claim.approved, claim.approved < claim.claimed, command.decided_on)
    return ClaimRejected(*claim.ids, claim.claimed, final=True, rejected_on=command.decided_on)
