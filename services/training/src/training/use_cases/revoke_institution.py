"""An institution's certificate is revoked for good."""

from datetime import date

from kit.database import Transaction, use_case
from pydantic import BaseModel

from training.domain.dates import check_fact
from training.events.published.institutions import InstitutionRevoked as Revoked
from training.policy import RulesAsOf
from training.store.institution_classes import ClassTouched, classes_touched
from training.store.institutions import REVOCATION, load_institution, next_measure, note_measure, save_state
from training.use_cases.shapes import Command, Day, Text


class RevokeInstitution(Command):
    """The first day without the certificate, and why."""

    revoked_on: Day
    reason: Text


class InstitutionRevoked(BaseModel):
    """The institution without its certificate, and the open classes that planned sessions after it."""

    id: str
    certification: int
    state: str
    revoked_on: date
    classes_touched: list[ClassTouched]
    version: int


@use_case("training.institution.revoke")
async def revoke_institution(
    tx: Transaction, rules_as_of: RulesAsOf, institution_id: str, command: RevokeInstitution
) -> InstitutionRevoked:
    """Revoke the certificate that holds on that day; it does not come back."""
    check_fact("revoked_on", command.revoked_on, tx.today, rules_as_of(tx.today))
    institution, row = await load_institution(tx, institution_id, tx.call.actor, lock=True)
    tx.expect_version(row["version"])
    number = institution.revoke(command.revoked_on)
    certification = institution.certifications[number - 1]
    note_measure(
        tx,
        institution_id,
        await next_measure(tx, institution_id),
        REVOCATION,
        starts_on=command.revoked_on,
        refers_to=number,
        reason=command.reason,
    )
    await save_state(tx, institution)
    touched = await classes_touched(tx, institution_id, command.revoked_on, certification.certified_to)
    tx.emit(
        Revoked(
            institution_id=institution_id,
            certified_from=certification.certified_from,
            certified_to=certification.certified_to,
            revoked_on=command.revoked_on,
            area=institution.area,
        )
    )
    tx.about(institution_id, reason=command.reason, classes=len(touched))
    state = institution.state_on(tx.today)
    return InstitutionRevoked(
        id=institution_id,
        certification=number,
        state=state.value if state else "",
        revoked_on=command.revoked_on,
        classes_touched=touched,
        version=row["version"] + 1,
    )
