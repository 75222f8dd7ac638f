"""The relay: carries committed events from the outbox to the bus, in order per subject.

It may be killed at any moment: an event that was sent but not marked is sent again, and its
id lets the stream, or the receiver's inbox, drop the repetition. Several relays share the lanes
by ``FOR UPDATE SKIP LOCKED``.
"""

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy import RowMapping, Select, func, select, update

from kit import metrics
from kit.bus import Bus
from kit.call import system_call
from kit.database import Database, Transaction
from kit.event import CloudEvent
from kit.tables import outbox, relay_lane

log = logging.getLogger("kit.relay")
BATCH = 500


async def relay_once(database: Database, bus: Bus) -> int:
    """Publish what waits, at most one batch; the number published. Sending failures raise."""
    call = system_call(database.service)
    async with database.reading(call) as tx:
        waiting = [row["lane"] for row in await tx.all(_lanes_waiting())]
    if not waiting:
        return 0
    async with database.transaction(call) as tx:
        rows = await _take(tx, waiting)
        for wave in _waves(rows):
            await asyncio.gather(*(bus.publish(_envelope(database.service, row), row["lane"]) for row in wave))
        if rows:
            positions = [row["position"] for row in rows]
            await tx.execute(
                update(outbox).where(outbox.c.position.in_(positions)).values(published_at=func.clock_timestamp())
            )
    metrics.EVENTS_PUBLISHED.labels(database.service).inc(len(rows))
    return len(rows)


async def _take(tx: Transaction, lanes: Sequence[int]) -> Sequence[RowMapping]:
    await tx.begin()
    locked = await tx.all(select(relay_lane).where(relay_lane.c.lane.in_(lanes)).with_for_update(skip_locked=True))
    mine = [row["lane"] for row in locked]
    if not mine:
        return []
    return await tx.all(
        select(outbox)
        .where(outbox.c.published_at.is_(None), outbox.c.lane.in_(mine))
        .order_by(outbox.c.position)
        .limit(BATCH)
    )


def _lanes_waiting() -> Select[tuple[int]]:
    return select(outbox.c.lane).where(outbox.c.published_at.is_(None)).distinct()


def _waves(rows: Sequence[RowMapping]) -> list[list[RowMapping]]:
    """Rows that may travel together: at most one of a subject in each wave, in order."""
    seen: dict[str, int] = {}
    waves: list[list[RowMapping]] = []
    for row in rows:
        number = seen.get(row["subject"], 0)
        seen[row["subject"]] = number + 1
        if number == len(waves):
            waves.append([])
        waves[number].append(row)
    return waves


def _envelope(service: str, row: RowMapping) -> CloudEvent:
    return CloudEvent(
        id=row["event_id"],
        source=f"/qibu/{service}",
        type=row["type"],
        subject=row["subject"],
        time=row["recorded_at"],
        traceparent=row["traceparent"],
        data=row["data"],
    )
