"""A certificate is revoked: proposed by one person, confirmed by another; what rested on it is taken back."""

from datetime import date

from kit.database import Transaction, use_case
from kit.ids import new_id
from pydantic import BaseModel

from training.domain.certificate import Cause, Revocation, RevocationState
from training.domain.dates import check_fact
from training.domain.errors.certificates import CertificateRevokedAlready
from training.domain.packages import Package
from training.events.published.certificates import CertificateRevoked
from training.policy import RulesAsOf
from training.store.applicants import lock_applicants
from training.store.certificates import certificate_of, lock_revocation, save_decision
from training.store.tables.certificates import CertificateRevocationRow
from training.use_cases.shapes import Command, Day, Text
from training.use_cases.take_back import take_back


class ProposeRevocation(Command):
    """Why, and since when it is known."""

    cause: Cause
    reason: Text
    proposed_on: Day


class DecideRevocation(Command):
    """Confirmed or rejected, and why."""

    decided_on: Day
    confirmed: bool
    reason: Text


class RevocationMoved(BaseModel):
    """Where a revocation stands, and how many milestones were taken back with it."""

    id: str
    number: str
    state: RevocationState
    revoked_on: date | None = None
    milestones_taken_back: int = 0
    version: int


@use_case(
    "training.certificate.propose_revocation",
    conflicts={"uq_certificate_revocation_standing": CertificateRevokedAlready},
)
async def propose_revocation(
    tx: Transaction, rules_as_of: RulesAsOf, number: str, command: ProposeRevocation
) -> RevocationMoved:
    """Propose; the certificate holds until somebody else has confirmed it."""
    check_fact("proposed_on", command.proposed_on, tx.today, rules_as_of(tx.today))
    row = await certificate_of(tx, number, tx.call.actor)
    proposed = Revocation(
        new_id(), row["id"], row["issued_on"], command.cause, command.proposed_on, tx.call.actor.account
    )
    tx.insert(
        CertificateRevocationRow,
        {
            "id": proposed.revocation_id,
            "certificate_id": row["id"],
            "institution_id": row["institution_id"],
            "area": row["area"],
            "cause": proposed.cause.value,
            "reason": command.reason,
            "state": proposed.state.value,
            "proposed_on": proposed.proposed_on,
            "proposed_by": proposed.proposed_by,
            "version": 1,
            "recorded_at": tx.now,
        },
    )
    tx.about(row["id"], reason=command.reason, cause=proposed.cause.value)
    return RevocationMoved(id=proposed.revocation_id, number=number, state=proposed.state, version=1)


@use_case("training.certificate.decide_revocation")
async def decide_revocation(
    tx: Transaction, rules_as_of: RulesAsOf, revocation_id: str, command: DecideRevocation
) -> RevocationMoved:
    """Confirm or reject. Confirmed: nothing rests on the certificate; unpaid milestones end, paid ones are owed."""
    check_fact("decided_on", command.decided_on, tx.today, rules_as_of(tx.today))
    decided, held = await lock_revocation(tx, revocation_id, tx.call.actor)
    decided.decide(command.decided_on, confirmed=command.confirmed, decided_by=tx.call.actor.account)
    version = await save_decision(tx, decided, command.reason)
    taken = 0
    if command.confirmed:
        await lock_applicants(tx, [held["applicant_id"]])
        reason = f"certificate {held['number']} revoked: {decided.cause.value}"
        taken = await take_back(tx, [held["applicant_id"]], rules_as_of, command.decided_on, reason)
        tx.emit(
            CertificateRevoked(
                certificate_id=held["id"],
                number=held["number"],
                applicant_id=held["applicant_id"],
                enrolment_id=held["enrolment_id"],
                institution_id=held["institution_id"],
                package=Package(held["package"]).value,
                cause=decided.cause.value,
                revoked_on=command.decided_on,
            )
        )
    tx.about(held["id"], reason=command.reason, confirmed=command.confirmed, milestones=taken)
    return RevocationMoved(
        id=revocation_id,
        number=held["number"],
        state=decided.state,
        revoked_on=command.decided_on if command.confirmed else None,
        milestones_taken_back=taken,
        version=version,
    )
