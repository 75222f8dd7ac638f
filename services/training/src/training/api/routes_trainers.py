"""Trainers: where they work, their licences, and what is decided on these."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import Path, Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition
from sqlalchemy import RowMapping

from training.api import permissions
from training.api.provider_views import (
    ChangePage,
    EngagementView,
    LicenceDetail,
    LicenceView,
    SuspensionView,
    TrainerDetail,
    TrainerPage,
    TrainerView,
)
from training.domain.errors.dates import DatedTooFarBack, DateInFuture
from training.domain.errors.institutions import AlreadySuspended, LicenceTooLong
from training.domain.errors.trainers import (
    CoursesTooFew,
    LicenceNumberUsed,
    LicenceOverlaps,
    MovedBefore,
    RenewalTooLate,
    StillTeaching,
)
from training.domain.trainer import Licence, Trainer, licence_state
from training.store.listing import matching, page_of
from training.store.provider_history import page_of_changes, trainer_history
from training.store.scope import within
from training.store.trainers import licences_of, load_trainer, trainer, trainers_from
from training.use_cases.licence_shapes import LicenceHeld, TrainerChanged
from training.use_cases.license_trainer import RenewLicence, license_trainer, renew_licence
from training.use_cases.move_trainer import MoveTrainer, TrainerMoved, move_trainer
from training.use_cases.register_trainer import RegisterTrainer, TrainerRegistered, register_trainer
from training.use_cases.suspend_licence import (
    LicenceMeasured,
    LiftLicenceSuspension,
    SuspendLicence,
    WithdrawLicence,
    lift_licence,
    suspend_licence,
    withdraw_licence,
)

router = Routes(tags=["trainers"])

_ID = "0198c1de-0000-7000-8000-000000000001"
_LICENCE = {
    "package": "SYB",
    "level": "trainer",
    "valid_from": "2006-03-01",
    "valid_to": "2009-02-28",
    "licence_number": "SIYB-CN-2006-0418",
    "issued_by": "SIYB 中国项目办公室",
}

LicenceNumber = Annotated[int, Path(ge=1, le=1000, description="The licence's number within the trainer, from 1.")]
AsOf = Annotated[
    date | None,
    Query(ge=date(1900, 1, 1), le=date(2100, 12, 31), description="As it stood on that day; without it today."),
]


@router.verb(
    "POST",
    "/v1/trainers",
    permission=permissions.REGISTER_TRAINER,
    status=201,
    summary="Register a trainer",
    description="With the licences that say which packages they may teach, and when; three years at most. A trainer "
    "teaches learners; a master trainer also trains trainers and takes part in inspections.",
    refusals=[LicenceTooLong, LicenceOverlaps, LicenceNumberUsed, DatesOutOfOrder],
    body_example={"institution_id": _ID, "name": "李明", "licences": [_LICENCE], "engaged_from": "2007-05-01"},
    response_model=TrainerRegistered,
)
async def register_licensed_trainer(
    call: Caller, database: Db, request: Request, command: RegisterTrainer
) -> TrainerRegistered:
    """Register a trainer."""
    return await register_trainer(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "POST",
    "/v1/trainers/{trainer_id}/licences",
    permission=permissions.LICENSE_TRAINER,
    status=201,
    summary="Record another licence of a trainer",
    description="For another package, another level, or anew after a withdrawal; three years at most.",
    refusals=[LicenceTooLong, LicenceOverlaps, LicenceNumberUsed, DatesOutOfOrder],
    body_example={**_LICENCE, "package": "IYB", "licence_number": "SIYB-CN-2006-0419"},
    response_model=TrainerChanged,
)
async def record_trainer_licence(
    call: Caller, database: Db, request: Request, trainer_id: Id, command: LicenceHeld
) -> TrainerChanged:
    """Record a licence."""
    return await license_trainer(database, call, request.app.state.rules_as_of, trainer_id, command)


@router.verb(
    "POST",
    "/v1/trainers/{trainer_id}/licences/{number}/renewal",
    permission=permissions.LICENSE_TRAINER,
    status=201,
    summary="Renew a trainer's licence",
    description="Continues a licence, once, from the day after it ends unless a later day is given. Needs the "
    "policy's number of completed courses taught under it.",
    refusals=[
        CoursesTooFew,
        RenewalTooLate,
        LicenceOverlaps,
        LicenceTooLong,
        LicenceNumberUsed,
        IllegalTransition,
        DatesOutOfOrder,
    ],
    body_example={"valid_to": "2012-02-28", "licence_number": "SIYB-CN-2009-0077", "issued_by": "SIYB 中国项目办公室"},
    response_model=TrainerChanged,
)
async def renew_trainer_licence(
    call: Caller, database: Db, request: Request, trainer_id: Id, number: LicenceNumber, command: RenewLicence
) -> TrainerChanged:
    """Renew a licence."""
    return await renew_licence(database, call, request.app.state.rules_as_of, trainer_id, number, command)


@router.verb(
    "POST",
    "/v1/trainers/{trainer_id}/licences/{number}/suspension",
    permission=permissions.SUSPEND_LICENCE,
    summary="Suspend a trainer's licence",
    description="From a day on which it stands, until a day or until it is lifted. The answer names the open "
    "classes in which sessions then lack a licensed trainer.",
    refusals=[AlreadySuspended, IllegalTransition, DatesOutOfOrder, DatedTooFarBack],
    body_example={"suspended_from": "2008-03-01", "suspended_to": "2008-05-31", "reason": "擅自缩短学时"},
    response_model=LicenceMeasured,
)
async def suspend_trainer_licence(
    call: Caller, database: Db, request: Request, trainer_id: Id, number: LicenceNumber, command: SuspendLicence
) -> LicenceMeasured:
    """Suspend a licence."""
    return await suspend_licence(database, call, request.app.state.rules_as_of, trainer_id, number, command)


@router.verb(
    "POST",
    "/v1/trainers/{trainer_id}/licences/{number}/suspension-lifting",
    permission=permissions.SUSPEND_LICENCE,
    summary="Lift the suspension of a licence",
    description="`lifted_on` is the first day on which the trainer may teach under it again.",
    refusals=[IllegalTransition, DateInFuture, DatedTooFarBack],
    body_example={"lifted_on": "2008-04-15", "reason": "复核通过"},
    response_model=LicenceMeasured,
)
async def lift_licence_suspension(
    call: Caller,
    database: Db,
    request: Request,
    trainer_id: Id,
    number: LicenceNumber,
    command: LiftLicenceSuspension,
) -> LicenceMeasured:
    """Lift a suspension."""
    return await lift_licence(database, call, request.app.state.rules_as_of, trainer_id, number, command)


@router.verb(
    "POST",
    "/v1/trainers/{trainer_id}/licences/{number}/withdrawal",
    permission=permissions.SUSPEND_LICENCE,
    summary="Withdraw a trainer's licence",
    description="For good, from a day on which it stands; another licence may be recorded later. The answer names "
    "the open classes in which sessions then lack a licensed trainer.",
    refusals=[IllegalTransition, DateInFuture, DatedTooFarBack],
    body_example={"withdrawn_on": "2008-06-02", "reason": "伪造授课记录"},
    response_model=LicenceMeasured,
)
async def withdraw_trainer_licence(
    call: Caller, database: Db, request: Request, trainer_id: Id, number: LicenceNumber, command: WithdrawLicence
) -> LicenceMeasured:
    """Withdraw a licence."""
    return await withdraw_licence(database, call, request.app.state.rules_as_of, trainer_id, number, command)


@router.verb(
    "POST",
    "/v1/trainers/{trainer_id}/engagement",
    permission=permissions.MOVE_TRAINER,
    summary="Move a trainer to another institution",
    description="From a day on; `institution_id` null when the trainer leaves and works for none. Not while the "
    "trainer is to hold sessions of the old institution's open classes on later days.",
    refusals=[StillTeaching, MovedBefore, IllegalTransition, DateInFuture, DatedTooFarBack],
    body_example={"institution_id": _ID, "engaged_from": "2008-01-01", "reason": "调动"},
    response_model=TrainerMoved,
)
async def move_licensed_trainer(
    call: Caller, database: Db, request: Request, trainer_id: Id, command: MoveTrainer
) -> TrainerMoved:
    """Move a trainer."""
    return await move_trainer(database, call, request.app.state.rules_as_of, trainer_id, command)


@router.verb(
    "GET",
    "/v1/trainers",
    permission=permissions.READ_TRAINERS,
    summary="List trainers",
    description="With their licences and the state of each today.",
    response_model=TrainerPage,
)
async def list_trainers(call: Caller, database: Db, page: Paging, institution_id: Id | None = None) -> TrainerPage:
    """List trainers."""
    conditions = [
        within(call.actor, trainer.c.institution_id, trainer.c.area),
        *matching(trainer, institution_id=institution_id),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, trainer, conditions, page.limit, page.after)
        found = await trainers_from(tx, rows)
        held: dict[str, list[RowMapping]] = {}
        for licence in await licences_of(tx, list(found)):
            held.setdefault(licence["trainer_id"], []).append(licence)
        day = tx.today
    items = [
        TrainerView(
            **row,
            licences=[
                LicenceView(**fact, state=licence_state(licence, day))
                for fact, licence in zip(held.get(row["id"], []), found[row["id"]].licences, strict=True)
            ],
        )
        for row in rows
    ]
    return TrainerPage(items=items, next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/trainers/{trainer_id}",
    permission=permissions.READ_TRAINERS,
    summary="Read a trainer",
    description="With licences, their suspensions, and for whom the trainer worked since when; with `as_of` only "
    "what had taken effect by that day.",
    response_model=TrainerDetail,
)
async def read_trainer(call: Caller, database: Db, trainer_id: Id, as_of: AsOf = None) -> TrainerDetail:
    """Read a trainer."""
    async with database.reading(call) as tx:
        found, row = await load_trainer(tx, trainer_id, call.actor)
        facts = await licences_of(tx, [trainer_id])
        day = as_of or tx.today
    return _detail(found, row, facts, day, as_of)


def _detail(
    found: Trainer, row: RowMapping, facts: Sequence[RowMapping], day: date, as_of: date | None
) -> TrainerDetail:
    return TrainerDetail(
        id=found.trainer_id,
        institution_id=found.works_for(day),
        name=found.name,
        as_of=day,
        master=found.master(day),
        licences=[
            _licence(fact, licence, day, as_of)
            for fact, licence in zip(facts, found.licences, strict=True)
            if as_of is None or licence.valid_from <= as_of
        ],
        engagements=[
            EngagementView(engaged_from=e.engaged_from, institution_id=e.institution_id)
            for e in found.engagements
            if as_of is None or e.engaged_from <= as_of
        ],
        version=row["version"],
    )


def _licence(fact: RowMapping, licence: Licence, day: date, as_of: date | None) -> LicenceDetail:
    def known(on: date | None) -> date | None:
        return on if on is not None and (as_of is None or on <= as_of) else None

    return LicenceDetail(
        **fact,
        state=licence_state(licence, day),
        suspensions=[
            SuspensionView(number=s.number, starts_on=s.starts_on, ends_on=s.ends_on, lifted_on=known(s.lifted_on))
            for s in licence.suspensions
            if as_of is None or s.starts_on <= as_of
        ],
        withdrawn_on=known(licence.withdrawn_on),
    )


@router.verb(
    "GET",
    "/v1/trainers/{trainer_id}/history",
    permission=permissions.READ_TRAINERS,
    summary="Read a trainer's history",
    description="Every change with who, when and why, in the order in which it was recorded.",
    response_model=ChangePage,
)
async def read_trainer_history(call: Caller, database: Db, page: Paging, trainer_id: Id) -> ChangePage:
    """Read the history."""
    async with database.reading(call) as tx:
        await load_trainer(tx, trainer_id, call.actor)
        changes = await trainer_history(tx, trainer_id)
    items, after = page_of_changes(changes, page.limit, page.after)
    return ChangePage(items=list(items), next=next_cursor(after))
