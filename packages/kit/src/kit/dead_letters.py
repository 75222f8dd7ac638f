"""Events that failed: a person sees them, mends them and replays them. Nothing is thrown away."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import RowMapping, func, select, update

from kit.auth import Permission, Role
from kit.call import Call
from kit.database import Database, Transaction, use_case
from kit.http import Caller, Db, Paging, Routes, next_cursor
from kit.refusal import IllegalTransition, NotFound
from kit.tables import dead_letter


class DeadLetter(BaseModel):
    """An event that could not be applied, or that waits behind one. Its data holds no person's data."""

    event_id: str
    type: str
    subject: str
    state: str = Field(description="`retrying`, `parked` (a person must look) or `behind` (waits for an earlier one).")
    attempts: int
    error: str
    received_at: datetime
    data: dict[str, Any]


class DeadLetterList(BaseModel):
    """One page of events held back."""

    items: list[DeadLetter]
    next: str | None


class ReplayEvent(BaseModel):
    """Why it is replayed, and the mended data if they were at fault."""

    model_config = ConfigDict(extra="forbid")
    example: ClassVar[dict[str, Any]] = {"reason": "The rules file was corrected.", "data": None}

    reason: str = Field(min_length=3, max_length=500)
    data: dict[str, Any] | None = None


class ReplayPlanned(BaseModel):
    """The event will be tried again at once."""

    event_id: str
    state: str


def dead_letter_routes(service: str) -> Routes:
    """``/v1/<service>/dead-letters`` for the administrator."""
    router = Routes(tags=["operation"])
    may = Permission.of(f"{service}.dead_letter.manage", Role.ADMINISTRATOR)

    @router.verb(
        "GET",
        f"/v1/{service}/dead-letters",
        permission=may,
        summary="Events that could not be applied",
        description="Oldest first; empty when all is well.",
        response_model=DeadLetterList,
    )
    async def list_dead_letters(call: Caller, database: Db, page: Paging) -> DeadLetterList:
        return await _list(database, call, page.limit, int(page.after or 0))

    @router.verb(
        "POST",
        f"/v1/{service}/dead-letters/{{event_id}}/replay",
        permission=may,
        summary="Try an event again",
        description="Tries a parked event again at once, with mended data if given; what it held back follows.",
        refusals=[NotFound, IllegalTransition],
        body_example=ReplayEvent.example,
        response_model=ReplayPlanned,
    )
    async def replay_dead_letter(event_id: str, call: Caller, database: Db, command: ReplayEvent) -> ReplayPlanned:
        return await replay(database, call, event_id, command)

    return router


async def _list(database: Database, call: Call, limit: int, after: int) -> DeadLetterList:
    async with database.reading(call) as tx:
        rows = await tx.all(
            select(dead_letter).where(dead_letter.c.position > after).order_by(dead_letter.c.position).limit(limit + 1)
        )
    more = str(rows[limit - 1]["position"]) if len(rows) > limit else None
    return DeadLetterList(items=[_view(row) for row in rows[:limit]], next=next_cursor(more))


def _view(row: RowMapping) -> DeadLetter:
    fields = {name: row[name] for name in DeadLetter.model_fields if name != "data"}
    return DeadLetter(**fields, data=row["event"]["data"])


@use_case("kit.dead_letter.replay")
async def replay(tx: Transaction, event_id: str, command: ReplayEvent) -> ReplayPlanned:
    """Plan an event's next attempt for now."""
    row = await tx.lock_one(select(dead_letter).where(dead_letter.c.event_id == event_id))
    if row is None:
        raise NotFound(noun="dead letter")
    if row["state"] == "behind":
        raise IllegalTransition(noun="dead letter", state="behind", verb="replay")
    event = dict(row["event"])
    if command.data is not None:
        event["data"] = command.data
    await tx.execute(
        update(dead_letter)
        .where(dead_letter.c.event_id == event_id)
        .values(event=event, state="retrying", attempts=0, next_attempt_at=func.clock_timestamp())
    )
    tx.about(event_id, reason=command.reason, type=row["type"], mended=command.data is not None)
    return ReplayPlanned(event_id=event_id, state="retrying")
