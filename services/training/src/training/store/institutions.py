"""Institutions with their inspections and certificates."""

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.domain.institution import Certification, Inspection, Institution, InstitutionState
from training.store.scope import within
from training.store.tables.base import table_of
from training.store.tables.institutions import CertificationRow, InspectionRow, InstitutionRow

institution = table_of(InstitutionRow)
inspection = table_of(InspectionRow)
certification = table_of(CertificationRow)


async def load_institution(
    tx: Transaction, institution_id: str, actor: Actor, *, lock: bool = False, where: str = ""
) -> tuple[Institution, RowMapping]:
    """The aggregate and its row, if ``actor`` may see it. Raises NotFound."""
    query = sa.select(institution).where(
        institution.c.id == institution_id, within(actor, institution.c.id, institution.c.area)
    )
    row = await (tx.lock_one(query) if lock else tx.one(query))
    if row is None:
        raise NotFound(where, noun="institution")
    inspections = await tx.all(
        sa.select(inspection).where(inspection.c.institution_id == institution_id).order_by(inspection.c.number)
    )
    certifications = await tx.all(
        sa.select(certification)
        .where(certification.c.institution_id == institution_id)
        .order_by(certification.c.number)
    )
    return (
        Institution(
            institution_id=row["id"],
            name=row["name"],
            area=row["area"],
            applied_on=row["applied_on"],
            state=InstitutionState(row["state"]),
            inspections=[
                Inspection(i["inspected_on"], i["passed"], i["findings"], i["inspected_by"]) for i in inspections
            ],
            certifications=[
                Certification(c["certified_from"], c["certified_to"], c["certified_by"], c["inspection"])
                for c in certifications
            ],
        ),
        row,
    )


async def save_state(tx: Transaction, changed: Institution) -> None:
    """Write the state and raise the version."""
    await tx.execute(
        sa.update(institution)
        .where(institution.c.id == changed.institution_id)
        .values(state=changed.state.value, version=institution.c.version + 1)
    )
