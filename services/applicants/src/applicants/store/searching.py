"""People found by what a case worker has in hand: a name, its pinyin, a number, a phone, a certificate."""

from collections.abc import Callable, Sequence
from enum import StrEnum

import sqlalchemy as sa
from kit.database import Transaction
from kit.private import PrivateData
from kit.refusal import Refusal
from sqlalchemy import ColumnElement, RowMapping
from sqlalchemy.dialects.postgresql import insert

from applicants.domain.contact import read_phone
from applicants.domain.identity import full_number
from applicants.store.applicants import IDENTITY, PHONE
from applicants.store.name_readings import plain
from applicants.store.scope import visible_to
from applicants.store.search_tables import known_certificate, name_reading
from applicants.store.tables import applicant


class FoundBy(StrEnum):
    """What the text was taken for."""

    IDENTITY_NUMBER = "identity_number"
    PHONE = "phone"
    CERTIFICATE = "certificate"
    PINYIN = "pinyin"
    NAME = "name"


async def search(tx: Transaction, private: PrivateData, text: str, limit: int) -> tuple[FoundBy, Sequence[RowMapping]]:
    """The visible people found, and what ``text`` was taken for: newest first, merged files last; by pinyin as read."""
    wanted = "".join(text.split())
    for found_by, condition in _tries(private, wanted):
        query = sa.select(applicant).where(condition, visible_to(tx.call.actor))
        if found_by is FoundBy.PINYIN:
            # Along the index, so that a short beginning costs no more than a long one; the nearest readings first.
            query = query.join(name_reading, name_reading.c.applicant_id == applicant.c.id).order_by(
                name_reading.c.reading, name_reading.c.applicant_id
            )
        else:
            query = query.order_by(applicant.c.merged_into.is_not(None), applicant.c.id.desc())
        rows = await tx.all(query.limit(limit))
        if rows:
            return found_by, list({row["id"]: row for row in rows}.values())
    return FoundBy.NAME, []


def _tries(private: PrivateData, wanted: str) -> list[tuple[FoundBy, ColumnElement[bool]]]:
    tries: list[tuple[FoundBy, ColumnElement[bool]]] = []
    number = _read(full_number, wanted)
    if number is not None:
        tries.append((FoundBy.IDENTITY_NUMBER, applicant.c.identity_index == private.index(number, IDENTITY)))
    phone = _read(read_phone, wanted)
    if phone is not None:
        tries.append((FoundBy.PHONE, applicant.c.phone_index == private.index(phone, PHONE)))
    if wanted.isascii():
        numbered = sa.select(known_certificate.c.applicant_id).where(known_certificate.c.number == wanted.upper())
        tries.append((FoundBy.CERTIFICATE, applicant.c.id.in_(numbered)))
        if plain(wanted):
            tries.append((FoundBy.PINYIN, name_reading.c.reading.startswith(plain(wanted), autoescape=True)))
    tries.append((FoundBy.NAME, applicant.c.name.startswith(wanted, autoescape=True)))
    return tries


def _read(reader: Callable[[str], str], text: str) -> str | None:
    try:
        return reader(text)
    except Refusal:
        return None


async def note_certificate_number(tx: Transaction, applicant_id: str, number: str) -> None:
    """Keep a number; told again it changes nothing."""
    await tx.execute(
        insert(known_certificate).values(number=number.upper(), applicant_id=applicant_id).on_conflict_do_nothing()
    )
