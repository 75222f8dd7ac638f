"""An institution that passed its inspection is certified for a period."""

from datetime import date

from kit.database import Transaction, use_case
from pydantic import BaseModel

from training.events.published import institutions as published
from training.store.institutions import load_institution, save_state
from training.store.tables.institutions import CertificationRow
from training.use_cases.shapes import Command, Day


class CertifyInstitution(Command):
    """The period of the certificate, both days included; it may reach into the future."""

    certified_from: Day
    certified_to: Day


class InstitutionCertified(BaseModel):
    """The institution as certified."""

    id: str
    state: str
    certified_from: date
    certified_to: date
    version: int


@use_case("training.institution.certify")
async def certify_institution(
    tx: Transaction, institution_id: str, command: CertifyInstitution
) -> InstitutionCertified:
    """Certify; not by the person who inspected."""
    institution, row = await load_institution(tx, institution_id, tx.call.actor, lock=True)
    tx.expect_version(row["version"])
    event = institution.certify(command.certified_from, command.certified_to, certified_by=tx.call.actor.account)
    certification = institution.certifications[-1]
    tx.insert(
        CertificationRow,
        {
            "institution_id": institution_id,
            "number": len(institution.certifications),
            "certified_from": certification.certified_from,
            "certified_to": certification.certified_to,
            "certified_by": certification.certified_by,
            "inspection": certification.inspection,
            "recorded_at": tx.now,
        },
    )
    await save_state(tx, institution)
    tx.emit(
        published.InstitutionCertified(
            institution_id=event.institution_id,
            certified_from=event.certified_from,
            certified_to=event.certified_to,
            area=event.area,
        )
    )
    tx.about(institution_id)
    return InstitutionCertified(
        id=institution_id,
        state=institution.state.value,
        certified_from=event.certified_from,
        certified_to=event.certified_to,
        version=row["version"] + 1,
    )
