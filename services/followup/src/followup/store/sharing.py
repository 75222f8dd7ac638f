"""Which businesses are at the same address: found by its fingerprint, told as ids alone."""

import sqlalchemy as sa
from kit.database import Transaction

from followup.events.published import BusinessShared
from followup.store.businesses import BUSINESS

MOST_NAMED = 100
"""So many are named of those at one address; a market hall may have more."""

_LOCK = "SELECT pg_advisory_xact_lock(729, :slot)"


async def sharing_address(tx: Transaction, business_id: str, key: str) -> list[BusinessShared]:
    """What is to be told of a new business at this address; registrations there wait for each other."""
    await tx.execute(sa.text(_LOCK).bindparams(slot=int(key[:4], 16)))
    rows = await tx.all(
        sa.select(BUSINESS.c.id)
        .where(BUSINESS.c.address_key == key, BUSINESS.c.id != business_id)
        .order_by(BUSINESS.c.id)
    )
    others = [row["id"] for row in rows]
    if not others:
        return []
    return [
        BusinessShared(
            business_id=business_id, kind="address", shared_with=others[:MOST_NAMED], businesses=len(others) + 1
        )
    ]
