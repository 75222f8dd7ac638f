"""What other services tell of businesses and of contacts that people share. Any order ends the same."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy.dialects.postgresql import insert

from training.store.business_facts import business
from training.store.learner_facts import shared_link, shared_statement


async def note_licence(tx: Transaction, facts: Mapping[str, Any]) -> None:
    """Keep what was told when a business was registered; said once, so what is there already stays."""
    statement = insert(business).values(**facts)
    names = [name for name in facts if name != "id"]
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["id"],
            set_={name: sa.func.coalesce(business.c[name], statement.excluded[name]) for name in names},
        )
    )


async def note_standing(tx: Transaction, business_id: str, closed_on: date | None, told_at: datetime) -> None:
    """When it closed, or None for open; a word older than the one that is known changes nothing."""
    values = {"closed_on": closed_on, "standing_at": told_at}
    await tx.execute(
        insert(business)
        .values(id=business_id, **values)
        .on_conflict_do_update(
            index_elements=["id"],
            set_=values,
            where=sa.or_(business.c.standing_at.is_(None), business.c.standing_at <= told_at),
        )
    )


async def note_shared(tx: Transaction, kind: str, subject_id: str, others: Collection[str], told_at: datetime) -> None:
    """Replace what the subject's statement before said; an older statement changes nothing."""
    statement = insert(shared_statement).values(kind=kind, subject_id=subject_id, told_at=told_at)
    counts = await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "subject_id"],
            set_={"told_at": told_at},
            where=shared_statement.c.told_at <= told_at,
        ).returning(shared_statement.c.subject_id)
    )
    if counts.first() is None:
        return
    mine = sa.and_(shared_link.c.kind == kind, shared_link.c.subject_id == subject_id)
    await tx.execute(sa.delete(shared_link).where(mine))
    rows = [{"kind": kind, "subject_id": subject_id, "other_id": other} for other in sorted({*others} - {subject_id})]
    if rows:
        await tx.execute(insert(shared_link).values(rows))
