"""Learners rate their course; nobody can tell who said what."""

from datetime import date

import sqlalchemy as sa
from fastapi import Request
from kit.auth import Role
from kit.http import Caller, Db, Id, Routes
from kit.refusal import IllegalTransition, NotFound

from training.api import permissions
from training.api.assessment_views import ItemResultView, RatingForm, RatingItemView, RatingsView
from training.domain.errors.class_files import (
    NobodyToRate,
    RatedAlready,
    RatingClosed,
    RatingCodeUnknown,
    RatingItemsNotThose,
)
from training.domain.errors.results import LearnerLeft, NotInClass
from training.domain.ratings import HIGHEST, share, summarise, window
from training.store.classes import training_class
from training.store.enrolments import enrolment, still_there
from training.store.ratings import last_code_day, ratings_of
from training.store.scope import within
from training.use_cases.issue_rating_codes import IssueRatingCodes, RatingCodesIssued, issue_rating_codes
from training.use_cases.rate_course import CourseRated, RateCourse, WriteDownRating, rate_course, write_down_rating

router = Routes(tags=["ratings"])

_SCORES = {"content": 5, "trainers": 4, "material": 4, "organisation": 3, "overall": 4}


@router.verb(
    "GET",
    "/v1/rating-items",
    permission=permissions.READ_RATING_ITEMS,
    summary="Read the rating form",
    description="What is rated from 1 to 5, on a day; today without one.",
    response_model=RatingForm,
)
async def read_rating_items(call: Caller, database: Db, request: Request, on: date | None = None) -> RatingForm:
    """Read the form."""
    async with database.reading(call) as tx:
        rules = request.app.state.rules_as_of(on or tx.today).assessment
    items = [RatingItemView(item=i.item, title=i.title, title_zh=i.title_zh) for i in rules.rating_items]
    return RatingForm(items=items, highest=HIGHEST)


@router.verb(
    "POST",
    "/v1/classes/{class_id}/rating-codes",
    permission=permissions.ISSUE_RATING_CODES,
    status=201,
    summary="Issue codes for rating",
    description="One for every learner who stayed and has not rated yet, shown this once: the case worker gives them "
    "out. Only their hashes are kept; issuing again makes the earlier ones void.",
    refusals=[NobodyToRate, IllegalTransition, NotFound],
    body_example={},
    response_model=RatingCodesIssued,
)
async def issue_class_rating_codes(
    call: Caller, database: Db, request: Request, class_id: Id, command: IssueRatingCodes
) -> RatingCodesIssued:
    """Issue codes."""
    return await issue_rating_codes(database, call, request.app.state.rules_as_of, class_id, command)


@router.verb(
    "POST",
    "/v1/ratings",
    permission=permissions.RATE_COURSE,
    status=201,
    summary="Rate a course with a code",
    description="Without an account. A code works once; the answer is kept without the learner and without the time.",
    refusals=[RatingCodeUnknown, RatingItemsNotThose],
    body_example={"code": "7KQM-2XWP-9HTD", "scores": _SCORES, "comment": "more practice with the cash-flow plan"},
    response_model=CourseRated,
)
async def rate_training_course(call: Caller, database: Db, request: Request, command: RateCourse) -> CourseRated:
    """Rate a course."""
    return await rate_course(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "POST",
    "/v1/classes/{class_id}/ratings",
    permission=permissions.WRITE_DOWN_RATING,
    status=201,
    summary="Write down a rating on paper",
    description="The case worker types a learner's form. That the learner has rated is kept, and what was said, but "
    "not together.",
    refusals=[RatingClosed, RatedAlready, RatingItemsNotThose, NotInClass, LearnerLeft, NotFound],
    body_example={
        "enrolment_id": "0198c1de-0000-7000-8000-000000000003",
        "given_on": "2007-08-16",
        "scores": _SCORES,
    },
    response_model=CourseRated,
)
async def write_down_class_rating(
    call: Caller, database: Db, request: Request, class_id: Id, command: WriteDownRating
) -> CourseRated:
    """Write down a rating."""
    return await write_down_rating(database, call, request.app.state.rules_as_of, class_id, command)


@router.verb(
    "GET",
    "/v1/classes/{class_id}/ratings",
    permission=permissions.READ_RATINGS,
    summary="Read a class's ratings",
    description="Counts and means by item, from the policy's minimum of ratings on. The institution sees them when no "
    "more can come, since the difference of two looks would be one learner's answer; comments go to the bureau only.",
    response_model=RatingsView,
)
async def read_class_ratings(call: Caller, database: Db, request: Request, class_id: Id) -> RatingsView:
    """Read ratings."""
    actor = call.actor
    async with database.reading(call) as tx:
        row = await tx.one(
            sa.select(training_class).where(
                training_class.c.id == class_id,
                within(actor, training_class.c.institution_id, training_class.c.area),
            )
        )
        if row is None:
            raise NotFound(noun="class")
        learners = await tx.value(
            sa.select(sa.func.count()).select_from(enrolment).where(enrolment.c.class_id == class_id, still_there())
        )
        said = (await ratings_of(tx, [class_id])).get(class_id, [])
        codes_until = await last_code_day(tx, class_id)
        today = tx.today
    rules = request.app.state.rules_as_of(row["ends_on"]).assessment
    institution = actor.role == Role.INSTITUTION
    closed = today > max(window(row["ends_on"], rules)[1], codes_until or date.min)
    seen = summarise([one["scores"] for one in said], learners, closed=closed, for_institution=institution, rules=rules)
    return RatingsView(
        class_id=class_id,
        learners=learners,
        rated=seen.rated,
        share=share(seen.rated, learners),
        shown=seen.shown,
        why_not=seen.why_not,
        items=[ItemResultView(item=i.item, counts=list(i.counts), mean=i.mean) for i in seen.items],
        comments=[one["comment"] for one in said if one["comment"] and seen.shown and not institution],
    )
