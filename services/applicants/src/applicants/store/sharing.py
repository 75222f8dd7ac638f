"""Who is registered under the same phone number: found by its blind index, told as ids alone."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from kit.database import Transaction
from kit.private import PrivateData
from sqlalchemy.dialects.postgresql import ARRAY

from applicants.domain.applicant import Applicant
from applicants.events.published import ContactShared
from applicants.store.applicants import PHONE
from applicants.store.tables import applicant

MOST_NAMED = 100
"""So many people are named of those under one number; a village's only telephone may have more."""

_SLOTS = "SELECT pg_advisory_xact_lock(728, slot) FROM unnest(CAST(:slots AS int[])) AS slot ORDER BY slot"


async def one_after_another(tx: Transaction, private: PrivateData, phones: Collection[str | None]) -> None:
    """Registrations under the same number wait for each other, so that the later one sees the earlier.

    Numbers fall into 256 slots by their index; slots are taken in order, so nobody waits in a circle.
    """
    slots = sorted({int(private.index(phone, PHONE)[:2], 16) for phone in phones if phone})
    if slots:
        await tx.begin()
        await tx.execute(sa.text(_SLOTS).bindparams(slots=slots))


async def sharing(tx: Transaction, private: PrivateData, people: Sequence[Applicant]) -> list[ContactShared]:
    """What is to be told of these new applicants: who is under the same number, among them or before; one query."""
    indexes = {one.id: private.index(one.facts.phone, PHONE) for one in people if one.facts.phone}
    under = await _under(tx, indexes.values())
    for applicant_id, index in indexes.items():
        under.setdefault(index, []).append(applicant_id)
    return [
        _told(applicant_id, [other for other in under[index] if other != applicant_id])
        for applicant_id, index in indexes.items()
        if len(under[index]) > 1
    ]


async def sharing_changed(
    tx: Transaction, private: PrivateData, applicant_id: str, before: str | None, after: str | None
) -> list[ContactShared]:
    """What is to be told when a number changed: who is under the new one, or that nobody is any more."""
    if after is None or after == before:
        return []
    new, old = private.index(after, PHONE), private.index(before, PHONE) if before else None
    under = await _under(tx, [new, *([old] if old else [])])
    others = [other for other in under.get(new, ()) if other != applicant_id]
    shared_before = old is not None and any(other != applicant_id for other in under.get(old, ()))
    return [_told(applicant_id, others)] if others or shared_before else []


async def sharing_after_merge(
    tx: Transaction, private: PrivateData, merged: str, phone: str | None
) -> list[ContactShared]:
    """What is to be told of those under the number of a file that was just merged: one fewer shares it."""
    if phone is None:
        return []
    index = private.index(phone, PHONE)
    people = (await _under(tx, [index])).get(index, [])
    others = [one for one in people if one != merged]
    return [_told(one, [other for other in others if other != one]) for one in others[:MOST_NAMED]]


async def _under(tx: Transaction, indexes: Collection[str]) -> dict[str, list[str]]:
    """By index, the applicants under that number, oldest first; merged files are their survivors' already."""
    wanted = sa.cast(sorted(set(indexes)), ARRAY(sa.Text))
    rows = await tx.all(
        sa.select(applicant.c.id, applicant.c.phone_index)
        .where(applicant.c.phone_index == sa.any_(wanted), applicant.c.merged_into.is_(None))
        .order_by(applicant.c.id)
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["phone_index"], []).append(row["id"])
    return found


def _told(applicant_id: str, others: Sequence[str]) -> ContactShared:
    return ContactShared(
        applicant_id=applicant_id,
        kind=PHONE,
        shared_with=list(others[:MOST_NAMED]),
        people=len(others) + 1,
    )
