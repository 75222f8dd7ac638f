"""Clawbacks: read, locked, written; a line and its milestone move with what came back."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.money import Money
from kit.refusal import NotFound
from sqlalchemy import ColumnElement, RowMapping

from training.domain.appeal import AppealState
from training.domain.claim_lines import LineState
from training.domain.clawback import Cause, Clawback, ClawbackState
from training.store.claims import claim, claim_line
from training.store.milestones import CLAWED_BACK, PAID, REFUTED, milestone
from training.store.scope import within
from training.store.tables.appeals import AppealRow
from training.store.tables.base import table_of
from training.store.tables.payments import ClawbackRow

clawback = table_of(ClawbackRow)
appeal = table_of(AppealRow)


def _of(row: RowMapping) -> Clawback:
    return Clawback(
        row["id"],
        row["institution_id"],
        Money(row["amount"]),
        Cause(row["cause"]),
        row["proposed_on"],
        row["proposed_by"],
        ClawbackState(row["state"]),
        row["decided_on"],
        row["decided_by"],
        row["appeal_until"],
        row["settled_on"],
    )


async def known_clawback(tx: Transaction, clawback_id: str, actor: Actor) -> RowMapping:
    """Its row as it stands, with the applicant. Raises NotFound."""
    row = await tx.one(
        sa.select(clawback, milestone.c.applicant_id)
        .join(milestone, milestone.c.id == clawback.c.milestone_id)
        .where(clawback.c.id == clawback_id, within(actor, clawback.c.institution_id, clawback.c.area))
    )
    if row is None:
        raise NotFound(noun="clawback")
    return row


async def lock_clawback(tx: Transaction, clawback_id: str) -> Clawback:
    """A known clawback, locked after its agreement. Raises VersionStale."""
    row = await tx.lock_one(sa.select(clawback).where(clawback.c.id == clawback_id))
    if row is None:
        raise NotFound(noun="clawback")
    tx.expect_version(row["version"])
    return _of(row)


async def save_clawback(tx: Transaction, changed: Clawback, **more: object) -> int:
    """Write where a locked clawback stands; its new version."""
    saved = await tx.execute(
        sa.update(clawback)
        .where(clawback.c.id == changed.clawback_id)
        .values(
            state=changed.state.value,
            decided_on=changed.decided_on,
            decided_by=changed.decided_by,
            appeal_until=changed.appeal_until,
            settled_on=changed.settled_on,
            version=clawback.c.version + 1,
            **more,
        )
        .returning(clawback.c.version)
    )
    return int(saved.scalar_one())


def _still_owed() -> ColumnElement[bool]:
    """What the facts support again is not taken; what somebody found is."""
    return sa.or_(clawback.c.cause == Cause.FOUND.value, milestone.c.invalid_on.is_not(None))


async def due(tx: Transaction, institution_ids: Collection[str], day: date) -> Sequence[RowMapping]:
    """Confirmed clawbacks whose days of appeal are over on ``day``, oldest first: id, institution, agreement, yuan."""
    return await tx.all(
        sa.select(clawback.c.id, clawback.c.institution_id, clawback.c.agreement_id, clawback.c.amount)
        .join(milestone, milestone.c.id == clawback.c.milestone_id)
        .where(
            clawback.c.institution_id.in_(institution_ids),
            clawback.c.state == ClawbackState.CONFIRMED.value,
            clawback.c.appeal_until < day,
            _still_owed(),
        )
        .order_by(clawback.c.decided_on, clawback.c.id)
    )


async def lock_standing(tx: Transaction, ids: Collection[str], state: ClawbackState) -> set[str]:
    """Lock these clawbacks; those that stand in ``state``."""
    rows = await tx.lock_all(
        sa.select(clawback.c.id, clawback.c.state).where(clawback.c.id.in_(ids)).order_by(clawback.c.id)
    )
    return {row["id"] for row in rows if row["state"] == state.value}


async def move(tx: Transaction, ids: Collection[str], state: ClawbackState, **more: object) -> None:
    """Set where locked clawbacks stand."""
    if ids:
        await tx.execute(
            sa.update(clawback)
            .where(clawback.c.id.in_(ids))
            .values(state=state.value, version=clawback.c.version + 1, **more)
        )


async def with_lines(tx: Transaction, ids: Collection[str]) -> Sequence[RowMapping]:
    """These clawbacks with whom and what they are about, by id."""
    return await tx.all(
        sa.select(clawback, milestone.c.applicant_id, milestone.c.milestone, milestone.c.package)
        .join(milestone, milestone.c.id == clawback.c.milestone_id)
        .where(clawback.c.id.in_(ids))
        .order_by(clawback.c.id)
    )


async def came_back(tx: Transaction, rows: Sequence[RowMapping]) -> None:
    """The lines are clawed back; their milestones may be earned anew if only the facts were missing.

    What was found false by somebody is refuted for good.
    """
    for row in rows:
        await _set_line(tx, row)
    for cause, state in ((Cause.FACTS, CLAWED_BACK), (Cause.FOUND, REFUTED)):
        ids = [row["milestone_id"] for row in rows if row["cause"] == cause.value]
        if ids:
            await tx.execute(
                sa.update(milestone).where(milestone.c.id.in_(ids), milestone.c.state == PAID).values(state=state)
            )


async def _set_line(tx: Transaction, row: RowMapping) -> None:
    await tx.execute(
        sa.update(claim_line)
        .where(claim_line.c.claim_id == row["claim_id"], claim_line.c.line == row["line"])
        .values(state=LineState.CLAWED_BACK.value)
    )


def _paid_lines() -> sa.Select[Any]:
    """Paid lines that nobody claws back, with their claim's institution and what is known of their milestone."""
    standing = sa.exists().where(
        clawback.c.claim_id == claim_line.c.claim_id,
        clawback.c.line == claim_line.c.line,
        clawback.c.state != ClawbackState.REJECTED.value,
    )
    return (
        sa.select(
            claim_line.c.claim_id,
            claim_line.c.line,
            claim_line.c.milestone_id,
            claim_line.c.amount,
            claim.c.institution_id,
            claim.c.area,
            claim.c.agreement_id,
            claim.c.paid_on,
            milestone.c.invalid_on,
            milestone.c.invalid_reason,
        )
        .join(claim, claim.c.id == claim_line.c.claim_id)
        .join(milestone, milestone.c.id == claim_line.c.milestone_id)
        .where(claim_line.c.state == LineState.PAID.value, milestone.c.state == PAID, ~standing)
    )


async def invalid_paid(tx: Transaction) -> Sequence[RowMapping]:
    """Paid lines whose facts no longer hold and that nobody claws back yet.

    What an appeal was upheld against is not proposed again, unless something else fell away after that decision.
    """
    upheld = sa.exists().where(
        clawback.c.claim_id == claim_line.c.claim_id,
        clawback.c.line == claim_line.c.line,
        appeal.c.clawback_id == clawback.c.id,
        appeal.c.state == AppealState.UPHELD.value,
        appeal.c.decided_on >= milestone.c.invalid_on,
    )
    return await tx.all(
        _paid_lines()
        .where(milestone.c.invalid_on.is_not(None), ~upheld)
        .order_by(claim_line.c.claim_id, claim_line.c.line)
    )


async def paid_line(tx: Transaction, claim_id: str, line: int) -> RowMapping | None:
    """One paid line that nobody claws back yet, or None."""
    return await tx.one(_paid_lines().where(claim_line.c.claim_id == claim_id, claim_line.c.line == line))
