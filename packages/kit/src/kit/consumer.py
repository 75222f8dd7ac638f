"""The consumer: applies events of the stream, in order per subject, each once.

A lane's position in the stream (its cursor) is kept in the service's own database and moves in the
same transaction as the effect, together with the inbox row. So a killed worker goes on
where its last commit was, and a restored database goes on where the backup was. One worker holds a
lane at a time, by a lease in the lane's row, which the same transaction checks.

An event whose handler fails is stored in ``dead_letter`` and tried again with growing delays, then
parked for a person; later events of the same subject wait behind it, all others go on.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import asyncpg
from nats.errors import Error as NatsError
from sqlalchemy import Select, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from kit import metrics
from kit.bus import Bus, Delivery, StreamLost
from kit.call import system_call
from kit.database import Database, Transaction, unreachable
from kit.event import CloudEvent
from kit.handlers import Handlers
from kit.tables import dead_letter, inbox, lane

log = logging.getLogger("kit.consumer")
BATCH = 200
LEASE_SECONDS = 10
RETRY_DELAYS_SECONDS = (1, 2, 5, 15, 60, 300, 900)
"""After the last of these an event is parked."""


class LeaseLost(Exception):
    """Another worker holds this lane now."""


class Consumer:
    """Applies the events of all lanes that this worker holds."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        handlers: Handlers,
        holder: str,
        delays: Sequence[float] = RETRY_DELAYS_SECONDS,
    ) -> None:
        self._database = database
        self._bus = bus
        self._handlers = handlers
        self._holder = holder
        self._delays = delays
        self._call = system_call(database.service)

    # Leases

    async def take_lanes(self) -> list[int]:
        """Renew this worker's leases and take free ones; the lanes held."""
        until = datetime.now(UTC) + timedelta(seconds=LEASE_SECONDS)
        async with self._database.transaction(self._call) as tx:
            rows = await tx.execute(
                update(lane)
                .where(or_(lane.c.holder == self._holder, lane.c.held_until.is_(None), lane.c.held_until < tx.now))
                .values(holder=self._holder, held_until=until)
                .returning(lane.c.lane)
            )
            return sorted(row[0] for row in rows)

    async def release_lanes(self) -> None:
        """Give the leases back, so that another worker goes on at once."""
        async with self._database.transaction(self._call) as tx:
            await tx.execute(update(lane).where(lane.c.holder == self._holder).values(holder="", held_until=None))

    async def cursor(self, number: int) -> int:
        """Up to where ``number`` was applied; from the beginning when the stream is another one."""
        async with self._database.transaction(self._call) as tx:
            row = await tx.lock_one(select(lane).where(lane.c.lane == number))
            if row is None:
                raise RuntimeError(f"lane {number} is missing: migrate the database")
            if row["stream"] == self._bus.stream_made:
                return int(row["cursor"])
            await tx.execute(update(lane).where(lane.c.lane == number).values(stream=self._bus.stream_made, cursor=0))
            return 0

    # Applying

    async def follow(self, number: int) -> None:
        """Apply ``number``'s events until cancelled, the lease is lost, or the stream must be reopened."""
        after = await self.cursor(number)
        reader = await self._bus.lane(self._database.service, self._handlers.types, number, after)
        try:
            while True:
                deliveries = await reader.read(BATCH)
                if deliveries:
                    await self.apply(number, deliveries)
                    lag = metrics.LAG.labels(self._database.service, str(number))
                    lag.set(deliveries[-1].pending)
        finally:
            await reader.close()

    async def apply(self, number: int, deliveries: Sequence[Delivery]) -> None:
        """Apply ``deliveries`` in order: together if all go well, one by one if one fails.

        While the database cannot be reached it waits and tries again, so that nothing is overtaken.
        """
        delay = 0.2
        while True:
            try:
                await self._apply_together_or_singly(number, deliveries)
            except Exception as error:
                if not unreachable(error):
                    raise
                log.warning("database unreachable; waiting", extra={"seconds": delay})
                await asyncio.sleep(delay)
                delay = min(delay * 2, 5)
            else:
                return

    async def _apply_together_or_singly(self, number: int, deliveries: Sequence[Delivery]) -> None:
        try:
            await self._apply_in_one(number, deliveries)
        except LeaseLost:
            raise
        except Exception as error:
            if unreachable(error):
                raise
            if len(deliveries) > 1:
                for delivery in deliveries:
                    await self._apply_together_or_singly(number, [delivery])
            else:
                await self._set_aside(number, deliveries[0], error)

    async def _apply_in_one(self, number: int, deliveries: Sequence[Delivery]) -> None:
        async with self._database.transaction(self._call) as tx:
            await self._move_cursor(tx, number, deliveries[-1].sequence)
            held = await self._subjects_held(tx, [delivery.event for delivery in deliveries])
            fresh = await self._fresh(tx, [d.event for d in deliveries if d.event.subject not in held])
            for delivery in deliveries:
                event = delivery.event
                if event.subject in held:
                    await _hold(tx, event, "behind")
                elif event.id in fresh:
                    fresh.discard(event.id)
                    await self._handlers.apply(tx, event)
        self._count(deliveries)

    async def _set_aside(self, number: int, delivery: Delivery, error: Exception) -> None:
        log.error(
            "event failed; it will be tried again",
            exc_info=error,
            extra={"event_id": delivery.event.id, "type": delivery.event.type},
        )
        async with self._database.transaction(self._call) as tx:
            await self._move_cursor(tx, number, delivery.sequence)
            await _hold(
                tx,
                delivery.event,
                "retrying",
                error=type(error).__name__,
                after_seconds=self._delays[0],
                attempts=1,
            )

    async def _move_cursor(self, tx: Transaction, number: int, sequence: int) -> None:
        moved = await tx.execute(
            update(lane).where(lane.c.lane == number, lane.c.holder == self._holder).values(cursor=sequence)
        )
        if moved.rowcount != 1:
            raise LeaseLost(f"lane {number}")

    async def _subjects_held(self, tx: Transaction, events: Sequence[CloudEvent]) -> set[str]:
        rows = await tx.all(
            select(dead_letter.c.subject)
            .where(dead_letter.c.subject.in_({event.subject for event in events}))
            .distinct()
        )
        return {row["subject"] for row in rows}

    async def _fresh(self, tx: Transaction, events: Sequence[CloudEvent]) -> set[str]:
        return await mark_applied(tx, events)

    # Trying again

    async def retry_due(self) -> int:
        """Try the failed events whose time has come, oldest of each subject first; how many went well."""
        done = 0
        while True:
            async with self._database.transaction(self._call) as tx:
                row = await tx.one(_next_due(tx.now))
                if row is None:
                    return done
            done += await self._retry(row["position"])

    async def _retry(self, position: int) -> int:
        try:
            async with self._database.transaction(self._call) as tx:
                row = await tx.lock_one(select(dead_letter).where(dead_letter.c.position == position))
                if row is None:
                    return 0
                event = CloudEvent.model_validate(row["event"])
                if await mark_applied(tx, [event]):
                    await self._handlers.apply(tx, event)
                await tx.execute(dead_letter.delete().where(dead_letter.c.position == position))
        except Exception as error:
            if unreachable(error):
                raise
            await self._failed_again(position, error)
            return 0
        return 1

    async def _failed_again(self, position: int, error: Exception) -> None:
        async with self._database.transaction(self._call) as tx:
            row = await tx.lock_one(select(dead_letter).where(dead_letter.c.position == position))
            if row is None:
                return
            attempts = row["attempts"] + 1
            parked = attempts > len(self._delays)
            after = None if parked else tx.now + timedelta(seconds=self._delays[attempts - 1])
            await tx.execute(
                update(dead_letter)
                .where(dead_letter.c.position == position)
                .values(
                    attempts=attempts,
                    state="parked" if parked else "retrying",
                    error=type(error).__name__,
                    next_attempt_at=after,
                )
            )
        log.error(
            "event parked: a person must look" if parked else "event failed again",
            exc_info=error,
            extra={"event_id": row["event_id"], "type": row["type"], "attempts": attempts},
        )

    def _count(self, deliveries: Sequence[Delivery]) -> None:
        now = datetime.now(UTC)
        service = self._database.service
        for delivery in deliveries:
            metrics.EVENTS_APPLIED.labels(service, delivery.event.type).inc()
            metrics.EVENT_DELAY.labels(service).observe(max(0.0, (now - delivery.event.time).total_seconds()))


