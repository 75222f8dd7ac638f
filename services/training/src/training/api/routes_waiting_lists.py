"""Waiting lists of full classes."""

from datetime import date

import sqlalchemy as sa
from fastapi import Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound
from pydantic import BaseModel, Field

from training.api import permissions
from training.domain.errors.enrolments import (
    AlreadyEnrolled,
    AlreadyWaiting,
    ApplicantMerged,
    ApplicantNotAccepted,
    ApplicantWithdrawn,
    EnrolmentClosed,
    LearnerBusy,
    SeatsFree,
    WaitingEndedEarlier,
)
from training.domain.waiting_list import WaitingState
from training.store.classes import training_class
from training.store.listing import matching, page_of
from training.store.scope import within
from training.store.waiting_lists import waiting
from training.use_cases.join_waiting_list import JoinWaitingList, WaitingJoined, join_waiting_list
from training.use_cases.leave_waiting_list import LeaveWaitingList, WaitingLeft, leave_waiting_list

router = Routes(tags=["waiting lists"])

_APPLICANT = "0198c1de-0000-7000-8000-000000000004"


class WaitingView(BaseModel):
    """A place on a waiting list, and how it ended."""

    id: str
    class_id: str
    applicant_id: str
    position: int = Field(description="A lower one goes first; never given twice.")
    joined_on: date
    free: bool
    fee_reason: str
    state: WaitingState
    ended_on: date | None
    end_reason: str | None = Field(
        description="`seat_fell_free`, `class_completed`, the code of the rule for which the person was passed over, "
        "or why they left."
    )
    enrolment_id: str | None
    version: int


class WaitingPage(BaseModel):
    """A page of a waiting list."""

    items: list[WaitingView]
    next: str | None


@router.verb(
    "POST",
    "/v1/classes/{class_id}/waiting-list",
    permission=permissions.JOIN_WAITING_LIST,
    status=201,
    summary="Put an applicant on the waiting list of a full class",
    description="Every rule of enrolling holds but the seat. `free` and `fee_reason` say what the course would cost. A "
    "seat that falls free is given to the first who may still enrol; who joined for a free course and would have to "
    "pay by then is passed over.",
    refusals=[
        SeatsFree,
        AlreadyWaiting,
        AlreadyEnrolled,
        EnrolmentClosed,
        ApplicantNotAccepted,
        ApplicantMerged,
        ApplicantWithdrawn,
        LearnerBusy,
        DatesOutOfOrder,
        IllegalTransition,
    ],
    body_example={"applicant_id": _APPLICANT, "joined_on": "2007-07-20"},
    response_model=WaitingJoined,
)
async def join_class_waiting_list(
    call: Caller, database: Db, request: Request, class_id: Id, command: JoinWaitingList
) -> WaitingJoined:
    """Join a waiting list."""
    return await join_waiting_list(database, call, request.app.state.rules_as_of, class_id, command)


@router.verb(
    "GET",
    "/v1/classes/{class_id}/waiting-list",
    permission=permissions.READ_WAITING_LIST,
    summary="Read the waiting list of a class",
    description="In order, with those who were seated, passed over (and by which rule), left or lapsed.",
    response_model=WaitingPage,
)
async def read_waiting_list(
    call: Caller, database: Db, page: Paging, class_id: Id, state: WaitingState | None = None
) -> WaitingPage:
    """Read a waiting list."""
    async with database.reading(call) as tx:
        known = await tx.value(
            sa.select(training_class.c.id).where(
                training_class.c.id == class_id,
                within(call.actor, training_class.c.institution_id, training_class.c.area),
            )
        )
        if known is None:
            raise NotFound(noun="class")
        conditions = matching(waiting, class_id=class_id, state=state)
        rows, after = await page_of(tx, waiting, conditions, page.limit, page.after)
    return WaitingPage(items=[WaitingView(**row) for row in rows], next=next_cursor(after))


@router.verb(
    "POST",
    "/v1/waiting-list/{waiting_id}/leaving",
    permission=permissions.LEAVE_WAITING_LIST,
    summary="Take somebody off a waiting list who no longer wants to wait",
    description="The positions of the others stay.",
    refusals=[IllegalTransition, WaitingEndedEarlier],
    body_example={"left_on": "2007-07-25", "reason": "found a job"},
    response_model=WaitingLeft,
)
async def leave_class_waiting_list(
    call: Caller, database: Db, request: Request, waiting_id: Id, command: LeaveWaitingList
) -> WaitingLeft:
    """Leave a waiting list."""
    return await leave_waiting_list(database, call, request.app.state.rules_as_of, waiting_id, command)
