"""Institutions with the facts that make up their lives, read as sets."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.domain.inspection import Inspection
from training.domain.institution import Certification, Document, Institution
from training.domain.suspension import Suspension
from training.store.scope import within
from training.store.tables.base import table_of
from training.store.tables.institutions import (
    CertificationRow,
    InspectionRow,
    InstitutionDocumentRow,
    InstitutionMeasureRow,
    InstitutionNoticeRow,
    InstitutionRow,
)

institution = table_of(InstitutionRow)
inspection = table_of(InspectionRow)
certification = table_of(CertificationRow)
document = table_of(InstitutionDocumentRow)
measure = table_of(InstitutionMeasureRow)
notice = table_of(InstitutionNoticeRow)

SUSPENSION, LIFTING, REVOCATION = "suspension", "lifting", "revocation"


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
    return (await institutions_of(tx, [row]))[institution_id], row


async def institutions_of(tx: Transaction, rows: Sequence[RowMapping]) -> dict[str, Institution]:
    """The aggregates of these rows by id: four statements, however many there are."""
    ids = [row["id"] for row in rows]
    inspections = await facts_of(tx, inspection, ids)
    certifications = await facts_of(tx, certification, ids)
    documents = await facts_of(tx, document, ids)
    measures = await facts_of(tx, measure, ids)
    return {
        row["id"]: Institution(
            institution_id=row["id"],
            name=row["name"],
            area=row["area"],
            applied_on=row["applied_on"],
            inspections=[
                Inspection(i["inspected_on"], i["passed"], i["findings"], i["inspected_by"])
                for i in inspections.get(row["id"], [])
            ],
            certifications=_certifications(certifications.get(row["id"], []), measures.get(row["id"], [])),
            documents=[
                Document(d["number"], d["kind"], d["received_on"], d["valid_to"]) for d in documents.get(row["id"], [])
            ],
            suspensions=suspensions_from(measures.get(row["id"], [])),
        )
        for row in rows
    }


def _certifications(rows: Sequence[RowMapping], measures: Sequence[RowMapping]) -> list[Certification]:
    revoked = {m["refers_to"]: m["starts_on"] for m in measures if m["measure"] == REVOCATION}
    return [
        Certification(
            row["certified_from"],
            row["certified_to"],
            row["certified_by"],
            row["inspection"],
            row["renews"],
            revoked.get(row["number"]),
        )
        for row in rows
    ]


def suspensions_from(measures: Sequence[RowMapping]) -> list[Suspension]:
    """Suspensions with their liftings, from the measures of one institution or of one licence."""
    lifted = {m["refers_to"]: m["starts_on"] for m in measures if m["measure"] == LIFTING}
    return [
        Suspension(m["number"], m["starts_on"], m["ends_on"], lifted.get(m["number"]))
        for m in measures
        if m["measure"] == SUSPENSION
    ]


async def facts_of(tx: Transaction, table: sa.Table, institution_ids: Sequence[str]) -> dict[str, list[RowMapping]]:
    """The rows of a table of numbered facts by institution, oldest first."""
    rows = await tx.all(
        sa.select(table)
        .where(table.c.institution_id.in_(institution_ids))
        .order_by(table.c.institution_id, table.c.number)
    )
    grouped: dict[str, list[RowMapping]] = {}
    for row in rows:
        grouped.setdefault(row["institution_id"], []).append(row)
    return grouped


async def save_state(tx: Transaction, changed: Institution) -> None:
    """Write the state of today and raise the version. What counts are the facts; the column is for looking."""
    await save_states(tx, [changed])


async def save_states(tx: Transaction, changed: Sequence[Institution]) -> None:
    """Write the states of today of many and raise their versions: one statement for each state."""
    by_state: dict[str, list[str]] = {}
    for school in changed:
        state = school.state_on(max(tx.today, school.applied_on))
        by_state.setdefault(state.value if state else "", []).append(school.institution_id)
    for held, ids in sorted(by_state.items()):
        await tx.execute(
            sa.update(institution)
            .where(institution.c.id.in_(ids))
            .values(state=held, version=institution.c.version + 1)
        )


async def next_measure(tx: Transaction, institution_id: str) -> int:
    """The number that the next measure of a locked institution gets."""
    last = await tx.value(sa.select(sa.func.max(measure.c.number)).where(measure.c.institution_id == institution_id))
    return int(last or 0) + 1


def note_measure(tx: Transaction, institution_id: str, number: int, kind: str, **facts: Any) -> None:
    """Write a measure: ``starts_on``, ``ends_on``, ``refers_to`` and ``reason``."""
    tx.insert(
        InstitutionMeasureRow,
        {
            "institution_id": institution_id,
            "number": number,
            "measure": kind,
            "starts_on": facts["starts_on"],
            "ends_on": facts.get("ends_on"),
            "refers_to": facts.get("refers_to"),
            "reason": facts["reason"],
            "decided_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )


async def notices_of(tx: Transaction, institution_ids: Sequence[str]) -> Mapping[tuple[str, int], dict[int, Any]]:
    """By institution and certificate: the days ahead of which notice was given, and when; 0 is the end itself."""
    rows = await tx.all(sa.select(notice).where(notice.c.institution_id.in_(institution_ids)))
    found: dict[tuple[str, int], dict[int, Any]] = {}
    for row in rows:
        found.setdefault((row["institution_id"], row["certification"]), {})[row["days"]] = row["noticed_on"]
    return found
