"""The bank hands in more papers for a claim."""

from kit.database import Transaction, use_case

from credit.domain.rules import check_order
from credit.fields import Day, Input, Text
from credit.policy import RuleBook
from credit.store.claims import insert_documents, lock_claim
from credit.use_cases.claim_moved import ClaimMoved, finish, rules_of
from credit.use_cases.lodge_claim import Documents


class AddDocuments(Input):
    """The papers, and a word on them."""

    added_on: Day
    documents: Documents
    note: Text


@use_case("credit.claim.add_documents")
async def add_documents(tx: Transaction, book: RuleBook, claim_id: str, command: AddDocuments) -> ClaimMoved:
    """Back to lodged; what was handed in before stays."""
    rules = rules_of(tx, book, command.added_on, "added_on")
    held = await lock_claim(tx, claim_id)
    taken = held.claim.add_documents(command.added_on, tx.call.actor.account)
    for item in command.documents:
        if item.dated_on is not None:
            check_order(item.dated_on, command.added_on, names=("dated_on", "added_on"))
    insert_documents(tx, claim_id, [item.document() for item in command.documents], command.added_on)
    return await finish(tx, held, taken, rules, opinion=command.note)
