"""The grader's desk: tasks that tell neither author nor institution."""

import asyncio
from typing import Any, Literal

import sqlalchemy as sa
from fastapi import Request, Response
from kit.attachments import AttachmentUnavailable, ending_of
from kit.auth import Actor
from kit.database import Transaction
from kit.http import Caller, Db, Files, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound
from kit.uploads import attachment_response
from sqlalchemy import ColumnElement, RowMapping

from training.api import permissions
from training.api.assessment_views import CriterionView, TaskDetail, TaskPage, TaskView
from training.domain.blind_copy import blind_copy
from training.domain.errors.assessment import (
    CriteriaNotThose,
    ExpertInvolved,
    GradeAboveScores,
    NotDeclaredBlind,
    ReworkRemarksMissing,
)
from training.domain.packages import Package
from training.store.plans import mark, plan_version, task
from training.use_cases.grade_plan import GradePlan, TaskGraded, grade_plan
from training.use_cases.return_plan import GiveBackPlan, TaskEnded, give_back_plan

router = Routes(tags=["grading of business plans"])

_SCORES = {"idea": 8, "market": 7, "marketing": 7, "organisation": 8, "finance": 6, "feasibility": 7}


def _own(actor: Actor) -> ColumnElement[bool]:
    """An expert's account has their id in the register as its organisation."""
    return task.c.expert_id == (actor.organisation or "")


def _tasks() -> sa.Select[Any]:
    return sa.select(
        task.c.id,
        task.c.package,
        (task.c.plan_version > 1).label("reworked"),
        task.c.assigned_on,
        task.c.due_on,
        task.c.state,
        task.c.version,
        plan_version.c.media_type,
        plan_version.c.size,
        plan_version.c.content_hash,
        plan_version.c.handed_in_on,
    ).join(
        plan_version,
        sa.and_(plan_version.c.plan_id == task.c.plan_id, plan_version.c.number == task.c.plan_version),
    )


async def _task(tx: Transaction, task_id: str, actor: Actor) -> RowMapping:
    row = await tx.one(_tasks().where(task.c.id == task_id, _own(actor)))
    if row is None:
        raise NotFound(noun="grading task")
    return row


@router.verb(
    "GET",
    "/v1/grading-tasks",
    permission=permissions.GRADE_PLANS,
    summary="List one's grading tasks",
    description="An expert sees their own, and of each plan no more than package and file.",
    response_model=TaskPage,
)
async def list_grading_tasks(
    call: Caller,
    database: Db,
    page: Paging,
    state: Literal["open", "graded", "given_back", "withdrawn"] | None = None,
    package: Package | None = None,
) -> TaskPage:
    """List tasks."""
    query = _tasks().where(_own(call.actor)).order_by(task.c.id).limit(page.limit + 1)
    if state is not None:
        query = query.where(task.c.state == state)
    if package is not None:
        query = query.where(task.c.package == package.value)
    if page.after is not None:
        query = query.where(task.c.id > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    after = rows[page.limit - 1]["id"] if len(rows) > page.limit else None
    return TaskPage(items=[TaskView(**row) for row in rows[: page.limit]], next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/grading-tasks/{task_id}",
    permission=permissions.GRADE_PLANS,
    summary="Read a grading task",
    description="With the criteria, their weights, and the points from which a plan passes or is excellent, as the "
    "policy had them when the plan was handed in.",
    response_model=TaskDetail,
)
async def read_grading_task(call: Caller, database: Db, request: Request, task_id: Id) -> TaskDetail:
    """Read a task."""
    async with database.reading(call) as tx:
        row = await _task(tx, task_id, call.actor)
        own = await tx.one(
            sa.select(mark.c.grade, mark.c.points, mark.c.scores, mark.c.remarks).where(mark.c.task_id == task_id)
        )
    rules = request.app.state.rules_as_of(row["handed_in_on"]).assessment
    return TaskDetail(
        **row,
        criteria=[
            CriterionView(criterion=c.criterion, title=c.title, title_zh=c.title_zh, weight=c.weight)
            for c in rules.criteria
        ],
        excellent_from=rules.excellent_from,
        pass_from=rules.pass_from,
        **(own or {}),
    )


@router.verb(
    "GET",
    "/v1/grading-tasks/{task_id}/file",
    permission=permissions.GRADE_PLANS,
    summary="Fetch the plan to grade",
    description="As an attachment with a neutral name; author, company and title are taken out of the file's "
    "properties. Only while the task is open or graded.",
    refusals=[AttachmentUnavailable, IllegalTransition],
    response_class=Response,
)
async def fetch_plan_to_grade(call: Caller, database: Db, files: Files, task_id: Id) -> Response:
    """Fetch the file."""
    async with database.reading(call) as tx:
        row = await _task(tx, task_id, call.actor)
    if row["state"] not in {"open", "graded"}:
        raise IllegalTransition(noun="grading task", state=row["state"], verb="read")
    content = await files.read(row["content_hash"], row["size"])
    copy = await asyncio.to_thread(blind_copy, content, row["media_type"])
    return attachment_response(copy, row["media_type"], f"plan-{task_id}.{ending_of(row['media_type'])}")


@router.verb(
    "POST",
    "/v1/grading-tasks/{task_id}/grade",
    permission=permissions.GRADE_PLANS,
    summary="Grade a plan",
    description="A score from 0 to 10 for each criterion makes points out of 100; the grade may be lower than they "
    "make, with remarks, never higher. The grader declares to know neither author nor institution. A mark is a fact "
    "and is not changed.",
    refusals=[
        NotDeclaredBlind,
        CriteriaNotThose,
        GradeAboveScores,
        ReworkRemarksMissing,
        ExpertInvolved,
        IllegalTransition,
        DatesOutOfOrder,
        NotFound,
    ],
    body_example={
        "graded_on": "2007-08-24",
        "grade": "pass",
        "scores": _SCORES,
        "remarks": "Plan the cash of the first three months more carefully.",
        "blind": True,
    },
    response_model=TaskGraded,
)
async def grade_business_plan(
    call: Caller, database: Db, request: Request, task_id: Id, command: GradePlan
) -> TaskGraded:
    """Grade a plan."""
    return await grade_plan(database, call, request.app.state.rules_as_of, task_id, command)


@router.verb(
    "POST",
    "/v1/grading-tasks/{task_id}/return",
    permission=permissions.GRADE_PLANS,
    summary="Give a plan back ungraded",
    description="Because one knows the author, is tied to the institution or has no time: another expert gets it. Or "
    "because the file shows whose it is or cannot be read: the plan goes back to its institution, which uses up no "
    "attempt.",
    refusals=[IllegalTransition, DatesOutOfOrder, NotFound],
    body_example={"given_back_on": "2007-08-20", "reason": "recognised"},
    response_model=TaskEnded,
)
async def give_plan_back(call: Caller, database: Db, request: Request, task_id: Id, command: GiveBackPlan) -> TaskEnded:
    """Give a plan back."""
    return await give_back_plan(database, call, request.app.state.rules_as_of, task_id, command)
