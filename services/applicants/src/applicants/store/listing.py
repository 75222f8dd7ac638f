"""Reads for lists and for one applicant's whole file, as sets."""

from collections.abc import Sequence

import sqlalchemy as sa
from kit.database import Transaction
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from applicants.store.scope import visible_to
from applicants.store.tables import applicant, decision, referral, screening


async def list_page(
    tx: Transaction, *, state: str | None, area: str | None, limit: int, after: str | None
) -> tuple[Sequence[RowMapping], str | None]:
    """Up to ``limit`` visible applicants by id, and the id after which the next page begins.

    ``area`` is a code prefix. A merged file is listed by its state alone.
    """
    query = sa.select(applicant).where(visible_to(tx.call.actor)).order_by(applicant.c.id).limit(limit + 1)
    query = query.where(applicant.c.state == state if state else applicant.c.merged_into.is_(None))
    if area is not None:
        query = query.where(applicant.c.area.startswith(area, autoescape=True))
    if after is not None:
        query = query.where(applicant.c.id > after)
    rows = await tx.all(query)
    return rows[:limit], rows[limit - 1]["id"] if len(rows) > limit else None


async def one_visible(tx: Transaction, applicant_id: str) -> RowMapping:
    """One applicant's row. Raises NotFound outside the caller's scope."""
    row = await tx.one(sa.select(applicant).where(applicant.c.id == applicant_id, visible_to(tx.call.actor)))
    if row is None:
        raise NotFound(noun="applicant")
    return row


async def screenings_of(tx: Transaction, applicant_id: str) -> tuple[Sequence[RowMapping], Sequence[RowMapping]]:
    """An applicant's screenings, and all their decisions, in order."""
    screenings = await tx.all(
        sa.select(screening).where(screening.c.applicant_id == applicant_id).order_by(screening.c.id)
    )
    decisions = await tx.all(
        sa.select(decision)
        .where(decision.c.screening_id.in_([row["id"] for row in screenings]))
        .order_by(decision.c.screening_id, decision.c.position)
    )
    return screenings, decisions


async def referrals_of(tx: Transaction, applicant_id: str) -> Sequence[RowMapping]:
    """An applicant's referrals, in order."""
    return await tx.all(sa.select(referral).where(referral.c.applicant_id == applicant_id).order_by(referral.c.id))
