"""How follow-up applies the other services' events: each becomes facts, and the read model follows.

A handler reads nothing and only adds, so any order ends the same, and a whole batch of events
is written, and counted, as one statement.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from kit.database import CHINA, Transaction
from kit.event import Consumed, Received
from kit.handlers import Handlers

from followup.events import consumed as heard
from followup.store.facts import add_facts, fact

handlers = Handlers("followup")


def _note(
    tx: Transaction,
    event: Received[Any],
    applicant_id: str,
    happened_on: date,
    *,
    about_id: str | None = None,
    amount: Decimal | None = None,
) -> None:
    """One fact about one person, with everything else that was read of the event beside it."""
    model: Consumed = event.data
    data = model.model_dump(mode="json", exclude={"applicant_id", "amount"})
    row = fact(
        event.id,
        model.event,
        happened_on,
        event.recorded_at,
        applicant_id=applicant_id,
        about_id=about_id,
        amount=amount,
        data=data,
    )
    add_facts(tx, row)


@handlers.on(heard.ApplicantRegistered)
async def note_registration(tx: Transaction, event: Received[heard.ApplicantRegistered]) -> None:
    """A person was registered: the baseline."""
    _note(tx, event, event.data.applicant_id, event.data.registered_on)


@handlers.on(heard.ApplicantAccepted)
async def note_acceptance(tx: Transaction, event: Received[heard.ApplicantAccepted]) -> None:
    """A person was accepted."""
    _note(tx, event, event.data.applicant_id, event.data.accepted_on)


@handlers.on(heard.ApplicantDeclined)
async def note_decline(tx: Transaction, event: Received[heard.ApplicantDeclined]) -> None:
    """A person was not accepted."""
    _note(tx, event, event.data.applicant_id, event.data.declined_on)


@handlers.on(heard.ApplicantReferred)
async def note_referral(tx: Transaction, event: Received[heard.ApplicantReferred]) -> None:
    """A person was referred to an institution."""
    _note(tx, event, event.data.applicant_id, event.data.referred_on, about_id=event.data.institution_id)


@handlers.on(heard.ApplicantAmended)
async def note_amendment(tx: Transaction, event: Received[heard.ApplicantAmended]) -> None:
    """A person's area or sector changed: from the day on which it was recorded, the event names no other."""
    _note(tx, event, event.data.applicant_id, event.recorded_at.astimezone(CHINA).date())


@handlers.on(heard.ApplicantWithdrawn)
async def note_withdrawal(tx: Transaction, event: Received[heard.ApplicantWithdrawn]) -> None:
    """A person withdrew."""
    _note(tx, event, event.data.applicant_id, event.data.withdrawn_on)


@handlers.on(heard.ApplicantMerged)
async def note_merge(tx: Transaction, event: Received[heard.ApplicantMerged]) -> None:
    """Two files were one person's: what is told of the one counts for the other."""
    _note(tx, event, event.data.applicant_id, event.data.merged_on, about_id=event.data.merged_into)


@handlers.on(heard.EnrolmentConfirmed)
async def note_enrolment(tx: Transaction, event: Received[heard.EnrolmentConfirmed]) -> None:
    """A person has a place in a class."""
    _note(tx, event, event.data.applicant_id, event.data.enrolled_on, about_id=event.data.enrolment_id)


@handlers.on(heard.AttendanceRecorded)
async def note_attendance(tx: Transaction, event: Received[heard.AttendanceRecorded]) -> None:
    """One fact for the sheet, so that an empty one supersedes too, and one for each person present."""
    sheet = event.data
    present = [None, *sorted(set(sheet.present))]
    rows = [
        fact(
            event.id,
            sheet.event,
            sheet.held_on,
            event.recorded_at,
            line=line,
            applicant_id=applicant_id,
            about_id=sheet.class_id,
            series=f"{sheet.class_id}/{sheet.session_number}",
            version=sheet.sheet_version,
            data={"institution_id": sheet.institution_id, "session_number": sheet.session_number},
        )
        for line, applicant_id in enumerate(present)
    ]
    add_facts(tx, *rows)


@handlers.on(heard.ClassCompleted)
async def note_completion(tx: Transaction, event: Received[heard.ClassCompleted]) -> None:
    """A class ended."""
    ended = event.data
    data = ended.model_dump(mode="json")
    row = fact(event.id, ended.event, ended.completed_on, event.recorded_at, about_id=ended.class_id, data=data)
    add_facts(tx, row)


@handlers.on(heard.CertificateIssued)
async def note_certificate(tx: Transaction, event: Received[heard.CertificateIssued]) -> None:
    """A person holds a certificate."""
    _note(tx, event, event.data.applicant_id, event.data.issued_on, about_id=event.data.certificate_id)


@handlers.on(heard.ClaimPaid)
async def note_payment(tx: Transaction, event: Received[heard.ClaimPaid]) -> None:
    """One fact for each person that a paid claim names."""
    claim = event.data
    rows = [
        fact(
            event.id,
            claim.event,
            claim.paid_on,
            event.recorded_at,
            line=line,
            applicant_id=paid.applicant_id,
            about_id=claim.claim_id,
            amount=paid.amount,
            data={"institution_id": claim.institution_id, "milestone": paid.milestone},
        )
        for line, paid in enumerate(claim.lines)
    ]
    if rows:
        add_facts(tx, *rows)


