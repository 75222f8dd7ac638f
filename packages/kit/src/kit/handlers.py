"""Which function applies which event in this service."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from kit.database import Transaction
from kit.event import CloudEvent, Consumed, Received

Data = TypeVar("Data", bound=Consumed)
Handler = Callable[[Transaction, Received[Any]], Awaitable[None]]


class Handlers:
    """The events that a service listens to, each with the function that applies it."""

    def __init__(self, service: str) -> None:
        self.service = service
        self._known: dict[str, tuple[type[Consumed], Handler]] = {}

    def on(
        self, model: type[Data]
    ) -> Callable[
        [Callable[[Transaction, Received[Data]], Awaitable[None]]],
        Callable[[Transaction, Received[Data]], Awaitable[None]],
    ]:
        """Register a handler for ``model``'s event. One handler an event type."""

        def decorate(
            handler: Callable[[Transaction, Received[Data]], Awaitable[None]],
        ) -> Callable[[Transaction, Received[Data]], Awaitable[None]]:
            name = model.type_name()
            if name in self._known:
                raise ValueError(f"{name} has a handler already")
            self._known[name] = (model, handler)
            return handler

        return decorate

    @property
    def types(self) -> list[str]:
        """The event types listened to, sorted."""
        return sorted(self._known)

    @property
    def models(self) -> list[type[Consumed]]:
        """What this service reads of each event."""
        return [self._known[name][0] for name in self.types]

    async def apply(self, tx: Transaction, event: CloudEvent) -> None:
        """Apply one event within ``tx``; an event that nobody here listens to is nothing."""
        known = self._known.get(event.type)
        if known is None:
            return
        model, handler = known
        received = Received(
            id=event.id,
            type=event.type,
            subject=event.subject,
            recorded_at=event.time,
            data=model.model_validate(event.data),
            traceparent=event.traceparent,
        )
        tx.call.traceparent = event.traceparent
        await handler(tx, received)
