"""Classes: opening, attendance, results, completion and certificates."""

from typing import Annotated

import sqlalchemy as sa
from fastapi import Path, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound

from training.api import permissions
from training.api.views import CertificateView, ClassDetail, ClassPage, ClassView, SessionView
from training.domain.errors.assessment import (
    AttemptsUsed,
    ExpertInvolved,
    ExpertNotOfSubject,
    ExpertUnknown,
    PaperGradingEnded,
    PlanInGrading,
)
from training.domain.errors.certificates import NobodyToCertify
from training.domain.errors.classes import (
    CapacityOutOfRange,
    FeeAboveCap,
    HoursTooFew,
    RoomTaken,
    SessionPastMidnight,
    SessionsNotInOrder,
    SessionsOverlap,
    TooFewTrainers,
    TrainerBusy,
    TrainerNotLicensed,
    TrainerNotNamed,
    TrainerNotOfInstitution,
)
from training.domain.errors.institutions import InstitutionNotCertified
from training.domain.errors.offers import FeeAboveOffer, OfferNotForClass
from training.domain.errors.results import (
    AttendanceMissing,
    CorrectionNeedsReason,
    DuplicateLine,
    GraderIsTrainer,
    HoursBeyondPlan,
    LearnerLeft,
    NotALearnerThatDay,
    NotInClass,
    ResultFinal,
)
from training.domain.packages import Package
from training.domain.training_class import ClassState
from training.store.classes import sessions_of, training_class
from training.store.listing import certificate, matching, page_of, sheets_of_class, trainers_of_class
from training.store.scope import within
from training.use_cases.complete_class import ClassCompleted, CompleteClass, complete_class
from training.use_cases.issue_certificates import CertificatesIssued, IssueCertificates, issue_certificates
from training.use_cases.open_class import ClassOpened, OpenClass, open_class
from training.use_cases.record_attendance import (
    AttendanceCounted,
    RecordAttendance,
    record_session_attendance,
)
from training.use_cases.record_results import RecordResults, ResultsRecorded, record_results

router = Routes(tags=["classes"])

_TRAINERS = ["0198c1de-0000-7000-8000-00000000000a", "0198c1de-0000-7000-8000-00000000000b"]
_ENROLMENT = "0198c1de-0000-7000-8000-000000000003"

SessionNumber = Annotated[int, Path(ge=1, le=200)]


@router.verb(
    "POST",
    "/v1/classes",
    permission=permissions.OPEN_CLASS,
    status=201,
    summary="Open a class",
    description="With all its sessions. The institution is certified and every trainer licensed for the "
    "package on every session day; class hours reach the package's minimum, the fee is within the cap, "
    "no trainer is in two places at once, and no room of the institution in use by two classes. A class under a public "
    "offer is what was offered.",
    refusals=[
        CapacityOutOfRange,
        FeeAboveCap,
        HoursTooFew,
        TooFewTrainers,
        TrainerNotOfInstitution,
        TrainerNotLicensed,
        TrainerBusy,
        RoomTaken,
        OfferNotForClass,
        FeeAboveOffer,
        TrainerNotNamed,
        SessionsNotInOrder,
        SessionsOverlap,
        SessionPastMidnight,
        InstitutionNotCertified,
    ],
    body_example={
        "package": "SYB",
        "capacity": 25,
        "fee": "800.00",
        "venue": "Jijiang Vocational School, room 201",
        "trainer_ids": _TRAINERS,
        "sessions": [
            {
                "number": number,
                "held_on": f"2007-08-{5 + number:02d}",
                "starts_at": "09:00",
                "hours": "7",
                "trainer_id": _TRAINERS[number % 2],
                "venue": "room 201",
            }
            for number in range(1, 11)
        ],
    },
    response_model=ClassOpened,
)
async def open_training_class(call: Caller, database: Db, request: Request, command: OpenClass) -> ClassOpened:
    """Open a class."""
    return await open_class(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "GET",
    "/v1/classes",
    permission=permissions.READ_CLASSES,
    summary="List classes",
    description="Those that the caller may see, oldest first.",
    response_model=ClassPage,
)
async def list_classes(
    call: Caller,
    database: Db,
    page: Paging,
    institution_id: Id | None = None,
    package: Package | None = None,
    state: ClassState | None = None,
) -> ClassPage:
    """List classes."""
    conditions = [
        within(call.actor, training_class.c.institution_id, training_class.c.area),
        *matching(training_class, institution_id=institution_id, package=package, state=state),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, training_class, conditions, page.limit, page.after)
    return ClassPage(items=[ClassView(**row) for row in rows], next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/classes/{class_id}",
    permission=permissions.READ_CLASSES,
    summary="Read a class",
    description="With trainers, sessions and the newest attendance of each.",
    response_model=ClassDetail,
)
async def read_class(call: Caller, database: Db, class_id: Id) -> ClassDetail:
    """Read a class."""
    async with database.reading(call) as tx:
        row = await tx.one(
            sa.select(training_class).where(
                training_class.c.id == class_id,
                within(call.actor, training_class.c.institution_id, training_class.c.area),
            )
        )
        if row is None:
            raise NotFound(noun="class")
        sessions = await sessions_of(tx, [class_id])
        sheets = await sheets_of_class(tx, class_id)
        trainer_ids = await trainers_of_class(tx, class_id)
    return ClassDetail(
        **row,
        trainer_ids=trainer_ids,
        sessions=[
            SessionView(
                **session,
                sheet=sheets[session["number"]]["version"] if session["number"] in sheets else 0,
                present=sheets[session["number"]]["present"] if session["number"] in sheets else [],
            )
            for session in sessions
        ],
    )


