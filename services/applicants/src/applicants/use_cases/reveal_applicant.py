"""Someone reads an identity and phone number in clear, and says why."""

from kit.database import Transaction, use_case
from pydantic import BaseModel

from applicants.store.applicants import lock_applicant
from applicants.use_cases.office import Office
from applicants.use_cases.shapes import Command, Reason


class RevealApplicant(Command):
    """Why the numbers are needed."""

    reason: Reason


class Revealed(BaseModel):
    """The numbers in clear."""

    id: str
    identity_number: str
    phone: str | None


@use_case("applicants.applicant.reveal")
async def reveal_applicant(tx: Transaction, office: Office, applicant_id: str, command: RevealApplicant) -> Revealed:
    """Reveal; the audit entry, with the reason, commits before the answer leaves."""
    applicant = await lock_applicant(tx, office.private, applicant_id)
    tx.about(applicant_id, reason=command.reason)
    return Revealed(
        id=applicant_id,
        identity_number=applicant.facts.identity.number,
        phone=applicant.facts.phone,
    )
