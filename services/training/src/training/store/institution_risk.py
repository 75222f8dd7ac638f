"""What the books say of institutions: flags that stand or came to something, lines refuted, claims suspended."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import ColumnElement, RowMapping

from training.domain.claim import ClaimState
from training.domain.claim_lines import Outcome as LineOutcome
from training.domain.flags import INSTITUTION, STANDING, FlagState
from training.domain.risk import Record
from training.store.claims import claim, claim_line
from training.store.flags import flag, link
from training.store.sets import among


async def records_of(tx: Transaction, institution_ids: Collection[str], since: date) -> dict[str, Record]:
    """By institution its record; outcomes, findings and decisions from ``since`` on. Two statements for all."""
    if not institution_ids:
        return {}
    flags = {row["subject_id"]: row for row in await tx.all(_flags(institution_ids, since))}
    lines = {row["institution_id"]: row for row in await tx.all(_lines(institution_ids, since))}
    return {one: Record(**_counts(flags.get(one)), **_counts(lines.get(one))) for one in institution_ids}


def _counts(row: RowMapping | None) -> dict[str, int]:
    """The counts and sums in a row."""
    if row is None:
        return {}
    return {key: int(value or 0) for key, value in row.items() if not key.endswith("_id")}


def _flags(ids: Collection[str], since: date) -> sa.Select[Any]:
    standing = flag.c.state.in_([state.value for state in STANDING])
    confirmed = sa.and_(flag.c.state == FlagState.CONFIRMED.value, flag.c.closed_on >= since)
    corrected = sa.and_(flag.c.state == FlagState.CORRECTED.value, flag.c.closed_on >= since)
    named: list[ColumnElement[Any]] = []
    for name, condition in (("open", standing), ("confirmed", confirmed), ("corrected", corrected)):
        named.append(sa.func.count().filter(condition).label(f"{name}_flags"))
        named.append(sa.func.sum(flag.c.points).filter(condition).label(f"{name}_points"))
    return (
        sa.select(link.c.subject_id, *named)
        .select_from(link)
        .join(flag, flag.c.id == link.c.flag_id)
        .where(link.c.subject == INSTITUTION, among(link.c.subject_id, ids))
        .group_by(link.c.subject_id)
    )


def _lines(ids: Collection[str], since: date) -> sa.Select[Any]:
    verified = claim_line.c.finding.is_not(None)
    return (
        sa.select(
            claim.c.institution_id,
            sa.func.count().filter(verified).label("verified_lines"),
            sa.func.count()
            .filter(verified, claim_line.c.finding != LineOutcome.CONFIRMED.value)
            .label("refuted_lines"),
            sa.func.count(sa.distinct(claim.c.id))
            .filter(sa.or_(claim.c.decision.is_not(None), claim.c.state == ClaimState.SUSPENDED.value))
            .label("suspended_claims"),
        )
        .select_from(claim)
        .join(claim_line, claim_line.c.claim_id == claim.c.id)
        .where(among(claim.c.institution_id, ids), claim.c.claimed_on >= since)
        .group_by(claim.c.institution_id)
    )
