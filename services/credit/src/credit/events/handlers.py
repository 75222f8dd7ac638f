"""How credit keeps its picture of applicants, certificates and businesses. Order of subjects does not matter."""

from kit.database import Transaction
from kit.event import Received
from kit.handlers import Handlers

from credit.events.consumed import (
    ApplicantAccepted,
    ApplicantRegistered,
    ApplicantWithdrawn,
    BusinessClosed,
    BusinessRegistered,
    BusinessReopened,
    CertificateIssued,
    CertificateRevoked,
    JobsConfirmed,
)
from credit.store import borrowers, mirrors

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


@handlers.on(CertificateRevoked)
async def note_revocation(tx: Transaction, event: Received[CertificateRevoked]) -> None:
    """No new application may name it; loans paid out stand."""
    await tx.execute(mirrors.note_revocation(event.data.number, event.data.revoked_on))


@handlers.on(ApplicantRegistered)
async def note_person(tx: Transaction, event: Received[ApplicantRegistered]) -> None:
    """Figures say how many borrowers are women."""
    await tx.execute(borrowers.note_person(event.data.applicant_id, event.data.sex))


@handlers.on(BusinessRegistered)
async def note_business(tx: Transaction, event: Received[BusinessRegistered]) -> None:
    """Jobs in it are those of its owners."""
    data = event.data
    await tx.execute(borrowers.note_business(data.business_id, registered_on=data.registered_on))
    for statement in borrowers.note_owners(data.business_id, data.owners):
        await tx.execute(statement)


@handlers.on(BusinessClosed)
async def note_closure(tx: Transaction, event: Received[BusinessClosed]) -> None:
    """Nobody works there from that day."""
    await tx.execute(borrowers.note_business(event.data.business_id, closed_on=event.data.closed_on))


@handlers.on(BusinessReopened)
async def note_reopening(tx: Transaction, event: Received[BusinessReopened]) -> None:
    """The closure does not hold."""
    await tx.execute(borrowers.note_business(event.data.business_id, closed_on=None))


@handlers.on(JobsConfirmed)
async def note_jobs(tx: Transaction, event: Received[JobsConfirmed]) -> None:
    """A later count of the same day corrects the one before."""
    data = event.data
    await tx.execute(borrowers.note_jobs(data.business_id, data.confirmed_on, data.workers))
