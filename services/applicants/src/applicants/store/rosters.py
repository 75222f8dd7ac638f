"""Rosters: which file was imported, and what came of each of its rows."""

import sqlalchemy as sa
from kit.database import Transaction

from applicants.store.intake_tables import warning
from applicants.store.tables import roster, roster_line

Lines = list[tuple[int, str, bool]]
"""Row number, applicant id, and whether a possible duplicate was warned of at the import; by row."""


async def one_at_a_time(tx: Transaction, digest: str) -> None:
    """Let imports of the same file wait for each other until the transaction ends."""
    await tx.begin()
    await tx.value(sa.select(sa.func.pg_advisory_xact_lock(int(digest[:15], 16))))


async def roster_of(tx: Transaction, digest: str) -> tuple[str, Lines] | None:
    """The id and lines of the roster that this file already became, or None."""
    warned = sa.exists().where(
        warning.c.applicant_id == roster_line.c.applicant_id, warning.c.found_at == roster.c.recorded_at
    )
    rows = await tx.all(
        sa.select(roster.c.id, roster_line.c.row, roster_line.c.applicant_id, warned.label("warned"))
        .join(roster_line, roster_line.c.roster_id == roster.c.id)
        .where(roster.c.digest == digest)
        .order_by(roster_line.c.row)
    )
    if not rows:
        return None
    return rows[0]["id"], [(row["row"], row["applicant_id"], row["warned"]) for row in rows]
