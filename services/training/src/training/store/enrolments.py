"""Enrolments of a class, and where else a person learns."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import ColumnElement, RowMapping
from sqlalchemy.dialects.postgresql import ARRAY

from training.domain.enrolment import LEFT, Enrolment, EnrolmentState, FeeReason
from training.domain.packages import Package
from training.domain.results import Outcome
from training.domain.training_class import Occupied
from training.store.classes import session_of, training_class
from training.store.tables.base import table_of
from training.store.tables.classes import SessionRow
from training.store.tables.enrolments import EnrolmentRow

enrolment = table_of(EnrolmentRow)
session = table_of(SessionRow)


def still_there() -> ColumnElement[bool]:
    """The condition that a learner has not left the class."""
    return enrolment.c.state.not_in([state.value for state in LEFT])


def enrolment_of(row: RowMapping) -> Enrolment:
    """An enrolment from its row."""
    return Enrolment(
        enrolment_id=row["id"],
        class_id=row["class_id"],
        applicant_id=row["applicant_id"],
        package=Package(row["package"]),
        enrolled_on=row["enrolled_on"],
        free=row["free"],
        reason=FeeReason(row["reason"]),
        target_group=row["target_group"],
        uses_entitlement=row["uses_entitlement"],
        state=EnrolmentState(row["state"]),
        dropped_on=row["dropped_on"],
    )


async def enrolments_of_class(tx: Transaction, class_id: str) -> dict[str, Enrolment]:
    """All enrolments of a class by id, in the order of enrolling. Lock the class first."""
    rows = await tx.all(sa.select(enrolment).where(enrolment.c.class_id == class_id).order_by(enrolment.c.id))
    return {row["id"]: enrolment_of(row) for row in rows}


async def enrolments_of_classes(tx: Transaction, class_ids: Collection[str]) -> dict[str, dict[str, Enrolment]]:
    """All enrolments by class and id, in the order of enrolling."""
    rows = await tx.all(sa.select(enrolment).where(enrolment.c.class_id.in_(class_ids)).order_by(enrolment.c.id))
    found: dict[str, dict[str, Enrolment]] = {class_id: {} for class_id in class_ids}
    for row in rows:
        found[row["class_id"]][row["id"]] = enrolment_of(row)
    return found


async def enrolments_of_person(tx: Transaction, applicant_id: str) -> list[Enrolment]:
    """All enrolments of a person. Lock the applicant first."""
    rows = await tx.all(sa.select(enrolment).where(enrolment.c.applicant_id == applicant_id))
    return [enrolment_of(row) for row in rows]


async def learning_times(tx: Transaction, enrolments: Iterable[Enrolment], first: date, last: date) -> list[Occupied]:
    """When a person has sessions from ``first`` to ``last`` in the classes they have not left."""
    classes = [e.class_id for e in enrolments if not e.left]
    if not classes:
        return []
    rows = await tx.all(
        sa.select(session).where(session.c.class_id.in_(classes), session.c.held_on.between(first, last))
    )
    return [session_of(row).occupied for row in rows]


async def times_elsewhere(
    tx: Transaction, applicant_ids: Collection[str], class_id: str, first: date, last: date
) -> dict[str, list[Occupied]]:
    """When each of these people has sessions from ``first`` to ``last`` in classes other than ``class_id``."""
    rows = await tx.all(
        sa.select(enrolment.c.applicant_id, session)
        .join(session, session.c.class_id == enrolment.c.class_id)
        .where(
            enrolment.c.applicant_id.in_(applicant_ids),
            enrolment.c.class_id != class_id,
            still_there(),
            session.c.held_on.between(first, last),
        )
    )
    times: dict[str, list[Occupied]] = {}
    for row in rows:
        times.setdefault(row["applicant_id"], []).append(session_of(row).occupied)
    return times


async def save_outcomes(tx: Transaction, enrolments: Iterable[Enrolment], outcomes: Sequence[Outcome]) -> None:
    """Write state and result of ``outcomes``' enrolments as one statement."""
    states = {e.enrolment_id: e.state.value for e in enrolments}
    rows = [
        (
            outcome.enrolment_id,
            states[outcome.enrolment_id],
            outcome.hours_attended,
            outcome.hours_share,
            outcome.plan_grade.value if outcome.plan_grade else None,
            list(outcome.reasons),
        )
        for outcome in outcomes
    ]
    if not rows:
        return
    new = sa.values(
        sa.column("id", sa.String),
        sa.column("state", sa.String),
        sa.column("hours_attended", sa.Numeric(6, 2)),
        sa.column("hours_share", sa.Numeric(5, 4)),
        sa.column("plan_grade", sa.String),
        sa.column("outcome_reasons", ARRAY(sa.String)),
        name="new",
    ).data(rows)
    await tx.execute(
        sa.update(enrolment)
        .where(enrolment.c.id == new.c.id)
        .values(
            state=new.c.state,
            hours_attended=new.c.hours_attended,
            hours_share=new.c.hours_share,
            plan_grade=new.c.plan_grade,
            outcome_reasons=new.c.outcome_reasons,
            version=enrolment.c.version + 1,
        )
    )


async def recount_passed(tx: Transaction, class_ids: Collection[str]) -> None:
    """Say of completed classes how many passed, after outcomes changed. Lock the classes first."""
    passed = (
        sa.select(sa.func.count())
        .where(
            enrolment.c.class_id == training_class.c.id,
            enrolment.c.state.in_([EnrolmentState.PASSED.value, EnrolmentState.CERTIFIED.value]),
        )
        .scalar_subquery()
    )
    await tx.execute(
        sa.update(training_class)
        .where(training_class.c.id.in_(class_ids), training_class.c.completed_on.is_not(None))
        .values(passed=passed)
    )


async def mark_certified(tx: Transaction, enrolment_ids: Sequence[str]) -> None:
    """Move these enrolments to certified."""
    await tx.execute(
        sa.update(enrolment)
        .where(enrolment.c.id.in_(enrolment_ids))
        .values(state=EnrolmentState.CERTIFIED.value, version=enrolment.c.version + 1)
    )
