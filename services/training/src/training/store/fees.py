"""What learners paid institutions for their courses."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from kit.database import Transaction
from kit.ids import new_id
from kit.money import Money
from sqlalchemy import RowMapping

from training.domain.enrolment import Enrolment
from training.domain.receipts import Entry, EntryKind, Method
from training.store import numbers
from training.store.class_book import newest_sheets
from training.store.tables.base import table_of
from training.store.tables.class_changes import FeeEntryRow

fee_entry = table_of(FeeEntryRow)


def entry_of(row: RowMapping) -> Entry:
    """An entry from its row."""
    return Entry(EntryKind(row["kind"]), Money(row["amount"]), row["happened_on"])


async def entries_of(tx: Transaction, enrolment_ids: Collection[str]) -> dict[str, list[RowMapping]]:
    """The entries by enrolment, oldest first."""
    rows = await tx.all(
        sa.select(fee_entry).where(fee_entry.c.enrolment_id.in_(enrolment_ids)).order_by(fee_entry.c.id)
    )
    found: dict[str, list[RowMapping]] = {enrolment_id: [] for enrolment_id in enrolment_ids}
    for row in rows:
        found[row["enrolment_id"]].append(row)
    return found


async def attended_in(tx: Transaction, class_id: str) -> set[str]:
    """The enrolments of a class that were present at a session, by the newest sheets."""
    return {enrolment_id for held in await newest_sheets(tx, class_id) for enrolment_id in held.present}


async def write_entries(
    tx: Transaction,
    institution_id: str,
    area: str,
    entries: Sequence[tuple[Enrolment, Entry]],
    method: Method,
    reason: str | None,
) -> list[tuple[str, str]]:
    """Add entries; id and number of each. Numbers run by institution and year, without gaps."""
    written = []
    for learner, entry in entries:
        series = f"F-{institution_id[-8:].upper()}-{entry.happened_on.year}"
        number = f"{series}-{await numbers.take(tx, series):05d}"
        entry_id = new_id()
        tx.insert(
            FeeEntryRow,
            {
                "id": entry_id,
                "number": number,
                "institution_id": institution_id,
                "area": area,
                "class_id": learner.class_id,
                "enrolment_id": learner.enrolment_id,
                "applicant_id": learner.applicant_id,
                "kind": entry.kind.value,
                "amount": entry.amount,
                "happened_on": entry.happened_on,
                "method": method.value,
                "reason": reason,
                "recorded_by": tx.call.actor.account,
                "recorded_at": tx.now,
            },
        )
        written.append((entry_id, number))
    return written
