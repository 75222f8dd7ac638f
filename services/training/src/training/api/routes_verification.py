"""Samples, blind verification tasks, and what was found."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import Query, Request
from kit.database import Transaction
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound, SamePerson
from sqlalchemy import RowMapping

from training.api import permissions
from training.api.claim_views import (
    FindingsPage,
    FindingView,
    LineFindings,
    SampleView,
    TaskPage,
    TaskView,
)
from training.domain.errors.claims import ClaimContentChanged
from training.domain.errors.dates import DatedTooFarBack, DateInFuture
from training.domain.errors.verification import (
    AnswersMissing,
    AnswersNotAsked,
    NotDeclaredIndependent,
    TaskOfAnother,
    TooSoonAgain,
    VerifierInvolved,
)
from training.domain.packages import Milestone
from training.domain.verification import QUESTIONS
from training.store.claims import load_claim
from training.store.listing import matching, page_of
from training.store.samples import findings_of, sample, task, visible_tasks
from training.use_cases.assign_task import AssignTask, TaskAssigned, assign_task
from training.use_cases.draw_sample import DrawSample, SampleDrawn, draw_sample
from training.use_cases.record_finding import FindingRecorded, RecordFinding, record_finding

router = Routes(tags=["verification"])


@router.verb(
    "POST",
    "/v1/claims/{claim_id}/sample",
    permission=permissions.SAMPLE_CLAIM,
    status=201,
    summary="Draw a claim's sample",
    description="The smallest random sample that finds a false line with 95% probability if 10% are false, drawn by "
    "a seed of the locked content and a beacon made now, and the riskiest other lines on top. Each line becomes a "
    "blind verification task in the area of its person. Not by who lodged.",
    refusals=[SamePerson, IllegalTransition, ClaimContentChanged, DatesOutOfOrder, DateInFuture, DatedTooFarBack],
    body_example={"drawn_on": "2007-09-11"},
    response_model=SampleDrawn,
)
async def draw_claim_sample(
    call: Caller, database: Db, request: Request, claim_id: Id, command: DrawSample
) -> SampleDrawn:
    """Draw a claim's sample."""
    return await draw_sample(database, call, request.app.state.rules_as_of, claim_id, command)


@router.verb(
    "GET",
    "/v1/samples/{claim_id}",
    permission=permissions.READ_SAMPLES,
    summary="Read how a sample was drawn",
    description="Public: seed, beacon, content hash and line numbers, so that anybody can draw it again "
    "(`qibu sample`). Nobody's name, no amounts.",
    response_model=SampleView,
)
async def read_claim_sample(call: Caller, database: Db, claim_id: Id) -> SampleView:
    """Read how a sample was drawn."""
    async with database.reading(call) as tx:
        row = await tx.one(sa.select(sample).where(sample.c.claim_id == claim_id))
    if row is None:
        raise NotFound(noun="sample")
    return SampleView(**row)


@router.verb(
    "GET",
    "/v1/verification-tasks",
    permission=permissions.READ_TASKS,
    summary="List verification tasks",
    description="Of the caller's area: a case worker sees those that nobody holds and their own. A task shows whom to "
    "see and what to ask; what is claimed is not shown.",
    response_model=TaskPage,
)
async def list_verification_tasks(
    call: Caller,
    database: Db,
    page: Paging,
    state: Annotated[Literal["open", "done", "dropped"] | None, Query()] = None,
    mine: Annotated[bool, Query(description="Only those that the caller holds.")] = False,
    applicant_id: Id | None = None,
) -> TaskPage:
    """List verification tasks."""
    conditions = [visible_tasks(call.actor), *matching(task, state=state, applicant_id=applicant_id)]
    if mine:
        conditions.append(task.c.verifier == call.actor.account)
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, task, conditions, page.limit, page.after)
        tried = Counter(one["task_id"] for one in await findings_of(tx, [row["id"] for row in rows]))
    return TaskPage(items=[_task(row, tried[row["id"]]) for row in rows], next=next_cursor(after))


def _task(row: RowMapping, attempts: int) -> TaskView:
    question = QUESTIONS[Milestone(row["milestone"])]
    return TaskView(
        **row,
        reach=f"/v1/applicants/{row['applicant_id']}",
        question=question.en,
        question_zh=question.zh,
        required=list(question.required),
        optional=list(question.optional),
        attempts=attempts,
    )


@router.verb(
    "POST",
    "/v1/verification-tasks/{task_id}/assignment",
    permission=permissions.ASSIGN_TASK,
    summary="Take, assign or hand back a task",
    description="A case worker takes a task of their area or hands it back (`verifier` null); a manager assigns it. "
    "Nobody verifies a line they lodged, taught, graded or certified.",
    refusals=[TaskOfAnother, VerifierInvolved, IllegalTransition],
    body_example={"verifier": "district-third"},
    response_model=TaskAssigned,
)
async def assign_verification_task(call: Caller, database: Db, task_id: Id, command: AssignTask) -> TaskAssigned:
    """Assign a task."""
    return await assign_task(database, call, task_id, command)


@router.verb(
    "POST",
    "/v1/verification-tasks/{task_id}/findings",
    permission=permissions.RECORD_FINDING,
    status=201,
    summary="Record what was found",
    description="One attempt: how and when the person was sought, what they answered and showed. The system compares "
    "with what is claimed; the verifier is not told. Nobody reached so many times over so many days is untraceable.",
    refusals=[
        VerifierInvolved,
        NotDeclaredIndependent,
        TaskOfAnother,
        AnswersMissing,
        AnswersNotAsked,
        TooSoonAgain,
        IllegalTransition,
        DatesOutOfOrder,
        DateInFuture,
        DatedTooFarBack,
    ],
    body_example={
        "found_on": "2007-09-14",
        "kind": "home_visit",
        "evidence": "certificate shown, copied by hand",
        "independent": True,
        "answers": {"attended": True, "certificate_number": "JJ-SYB-2007-00001", "course_began_on": "2007-08-06"},
    },
    response_model=FindingRecorded,
)
async def record_verification_finding(
    call: Caller, database: Db, request: Request, task_id: Id, command: RecordFinding
) -> FindingRecorded:
    """Record a finding."""
    return await record_finding(database, call, request.app.state.rules_as_of, task_id, command)


@router.verb(
    "GET",
    "/v1/claims/{claim_id}/findings",
    permission=permissions.READ_FINDINGS,
    summary="Read what was found of a claim",
    description="Every task with its attempts, evidence and verdicts; for those who decide and audit.",
    response_model=FindingsPage,
)
async def list_claim_findings(call: Caller, database: Db, page: Paging, claim_id: Id) -> FindingsPage:
    """Read what was found of a claim."""
    async with database.reading(call) as tx:
        await load_claim(tx, claim_id, call.actor)
        rows, after = await page_of(tx, task, [task.c.claim_id == claim_id], page.limit, page.after)
        items = await _with_findings(tx, rows)
    return FindingsPage(items=items, next=next_cursor(after))


async def _with_findings(tx: Transaction, rows: Sequence[RowMapping]) -> list[LineFindings]:
    found = await findings_of(tx, [row["id"] for row in rows])
    by_task: dict[str, list[FindingView]] = {}
    for one in found:
        by_task.setdefault(one["task_id"], []).append(FindingView(**one))
    return [
        LineFindings(
            task_id=row["id"],
            line=row["line"],
            part=row["part"],
            state=row["state"],
            verifier=row["verifier"],
            due_on=row["due_on"],
            outcome=row["outcome"],
            findings=by_task.get(row["id"], []),
        )
        for row in rows
    ]
