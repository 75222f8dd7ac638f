"""Flags of what may be false: the sweep, the work list, the inquiry, the outcome."""

from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import Query, Request
from kit.auth import Actor, Role
from kit.database import Transaction
from kit.http import Caller, Db, Id, Page, Paging, Routes, next_cursor
from kit.problem import HeaderInvalid
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound
from sqlalchemy import ColumnElement

from training.api import permissions
from training.api.flag_views import FlagDetail, FlagPage, FlagView, StepView, flag_fields, suggestions
from training.domain.check_rules import CheckName
from training.domain.errors.dates import DatedTooFarBack, DateInFuture
from training.domain.errors.flags import FlagDeciderInvolved, FlagOfAnother
from training.domain.flags import STANDING, FlagState, Link
from training.store.flag_people import milestones_at_stake, under_verification
from training.store.flags import flag, link, links_of, step, visible_flags
from training.store.listing import matching
from training.use_cases.sweep_flags import FlagsSwept, SweepFlags, sweep_flags
from training.use_cases.work_flag import (
    AssignFlag,
    CloseFlag,
    FlagStanding,
    NoteFlag,
    assign_flag,
    close_flag,
    note_flag,
)

router = Routes(tags=["flags"])

Order = Annotated[Literal["risk", "age"], Query(description="Most points first, of equal ones the oldest; or oldest.")]


@router.verb(
    "POST",
    "/v1/flag-sweeps",
    permission=permissions.SWEEP_FLAGS,
    status=201,
    summary="Look for what may be false",
    description="For every night: the automatic checks of claims over what is earned and not claimed yet, and over "
    "classes of which nothing is claimed. The same fact raises one flag once; a closed one opens again with new "
    "evidence only. `next` tells where to go on when there is more.",
    body_example={},
    response_model=FlagsSwept,
)
async def sweep_training_flags(call: Caller, database: Db, request: Request, command: SweepFlags) -> FlagsSwept:
    """Sweep."""
    return await sweep_flags(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "GET",
    "/v1/flags",
    permission=permissions.READ_FLAGS,
    summary="List flags",
    description="The work list of the caller's area: those that stand, unless a state is asked for; the most risky on "
    "top, of equal ones the oldest.",
    response_model=FlagPage,
)
async def list_training_flags(
    call: Caller,
    database: Db,
    page: Paging,
    state: FlagState | None = None,
    kind: CheckName | None = None,
    touching: Annotated[Id | None, Query(description="A person, class, business, milestone or institution.")] = None,
    mine: Annotated[bool, Query(description="Only those that the caller works on.")] = False,
    order: Order = "risk",
) -> FlagPage:
    """List flags."""
    states = [state] if state else list(STANDING)
    conditions = [
        visible_flags(call.actor),
        flag.c.state.in_([one.value for one in states]),
        *matching(flag, kind=kind.value if kind else None, worker=call.actor.account if mine else None),
    ]
    if touching is not None:
        conditions.append(sa.exists().where(link.c.flag_id == flag.c.id, link.c.subject_id == touching))
    async with database.reading(call) as tx:
        query = sa.select(flag).where(*conditions).limit(page.limit + 1)
        query = query.order_by(flag.c.points.desc(), flag.c.id) if order == "risk" else query.order_by(flag.c.id)
        rows = list(await tx.all(query.where(_after(page, order))))
        shown = rows[: page.limit]
        links = await links_of(tx, [row["id"] for row in shown])
        hidden = await _withheld(tx, call.actor, links)
        items = [
            FlagView(**flag_fields(row, links.get(row["id"], ()), tx.today, withheld=row["id"] in hidden))
            for row in shown
        ]
    last = shown[-1] if len(rows) > page.limit else None
    return FlagPage(items=items, next=next_cursor(f"{last['points']}|{last['id']}" if last is not None else None))


def _after(page: Page, order: str) -> ColumnElement[bool]:
    """What comes after the last flag of the page before."""
    if page.after is None:
        return sa.true()
    points, _, flag_id = page.after.partition("|")
    if not points.isdecimal() or not flag_id:
        raise HeaderInvalid(where="cursor", header="cursor", expected="Send `next` as it came.")
    if order == "age":
        return flag.c.id > flag_id
    return sa.or_(flag.c.points < int(points), sa.and_(flag.c.points == int(points), flag.c.id > flag_id))


