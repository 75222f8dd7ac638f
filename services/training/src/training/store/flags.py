"""Flags: met, locked, written; and those that stand on lines, people and classes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.ids import new_id
from kit.refusal import NotFound
from sqlalchemy import ColumnElement, RowMapping
from sqlalchemy.dialects.postgresql import insert

from training.domain.check_rules import CheckName, Severity
from training.domain.flags import STANDING, Flag, FlagState, Link, Met, Suspicion, institutions_in, raised
from training.domain.found import Subject
from training.domain.rules import Rules
from training.store.sets import among
from training.store.tables.base import table_of
from training.store.tables.suspicions import FlagLinkRow, FlagRow, FlagStepRow

flag = table_of(FlagRow)
link = table_of(FlagLinkRow)
step = table_of(FlagStepRow)

_STANDING = [state.value for state in STANDING]


@dataclass(frozen=True)
class Meeting:
    """A flag after its suspicion was met, and what that did."""

    flag: Flag
    met: Met


async def meet(tx: Transaction, suspicions: Sequence[Suspicion], on: date, rules: Rules) -> list[Meeting]:
    """Raise a flag for each suspicion, or meet the one that is there; one statement for each step of the whole set.

    Flags are locked by id, after everything else that a transaction locks; new ones are written in the order
    of their keys. One raised elsewhere at the same moment stands as it was raised; the next sweep adds to it.
    """
    if not suspicions:
        return []
    known = await _lock_known(tx, [one.key for one in suspicions])
    new = [Meeting(raised(new_id(), one, on), Met.RAISED) for one in suspicions if one.key not in known]
    written = await _insert(tx, [meeting.flag for meeting in new], rules)
    meetings = [meeting for meeting in new if meeting.flag.flag_id in written]
    links: list[tuple[str, Link]] = []
    for one in suspicions:
        held = known.get(one.key)
        if held is not None:
            before = held.suspicion.links
            meetings.append(Meeting(held, held.meet(one)))
            links += [(held.flag_id, each) for each in sorted(held.suspicion.links - before)]
    await _add_links(tx, links)
    await _save_many(tx, [meeting for meeting in meetings if meeting.met in {Met.ADDED, Met.REOPENED}], on, rules)
    _write_steps(tx, [meeting for meeting in meetings if meeting.met is not Met.KNOWN], on)
    return meetings


async def _save_many(tx: Transaction, changed: Sequence[Meeting], on: date, rules: Rules) -> None:
    """Write locked flags whose evidence grew, as one statement for a thousand; one that opened again is due anew."""
    names = ("area", "points", "severity", "detail", "detail_zh", "evidence", "marks", "state", "times_raised")
    for start in range(0, len(changed), _MANY):
        rows = [_row(tx, meeting.flag, rules) for meeting in changed[start : start + _MANY]]
        statement = insert(flag).values(rows)
        new = statement.excluded
        reopened = new.times_raised > flag.c.times_raised
        due_on = on + timedelta(days=rules.checks.flags.due_days)
        await tx.execute(
            statement.on_conflict_do_update(
                index_elements=["id"],
                set_={
                    **{name: new[name] for name in names},
                    "due_on": sa.case((reopened, due_on), else_=flag.c.due_on),
                    **{
                        name: sa.case((reopened, sa.null()), else_=flag.c[name])
                        for name in ("worker", "outcome_reason", "closed_on", "closed_by")
                    },
                    "version": flag.c.version + 1,
                },
            )
        )


async def _lock_known(tx: Transaction, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Flag]:
    wanted = set(keys)
    rows = await tx.lock_all(
        sa.select(flag)
        .where(among(flag.c.subject_id, {subject_id for _, subject_id in keys}), flag.c.kind.in_({k for k, _ in keys}))
        .order_by(flag.c.id)
    )
    rows = [row for row in rows if (row["kind"], row["subject_id"]) in wanted]
    links = await links_of(tx, [row["id"] for row in rows])
    return {(row["kind"], row["subject_id"]): _flag(row, links.get(row["id"], frozenset())) for row in rows}


async def _insert(tx: Transaction, flags: Sequence[Flag], rules: Rules) -> set[str]:
    """Write new flags; the ids of those that nobody else raised meanwhile."""
    if not flags:
        return set()
    written: set[str] = set()
    for start in range(0, len(flags), _MANY):
        some = flags[start : start + _MANY]
        done = await tx.execute(
            insert(flag)
            .values([_row(tx, one, rules) for one in some])
            .on_conflict_do_nothing(constraint="uq_flag_fact")
            .returning(flag.c.id)
        )
        written |= {row[0] for row in done}
    tx.insert(
        FlagLinkRow,
        *(
            {"flag_id": one.flag_id, "subject": subject, "subject_id": subject_id}
            for one in flags
            if one.flag_id in written
            for subject, subject_id in sorted(one.suspicion.links)
        ),
    )
    return written


_MANY = 1_000
"""Flags written by one statement; PostgreSQL takes 32,767 parameters."""


def _row(tx: Transaction, new: Flag, rules: Rules) -> dict[str, object]:
    what = new.suspicion
    return {
        "id": new.flag_id,
        "kind": what.kind.value,
        "subject": what.subject.value,
        "subject_id": what.subject_id,
        "area": what.area,
        "severity": what.severity.value,
        "points": what.points,
        "reference": what.reference,
        "detail": what.detail,
        "detail_zh": what.detail_zh,
        "evidence": dict(what.evidence),
        "marks": sorted(new.marks),
        "state": new.state.value,
        "raised_on": new.raised_on,
        "due_on": new.raised_on + timedelta(days=rules.checks.flags.due_days),
        "times_raised": new.times_raised,
        "policy_version": rules.version,
        "version": 1,
        "recorded_at": tx.now,
    }


async def _add_links(tx: Transaction, links: Sequence[tuple[str, Link]]) -> None:
    for start in range(0, len(links), _MANY):
        rows = [
            {"flag_id": flag_id, "subject": subject, "subject_id": one}
            for flag_id, (subject, one) in links[start : start + _MANY]
        ]
        await tx.execute(insert(link).values(rows).on_conflict_do_nothing())


def _write_steps(tx: Transaction, meetings: Sequence[Meeting], on: date) -> None:
    if meetings:
        tx.insert(
            FlagStepRow,
            *(
                {
                    "id": new_id(),
                    "flag_id": meeting.flag.flag_id,
                    "step": meeting.met.value,
                    "happened_on": on,
                    "account": tx.call.actor.account,
                    "note": meeting.flag.suspicion.detail,
                    "evidence": dict(meeting.flag.suspicion.evidence),
                    "recorded_at": tx.now,
                }
                for meeting in meetings
            ),
        )


def write_step(tx: Transaction, flag_id: str, what: str, on: date, note: str | None) -> None:
    """Add to a flag's story."""
    tx.insert(
        FlagStepRow,
        {
            "id": new_id(),
            "flag_id": flag_id,
            "step": what,
            "happened_on": on,
            "account": tx.call.actor.account,
            "note": note,
            "evidence": None,
            "recorded_at": tx.now,
        },
    )


