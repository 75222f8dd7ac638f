"""Files that were merged: which ones point to which."""

import sqlalchemy as sa
from kit.database import Transaction

from applicants.store.tables import applicant


async def pointing_to(tx: Transaction, applicant_id: str) -> list[str]:
    """The files merged into this one, oldest first."""
    rows = await tx.all(
        sa.select(applicant.c.id).where(applicant.c.merged_into == applicant_id).order_by(applicant.c.id)
    )
    return [row["id"] for row in rows]


async def point_to(tx: Transaction, merged: str, survivor: str) -> None:
    """Files merged into ``merged`` earlier point to the one that stays now: no chains."""
    await tx.execute(
        sa.update(applicant)
        .where(applicant.c.merged_into == merged)
        .values(merged_into=survivor, version=applicant.c.version + 1)
    )
