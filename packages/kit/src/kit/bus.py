"""The bus: one JetStream stream that holds every event of the platform, on disk."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, StreamConfig
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError

from kit.event import CloudEvent, bus_subject

log = logging.getLogger("kit.bus")
STREAM = "QIBU"
_REQUEST_SECONDS = 10.0


class StreamLost(Exception):
    """The stream's consumer is gone or skipped something: open the lane again from its cursor."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event from the stream: its sequence there, its envelope, and how many are still to come."""

    sequence: int
    event: CloudEvent
    pending: int


class Bus:
    """A connection to JetStream, with the stream in place."""

    def __init__(self, client: Client, jetstream: JetStreamContext, stream_made: str) -> None:
        self.client = client
        self.jetstream = jetstream
        self.stream_made = stream_made
        """When this stream was created: sequences of another stream mean nothing here."""

    async def publish(self, event: CloudEvent, lane: int) -> None:
        """Send one event and wait until it is stored. Its id lets the stream drop a repetition."""
        await self.jetstream.publish(
            bus_subject(event.type, lane),
            event.model_dump_json().encode(),
            headers={"Nats-Msg-Id": event.id},
            timeout=5,
        )

    async def lane(self, name: str, types: Iterable[str], lane: int, after: int) -> "Lane":
        """Open ``lane`` for events of ``types`` whose sequence is above ``after``, in order."""
        inbox = self.client.new_inbox()
        subscription = await self.client.subscribe(inbox)
        info = await self.jetstream.add_consumer(
            STREAM,
            ConsumerConfig(
                description=f"{name} lane {lane}",
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=after + 1,
                ack_policy=AckPolicy.NONE,
                filter_subjects=[bus_subject(type_, lane) for type_ in types],
                inactive_threshold=60,
                mem_storage=True,
                num_replicas=1,
            ),
        )
        return Lane(self, subscription, inbox, info.name)


class Lane:
    """Reads one lane of the stream in order, each event once, by pulling."""

    def __init__(self, bus: Bus, subscription: object, inbox: str, consumer: str) -> None:
        self._bus = bus
        self._subscription = subscription
        self._inbox = inbox
        self._consumer = consumer
        self._expected = 1
        self._asked = 0

    async def read(self, batch: int) -> list[Delivery]:
        """Up to ``batch`` events, as soon as there is one; none after ten quiet seconds.

        Raises StreamLost when the consumer is gone or an event was skipped.
        """
        if self._asked <= 0:
            await self._ask(batch)
        deliveries: list[Delivery] = []
        wait = _REQUEST_SECONDS + 5
        while len(deliveries) < batch:
            try:
                message: Msg = await self._subscription.next_msg(timeout=wait)  # type: ignore[attr-defined]  # nats-py's Subscription
            except (nats.errors.TimeoutError, TimeoutError) as error:
                if wait > 1:
                    raise StreamLost("no answer to a pull") from error
                break
            if message.headers and "Status" in message.headers:
                self._status(message.headers["Status"])
                break
            deliveries.append(self._delivery(message))
            self._asked -= 1
            if self._asked <= 0:
                break
            wait = 0.001
        return deliveries

    async def close(self) -> None:
        """Give the consumer back."""
        try:
            await self._subscription.unsubscribe()  # type: ignore[attr-defined]  # nats-py's Subscription
            await self._bus.jetstream.delete_consumer(STREAM, self._consumer)
        except (nats.errors.Error, OSError, TimeoutError):
            log.info("consumer not removed; it ends by itself", extra={"consumer": self._consumer})

    async def _ask(self, batch: int) -> None:
        request = f'{{"batch":{batch},"expires":{int(_REQUEST_SECONDS * 1e9)}}}'.encode()
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{self._consumer}"
        await self._bus.client.publish(subject, request, reply=self._inbox)
        self._asked = batch

    def _status(self, status: str) -> None:
        self._asked = 0
        if status != "408" and status != "404":
            raise StreamLost(f"consumer status {status}")

    def _delivery(self, message: Msg) -> Delivery:
        meta = message.metadata
        if meta.sequence.consumer != self._expected:
            raise StreamLost("an event was skipped")
        self._expected += 1
        return Delivery(meta.sequence.stream, CloudEvent.model_validate_json(message.data), meta.num_pending or 0)


@asynccontextmanager
async def connect(url: str, *, name: str) -> AsyncIterator[Bus]:
    """A bus at ``url`` (``nats://user:password@host:port``, several by comma), reconnecting for ever."""
    client = await _connect(url, name)
    try:
        jetstream = client.jetstream()
        made = await _ensure_stream(jetstream)
        yield Bus(client, jetstream, made)
    finally:
        try:
            await asyncio.wait_for(client.close(), 5)
        except (TimeoutError, nats.errors.Error, OSError):
            log.info("connection to the bus was not closed cleanly")


async def _connect(url: str, name: str) -> Client:
    async def on_error(error: Exception) -> None:
        log.warning("bus: %s", type(error).__name__)

    return await nats.connect(
        servers=url.split(","),
        name=name,
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.5,
        connect_timeout=5,
        error_cb=on_error,
    )


async def _ensure_stream(jetstream: JetStreamContext) -> str:
    try:
        info = await jetstream.stream_info(STREAM)
    except NotFoundError:
        config = StreamConfig(
            name=STREAM,
            subjects=["qibu.>"],
            description="Every event of the platform",
            duplicate_window=120,
            max_age=0,
        )
        info = await jetstream.add_stream(config)
    return str(info.created)
