"""Business plans: handed in by institutions, given to experts by the bureau."""

from datetime import date
from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import File, Form, Path, Request, Response, UploadFile
from kit.attachments import UPLOAD_REFUSALS, AttachmentUnavailable
from kit.auth import Role
from kit.file_types import DOCUMENTS
from kit.http import Caller, Db, Files, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound
from kit.uploads import attachment_response, receive_upload, upload_fingerprint

from training.api import permissions
from training.api.assessment_views import (
    GradingPage,
    GradingView,
    MarkView,
    PlanDetail,
    PlanPage,
    PlanVersionView,
    PlanView,
)
from training.domain.business_plans import PlanState
from training.domain.errors.assessment import (
    AttemptsUsed,
    ExpertEnded,
    ExpertInvolved,
    ExpertNotOfSubject,
    NoExpertFree,
    NoPlanWaits,
    PlanInGrading,
    PlanNotAnonymous,
    SameFileAgain,
)
from training.domain.errors.results import LearnerLeft, ResultFinal
from training.store.listing import matching, page_of
from training.store.plans import marks_of, plan, plan_version, task, versions_of
from training.store.scope import within
from training.use_cases.assign_graders import AssignGraders, GradersAssigned, assign_graders
from training.use_cases.return_plan import TaskEnded, WithdrawTask, withdraw_task
from training.use_cases.shapes import Day
from training.use_cases.submit_plan import PlanSubmitted, SubmitPlan, submit_plan

router = Routes(tags=["business plans"])

_PLAN = "0198c1de-0000-7000-8000-00000000000f"
BUREAU = {Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR}


@router.verb(
    "POST",
    "/v1/enrolments/{enrolment_id}/plan",
    permission=permissions.SUBMIT_PLAN,
    status=201,
    summary="Hand in a learner's business plan",
    description="PDF or DOCX of at most 8 MB, as a form with `file`, `handed_in_on` and `anonymous`: who hands it in "
    "declares that it names neither learner nor institution (a DOCX is also searched for the names of institution, "
    "trainers and class). Every file is a version, and stays. Until somebody has it to grade it may be replaced; a "
    "failed or returned plan is handed in again, as often as the policy allows.",
    refusals=[
        *UPLOAD_REFUSALS,
        PlanNotAnonymous,
        PlanInGrading,
        AttemptsUsed,
        SameFileAgain,
        LearnerLeft,
        ResultFinal,
        DatesOutOfOrder,
        NotFound,
    ],
    response_model=PlanSubmitted,
)
async def submit_business_plan(
    call: Caller,
    database: Db,
    files: Files,
    request: Request,
    enrolment_id: Id,
    file: Annotated[UploadFile, File(description="PDF or DOCX.")],
    handed_in_on: Annotated[Day, Form()],
    anonymous: Annotated[bool, Form(description="It names neither learner nor institution.")],
) -> PlanSubmitted:
    """Hand in a plan."""
    received = await receive_upload(file, DOCUMENTS)
    call.fingerprint = upload_fingerprint(request, received, handed_in_on, anonymous)
    await files.keep(received)
    command = SubmitPlan(handed_in_on=handed_in_on, anonymous=anonymous)
    return await submit_plan(database, call, request.app.state.rules_as_of, enrolment_id, command, received)


@router.verb(
    "GET",
    "/v1/plans",
    permission=permissions.READ_PLANS,
    summary="List business plans",
    description="Those that the caller may see. `waiting=true` lists those that wait for a grader to be named.",
    response_model=PlanPage,
)
async def list_plans(
    call: Caller,
    database: Db,
    page: Paging,
    class_id: Id | None = None,
    enrolment_id: Id | None = None,
    institution_id: Id | None = None,
    state: PlanState | None = None,
    *,
    waiting: bool = False,
) -> PlanPage:
    """List plans."""
    conditions = [
        within(call.actor, plan.c.institution_id, plan.c.area),
        *matching(plan, class_id=class_id, enrolment_id=enrolment_id, institution_id=institution_id, state=state),
        *([plan.c.seats_open > 0] if waiting else []),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, plan, conditions, page.limit, page.after)
    return PlanPage(items=[PlanView(**row) for row in rows], next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/plans/{plan_id}",
    permission=permissions.READ_PLANS,
    summary="Read a business plan",
    description="With its files, and the marks of every version whose grading is over. Who gave a mark is told to the "
    "bureau only.",
    response_model=PlanDetail,
)
async def read_plan(call: Caller, database: Db, plan_id: Id) -> PlanDetail:
    """Read a plan."""
    async with database.reading(call) as tx:
        row = await tx.one(
            sa.select(plan).where(plan.c.id == plan_id, within(call.actor, plan.c.institution_id, plan.c.area))
        )
        if row is None:
            raise NotFound(noun="plan")
        versions = await versions_of(tx, plan_id)
        marks = await marks_of(tx, plan_id)
    bureau = call.actor.role in BUREAU
    running = row["newest"] if row["state"] == PlanState.IN_GRADING.value else 0
    return PlanDetail(
        **row,
        versions=[PlanVersionView(**version) for version in versions],
        marks=[
            MarkView(**{**mark, "expert_id": mark["expert_id"] if bureau else None})
            for mark in marks
            if mark["plan_version"] != running
        ],
    )


