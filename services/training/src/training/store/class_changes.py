"""How classes were changed: sessions and trainers as they are now, and a record of each change."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import RowMapping

from training.domain.class_plan import Announcement, PlanChanged
from training.domain.training_class import Session
from training.store.class_book import plan_grade, sheet
from training.store.classes import class_trainer, session
from training.store.tables.base import table_of
from training.store.tables.class_changes import ClassChangeRow
from training.store.tables.classes import ClassTrainerRow

class_change = table_of(ClassChangeRow)


async def held_numbers(tx: Transaction, class_id: str) -> set[int]:
    """The numbers of the sessions that have attendance. Lock the class first."""
    rows = await tx.all(sa.select(sheet.c.session_number).distinct().where(sheet.c.class_id == class_id))
    return {row["session_number"] for row in rows}


async def grader_names(tx: Transaction, class_id: str) -> set[str]:
    """The names of who graded plans of a class on paper."""
    rows = await tx.all(sa.select(plan_grade.c.grader).distinct().where(plan_grade.c.class_id == class_id))
    return {row["grader"] for row in rows}


async def write_plan(tx: Transaction, class_id: str, changed: PlanChanged) -> None:
    """Sessions and trainers as they are now. Lock the class first."""
    before = {held.number: held for held in changed.before}
    for held in changed.after:
        if held == before[held.number]:
            continue
        await tx.execute(
            sa.update(session)
            .where(session.c.class_id == class_id, session.c.number == held.number)
            .values(
                held_on=held.held_on,
                starts_at=held.starts_at,
                hours=held.hours,
                trainer_id=held.trainer_id,
                venue=held.venue,
            )
        )
    await tx.execute(sa.delete(class_trainer).where(class_trainer.c.class_id == class_id))
    tx.insert(
        ClassTrainerRow,
        *(
            {"class_id": class_id, "trainer_id": trainer_id, "position": position}
            for position, trainer_id in enumerate(changed.trainer_ids)
        ),
    )


async def note_change(
    tx: Transaction, class_id: str, kind: str, announcement: Announcement, reason: str, **facts: Any
) -> int:
    """Record a change; its number. ``facts``: days_ahead, short_notice, before, after, learners, policy_version."""
    last = await tx.value(sa.select(sa.func.max(class_change.c.number)).where(class_change.c.class_id == class_id))
    number = 1 + int(last or 0)
    tx.insert(
        ClassChangeRow,
        {
            "class_id": class_id,
            "number": number,
            "kind": kind,
            "announced_on": announcement.announced_on,
            "grounds": announcement.grounds.value,
            "reason": reason,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
            **facts,
        },
    )
    return number


def kept(sessions: Sequence[Session]) -> list[dict[str, Any]]:
    """Sessions as they are stored in a change."""
    return [
        {
            "number": held.number,
            "held_on": held.held_on.isoformat(),
            "starts_at": f"{held.starts_at:%H:%M}",
            "hours": f"{held.hours:.2f}",
            "trainer_id": held.trainer_id,
            "venue": held.venue,
        }
        for held in sessions
    ]


async def changes_of(tx: Transaction, class_id: str) -> Sequence[RowMapping]:
    """Every change of a class, oldest first."""
    return await tx.all(
        sa.select(class_change).where(class_change.c.class_id == class_id).order_by(class_change.c.number)
    )
