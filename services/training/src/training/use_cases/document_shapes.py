"""The papers of an institution's application, as handed in."""

from datetime import date

from kit.database import Transaction
from pydantic import Field

from training.domain.dates import check_fact
from training.domain.errors.institutions import DocumentKindUnknown
from training.domain.institution import Institution
from training.policy import RulesAsOf
from training.store.tables.institutions import InstitutionDocumentRow
from training.use_cases.shapes import Command, Day, Name


class DocumentHandedIn(Command):
    """A paper: its kind from the policy's list, its own number and issuer, and until when it is valid."""

    kind: Name = Field(description="From `GET /v1/institution-requirements`.", examples=["premises"])
    reference: Name | None = None
    issued_by: Name | None = None
    received_on: Day
    valid_to: Day | None = None


def receive_documents(
    tx: Transaction,
    rules_as_of: RulesAsOf,
    institution: Institution,
    documents: list[DocumentHandedIn],
    where: str = "",
) -> None:
    """Add papers to an institution. Raises DocumentKindUnknown, DatesOutOfOrder and what dates refuse."""
    today = tx.today
    for index, paper in enumerate(documents):
        prefix = f"{where}[{index}]." if where else ""
        check_fact(f"{prefix}received_on", paper.received_on, today, rules_as_of(today))
        if paper.kind not in rules_as_of(paper.received_on).providers.documents:
            raise DocumentKindUnknown(f"{prefix}kind", kind=paper.kind)
        received = institution.receive(paper.kind, paper.received_on, paper.valid_to)
        tx.insert(
            InstitutionDocumentRow,
            {
                "institution_id": institution.institution_id,
                "number": received.number,
                "kind": received.kind,
                "reference": paper.reference,
                "issued_by": paper.issued_by,
                "received_on": received.received_on,
                "valid_to": received.valid_to,
                "recorded_by": tx.call.actor.account,
                "recorded_at": tx.now,
            },
        )


def missing_today(institution: Institution, rules_as_of: RulesAsOf, day: date) -> list[str]:
    """The required kinds that are missing on ``day``."""
    return institution.documents_missing(day, rules_as_of(day).providers)