@router.verb(
    "POST",
    "/v1/classes/{class_id}/sessions/{number}/attendance",
    permission=permissions.RECORD_ATTENDANCE,
    summary="Record the attendance of a session",
    description="Everybody who was present; `partial` names the hours of who came late or left early. A second "
    "record supersedes the first, which is kept, and says why; the same record again changes nothing. After "
    "completion outcomes follow, but for certified learners, who are named when they would not pass now.",
    refusals=[
        NotInClass,
        NotALearnerThatDay,
        DuplicateLine,
        DatesOutOfOrder,
        HoursBeyondPlan,
        CorrectionNeedsReason,
        InstitutionNotCertified,
        IllegalTransition,
    ],
    body_example={
        "recorded_on": "2007-08-06",
        "present": [_ENROLMENT],
        "partial": [{"enrolment_id": _ENROLMENT, "hours": "6"}],
    },
    response_model=AttendanceCounted,
)
async def record_class_attendance(
    call: Caller, database: Db, request: Request, class_id: Id, number: SessionNumber, command: RecordAttendance
) -> AttendanceCounted:
    """Record attendance."""
    return await record_session_attendance(database, call, request.app.state.rules_as_of, class_id, number, command)


@router.verb(
    "POST",
    "/v1/classes/{class_id}/results",
    permission=permissions.RECORD_RESULTS,
    summary="Record grades that experts gave on paper",
    description="By experts of the register, named or by number, who did not teach the class and have no tie to its "
    "institution. All or none are recorded. A failed plan may be reworked and graded again, as often as the policy "
    "allows, also after completion: then the learner's outcome follows at once. Plans handed in as files are graded "
    "blind instead (`/v1/grading-tasks`); while one is with its graders it takes no grade here.",
    refusals=[
        GraderIsTrainer,
        ExpertUnknown,
        ExpertInvolved,
        ExpertNotOfSubject,
        PaperGradingEnded,
        PlanInGrading,
        AttemptsUsed,
        NotInClass,
        LearnerLeft,
        ResultFinal,
        DatesOutOfOrder,
    ],
    body_example={
        "graded_on": "2007-08-16",
        "results": [{"enrolment_id": _ENROLMENT, "plan_grade": "pass", "grader": "陈华"}],
    },
    response_model=ResultsRecorded,
)
async def record_class_results(
    call: Caller, database: Db, request: Request, class_id: Id, command: RecordResults
) -> ResultsRecorded:
    """Record results."""
    return await record_results(database, call, request.app.state.rules_as_of, class_id, command)


@router.verb(
    "POST",
    "/v1/classes/{class_id}/completion",
    permission=permissions.COMPLETE_CLASS,
    summary="Complete a class",
    description="A pass needs at least 90% of the class hours and a plan graded excellent or pass. Needs "
    "the attendance of every session.",
    refusals=[AttendanceMissing, IllegalTransition, DatesOutOfOrder],
    body_example={"completed_on": "2007-08-16"},
    response_model=ClassCompleted,
)
async def complete_training_class(
    call: Caller, database: Db, request: Request, class_id: Id, command: CompleteClass
) -> ClassCompleted:
    """Complete a class."""
    return await complete_class(database, call, request.app.state.rules_as_of, class_id, command)


@router.verb(
    "POST",
    "/v1/classes/{class_id}/certificates",
    permission=permissions.ISSUE_CERTIFICATES,
    status=201,
    summary="Issue certificates",
    description="To everybody of a completed class who passed and has none yet. For learners entitled to "
    "free training the milestones that the certificate completes arise with it.",
    refusals=[NobodyToCertify, IllegalTransition, DatesOutOfOrder],
    body_example={"issued_on": "2007-08-31"},
    response_model=CertificatesIssued,
)
async def issue_class_certificates(
    call: Caller, database: Db, request: Request, class_id: Id, command: IssueCertificates
) -> CertificatesIssued:
    """Issue certificates."""
    return await issue_certificates(database, call, request.app.state.rules_as_of, class_id, command)


@router.verb(
    "GET",
    "/v1/certificates/{number}",
    permission=permissions.READ_CERTIFICATES,
    summary="Read a certificate by its number",
    description="Whether it exists, for whom (by id), from which class.",
    response_model=CertificateView,
)
async def read_certificate(
    call: Caller, database: Db, number: Annotated[str, Path(min_length=1, max_length=40)]
) -> CertificateView:
    """Read a certificate."""
    async with database.reading(call) as tx:
        row = await tx.one(
            sa.select(certificate).where(
                certificate.c.number == number,
                within(call.actor, certificate.c.institution_id, certificate.c.area),
            )
        )
    if row is None:
        raise NotFound(noun="certificate")
    return CertificateView(**row)
