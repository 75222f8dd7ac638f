"""What the verbs on class files share: how a file stands, and the step that is written down."""

from datetime import date
from typing import Any

from kit.calendar import WorkCalendar
from kit.database import Transaction
from sqlalchemy import RowMapping

from training.domain.class_file import Clock, ItemStatus, clock, completeness
from training.domain.rules import Rules
from training.store.class_files import books_of, counting, documents_of, steps_of
from training.store.tables.class_files import ClassFileStepRow


async def items_of(tx: Transaction, class_row: RowMapping, rules: Rules) -> list[ItemStatus]:
    """Each item of a class's file, as it stands now; ``rules`` as of the last session."""
    documents = await documents_of(tx, class_row["id"])
    return completeness(await books_of(tx, class_row), counting(documents), rules.assessment)


def plain_items(items: list[ItemStatus]) -> list[dict[str, Any]]:
    """Items as they are kept with a step."""
    return [
        {"item": s.item.item, "needed": s.needed, "there": s.there, "wanted": s.wanted, "complete": s.complete}
        for s in items
    ]


async def note_step(
    tx: Transaction,
    class_row: RowMapping,
    what: str,
    day: date,
    items: list[ItemStatus],
    reasons: dict[str, str],
    rules: Rules,
    calendar: WorkCalendar,
    *,
    handed_in_on: date,
) -> Clock:
    """Write down a step; the clock as it stood when the file was handed in."""
    stands = clock(class_row["ends_on"], handed_in_on, rules.assessment, calendar)
    tx.insert(
        ClassFileStepRow,
        {
            "class_id": class_row["id"],
            "number": len(await steps_of(tx, class_row["id"])) + 1,
            "step": what,
            "happened_on": day,
            "account": tx.call.actor.account,
            "reasons": reasons,
            "items": plain_items(items),
            "due_on": stands.due_on,
            "days_late": stands.days_late,
            "policy_version": rules.version,
            "recorded_at": tx.now,
        },
    )
    return stands
