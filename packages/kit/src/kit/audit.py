"""The audit log's hash chain: each entry's hash covers the one before it.

Entries are written with the change that they tell of; a worker seals them shortly after, in one
chain a service, so that writers never wait for each other. Changing, removing or inserting a
sealed entry breaks the chain.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Select, select

from kit.call import system_call
from kit.database import Database
from kit.tables import audit, audit_chain, audit_seal

GENESIS = "0" * 64
BATCH = 500
_FIELDS = ("account", "role", "organisation", "action", "subject", "reason", "detail", "request_id", "source")


def entry_hash(previous: str, entry: Mapping[str, Any]) -> str:
    """SHA-256, hexadecimal, over the previous hash and the entry's canonical JSON."""
    content = {field: entry[field] for field in _FIELDS}
    content["entry_id"] = entry["entry_id"]
    content["at"] = entry["at"].astimezone(UTC).isoformat(timespec="microseconds")
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


async def seal_once(database: Database) -> int:
    """Seal up to one batch of entries; how many. Only one worker seals at a time."""
    async with database.reading(system_call(database.service)) as tx:
        if await tx.one(_unsealed(1)) is None:
            return 0
    async with database.transaction(system_call(database.service)) as tx:
        await tx.begin()
        mine = await tx.one(select(audit_chain).with_for_update(skip_locked=True))
        if mine is None:
            return 0
        last = await tx.one(select(audit_seal).order_by(audit_seal.c.position.desc()).limit(1))
        previous, position = (last["hash"], last["position"]) if last else (GENESIS, 0)
        entries = await tx.all(_unsealed(BATCH))
        for entry in entries:
            position += 1
            sealed = entry_hash(previous, dict(entry))
            tx.insert(
                audit_seal,
                {"position": position, "entry_id": entry["entry_id"], "previous": previous, "hash": sealed},
            )
            previous = sealed
        return len(entries)


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What checking a chain found. ``broken_at`` is the first position that does not fit, or None."""

    entries: int
    sealed: int
    broken_at: int | None
    head: str


async def check_chain(database: Database) -> ChainReport:
    """Recompute the whole chain."""
    async with database.reading(system_call(database.service)) as tx:
        total = await tx.all(select(audit.c.entry_id))
        rows = await tx.all(
            select(audit_seal.c.position, audit_seal.c.previous, audit_seal.c.hash, audit)
            .select_from(audit_seal.outerjoin(audit, audit.c.entry_id == audit_seal.c.entry_id))
            .order_by(audit_seal.c.position)
        )
    previous = GENESIS
    for number, row in enumerate(rows, start=1):
        missing = row["entry_id"] is None
        if missing or row["position"] != number or row["previous"] != previous:
            return ChainReport(len(total), len(rows), number, previous)
        if entry_hash(previous, dict(row)) != row["hash"]:
            return ChainReport(len(total), len(rows), number, previous)
        previous = row["hash"]
    return ChainReport(len(total), len(rows), None, previous)


def _unsealed(limit: int) -> Select[Any]:
    return (
        select(audit)
        .outerjoin(audit_seal, audit_seal.c.entry_id == audit.c.entry_id)
        .where(audit_seal.c.entry_id.is_(None))
        .order_by(audit.c.entry_id)
        .limit(limit)
    )