async def mark_applied(tx: Transaction, events: Sequence[CloudEvent]) -> set[str]:
    """Record ``events`` in the inbox; the ids that were not there before."""
    if not events:
        return set()
    rows = {event.id: {"event_id": event.id, "type": event.type, "subject": event.subject} for event in events}
    inserted = await tx.execute(
        insert(inbox).values(list(rows.values())).on_conflict_do_nothing().returning(inbox.c.event_id)
    )
    return {row[0] for row in inserted}


async def _hold(
    tx: Transaction,
    event: CloudEvent,
    state: str,
    *,
    error: str = "",
    after_seconds: float = 0,
    attempts: int = 0,
) -> None:
    await tx.execute(
        insert(dead_letter)
        .values(
            event_id=event.id,
            type=event.type,
            subject=event.subject,
            event=event.model_dump(mode="json"),
            state=state,
            attempts=attempts,
            error=error,
            next_attempt_at=tx.now + timedelta(seconds=after_seconds),
        )
        .on_conflict_do_nothing()
    )


def _next_due(now: datetime) -> Select[tuple[int]]:
    earlier = dead_letter.alias("earlier")
    first_of_subject = ~(
        select(earlier.c.position)
        .where(earlier.c.subject == dead_letter.c.subject, earlier.c.position < dead_letter.c.position)
        .exists()
    )
    return (
        select(dead_letter.c.position)
        .where(
            dead_letter.c.state.in_(["retrying", "behind"]),
            dead_letter.c.next_attempt_at <= now,
            first_of_subject,
        )
        .order_by(dead_letter.c.position)
        .limit(1)
    )


FOLLOW_ERRORS = (StreamLost, LeaseLost, NatsError, OSError, TimeoutError, asyncpg.PostgresError, DBAPIError)
"""After these a lane is opened again from its cursor."""
