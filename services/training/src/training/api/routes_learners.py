"""Enrolments, referrals, and what training holds of one person."""

import sqlalchemy as sa
from fastapi import Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound

from training.api import permissions
from training.api.views import (
    EnrolmentPage,
    EnrolmentView,
    LearnerView,
    MilestoneView,
    ReferralPage,
    ReferralView,
)
from training.domain.enrolment import EnrolmentState
from training.domain.errors.enrolments import (
    AlreadyEnrolled,
    ApplicantMerged,
    ApplicantNotAccepted,
    ApplicantWithdrawn,
    ClassFull,
    EnrolmentClosed,
    EntitlementTaken,
    LearnerBusy,
)
from training.store.applicants import applicant
from training.store.classes import training_class
from training.store.enrolments import enrolment
from training.store.listing import enrolments_with_certificate, matching, page_of
from training.store.milestones import milestone
from training.store.scope import within
from training.use_cases.drop_out import DropOut, DroppedOut, drop_out
from training.use_cases.enrol import EnrolApplicant, Enrolled, enrol_applicant

router = Routes(tags=["learners"])

_APPLICANT = "0198c1de-0000-7000-8000-000000000004"
_ALL = 500


@router.verb(
    "POST",
    "/v1/classes/{class_id}/enrolments",
    permission=permissions.ENROL,
    status=201,
    summary="Enrol an applicant",
    description="Takes a seat. The applicant is accepted and has not withdrawn. Free of charge if entitled "
    "and if it is the first subsidised course of the package for this person anywhere; `reason` says why: "
    "`entitled`, `not_entitled`, `subsidised_course_used` or `package_not_subsidised`.",
    refusals=[
        ClassFull,
        EnrolmentClosed,
        ApplicantNotAccepted,
        ApplicantMerged,
        ApplicantWithdrawn,
        AlreadyEnrolled,
        LearnerBusy,
        EntitlementTaken,
        DatesOutOfOrder,
    ],
    body_example={"applicant_id": _APPLICANT, "enrolled_on": "2007-07-20"},
    response_model=Enrolled,
)
async def enrol_in_class(
    call: Caller, database: Db, request: Request, class_id: Id, command: EnrolApplicant
) -> Enrolled:
    """Enrol an applicant."""
    return await enrol_applicant(database, call, request.app.state.rules_as_of, class_id, command)


@router.verb(
    "GET",
    "/v1/classes/{class_id}/enrolments",
    permission=permissions.READ_CLASSES,
    summary="List the enrolments of a class",
    description="With results and certificates; drop-outs included.",
    response_model=EnrolmentPage,
)
async def list_class_enrolments(
    call: Caller, database: Db, page: Paging, class_id: Id, state: EnrolmentState | None = None
) -> EnrolmentPage:
    """List enrolments."""
    async with database.reading(call) as tx:
        known = await tx.value(
            sa.select(training_class.c.id).where(
                training_class.c.id == class_id,
                within(call.actor, training_class.c.institution_id, training_class.c.area),
            )
        )
        if known is None:
            raise NotFound(noun="class")
        conditions = matching(enrolment, class_id=class_id, state=state)
        rows, after = await enrolments_with_certificate(tx, conditions, page.limit, page.after)
    return EnrolmentPage(items=[EnrolmentView(**row) for row in rows], next=next_cursor(after))


@router.verb(
    "POST",
    "/v1/enrolments/{enrolment_id}/drop-out",
    permission=permissions.DROP_OUT,
    summary="Record that a learner dropped out",
    description="The seat goes to the first on the waiting list who may still enrol (`seat_given_to`), or is free. "
    "Who never attended a session keeps the one subsidised course of the package.",
    refusals=[IllegalTransition, DatesOutOfOrder],
    body_example={"dropped_on": "2007-08-08", "reason": "found a job"},
    response_model=DroppedOut,
)
async def drop_out_of_class(
    call: Caller, database: Db, request: Request, enrolment_id: Id, command: DropOut
) -> DroppedOut:
    """Record a drop-out."""
    return await drop_out(database, call, request.app.state.rules_as_of, enrolment_id, command)


@router.verb(
    "GET",
    "/v1/referrals",
    permission=permissions.READ_REFERRALS,
    summary="List referred applicants who have not enrolled yet",
    description="Those referred to an institution for a package, by applicant id.",
    response_model=ReferralPage,
)
async def list_referrals(call: Caller, database: Db, page: Paging, institution_id: Id | None = None) -> ReferralPage:
    """List referrals."""
    enrolled = sa.exists().where(
        enrolment.c.applicant_id == applicant.c.id,
        enrolment.c.institution_id == applicant.c.referred_institution_id,
        enrolment.c.package == applicant.c.referred_package,
    )
    conditions = [
        within(call.actor, applicant.c.referred_institution_id, sa.func.coalesce(applicant.c.area, "")),
        applicant.c.referred_institution_id.is_not(None),
        applicant.c.withdrawn_on.is_(None),
        ~enrolled,
        *matching(applicant, referred_institution_id=institution_id),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, applicant, conditions, page.limit, page.after)
    items = [
        ReferralView(
            applicant_id=row["id"],
            institution_id=row["referred_institution_id"],
            package=row["referred_package"],
            referred_on=row["referred_on"],
        )
        for row in rows
    ]
    return ReferralPage(items=items, next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/story/training/{applicant_id}",
    permission=permissions.READ_LEARNERS,
    summary="Read what training holds of one person",
    description="Enrolments with results and certificates, and milestones, within what the caller may see.",
    response_model=LearnerView,
)
async def read_learner(call: Caller, database: Db, applicant_id: Id) -> LearnerView:
    """Read a learner."""
    async with database.reading(call) as tx:
        rows, _ = await enrolments_with_certificate(
            tx,
            [
                enrolment.c.applicant_id == applicant_id,
                within(call.actor, enrolment.c.institution_id, enrolment.c.area),
            ],
            _ALL,
            None,
        )
        if not rows:
            raise NotFound(noun="learner")
        earned, _ = await page_of(
            tx,
            milestone,
            [
                milestone.c.applicant_id == applicant_id,
                within(call.actor, milestone.c.institution_id, milestone.c.area),
            ],
            _ALL,
            None,
        )
    return LearnerView(
        applicant_id=applicant_id,
        enrolments=[EnrolmentView(**row) for row in rows],
        milestones=[MilestoneView(**row) for row in earned],
    )
