"""A paper is added to an institution's application, or replaces one that ran out."""

from kit.database import Transaction, use_case
from pydantic import BaseModel

from training.policy import RulesAsOf
from training.store.institutions import load_institution, save_state
from training.use_cases.document_shapes import DocumentHandedIn, missing_today, receive_documents


class DocumentAdded(BaseModel):
    """The paper's number within the institution, and which required ones are still missing."""

    id: str
    number: int
    kind: str
    documents_missing: list[str]
    version: int


@use_case("training.institution.add_document")
async def add_document(
    tx: Transaction, rules_as_of: RulesAsOf, institution_id: str, command: DocumentHandedIn
) -> DocumentAdded:
    """Add a paper; earlier ones of its kind stay."""
    institution, row = await load_institution(tx, institution_id, tx.call.actor, lock=True)
    tx.expect_version(row["version"])
    receive_documents(tx, rules_as_of, institution, [command])
    await save_state(tx, institution)
    tx.about(institution_id, kind=command.kind)
    return DocumentAdded(
        id=institution_id,
        number=len(institution.documents),
        kind=command.kind,
        documents_missing=missing_today(institution, rules_as_of, tx.today),
        version=row["version"] + 1,
    )
