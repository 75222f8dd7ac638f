"""An institution that passed its inspection is certified for a period, or its certificate is renewed."""

from datetime import date
from typing import Annotated

from kit.database import Transaction, use_case
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from training.domain.institution import ONE_DAY, Institution
from training.domain.institution import InstitutionCertified as Certified
from training.events.published import institutions as published
from training.policy import RulesAsOf
from training.store.institutions import load_institution, save_state
from training.store.tables.institutions import CertificationRow
from training.use_cases.shapes import Command, Day


class CertifyInstitution(Command):
    """The period of the certificate, both days included; it may reach into the future."""

    certified_from: Day
    certified_to: Day


class RenewInstitution(Command):
    """Until when; from the day after the last certificate unless a later day is given."""

    certified_to: Day
    certified_from: Annotated[Day | None, Field(description="Later than the day after the last one ends.")] = None


class InstitutionCertified(BaseModel):
    """The institution as certified; ``renews`` is the number of the certificate that this one continues."""

    id: str
    state: str
    certified_from: date
    certified_to: date
    renews: int | None
    version: int


@use_case("training.institution.certify")
async def certify_institution(
    tx: Transaction, rules_as_of: RulesAsOf, institution_id: str, command: CertifyInstitution
) -> InstitutionCertified:
    """Certify; not by the person who inspected."""
    institution, row = await load_institution(tx, institution_id, tx.call.actor, lock=True)
    tx.expect_version(row["version"])
    rules = rules_as_of(command.certified_from)
    event = institution.certify(
        command.certified_from,
        command.certified_to,
        certified_by=tx.call.actor.account,
        rules=rules.providers,
    )
    return await _write(tx, institution, row, event, rules.version)


@use_case("training.institution.renew")
async def renew_institution(
    tx: Transaction, rules_as_of: RulesAsOf, institution_id: str, command: RenewInstitution
) -> InstitutionCertified:
    """Renew after a new passed inspection; not by the person who made it."""
    institution, row = await load_institution(tx, institution_id, tx.call.actor, lock=True)
    tx.expect_version(row["version"])
    last = institution.last_certification
    begins = command.certified_from or (last.certified_to + ONE_DAY if last else tx.today)
    rules = rules_as_of(begins)
    event = institution.renew(
        command.certified_to,
        certified_from=command.certified_from,
        certified_by=tx.call.actor.account,
        rules=rules.providers,
    )
    return await _write(tx, institution, row, event, rules.version)


async def _write(
    tx: Transaction, institution: Institution, row: RowMapping, event: Certified, policy_version: str
) -> InstitutionCertified:
    certification = institution.certifications[-1]
    tx.insert(
        CertificationRow,
        {
            "institution_id": institution.institution_id,
            "number": len(institution.certifications),
            "certified_from": certification.certified_from,
            "certified_to": certification.certified_to,
            "certified_by": certification.certified_by,
            "inspection": certification.inspection,
            "renews": certification.renews,
            "policy_version": policy_version,
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
    tx.about(institution.institution_id)
    state = institution.state_on(certification.certified_from)
    return InstitutionCertified(
        id=institution.institution_id,
        state=state.value if state else "",
        certified_from=event.certified_from,
        certified_to=event.certified_to,
        renews=certification.renews,
        version=row["version"] + 1,
    )