async def save_work(tx: Transaction, changed: Flag) -> int:
    """Write in whose hands a locked flag is and what it came to; its new version."""
    saved = await tx.execute(
        sa.update(flag)
        .where(flag.c.id == changed.flag_id)
        .values(
            state=changed.state.value,
            worker=changed.worker,
            outcome_reason=changed.reason,
            closed_on=changed.closed_on,
            closed_by=changed.closed_by,
            version=flag.c.version + 1,
        )
        .returning(flag.c.version)
    )
    return int(saved.scalar_one())


def visible_flags(actor: Actor) -> ColumnElement[bool]:
    """The flags of the caller's area. Institutions have no permission to see any."""
    return flag.c.area.startswith(actor.area, autoescape=True) if actor.area else sa.true()


async def lock_flag(tx: Transaction, flag_id: str, actor: Actor) -> Flag:
    """A flag of the caller's area, locked. Raises NotFound, VersionStale."""
    row = await tx.lock_one(sa.select(flag).where(flag.c.id == flag_id, visible_flags(actor)))
    if row is None:
        raise NotFound(noun="flag")
    tx.expect_version(row["version"])
    links = await links_of(tx, [flag_id])
    return _flag(row, links.get(flag_id, frozenset()))


async def links_of(tx: Transaction, flag_ids: Collection[str]) -> dict[str, frozenset[Link]]:
    """By flag, everything that it touches."""
    if not flag_ids:
        return {}
    found: dict[str, set[Link]] = {}
    for row in await tx.all(sa.select(link).where(among(link.c.flag_id, flag_ids))):
        found.setdefault(row["flag_id"], set()).add((row["subject"], row["subject_id"]))
    return {flag_id: frozenset(links) for flag_id, links in found.items()}


async def standing_on(tx: Transaction, subject_ids: Collection[str]) -> dict[str, list[tuple[str, int]]]:
    """By what they touch (a milestone, person, class, business, certificate), the kinds and points of flags that stand.

    What claims put on top of the random sample; one statement however many are asked for.
    """
    if not subject_ids:
        return {}
    rows = await tx.all(
        sa.select(link.c.subject_id, flag.c.kind, flag.c.points)
        .select_from(link)
        .join(flag, flag.c.id == link.c.flag_id)
        .where(among(link.c.subject_id, subject_ids), flag.c.state.in_(_STANDING))
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for row in rows:
        found.setdefault(row["subject_id"], []).append((row["kind"], row["points"]))
    return found


def _flag(row: RowMapping, links: frozenset[Link]) -> Flag:
    what = Suspicion(
        kind=CheckName(row["kind"]),
        subject=Subject(row["subject"]),
        subject_id=row["subject_id"],
        area=row["area"],
        severity=Severity(row["severity"]),
        points=row["points"],
        reference=row["reference"],
        detail=row["detail"],
        detail_zh=row["detail_zh"],
        evidence=row["evidence"],
        links=links,
    )
    return Flag(
        flag_id=row["id"],
        suspicion=what,
        marks=frozenset(row["marks"]),
        raised_on=row["raised_on"],
        state=FlagState(row["state"]),
        times_raised=row["times_raised"],
        worker=row["worker"],
        reason=row["outcome_reason"],
        closed_on=row["closed_on"],
        closed_by=row["closed_by"],
        institutions=institutions_in(links),
    )
