"""How credit keeps its picture of applicants and certificates. Order of subjects does not matter."""

from kit.database import Transaction
from kit.event import Received
from kit.handlers import Handlers

from credit.events.consumed import ApplicantAccepted, ApplicantWithdrawn, CertificateIssued
from credit.store import mirrors

handlers = Handlers("credit")


@handlers.on(ApplicantAccepted)
async def note_acceptance(tx: Transaction, event: Received[ApplicantAccepted]) -> None:
    """The person may apply; the area is where they belong."""
    data = event.data
    await tx.execute(mirrors.note_acceptance(data.applicant_id, data.area, data.accepted_on))


@handlers.on(ApplicantWithdrawn)
async def note_withdrawal(tx: Transaction, event: Received[ApplicantWithdrawn]) -> None:
    """The person may no longer apply, unless accepted again later."""
    await tx.execute(mirrors.note_withdrawal(event.data.applicant_id, event.data.withdrawn_on))


@handlers.on(CertificateIssued)
async def note_certificate(tx: Transaction, event: Received[CertificateIssued]) -> None:
    """The certificate can be named in an application."""
    data = event.data
    await tx.execute(
        mirrors.note_certificate(data.number, data.certificate_id, data.applicant_id, data.package, data.issued_on)
    )
