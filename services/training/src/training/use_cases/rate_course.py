"""A learner rates the course, by a code of their own or on paper through the case worker; who said what is not kept."""

from typing import Annotated

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.http import Id
from kit.refusal import NotFound
from pydantic import BaseModel, Field

from training.domain.dates import check_fact
from training.domain.enrolment import LEFT, EnrolmentState
from training.domain.errors.class_files import RatedAlready, RatingCodeUnknown
from training.domain.errors.results import LearnerLeft, NotInClass
from training.domain.ratings import check_day, check_scores
from training.policy import RulesAsOf
from training.store.classes import training_class
from training.store.enrolments import enrolment
from training.store.ratings import use_code, use_turn, write_rating
from training.store.scope import within
from training.use_cases.shapes import Command, Day, Name, Text

Scores = Annotated[dict[Name, Annotated[int, Field(ge=1, le=5)]], Field(min_length=1, max_length=50)]


class RateCourse(Command):
    """The code from the case worker, 1 to 5 for each item, and what else should be said."""

    code: Annotated[str, Field(min_length=8, max_length=40)]
    scores: Scores
    comment: Annotated[Text | None, Field(description="Read by the bureau, never by the institution.")] = None


class WriteDownRating(Command):
    """A learner's form on paper; the learner is needed so that each rates once, and is not kept with the answers."""

    enrolment_id: Id
    given_on: Day
    scores: Scores
    comment: Annotated[Text | None, Field(description="Read by the bureau, never by the institution.")] = None


class CourseRated(BaseModel):
    """That it was taken, and nothing else."""

    class_id: str
    taken: bool = True


@use_case("training.rating.give")
async def rate_course(tx: Transaction, rules_as_of: RulesAsOf, command: RateCourse) -> CourseRated:
    """Take a rating by code. Raises RatingCodeUnknown, RatingItemsNotThose."""
    class_id = await use_code(tx, command.code, tx.today)
    if class_id is None:
        raise RatingCodeUnknown("code")
    row = await tx.one(sa.select(training_class).where(training_class.c.id == class_id))
    if row is None:
        raise RatingCodeUnknown("code")
    check_scores(command.scores, rules_as_of(row["ends_on"]).assessment)
    write_rating(tx, row, command.scores, command.comment)
    tx.about(class_id)
    return CourseRated(class_id=class_id)


@use_case("training.rating.write_down")
async def write_down_rating(
    tx: Transaction, rules_as_of: RulesAsOf, class_id: str, command: WriteDownRating
) -> CourseRated:
    """Take a rating on paper. Raises RatingClosed, NotInClass, LearnerLeft, RatedAlready, RatingItemsNotThose."""
    check_fact("given_on", command.given_on, tx.today, rules_as_of(tx.today))
    row = await tx.one(
        sa.select(training_class).where(
            training_class.c.id == class_id,
            within(tx.call.actor, training_class.c.institution_id, training_class.c.area),
        )
    )
    if row is None:
        raise NotFound(noun="class")
    rules = rules_as_of(row["ends_on"]).assessment
    check_day(command.given_on, row["ends_on"], rules)
    check_scores(command.scores, rules)
    learner = await tx.one(
        sa.select(enrolment.c.state).where(enrolment.c.id == command.enrolment_id, enrolment.c.class_id == class_id)
    )
    if learner is None:
        raise NotInClass("enrolment_id", enrolment_id=command.enrolment_id)
    if EnrolmentState(learner["state"]) in LEFT:
        raise LearnerLeft("enrolment_id", enrolment_id=command.enrolment_id)
    if not await use_turn(tx, class_id, command.enrolment_id):
        raise RatedAlready("enrolment_id")
    write_rating(tx, row, command.scores, command.comment)
    tx.about(class_id)
    return CourseRated(class_id=class_id)
