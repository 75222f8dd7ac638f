"""Classes are changed and cancelled after they were opened; learners are transferred."""

from fastapi import Request
from kit.http import Caller, Db, Id, Routes
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound

from training.api import permissions
from training.api.class_change_views import ClassChanges, ClassChangeView
from training.domain.errors.classes import (
    EveryoneHeard,
    HoursTooFew,
    LearnersBusy,
    MovedBeforeAnnounced,
    NothingChanged,
    NoticeTooShort,
    ReplacementGraded,
    ReplacementTeachesNothing,
    RoomTaken,
    SessionHeldAlready,
    SessionPastMidnight,
    SessionsOverlap,
    TooFewTrainers,
    TrainerBusy,
    TrainerNotLicensed,
    TrainerNotOfInstitution,
)
from training.domain.errors.enrolments import (
    AlreadyEnrolled,
    ApplicantMerged,
    ApplicantNotAccepted,
    ApplicantWithdrawn,
    ClassFull,
    EnrolmentClosed,
    EntitlementTaken,
    LearnerBusy,
    PackagesDiffer,
    TransferWouldCost,
)
from training.domain.errors.institutions import InstitutionNotCertified
from training.domain.errors.results import DuplicateLine
from training.store.class_changes import changes_of
from training.store.classes import classes_of, training_class
from training.use_cases.cancel_class import CancelClass, ClassIsCancelled, cancel_training_class
from training.use_cases.change_plan import (
    ChangePlan,
    ClassPlanChanged,
    ReplaceTrainer,
    change_class_plan,
    replace_trainer,
)
from training.use_cases.transfer_learner import TransferLearner, Transferred, transfer_learner

router = Routes(tags=["changed classes"])

_TRAINERS = ["0198c1de-0000-7000-8000-00000000000a", "0198c1de-0000-7000-8000-00000000000b"]
_FITS = [
    InstitutionNotCertified,
    TrainerNotOfInstitution,
    TrainerNotLicensed,
    TrainerBusy,
    RoomTaken,
    LearnersBusy,
    ReplacementGraded,
    TooFewTrainers,
    NoticeTooShort,
    IllegalTransition,
]


@router.verb(
    "POST",
    "/v1/classes/{class_id}/plan-changes",
    permission=permissions.CHANGE_CLASS,
    status=201,
    summary="Change sessions of a class that are still to come",
    description="Another day, time, room, trainer or number of hours. The changed plan keeps every rule of opening; "
    "nobody is in two places at once, learners included. Learners are told days ahead unless the ground is an urgent "
    "one; too short a notice is recorded as such. Sessions keep their numbers.",
    refusals=[
        *_FITS,
        SessionHeldAlready,
        NothingChanged,
        MovedBeforeAnnounced,
        DuplicateLine,
        HoursTooFew,
        SessionsOverlap,
        SessionPastMidnight,
    ],
    body_example={
        "announced_on": "2007-08-02",
        "grounds": "planned",
        "reason": "the room is needed for an examination",
        "sessions": [{"number": 10, "held_on": "2007-08-17", "venue": "room 305"}],
    },
    response_model=ClassPlanChanged,
)
async def change_plan_of_class(
    call: Caller, database: Db, request: Request, class_id: Id, command: ChangePlan
) -> ClassPlanChanged:
    """Change a plan."""
    return await change_class_plan(database, call, request.app.state.rules_as_of, class_id, command)


@router.verb(
    "POST",
    "/v1/classes/{class_id}/trainer-replacement",
    permission=permissions.CHANGE_CLASS,
    status=201,
    summary="Give a trainer's sessions that are still to come to another trainer",
    description="The other one is licensed and free on every day of them, works for the institution, and graded no "
    "plan of the class. Who held sessions before stays named for the class.",
    refusals=[*_FITS, ReplacementTeachesNothing],
    body_example={
        "announced_on": "2007-08-07",
        "grounds": "trainer_unavailable",
        "reason": "ill",
        "trainer_id": _TRAINERS[0],
        "replaced_by": "0198c1de-0000-7000-8000-00000000000c",
    },
    response_model=ClassPlanChanged,
)
async def replace_trainer_of_class(
    call: Caller, database: Db, request: Request, class_id: Id, command: ReplaceTrainer
) -> ClassPlanChanged:
    """Replace a trainer."""
    return await replace_trainer(database, call, request.app.state.rules_as_of, class_id, command)


@router.verb(
    "POST",
    "/v1/classes/{class_id}/cancellation",
    permission=permissions.CANCEL_CLASS,
    summary="Cancel a class",
    description="Also by the bureau. Every place in it ends; nobody's one subsidised course is used up by it, fees "
    "are to be refunded, and its waiting list lapses. Learners are told days ahead unless the ground is an urgent one.",
    refusals=[EveryoneHeard, NoticeTooShort, IllegalTransition],
    body_example={"cancelled_on": "2007-07-25", "grounds": "too_few_learners", "reason": "eleven learners"},
    response_model=ClassIsCancelled,
)
async def cancel_class(
    call: Caller, database: Db, request: Request, class_id: Id, command: CancelClass
) -> ClassIsCancelled:
    """Cancel a class."""
    return await cancel_training_class(database, call, request.app.state.rules_as_of, class_id, command)


@router.verb(
    "GET",
    "/v1/classes/{class_id}/plan-changes",
    permission=permissions.READ_CLASSES,
    summary="Read how a class was changed",
    description="Every change and the cancellation, with the sessions before and after, and the notice given.",
    response_model=ClassChanges,
)
async def read_plan_changes(call: Caller, database: Db, class_id: Id) -> ClassChanges:
    """Read changes."""
    async with database.reading(call) as tx:
        if class_id not in await classes_of(tx, training_class.c.id == class_id, call.actor):
            raise NotFound(noun="class")
        rows = await changes_of(tx, class_id)
    return ClassChanges(items=[ClassChangeView(**row) for row in rows])


@router.verb(
    "POST",
    "/v1/enrolments/{enrolment_id}/transfer",
    permission=permissions.TRANSFER,
    status=201,
    summary="Transfer a learner to another class of the package",
    description="By every rule of enrolling there; hours of the class left do not count. The one subsidised course of "
    "the package goes along, and so does what was paid, within one institution. The seat left goes to the first on "
    "its waiting list. An institution transfers between its own classes, the bureau between all of its area.",
    refusals=[
        PackagesDiffer,
        TransferWouldCost,
        ClassFull,
        EnrolmentClosed,
        ApplicantNotAccepted,
        ApplicantMerged,
        ApplicantWithdrawn,
        AlreadyEnrolled,
        LearnerBusy,
        EntitlementTaken,
        DatesOutOfOrder,
        IllegalTransition,
    ],
    body_example={
        "to_class_id": "0198c1de-0000-7000-8000-000000000012",
        "transferred_on": "2007-08-03",
        "reason": "works in the daytime now",
    },
    response_model=Transferred,
)
async def transfer(
    call: Caller, database: Db, request: Request, enrolment_id: Id, command: TransferLearner
) -> Transferred:
    """Transfer a learner."""
    return await transfer_learner(database, call, request.app.state.rules_as_of, enrolment_id, command)
