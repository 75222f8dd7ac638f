"""The guarantee institution wants more papers for a claim."""

from kit.database import Transaction, use_case

from credit.domain.happened.claims import ClaimDocumentsRequested
from credit.fields import Calendar, Day, Input, Text
from credit.policy import RuleBook
from credit.store.claims import lock_claim
from credit.use_cases.claim_moved import ClaimMoved, finish, rules_of


class RequestDocuments(Input):
    """What is wanted, and by when."""

    requested_on: Day
    due_on: Calendar
    wanted: Text


@use_case("credit.claim.request_documents")
async def request_documents(tx: Transaction, book: RuleBook, claim_id: str, command: RequestDocuments) -> ClaimMoved:
    """From lodged or assessed to documents requested."""
    rules = rules_of(tx, book, command.requested_on, "requested_on")
    held = await lock_claim(tx, claim_id)
    claim = held.claim
    taken = claim.request_documents(command.requested_on, tx.call.actor.account, command.due_on)
    event = ClaimDocumentsRequested(*claim.ids, command.requested_on, command.due_on)
    return await finish(tx, held, taken, rules, event, opinion=command.wanted)