@router.verb(
    "GET",
    "/v1/plans/{plan_id}/versions/{number}/file",
    permission=permissions.READ_PLANS,
    summary="Fetch a plan's file",
    description="As it was uploaded, as an attachment; checked against its hash before it leaves.",
    refusals=[AttachmentUnavailable],
    response_class=Response,
)
async def fetch_plan_file(
    call: Caller, database: Db, files: Files, plan_id: Id, number: Annotated[int, Path(ge=1, le=10_000)]
) -> Response:
    """Fetch a file."""
    async with database.reading(call) as tx:
        row = await tx.one(
            sa.select(plan_version)
            .join(plan, plan.c.id == plan_version.c.plan_id)
            .where(
                plan.c.id == plan_id,
                plan_version.c.number == number,
                within(call.actor, plan.c.institution_id, plan.c.area),
            )
        )
    if row is None:
        raise NotFound(noun="plan")
    content = await files.read(row["content_hash"], row["size"])
    return attachment_response(content, row["media_type"], row["file_name"])


@router.verb(
    "POST",
    "/v1/plan-assignments",
    permission=permissions.ASSIGN_GRADERS,
    status=201,
    summary="Give plans to graders",
    description="Plans that wait for one: of a class, those named, or all of the caller's area. Without `expert_ids` "
    "each goes to the expert with the fewest in hand who may grade it: of the subject, who taught none of the class, "
    "no trainer of the institution, and without a tie to it. Two grade apart from each other where the policy asks "
    "for two; when they disagree on pass or fail the plan waits again, for a third who decides. `left` are places "
    "that nobody may take.",
    refusals=[
        NoPlanWaits,
        NoExpertFree,
        ExpertInvolved,
        ExpertNotOfSubject,
        ExpertEnded,
        DatesOutOfOrder,
        NotFound,
    ],
    body_example={"assigned_on": "2007-08-17", "class_id": "0198c1de-0000-7000-8000-000000000002"},
    response_model=GradersAssigned,
)
async def assign_plan_graders(call: Caller, database: Db, request: Request, command: AssignGraders) -> GradersAssigned:
    """Give plans to graders."""
    return await assign_graders(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "GET",
    "/v1/gradings",
    permission=permissions.READ_GRADINGS,
    summary="List gradings",
    description="Which plan is in whose hands, for the bureau. `overdue_on` lists open ones that were due before.",
    response_model=GradingPage,
)
async def list_gradings(
    call: Caller,
    database: Db,
    page: Paging,
    plan_id: Id | None = None,
    class_id: Id | None = None,
    expert_id: Id | None = None,
    state: Literal["open", "graded", "given_back", "withdrawn"] | None = None,
    overdue_on: date | None = None,
) -> GradingPage:
    """List gradings."""
    area = call.actor.area
    conditions = [
        task.c.area.startswith(area, autoescape=True) if area else sa.true(),
        *matching(task, plan_id=plan_id, class_id=class_id, expert_id=expert_id, state=state),
        *([task.c.due_on < overdue_on, task.c.state == "open"] if overdue_on else []),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, task, conditions, page.limit, page.after)
    return GradingPage(items=[GradingView(**row) for row in rows], next=next_cursor(after))


@router.verb(
    "POST",
    "/v1/gradings/{task_id}/withdrawal",
    permission=permissions.ASSIGN_GRADERS,
    summary="Take a plan back from a grader",
    description="For example when it is overdue; the plan waits for another expert.",
    refusals=[IllegalTransition, DatesOutOfOrder, NotFound],
    body_example={"withdrawn_on": "2007-08-30", "reason": "overdue"},
    response_model=TaskEnded,
)
async def withdraw_grading(
    call: Caller, database: Db, request: Request, task_id: Id, command: WithdrawTask
) -> TaskEnded:
    """Take a task back."""
    return await withdraw_task(database, call, request.app.state.rules_as_of, task_id, command)
