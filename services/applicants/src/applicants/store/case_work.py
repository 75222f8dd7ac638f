"""Entries, tasks, who is in charge, and the work list, read and written as sets."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from kit.database import CHINA, Transaction
from kit.ids import new_id
from kit.private import PrivateData
from kit.refusal import NotFound
from sqlalchemy import ColumnElement, RowMapping, Select
from sqlalchemy.dialects.postgresql import insert

from applicants.domain.applicant import State
from applicants.domain.case_work import Task, Work
from applicants.domain.rules import WorkDays
from applicants.store.case_tables import AssignmentRow, area_worker, assignment, entry, task
from applicants.store.intake_tables import warning
from applicants.store.scope import visible_to
from applicants.store.tables import applicant

TEXT = "case_work"
"""What free text is encrypted for."""

Place = tuple[date, str, str]
"""Where a page of the work list ends: day, kind, id."""


async def area_workers(tx: Transaction) -> Mapping[str, str]:
    """By area, who is in charge."""
    return {row["area"]: row["case_worker"] for row in await tx.all(sa.select(area_worker))}


async def put_area_worker(tx: Transaction, area: str, case_worker: str) -> int:
    """Put somebody in charge of an area; the version."""
    values = {
        "area": area,
        "case_worker": case_worker,
        "version": 1,
        "assigned_by": tx.call.actor.account,
        "recorded_at": tx.now,
    }
    written = await tx.execute(
        insert(area_worker)
        .values(values)
        .on_conflict_do_update(
            index_elements=["area"],
            set_={**{k: v for k, v in values.items() if k != "area"}, "version": area_worker.c.version + 1},
        )
        .returning(area_worker.c.version)
    )
    return int(written.scalar_one())


async def hand_over(tx: Transaction, which: ColumnElement[bool], case_worker: str, reason: str) -> int:
    """Give all visible cases that fulfil ``which`` to somebody, each with its record; how many."""
    rows = await tx.lock_all(
        sa.select(applicant.c.id, applicant.c.case_worker)
        .where(which, visible_to(tx.call.actor), applicant.c.merged_into.is_(None))
        .order_by(applicant.c.id)
    )
    moved = [row for row in rows if row["case_worker"] != case_worker]
    if moved:
        await tx.execute(
            sa.update(applicant)
            .where(applicant.c.id == sa.any_(sa.literal([row["id"] for row in moved], sa.ARRAY(sa.String))))
            .values(case_worker=case_worker)
        )
        tx.insert(
            AssignmentRow,
            *(
                {
                    "id": new_id(),
                    "applicant_id": row["id"],
                    "from_worker": row["case_worker"],
                    "case_worker": case_worker,
                    "reason": reason,
                    "assigned_by": tx.call.actor.account,
                    "recorded_at": tx.now,
                }
                for row in moved
            ),
        )
    return len(moved)


async def lock_task(tx: Transaction, task_id: str) -> tuple[Task, RowMapping]:
    """A task of a visible case, locked, with its entry's day as ``happened_on``. Raises NotFound, VersionStale."""
    locked = await tx.lock_one(sa.select(task.c.id).where(task.c.id == task_id))
    row = await tx.one(
        sa.select(task, entry.c.happened_on)
        .join(entry, entry.c.id == task.c.entry_id)
        .join(applicant, applicant.c.id == task.c.applicant_id)
        .where(task.c.id == task_id, visible_to(tx.call.actor))
    )
    if locked is None or row is None:
        raise NotFound(noun="task")
    tx.expect_version(row["version"])
    return Task(row["id"], row["due_on"], row["postponed"], row["done_on"], row["version"]), row


async def save_task(tx: Transaction, changed: Task, **more: Any) -> None:
    """Write where a locked task stands."""
    await tx.execute(
        sa.update(task)
        .where(task.c.id == changed.task_id)
        .values(
            due_on=changed.due_on,
            postponed=changed.postponed,
            done_on=changed.done_on,
            version=changed.version,
            **more,
        )
    )


async def work_page(
    tx: Transaction,
    days: WorkDays,
    *,
    case_worker: str | None,
    area: str | None,
    kind: Work | None,
    due_by: date | None,
    limit: int,
    after: Place | None,
) -> tuple[Sequence[RowMapping], Place | None]:
    """A page of what waits, the oldest due first: one short list of each kind, merged."""
    wanted = [visible_to(tx.call.actor)]
    if case_worker is not None:
        wanted.append(applicant.c.case_worker == case_worker)
    if area is not None:
        wanted.append(applicant.c.area.startswith(area, autoescape=True))
    lists = [
        _page_of(query, due, wait, of, key, wanted, due_by, limit, after)
        for of, query, due, wait, key in _sources(days)
        if kind in {None, of}
    ]
    merged = sa.union_all(*lists).subquery("work")
    rows = await tx.all(sa.select(merged).order_by(merged.c.due_on, merged.c.kind, merged.c.item_id).limit(limit + 1))
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], (last["due_on"], last["kind"], last["item_id"]) if last else None


