"""How a paid claim ends: what can't be recovered is written off by two people; then it is closed."""

from kit.auth import Role
from kit.database import Transaction, use_case
from sqlalchemy import update

from credit.domain import claim_entries
from credit.domain.claims import Outcome
from credit.domain.happened.claims import ClaimClosed, ClaimWrittenOff
from credit.domain.ledger import SpecialAccount
from credit.domain.recoveries import statement
from credit.fields import Day, Input, Text
from credit.policy import RuleBook
from credit.store.claims import lock_claim
from credit.store.fund import post
from credit.store.recoveries import read_recoveries
from credit.store.tables.applications import loan_application
from credit.use_cases.claim_moved import ClaimMoved, finish, rules_of
from credit.use_cases.securities import free_securities


class WriteOffClaim(Input):
    """Why nothing more can be recovered."""

    written_off_on: Day
    reason: Text


class CloseClaim(Input):
    """Why the claim is closed."""

    closed_on: Day
    reason: Text


@use_case("credit.claim.write_off")
async def write_off_claim(tx: Transaction, book: RuleBook, claim_id: str, command: WriteOffClaim) -> ClaimMoved:
    """The first person proposes, a manager who is another person confirms; then the receivable is a loss."""
    rules = rules_of(tx, book, command.written_off_on, "written_off_on")
    held = await lock_claim(tx, claim_id)
    claim, actor = held.claim, tx.call.actor
    loss = claim.require_paid()
    receivable = statement(loss, await read_recoveries(tx, claim_id), claim.written_off).receivable
    taken = claim.write_off(
        command.written_off_on, actor.account, manager=actor.role == Role.MANAGER, receivable=receivable
    )
    if taken.outcome is Outcome.PROPOSED:
        return await finish(tx, held, taken, rules, opinion=command.reason)
    at = SpecialAccount(claim.fund_id, claim.bank_id)
    post(tx, [claim_entries.written_off(at, receivable, command.written_off_on, claim.reference)], tx.now)
    event = ClaimWrittenOff(*claim.ids, receivable, command.written_off_on)
    return await finish(tx, held, taken, rules, event, opinion=command.reason)


@use_case("credit.claim.close")
async def close_claim(tx: Transaction, book: RuleBook, claim_id: str, command: CloseClaim) -> ClaimMoved:
    """What secured the loan is free; the borrower may apply again when everything was recovered."""
    rules = rules_of(tx, book, command.closed_on, "closed_on")
    held = await lock_claim(tx, claim_id)
    claim = held.claim
    loss = claim.require_paid()
    now = statement(loss, await read_recoveries(tx, claim_id), claim.written_off)
    taken = claim.close(command.closed_on, tx.call.actor.account, now.fund + now.bank, now.receivable)
    if taken.outcome is Outcome.RECOVERED:
        await tx.execute(
            update(loan_application).where(loan_application.c.id == claim.application_id).values(is_open=False)
        )
    await free_securities(tx, [claim.application_id], command.closed_on)
    event = ClaimClosed(*claim.ids, loss.fund, now.fund, command.closed_on)
    return await finish(tx, held, taken, rules, event, opinion=command.reason)
