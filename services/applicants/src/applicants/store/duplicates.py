"""Who is registered already: by the blind index of the identity number, by phone, by name and birth date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.private import PrivateData
from kit.refusal import Refusal
from sqlalchemy.dialects.postgresql import ARRAY

from applicants.domain.duplicates import Likeness, Traits
from applicants.domain.errors import DuplicateIdentityNumber, DuplicateIdentityNumberElsewhere
from applicants.domain.facts import Facts
from applicants.store.applicants import IDENTITY, PHONE
from applicants.store.tables import applicant

MOST_CANDIDATES = 20
"""So many look-alikes are named for each likeness, the newest; a village's only telephone may have more."""

_LOOK_ALIKES = """
SELECT w.n, a.id, a.area, 'name_and_birth' AS because
FROM unnest(CAST(:names AS text[]), CAST(:births AS date[])) WITH ORDINALITY AS w (name, birth_on, n), LATERAL (
    SELECT id, area FROM applicant
    WHERE name = w.name AND birth_on = w.birth_on AND merged_into IS NULL ORDER BY id DESC LIMIT :most) a
UNION ALL
SELECT w.n, a.id, a.area, 'phone' AS because
FROM unnest(CAST(:phones AS text[])) WITH ORDINALITY AS w (phone_index, n), LATERAL (
    SELECT id, area FROM applicant
    WHERE phone_index = w.phone_index AND merged_into IS NULL ORDER BY id DESC LIMIT :most) a
"""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A file that may be the same person's, where it lies, and what is the same."""

    applicant_id: str
    area: str
    because: tuple[Likeness, ...]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Someone about to be registered or found changed; ``applicant_id`` is theirs."""

    applicant_id: str
    area: str
    traits: Traits


async def registered_already(tx: Transaction, private: PrivateData, people: Sequence[Facts]) -> dict[str, Refusal]:
    """Identity number → the refusal that it means, for those of ``people`` who have a file; one query.

    A file that was merged is named by the one that stays.
    """
    return await _registered(tx, private, [one.identity.number for one in people])


async def identity_known(tx: Transaction, private: PrivateData, number: str) -> Refusal | None:
    """The refusal that registering this identity number would meet, or None."""
    return (await _registered(tx, private, [number])).get(number)


async def _registered(tx: Transaction, private: PrivateData, numbers: Sequence[str]) -> dict[str, Refusal]:
    by_index = {private.index(number, IDENTITY): number for number in numbers}
    survivor = applicant.alias("survivor")
    rows = await tx.all(
        sa.select(
            sa.func.coalesce(survivor.c.id, applicant.c.id).label("id"),
            sa.func.coalesce(survivor.c.area, applicant.c.area).label("area"),
            applicant.c.identity_index,
        )
        .join_from(applicant, survivor, survivor.c.id == applicant.c.merged_into, isouter=True)
        .where(applicant.c.identity_index == sa.any_(sa.cast(list(by_index), ARRAY(sa.Text))))
    )
    return {by_index[row["identity_index"]]: _duplicate(row["id"], row["area"], tx.call.actor) for row in rows}


def _duplicate(applicant_id: str, area: str, actor: Actor) -> Refusal:
    if actor.within_area(area):
        return DuplicateIdentityNumber("identity_number", applicant_id=applicant_id)
    return DuplicateIdentityNumberElsewhere("identity_number")


async def look_alikes(
    tx: Transaction, private: PrivateData, newcomers: Sequence[Newcomer]
) -> dict[str, list[LookAlike]]:
    """By newcomer, who looks like them, newest first: files there are, and newcomers named before; one query."""
    indexes = [private.index(one.traits.phone, PHONE) if one.traits.phone else None for one in newcomers]
    query = sa.text(_LOOK_ALIKES).bindparams(
        names=[one.traits.name for one in newcomers],
        births=[one.traits.birth_on for one in newcomers],
        phones=indexes,
        most=MOST_CANDIDATES,
    )
    columns = query.columns(n=sa.Integer, id=sa.Text, area=sa.Text, because=sa.Text)
    rows = await tx.all(sa.select(columns.subquery()))
    known: list[list[tuple[str, str, Likeness]]] = [[] for _ in newcomers]
    for row in rows:
        known[row["n"] - 1].append((row["id"], row["area"], Likeness(row["because"])))
    earlier: dict[object, list[tuple[str, str]]] = {}
    found = {}
    for one, files in zip(newcomers, known, strict=True):
        for key, because in _keys(one.traits):
            before = earlier.setdefault((because, key), [])
            files.extend((id_, area, because) for id_, area in before[-MOST_CANDIDATES:])
            before.append((one.applicant_id, one.area))
        found[one.applicant_id] = _joined(file for file in files if file[0] != one.applicant_id)
    return found


def _keys(traits: Traits) -> list[tuple[object, Likeness]]:
    keys: list[tuple[object, Likeness]] = []
    if traits.name is not None and traits.birth_on is not None:
        keys.append(((traits.name, traits.birth_on), Likeness.NAME_AND_BIRTH))
    if traits.phone is not None:
        keys.append((traits.phone, Likeness.PHONE))
    return keys


def _joined(files: Iterable[tuple[str, str, Likeness]]) -> list[LookAlike]:
    """One look-alike a file, whatever number of reasons."""
    reasons: dict[tuple[str, str], set[Likeness]] = {}
    for applicant_id, area, because in files:
        reasons.setdefault((applicant_id, area), set()).add(because)
    return [
        LookAlike(applicant_id, area, tuple(sorted(because)))
        for (applicant_id, area), because in sorted(reasons.items(), reverse=True)
    ]