async def _withheld(tx: Transaction, actor: Actor, links: dict[str, frozenset[Link]]) -> set[str]:
    """The flags whose evidence this caller is not shown now: verification is blind for those who may do it."""
    return await under_verification(tx, links.items()) if actor.role == Role.CASE_WORKER else set()


@router.verb(
    "GET",
    "/v1/flags/{flag_id}",
    permission=permissions.READ_FLAGS,
    summary="Read a flag",
    description="With its evidence, everything it touches, its story, and what may follow for each milestone.",
    response_model=FlagDetail,
)
async def read_training_flag(call: Caller, database: Db, flag_id: Id) -> FlagDetail:
    """Read a flag."""
    async with database.reading(call) as tx:
        row = await tx.one(sa.select(flag).where(flag.c.id == flag_id, visible_flags(call.actor)))
        if row is None:
            raise NotFound(noun="flag")
        links = await links_of(tx, [flag_id])
        hidden = bool(await _withheld(tx, call.actor, links))
        story = await tx.all(sa.select(step).where(step.c.flag_id == flag_id).order_by(step.c.id))
        at_stake = [] if hidden else await milestones_at_stake(tx, links.get(flag_id, ()))
        today = tx.today
    steps = [StepView(**one) for one in story]
    if hidden:
        steps = [one.model_copy(update={"note": None, "evidence": None}) for one in steps]
    return FlagDetail(
        **flag_fields(row, links.get(flag_id, ()), today, withheld=hidden),
        steps=steps,
        suggestions=suggestions(at_stake),
    )


@router.verb(
    "POST",
    "/v1/flags/{flag_id}/assignment",
    permission=permissions.WORK_FLAG,
    summary="Take, assign or hand back a flag",
    description="A case worker takes a flag of their area or hands it back (`worker` null); a manager assigns it.",
    refusals=[FlagOfAnother, IllegalTransition],
    body_example={"worker": "district-third"},
    response_model=FlagStanding,
)
async def assign_training_flag(call: Caller, database: Db, flag_id: Id, command: AssignFlag) -> FlagStanding:
    """Assign a flag."""
    return await assign_flag(database, call, flag_id, command)


@router.verb(
    "POST",
    "/v1/flags/{flag_id}/notes",
    permission=permissions.WORK_FLAG,
    status=201,
    summary="Write down a step of the inquiry",
    description="By who works on it, or a manager. Without names or numbers of people.",
    refusals=[FlagOfAnother, IllegalTransition, DatesOutOfOrder, DateInFuture, DatedTooFarBack],
    body_example={"noted_on": "2007-09-12", "note": "the two learners are a couple with one telephone"},
    response_model=FlagStanding,
)
async def note_training_flag(
    call: Caller, database: Db, request: Request, flag_id: Id, command: NoteFlag
) -> FlagStanding:
    """Note a step."""
    return await note_flag(database, call, request.app.state.rules_as_of, flag_id, command)


@router.verb(
    "POST",
    "/v1/flags/{flag_id}/outcome",
    permission=permissions.WORK_FLAG,
    summary="Give a flag its outcome",
    description="Confirmed fraud, an error corrected, or unfounded, with the reason; by who works on it or a manager, "
    "never by somebody of the institution or who kept the books. What follows is suggested, not done.",
    refusals=[FlagOfAnother, FlagDeciderInvolved, IllegalTransition, DatesOutOfOrder, DateInFuture, DatedTooFarBack],
    body_example={"outcome": "unfounded", "closed_on": "2007-10-02", "reason": "a couple with one telephone"},
    response_model=FlagStanding,
)
async def close_training_flag(
    call: Caller, database: Db, request: Request, flag_id: Id, command: CloseFlag
) -> FlagStanding:
    """Close a flag."""
    return await close_flag(database, call, request.app.state.rules_as_of, flag_id, command)
