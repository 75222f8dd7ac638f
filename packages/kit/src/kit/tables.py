"""The tables that plumbing keeps in every service's database."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

_now = func.clock_timestamp()


def _at(name: str, *, nullable: bool = False, now: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable, server_default=_now if now else None)


outbox = Table(
    "outbox",
    metadata,
    Column("position", BigInteger, Identity(always=False), primary_key=True),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("lane", SmallInteger, nullable=False),
    _at("recorded_at"),
    Column("traceparent", Text, nullable=False, server_default=""),
    Column("data", JSONB, nullable=False),
    _at("published_at", nullable=True),
    Index("ix_outbox_unpublished", "lane", "position", postgresql_where=text("published_at IS NULL")),
)
"""Events of committed changes, on their way to the bus; kept, so that the stream can be made again."""

relay_lane = Table("relay_lane", metadata, Column("lane", SmallInteger, primary_key=True, autoincrement=False))
"""One row a lane: the relay that holds its row lock publishes that lane, in order."""

lane = Table(
    "lane",
    metadata,
    Column("lane", SmallInteger, primary_key=True, autoincrement=False),
    Column("cursor", BigInteger, nullable=False, server_default="0"),
    Column("stream", Text, nullable=False, server_default=""),
    Column("holder", Text, nullable=False, server_default=""),
    _at("held_until", nullable=True),
)
"""How far each lane of the stream has been applied, and which worker holds it."""

inbox = Table(
    "inbox",
    metadata,
    Column("event_id", String(36), primary_key=True),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    _at("applied_at", now=True),
)
"""The events that were applied: each has its effect once."""

dead_letter = Table(
    "dead_letter",
    metadata,
    Column("position", BigInteger, Identity(always=False), primary_key=True),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("event", JSONB, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text, nullable=False, server_default=""),
    _at("next_attempt_at", nullable=True),
    _at("received_at", now=True),
    Index("ix_dead_letter_subject", "subject", "position"),
)
"""Events that failed (``retrying``, then ``parked``) and later ones of their subject (``behind``)."""

idempotency = Table(
    "idempotency",
    metadata,
    Column("account", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("version", Integer),
    Column("body", Text, nullable=False),
    _at("created_at", now=True),
    Index("ix_idempotency_created_at", "created_at"),
)
"""The first answer to each idempotency key."""

audit = Table(
    "audit",
    metadata,
    Column("entry_id", BigInteger, Identity(always=False), primary_key=True),
    _at("at"),
    Column("account", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("organisation", Text),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("detail", JSONB, nullable=False, server_default="{}"),
    Column("request_id", Text, nullable=False, server_default=""),
    Column("source", Text, nullable=False, server_default=""),
    Index("ix_audit_subject", "subject", "entry_id"),
)
"""Who did what, when, why and from where. Never changed: a trigger refuses it."""

audit_seal = Table(
    "audit_seal",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", BigInteger, nullable=False, unique=True),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
"""The hash chain over ``audit``, in the order in which entries were sealed. Never changed."""

audit_chain = Table("audit_chain", metadata, Column("id", SmallInteger, primary_key=True, autoincrement=False))
"""One row: the worker that holds its lock seals."""
