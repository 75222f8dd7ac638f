"""How other services' events move an applicant on.

Each notes the earliest date of a milestone; the state follows from all of them, so neither order nor
repetition matters. What is told of a merged file is noted of the file that stays too.
"""

from dataclasses import replace
from datetime import date

from kit.database import Transaction
from kit.event import Received
from kit.handlers import Handlers

from applicants.domain.applicant import Milestone
from applicants.events.consumed import (
    BusinessRegistered,
    CertificateIssued,
    EnrolmentConfirmed,
    SurvivalConfirmed,
    SurvivalWithdrawn,
)
from applicants.store.progress import lock_with_survivors, save_progress
from applicants.store.searching import note_certificate_number

handlers = Handlers("applicants")


@handlers.on(EnrolmentConfirmed)
async def note_enrolment(tx: Transaction, event: Received[EnrolmentConfirmed]) -> None:
    """The person is in training."""
    await _reach(tx, [event.data.applicant_id], Milestone.IN_TRAINING, event.data.enrolled_on)


@handlers.on(CertificateIssued)
async def note_certificate(tx: Transaction, event: Received[CertificateIssued]) -> None:
    """The person is certified."""
    await _reach(tx, [event.data.applicant_id], Milestone.CERTIFIED, event.data.issued_on)
    if event.data.number is not None:
        await note_certificate_number(tx, event.data.applicant_id, event.data.number)


@handlers.on(BusinessRegistered)
async def note_business(tx: Transaction, event: Received[BusinessRegistered]) -> None:
    """Every owner has a registered business."""
    await _reach(tx, event.data.owners, Milestone.BUSINESS_REGISTERED, event.data.registered_on)


@handlers.on(SurvivalConfirmed)
async def note_survival(tx: Transaction, event: Received[SurvivalConfirmed]) -> None:
    """Every owner's business survived."""
    await _reach(tx, event.data.owners, Milestone.SURVIVING, event.data.confirmed_on)


@handlers.on(SurvivalWithdrawn)
async def note_survival_withdrawn(tx: Transaction, event: Received[SurvivalWithdrawn]) -> None:
    """The owners are those of a registered business again."""
    for known in await lock_with_survivors(tx, event.data.owners):
        if known.progress.surviving_on is not None:
            await save_progress(tx, known.applicant_id, replace(known.progress, surviving_on=None))


async def _reach(tx: Transaction, applicant_ids: list[str], milestone: Milestone, on: date) -> None:
    """Note the milestone for all of them or, when one is not known, for none (raises ApplicantNotKnown)."""
    for known in await lock_with_survivors(tx, applicant_ids):
        after = known.progress.reaching(milestone, on)
        if after != known.progress:
            await save_progress(tx, known.applicant_id, after)
