"""Ratings of courses, kept apart from who gave them."""

import hashlib
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import RowMapping
from sqlalchemy.dialects.postgresql import insert

from training.store.tables.base import table_of
from training.store.tables.class_files import CourseRatingRow, RatingTicketRow

ticket = table_of(RatingTicketRow)
rating = table_of(CourseRatingRow)


def hash_of(code: str) -> str:
    """What is kept of a code: letters in capitals, without spaces and dashes, hashed."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


async def renew_codes(tx: Transaction, class_id: str, codes: dict[str, str], valid_to: date) -> None:
    """Give these enrolments new codes; earlier ones of the same learner no longer work."""
    rows = [
        {
            "class_id": class_id,
            "enrolment_id": enrolment_id,
            "code_hash": hash_of(code),
            "valid_to": valid_to,
            "used": False,
        }
        for enrolment_id, code in codes.items()
    ]
    new = insert(ticket).values(rows)
    await tx.execute(
        new.on_conflict_do_update(
            index_elements=["class_id", "enrolment_id"],
            set_={"code_hash": new.excluded.code_hash, "valid_to": new.excluded.valid_to},
            where=ticket.c.used.is_(False),
        )
    )


async def use_code(tx: Transaction, code: str, today: date) -> str | None:
    """Use up a code; the class it is for, or None when it is unknown, used or run out."""
    used = await tx.execute(
        sa.update(ticket)
        .where(ticket.c.code_hash == hash_of(code), ticket.c.used.is_(False), ticket.c.valid_to >= today)
        .values(used=True, code_hash=None)
        .returning(ticket.c.class_id)
    )
    found = used.scalar()
    return None if found is None else str(found)


async def use_turn(tx: Transaction, class_id: str, enrolment_id: str) -> bool:
    """Use up a learner's one rating; whether it was still there."""
    new = insert(ticket).values(class_id=class_id, enrolment_id=enrolment_id, used=True)
    used = await tx.execute(
        new.on_conflict_do_update(
            index_elements=["class_id", "enrolment_id"],
            set_={"used": True, "code_hash": None},
            where=ticket.c.used.is_(False),
        ).returning(ticket.c.enrolment_id)
    )
    return used.scalar() is not None


async def rated(tx: Transaction, class_id: str) -> set[str]:
    """The enrolments of a class that have rated it."""
    rows = await tx.all(sa.select(ticket.c.enrolment_id).where(ticket.c.class_id == class_id, ticket.c.used.is_(True)))
    return {row["enrolment_id"] for row in rows}


async def last_code_day(tx: Transaction, class_id: str) -> date | None:
    """Until when a code of the class that was not used yet works; None when there is none."""
    day: date | None = await tx.value(
        sa.select(sa.func.max(ticket.c.valid_to)).where(ticket.c.class_id == class_id, ticket.c.used.is_(False))
    )
    return day


def write_rating(tx: Transaction, row: RowMapping, scores: dict[str, int], comment: str | None) -> None:
    """Write what was said of a class (its ``row``) under an id that tells no time."""
    tx.insert(
        CourseRatingRow,
        {
            "id": str(uuid4()),
            "class_id": row["id"],
            "institution_id": row["institution_id"],
            "area": row["area"],
            "scores": scores,
            "comment": comment,
        },
    )


async def ratings_of(tx: Transaction, class_ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """What was said of these classes, in the order of their random ids."""
    rows = await tx.all(sa.select(rating).where(rating.c.class_id.in_(class_ids)).order_by(rating.c.id))
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["class_id"], []).append({"scores": row["scores"], "comment": row["comment"]})
    return dict(found)
