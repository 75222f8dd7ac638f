"""A claim ends before payment: the bank withdraws it, or the borrower pays everything."""

from collections.abc import Mapping
from datetime import date

from kit.database import Transaction, use_case

from credit.domain.happened.claims import ClaimEnded
from credit.domain.rules import Rules
from credit.events.published import published
from credit.fields import Day, Input, Text
from credit.policy import RuleBook
from credit.store.claims import lock_claim, lock_open_claims, note_step, save_claim
from credit.use_cases.claim_moved import ClaimMoved, finish, rules_of


class WithdrawClaim(Input):
    """Why the bank takes it back."""

    withdrawn_on: Day
    reason: Text


@use_case("credit.claim.withdraw")
async def withdraw_claim(tx: Transaction, book: RuleBook, claim_id: str, command: WithdrawClaim) -> ClaimMoved:
    """At any time before payment; the bank may claim again later."""
    rules = rules_of(tx, book, command.withdrawn_on, "withdrawn_on")
    held = await lock_claim(tx, claim_id)
    taken = held.claim.withdraw(command.withdrawn_on, tx.call.actor.account)
    event = ClaimEnded(*held.claim.ids, held.claim.state.value, command.withdrawn_on)
    return await finish(tx, held, taken, rules, event, opinion=command.reason)


async def lapse_claims(tx: Transaction, closed: Mapping[str, date], rules: Rules) -> None:
    """Loans that are locked closed on these days: what was claimed for them lapses."""
    if not closed:
        return
    for held in await lock_open_claims(tx, closed):
        claim = held.claim
        taken = claim.lapse(closed[claim.loan_id], tx.call.actor.account)
        await save_claim(tx, held)
        note_step(tx, claim.id, taken, rules, opinion="Everything owed was paid.")
        tx.emit(*published(ClaimEnded(*claim.ids, claim.state.value, taken.on)))