@handlers.on(heard.SubsidyClawedBack)
async def note_clawback(tx: Transaction, event: Received[heard.SubsidyClawedBack]) -> None:
    """A negative payment, so that subsidies are counted net from that day on."""
    back = event.data
    add_facts(
        tx,
        fact(
            event.id,
            heard.ClaimPaid.event,
            back.clawed_back_on,
            event.recorded_at,
            applicant_id=back.applicant_id,
            about_id=back.claim_id,
            amount=-back.amount,
            data={"institution_id": back.institution_id, "milestone": back.milestone},
        ),
    )


@handlers.on(heard.ApplicationSubmitted)
async def note_loan_application(tx: Transaction, event: Received[heard.ApplicationSubmitted]) -> None:
    """A person asked for a loan."""
    asked = event.data
    _note(tx, event, asked.applicant_id, asked.applied_on, about_id=asked.application_id, amount=asked.amount)


@handlers.on(heard.ApplicationDecided)
async def note_decision(tx: Transaction, event: Received[heard.ApplicationDecided]) -> None:
    """A bank decided."""
    said = event.data
    _note(tx, event, said.applicant_id, said.decided_on, about_id=said.application_id, amount=said.amount)


@handlers.on(heard.ApplicationWithdrawn)
async def note_loan_withdrawal(tx: Transaction, event: Received[heard.ApplicationWithdrawn]) -> None:
    """An application was taken back."""
    back = event.data
    _note(tx, event, back.applicant_id, back.withdrawn_on, about_id=back.application_id, amount=back.amount)


@handlers.on(heard.GuaranteeIssued)
async def note_guarantee(tx: Transaction, event: Received[heard.GuaranteeIssued]) -> None:
    """A guarantee stands."""
    letter = event.data
    _note(tx, event, letter.applicant_id, letter.issued_on, about_id=letter.application_id, amount=letter.amount)


@handlers.on(heard.GuaranteeReleased)
async def note_release(tx: Transaction, event: Received[heard.GuaranteeReleased]) -> None:
    """A guarantee is over."""
    freed = event.data
    _note(tx, event, freed.applicant_id, freed.released_on, about_id=freed.application_id, amount=freed.amount)


@handlers.on(heard.LoanDisbursed)
async def note_disbursement(tx: Transaction, event: Received[heard.LoanDisbursed]) -> None:
    """A loan was paid out."""
    loan = event.data
    _note(tx, event, loan.applicant_id, loan.disbursed_on, about_id=loan.application_id, amount=loan.amount)


@handlers.on(heard.LoanRepaid)
async def note_repayment(tx: Transaction, event: Received[heard.LoanRepaid]) -> None:
    """A loan was repaid in part."""
    paid = event.data
    _note(tx, event, paid.applicant_id, paid.paid_on, about_id=paid.loan_id, amount=paid.amount)


@handlers.on(heard.LoanInArrears)
async def note_arrears(tx: Transaction, event: Received[heard.LoanInArrears]) -> None:
    """A loan is in arrears."""
    late = event.data
    _note(tx, event, late.applicant_id, late.as_of, about_id=late.loan_id, amount=late.overdue)


@handlers.on(heard.LoanClosed)
async def note_closed_loan(tx: Transaction, event: Received[heard.LoanClosed]) -> None:
    """A loan is repaid."""
    _note(tx, event, event.data.applicant_id, event.data.closed_on, about_id=event.data.loan_id)


@handlers.on(heard.LoanBalanceChanged)
async def note_balance(tx: Transaction, event: Received[heard.LoanBalanceChanged]) -> None:
    """Less, or again more, is owed and guaranteed: one fact for each day."""
    told = event.data
    facts = [
        fact(
            event.id,
            told.event,
            change.on,
            event.recorded_at,
            line=line,
            applicant_id=told.applicant_id,
            about_id=told.loan_id,
            amount=change.principal,
            data={"loan_id": told.loan_id, "bank_id": told.bank_id, "guaranteed": str(change.guaranteed)},
        )
        for line, change in enumerate(told.changes)
    ]
    add_facts(tx, *facts)


@handlers.on(heard.GuaranteeClaimPaid)
async def note_guarantee_claim(tx: Transaction, event: Received[heard.GuaranteeClaimPaid]) -> None:
    """The fund paid for a loan."""
    paid = event.data
    _note(tx, event, paid.applicant_id, paid.paid_on, about_id=paid.loan_id, amount=paid.amount)


@handlers.on(heard.RecoveryPosted)
async def note_recovery(tx: Transaction, event: Received[heard.RecoveryPosted]) -> None:
    """Some of it came back."""
    back = event.data
    _note(tx, event, back.applicant_id, back.received_on, about_id=back.loan_id, amount=back.amount)
