"""Warnings of possible duplicates: noted when a file looks like another, open until someone decided."""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Row, Transaction
from sqlalchemy import ColumnElement, RowMapping
from sqlalchemy.dialects.postgresql import insert

from applicants.store.duplicates import LookAlike
from applicants.store.intake_tables import WarningRow, warning
from applicants.store.scope import visible_to
from applicants.store.tables import applicant

DIFFERENT, MERGED = "different", "merged"


def warn(tx: Transaction, found: Mapping[str, Sequence[LookAlike]]) -> None:
    """Note open warnings for new files: applicant → who looks like them."""
    tx.insert(WarningRow, *_rows(tx, found))


async def warn_again(tx: Transaction, found: Mapping[str, Sequence[LookAlike]]) -> None:
    """Note open warnings for files that may have some already; those decided stay decided."""
    rows = _rows(tx, found)
    if rows:
        await tx.execute(insert(warning).values(rows).on_conflict_do_nothing())


def _rows(tx: Transaction, found: Mapping[str, Sequence[LookAlike]]) -> list[Row]:
    return [
        {
            "applicant_id": applicant_id,
            "other_id": one.applicant_id,
            "because": [because.value for because in one.because],
            "found_at": tx.now,
            "settled_as": None,
            "settled_on": None,
            "settled_by": None,
            "reason": None,
        }
        for applicant_id, others in found.items()
        for one in others
    ]


async def open_warnings(tx: Transaction, applicant_id: str) -> list[str]:
    """The files that ``applicant_id`` was found to look like, and nobody has decided about."""
    rows = await tx.all(
        sa.select(warning.c.other_id)
        .where(warning.c.applicant_id == applicant_id, warning.c.settled_as.is_(None))
        .order_by(warning.c.other_id)
    )
    return [row["other_id"] for row in rows]


async def warnings_of(tx: Transaction, applicant_id: str) -> Sequence[RowMapping]:
    """Every warning that names the applicant, on either side, with the other file's id and area; newest first."""
    other = sa.case((warning.c.applicant_id == applicant_id, warning.c.other_id), else_=warning.c.applicant_id)
    return await tx.all(
        sa.select(warning, other.label("other"), applicant.c.area)
        .join(applicant, applicant.c.id == other)
        .where(sa.or_(warning.c.applicant_id == applicant_id, warning.c.other_id == applicant_id))
        .order_by(warning.c.found_at.desc(), other)
    )


async def open_page(
    tx: Transaction, *, limit: int, after: tuple[str, str] | None
) -> tuple[Sequence[RowMapping], tuple[str, str] | None]:
    """Open warnings whose newer file is visible, by that file's id; and where the next page begins."""
    query = (
        sa.select(warning, applicant.c.area)
        .join(applicant, applicant.c.id == warning.c.applicant_id)
        .where(warning.c.settled_as.is_(None), visible_to(tx.call.actor))
        .order_by(warning.c.applicant_id, warning.c.other_id)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(sa.tuple_(warning.c.applicant_id, warning.c.other_id) > sa.tuple_(*after))
    rows = await tx.all(query)
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], (last["applicant_id"], last["other_id"]) if last else None


async def call_different(tx: Transaction, applicant_id: str, others: Sequence[str], reason: str) -> None:
    """Settle the open warnings between the applicant and ``others``: they are different people."""
    pairs = sa.or_(
        sa.and_(warning.c.applicant_id == applicant_id, warning.c.other_id.in_(others)),
        sa.and_(warning.c.other_id == applicant_id, warning.c.applicant_id.in_(others)),
    )
    await _settle(tx, pairs, DIFFERENT, tx.today, tx.call.actor, reason)


async def settle_merged(tx: Transaction, merged: str, survivor: str, reason: str) -> None:
    """The merged file's open warnings pass to the survivor, except the one between the two, which is settled."""
    moved = await tx.all(
        sa.select(warning).where(
            sa.or_(warning.c.applicant_id == merged, warning.c.other_id == merged), warning.c.settled_as.is_(None)
        )
    )
    mine = sa.or_(warning.c.applicant_id == merged, warning.c.other_id == merged)
    await _settle(tx, mine, MERGED, tx.today, tx.call.actor, reason)
    rows = [_moved(row, merged, survivor) for row in moved if survivor not in (row["applicant_id"], row["other_id"])]
    if rows:
        await tx.execute(insert(warning).values(rows).on_conflict_do_nothing())


def _moved(row: RowMapping, merged: str, survivor: str) -> Row:
    return {
        **row,
        "applicant_id": survivor if row["applicant_id"] == merged else row["applicant_id"],
        "other_id": survivor if row["other_id"] == merged else row["other_id"],
    }


async def _settle(
    tx: Transaction, which: ColumnElement[bool], settled_as: str, on: date, by: Actor, reason: str
) -> None:
    await tx.execute(
        sa.update(warning)
        .where(which, warning.c.settled_as.is_(None))
        .values(settled_as=settled_as, settled_on=on, settled_by=by.account, reason=reason)
    )
