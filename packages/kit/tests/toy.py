"""A toy service: one table, one verb, one event, one handler."""

from pathlib import Path
from typing import Annotated, Any, ClassVar

from fastapi import FastAPI
from kit.app import create_app
from kit.auth import Permission, Role
from kit.database import Transaction, use_case
from kit.event import Consumed, Published, Received
from kit.handlers import Handlers
from kit.http import Caller, Db, Routes
from kit.ids import new_id
from kit.refusal import IllegalTransition, NotFound, Refusal
from kit.settings import Settings
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Column, Integer, MetaData, String, Table, UniqueConstraint, select, update
from sqlalchemy.dialects.postgresql import insert

MIGRATIONS = Path(__file__).parent / "toy_migrations"
metadata = MetaData()
note = Table(
    "note",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("word", String(50), nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("word", name="uq_note_word"),
)
tally = Table(
    "tally", metadata, Column("subject", String(50), primary_key=True), Column("words", String, nullable=False)
)


class WordTaken(Refusal):
    """The word is taken."""


class NoteWritten(Published):
    event: ClassVar[str] = "toy.note.written"
    subject_field: ClassVar[str] = "topic"
    example: ClassVar[dict[str, Any]] = {"topic": "t", "word": "w"}
    topic: str
    word: str


class NoteSeen(Consumed):
    event: ClassVar[str] = "toy.note.written"
    topic: str
    word: str


class Write(BaseModel):
    model_config = ConfigDict(extra="forbid")
    topic: str = "t"
    word: Annotated[str, Field(min_length=1, max_length=50)]


class Written(BaseModel):
    id: str
    word: str
    version: int


@use_case("toy.note.write", conflicts={"uq_note_word": lambda: WordTaken(where="word")})
async def write(tx: Transaction, command: Write) -> Written:
    if command.word == "refused":
        raise IllegalTransition(noun="note", state="refused", verb="write")
    if command.word == "broken":
        raise RuntimeError("secret text that must not be shown")
    written = Written(id=new_id(), word=command.word, version=1)
    tx.insert(note, written.model_dump())
    tx.emit(NoteWritten(topic=command.topic, word=command.word))
    tx.about(written.id)
    return written


@use_case("toy.note.change")
async def change(tx: Transaction, note_id: str, command: Write) -> Written:
    row = await tx.lock_one(select(note).where(note.c.id == note_id))
    if row is None:
        raise NotFound(noun="note")
    tx.expect_version(row["version"])
    await tx.execute(update(note).where(note.c.id == note_id).values(word=command.word, version=row["version"] + 1))
    return Written(id=note_id, word=command.word, version=row["version"] + 1)


MAY_WRITE = Permission.of("toy.note.write", Role.CASE_WORKER)
router = Routes()


@router.verb("POST", "/v1/notes", permission=MAY_WRITE, status=201, summary="Write", description="Write a note.")
async def write_note(call: Caller, database: Db, command: Write) -> Written:
    return await write(database, call, command)


@router.verb("PATCH", "/v1/notes/{note_id}", permission=MAY_WRITE, summary="Change", description="Change a note.")
async def change_note(note_id: str, call: Caller, database: Db, command: Write) -> Written:
    return await change(database, call, note_id, command)


handlers = Handlers("toy")
failures: dict[str, int] = {}
"""How many more times the word's event fails."""


@handlers.on(NoteSeen)
async def tally_word(tx: Transaction, event: Received[NoteSeen]) -> None:
    left = failures.get(event.data.word, 0)
    if left:
        failures[event.data.word] = left - 1
        raise RuntimeError("planned failure")
    await tx.execute(
        insert(tally)
        .values(subject=event.subject, words=event.data.word)
        .on_conflict_do_update(index_elements=["subject"], set_={"words": tally.c.words + " " + event.data.word})
    )


def make_app(database_url: str, public_key: bytes) -> FastAPI:
    return create_app(
        service="toy",
        title="Toy",
        description="Toy",
        settings=Settings(max_body_bytes=2000),
        database_url=database_url,
        routes=[router],
        statuses={WordTaken: 409},
        public_key=public_key,
    )
