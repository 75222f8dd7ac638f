"""The register of experts who grade business plans."""

from typing import Annotated

import sqlalchemy as sa
from fastapi import Path, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound

from training.api import permissions
from training.api.assessment_views import ExpertPage, ExpertView, TieView
from training.domain.errors.assessment import ExpertTwice, TasksInHand
from training.domain.packages import Package
from training.store.experts import expert, open_tasks, ties_of
from training.store.listing import page_of
from training.use_cases.end_expert import EndExpert, end_expert
from training.use_cases.expert_shapes import ExpertChanged, TieTold
from training.use_cases.register_expert import RegisterExpert, register_expert
from training.use_cases.tie_expert import EndTie, TieNoted, end_tie, tie_expert

router = Routes(tags=["experts"])

_SCHOOL = "0198c1de-0000-7000-8000-000000000001"
_TIE = {"institution_id": _SCHOOL, "kind": "teaches", "from_on": "2006-03-01"}


@router.verb(
    "POST",
    "/v1/experts",
    permission=permissions.REGISTER_EXPERT,
    status=201,
    summary="Register an expert",
    description="With the packages whose plans they grade and their ties to institutions; a trainer is linked to their "
    "entry among the trainers. Their account (role `expert`) gets the answer's id as its organisation.",
    refusals=[ExpertTwice, DatesOutOfOrder, NotFound],
    body_example={"name": "陈华", "subjects": ["SYB", "IYB"], "registered_on": "2007-05-10", "ties": [_TIE]},
    response_model=ExpertChanged,
)
async def register_plan_expert(call: Caller, database: Db, request: Request, command: RegisterExpert) -> ExpertChanged:
    """Register an expert."""
    return await register_expert(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "POST",
    "/v1/experts/{expert_id}/ties",
    permission=permissions.TIE_EXPERT,
    status=201,
    summary="Note an expert's tie to an institution",
    description="From then on the expert grades no plan of that institution, nor for a while after the tie has ended.",
    refusals=[DatesOutOfOrder, NotFound],
    body_example=_TIE,
    response_model=TieNoted,
)
async def note_expert_tie(call: Caller, database: Db, expert_id: Id, command: TieTold) -> TieNoted:
    """Note a tie."""
    return await tie_expert(database, call, expert_id, command)


@router.verb(
    "POST",
    "/v1/experts/{expert_id}/ties/{number}/end",
    permission=permissions.TIE_EXPERT,
    summary="End a tie",
    description="It still keeps the expert from grading the institution's plans for the months that the policy names.",
    refusals=[IllegalTransition, DatesOutOfOrder, NotFound],
    body_example={"to_on": "2007-08-31"},
    response_model=TieNoted,
)
async def end_expert_tie(
    call: Caller, database: Db, expert_id: Id, number: Annotated[int, Path(ge=1, le=10_000)], command: EndTie
) -> TieNoted:
    """End a tie."""
    return await end_tie(database, call, expert_id, number, command)


@router.verb(
    "POST",
    "/v1/experts/{expert_id}/end",
    permission=permissions.REGISTER_EXPERT,
    summary="Take an expert off the register",
    description="From a day on. Needs that no plan is in hand: withdraw those first.",
    refusals=[TasksInHand, IllegalTransition, DatesOutOfOrder, NotFound],
    body_example={"ended_on": "2008-05-10", "reason": "moved away"},
    response_model=ExpertChanged,
)
async def end_plan_expert(
    call: Caller, database: Db, request: Request, expert_id: Id, command: EndExpert
) -> ExpertChanged:
    """End an entry."""
    return await end_expert(database, call, request.app.state.rules_as_of, expert_id, command)


@router.verb(
    "GET",
    "/v1/experts",
    permission=permissions.READ_EXPERTS,
    summary="List experts",
    description="With ties and plans in hand; never shown to institutions, so that nobody knows who grades whom.",
    response_model=ExpertPage,
)
async def list_experts(call: Caller, database: Db, page: Paging, subject: Package | None = None) -> ExpertPage:
    """List experts."""
    conditions = [] if subject is None else [sa.literal(subject.value) == sa.any_(expert.c.subjects)]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, expert, conditions, page.limit, page.after)
        ties = await ties_of(tx, [row["id"] for row in rows])
        load = await open_tasks(tx)
    return ExpertPage(
        items=[
            ExpertView(
                **row,
                open_tasks=load.get(row["id"], 0),
                ties=[TieView(**tie) for tie in ties if tie["expert_id"] == row["id"]],
            )
            for row in rows
        ],
        next=next_cursor(after),
    )
