"""Who waits for a seat, and what decides whether they may take it."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import RowMapping

from training.domain.enrolment import Enrolment
from training.domain.training_class import Occupied, TrainingClass
from training.domain.waiting_list import (
    CLASS_COMPLETED,
    SEAT_FELL_FREE,
    Candidate,
    PassedOver,
    Seated,
    Waiting,
    WaitingState,
    learns_in,
)
from training.store.applicants import applicant, applicant_of
from training.store.classes import session_of, sessions_of
from training.store.enrolments import enrolment, enrolment_of
from training.store.tables.base import table_of
from training.store.tables.waiting_lists import WaitingRow

waiting = table_of(WaitingRow)


def waiting_of(row: RowMapping) -> Waiting:
    """A place on a list from its row."""
    return Waiting(
        row["id"], row["applicant_id"], row["position"], row["joined_on"], row["free"], WaitingState(row["state"])
    )


async def candidates_of(tx: Transaction, taught: TrainingClass) -> list[Candidate]:
    """Everybody who waits for ``taught``, first come first. Lock the class first; this locks the people, by id."""
    rows = await tx.all(
        sa.select(waiting)
        .where(waiting.c.class_id == taught.class_id, waiting.c.state == WaitingState.WAITING.value)
        .order_by(waiting.c.position)
    )
    return await _with_facts(tx, [waiting_of(row) for row in rows])


async def waiting_applicants(tx: Transaction, class_id: str) -> list[str]:
    """Who waits for a class. Lock the class first."""
    rows = await tx.all(
        sa.select(waiting.c.applicant_id).where(
            waiting.c.class_id == class_id, waiting.c.state == WaitingState.WAITING.value
        )
    )
    return [row["applicant_id"] for row in rows]


async def candidate(tx: Transaction, place: Waiting) -> Candidate:
    """One person who would wait, locked."""
    return (await _with_facts(tx, [place]))[0]


async def _with_facts(tx: Transaction, places: Sequence[Waiting]) -> list[Candidate]:
    if not places:
        return []
    ids = [place.applicant_id for place in places]
    people = {
        row["id"]: applicant_of(row)
        for row in await tx.lock_all(sa.select(applicant).where(applicant.c.id.in_(ids)).order_by(applicant.c.id))
    }
    held: dict[str, list[Enrolment]] = {person: [] for person in ids}
    for row in await tx.all(sa.select(enrolment).where(enrolment.c.applicant_id.in_(ids))):
        held[row["applicant_id"]].append(enrolment_of(row))
    classes = {class_id for enrolments in held.values() for class_id in learns_in(enrolments)}
    times: dict[str, list[Occupied]] = {class_id: [] for class_id in classes}
    for row in await sessions_of(tx, sorted(classes)) if classes else ():
        times[row["class_id"]].append(session_of(row).occupied)
    return [
        Candidate(
            place,
            people.get(place.applicant_id),
            held[place.applicant_id],
            [time for class_id in learns_in(held[place.applicant_id]) for time in times[class_id]],
        )
        for place in places
    ]


async def next_position(tx: Transaction, class_id: str) -> int:
    """The position of who joins the list now. Lock the class first."""
    last = await tx.value(sa.select(sa.func.max(waiting.c.position)).where(waiting.c.class_id == class_id))
    return 1 + int(last or 0)


async def save_endings(tx: Transaction, seated: Seated | None, passed: Sequence[PassedOver]) -> None:
    """Write who got the seat and who was passed over, as one statement."""
    endings: list[tuple[str, str, date, str, str | None]] = [
        (one.waiting.waiting_id, WaitingState.PASSED_OVER.value, one.ended_on, one.reason, None) for one in passed
    ]
    if seated is not None:
        given = seated.enrolment
        endings.append(
            (
                seated.waiting.waiting_id,
                WaitingState.SEATED.value,
                given.enrolled_on,
                SEAT_FELL_FREE,
                given.enrolment_id,
            )
        )
    if not endings:
        return
    new = sa.values(
        sa.column("id", sa.String),
        sa.column("state", sa.String),
        sa.column("ended_on", sa.Date),
        sa.column("end_reason", sa.String),
        sa.column("enrolment_id", sa.String),
        name="new",
    ).data(endings)
    await tx.execute(
        sa.update(waiting)
        .where(waiting.c.id == new.c.id)
        .values(
            state=new.c.state,
            ended_on=new.c.ended_on,
            end_reason=new.c.end_reason,
            enrolment_id=new.c.enrolment_id,
            version=waiting.c.version + 1,
        )
    )


async def lapse(tx: Transaction, class_id: str, ended_on: date, reason: str = CLASS_COMPLETED) -> None:
    """A class that is over has no seats to give: end the places of all who still wait."""
    await tx.execute(
        sa.update(waiting)
        .where(waiting.c.class_id == class_id, waiting.c.state == WaitingState.WAITING.value)
        .values(
            state=WaitingState.LAPSED.value,
            ended_on=sa.func.greatest(waiting.c.joined_on, ended_on),
            end_reason=reason,
            version=waiting.c.version + 1,
        )
    )