def _sources(days: WorkDays) -> list[tuple[Work, Select[Any], ColumnElement[Any], int, ColumnElement[str]]]:
    """By kind: its rows, the day it began, how many days it may wait, and its id."""
    case = sa.select(applicant.c.id.label("applicant_id"), applicant.c.name, applicant.c.area, applicant.c.case_worker)

    def standing(state: State) -> Select[Any]:
        return case.where(applicant.c.state == state.value)

    return [
        (Work.SCREEN, standing(State.REGISTERED), applicant.c.registered_on, days.screen, applicant.c.id),
        (Work.REFER, standing(State.ACCEPTED), applicant.c.accepted_on, days.refer, applicant.c.id),
        (
            Work.SEE_INTO_TRAINING,
            standing(State.REFERRED),
            applicant.c.referred_on,
            days.see_into_training,
            applicant.c.id,
        ),
        (
            Work.SETTLE_DUPLICATE,
            case.join(warning, warning.c.applicant_id == applicant.c.id).where(warning.c.settled_as.is_(None)),
            warning.c.found_at,
            days.settle_duplicate,
            applicant.c.id + "/" + warning.c.other_id,
        ),
        (
            Work.NEXT_STEP,
            case.join(task, task.c.applicant_id == applicant.c.id).where(task.c.done_on.is_(None)),
            task.c.due_on,
            0,
            task.c.id,
        ),
    ]


def _page_of(
    query: Select[Any],
    began: ColumnElement[Any],
    wait: int,
    kind: Work,
    key: ColumnElement[str],
    wanted: Sequence[ColumnElement[bool]],
    due_by: date | None,
    limit: int,
    after: Place | None,
) -> Select[Any]:
    """The first of one kind; bounds are put on the day it began, which its index is ordered by."""
    moment = isinstance(began.type, sa.DateTime)

    def bound(day: date) -> date | datetime:
        first = day - timedelta(days=wait)
        return datetime.combine(first, time(), CHINA) if moment else first

    due = sa.cast(sa.func.timezone("Asia/Shanghai", began), sa.Date) if moment else began
    due_on = (due + sa.literal(wait)).label("due_on")
    text = task.c.text_encrypted if kind is Work.NEXT_STEP else sa.null()
    query = query.add_columns(
        sa.literal(kind.value, sa.String).label("kind"),
        key.label("item_id"),
        due_on,
        sa.cast(text, sa.String).label("text_encrypted"),
    ).where(*wanted)
    if due_by is not None:
        query = query.where(began < bound(due_by + timedelta(days=1)))
    if after is not None:
        day, last_kind, last_id = after
        query = query.where(began >= bound(day))
        query = query.where(
            sa.tuple_(due_on, sa.literal(kind.value), key) > sa.tuple_(sa.literal(day), last_kind, last_id)
        )
    return sa.select(query.order_by(began, key).limit(limit + 1).subquery())


async def entries_of(tx: Transaction, applicant_ids: Sequence[str]) -> Sequence[RowMapping]:
    """Notes and consultations of these files, oldest first."""
    return await tx.all(sa.select(entry).where(entry.c.applicant_id.in_(applicant_ids)).order_by(entry.c.id))


async def tasks_of(tx: Transaction, applicant_ids: Sequence[str]) -> Sequence[RowMapping]:
    """Next steps of these files, oldest first."""
    return await tx.all(sa.select(task).where(task.c.applicant_id.in_(applicant_ids)).order_by(task.c.id))


async def assignments_of(tx: Transaction, applicant_ids: Sequence[str]) -> Sequence[RowMapping]:
    """Who was put in charge of these files when, oldest first."""
    return await tx.all(
        sa.select(assignment).where(assignment.c.applicant_id.in_(applicant_ids)).order_by(assignment.c.id)
    )


def sealed(text: str, private: PrivateData) -> str:
    """Free text as it is stored."""
    return private.encrypt(text, TEXT)


def opened(text: str | None, private: PrivateData) -> str | None:
    """Free text as it was written."""
    return private.decrypt(text, TEXT) if text is not None else None
