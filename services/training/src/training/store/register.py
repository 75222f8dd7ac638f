"""What the public register shows, read as sets: institutions, packages on offer, open classes, results."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import ColumnElement, RowMapping

from training.domain.enrolment import EnrolmentState
from training.domain.packages import Package
from training.domain.register import Counted
from training.domain.rules import Rules
from training.domain.trainer import Trainer
from training.domain.training_class import ClassState
from training.store import trainers
from training.store.institution_states import covered_on, suspended_on
from training.store.institutions import institution
from training.store.licence_states import licence_holds
from training.store.tables.base import table_of
from training.store.tables.classes import ClassRow
from training.store.tables.enrolments import EnrolmentRow
from training.store.tables.people import OwnerBusinessRow, OwnerSurvivalRow

training_class = table_of(ClassRow)
enrolment = table_of(EnrolmentRow)
business = table_of(OwnerBusinessRow)
survival = table_of(OwnerSurvivalRow)

SURVIVAL_MONTHS = 6
"""Surviving is running for more than six calendar months [S]."""


async def licensed_trainers(tx: Transaction, institution_ids: Sequence[str], day: date) -> dict[str, list[Trainer]]:
    """By institution: its trainers who hold some licence on ``day``."""
    engaged = sa.exists().where(
        trainers.engagement.c.trainer_id == trainers.trainer.c.id,
        trainers.engagement.c.institution_id.in_(institution_ids),
    )
    rows = await tx.all(sa.select(trainers.trainer).where(engaged).order_by(trainers.trainer.c.id))
    found: dict[str, list[Trainer]] = {}
    for person in (await trainers.trainers_from(tx, rows)).values():
        works_for = person.works_for(day)
        if works_for is not None and any(person.licensed(package, day) for package in Package):
            found.setdefault(works_for, []).append(person)
    return found


def offers_package(package: Package, day: date) -> ColumnElement[bool]:
    """The condition that an institution has a trainer licensed for ``package`` on ``day``."""
    licence, engaged = trainers.licence, trainers.engagement
    later = engaged.alias()
    left = sa.exists().where(
        later.c.trainer_id == engaged.c.trainer_id, later.c.number > engaged.c.number, later.c.engaged_from <= day
    )
    return sa.exists().where(
        engaged.c.institution_id == institution.c.id,
        engaged.c.engaged_from <= day,
        ~left,
        licence.c.trainer_id == engaged.c.trainer_id,
        licence.c.package == package.value,
        licence_holds(day),
    )


def open_for_enrolment(day: date, rules: Rules) -> list[ColumnElement[bool]]:
    """For :func:`open_classes`: a class takes learners on ``day`` and its institution may teach on it."""
    return [
        training_class.c.state == ClassState.OPEN.value,
        training_class.c.starts_on >= day - timedelta(days=rules.enrolment_open_days),
        covered_on(day),
        ~suspended_on(day),
    ]


async def open_classes(
    tx: Transaction,
    conditions: Sequence[ColumnElement[bool]],
    limit: int,
    after: str | None,
) -> tuple[Sequence[RowMapping], str | None]:
    """A page of classes with the name of their institution, by first day; the key to go on from."""
    query = (
        sa.select(training_class, institution.c.name.label("institution_name"))
        .join(institution, institution.c.id == training_class.c.institution_id)
        .where(*conditions)
        .order_by(training_class.c.starts_on, training_class.c.id)
        .limit(limit + 1)
    )
    if after is not None:
        day, _, class_id = after.partition("|")
        query = query.where(
            sa.tuple_(sa.cast(training_class.c.starts_on, sa.Text), training_class.c.id)
            > sa.tuple_(sa.literal(day), sa.literal(class_id))
        )
    rows = await tx.all(query)
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], None if last is None else f"{last['starts_on']}|{last['id']}"


async def counted(tx: Transaction, institution_ids: Sequence[str], day: date, rules: Rules) -> dict[str, list[Counted]]:
    """By institution and package: who learnt in completed classes, passed, started in time, survived."""
    people = _people(institution_ids, day, rules).subquery()

    def those(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return sa.func.count().filter(*conditions)

    rows = await tx.all(
        sa.select(
            people.c.institution_id,
            people.c.package,
            sa.func.count().label("enrolled"),
            those(people.c.passed).label("passed"),
            those(people.c.start_due).label("start_due"),
            those(people.c.start_due, people.c.started).label("started"),
            those(people.c.survival_due).label("survival_due"),
            those(people.c.survival_due, people.c.survived).label("survived"),
        ).group_by(people.c.institution_id, people.c.package)
    )
    found: dict[str, list[Counted]] = {}
    for row in rows:
        counts = {key: int(row[key]) for key in row if key not in ("institution_id", "package")}
        found.setdefault(row["institution_id"], []).append(Counted(Package(row["package"]), **counts))
    return found


def _people(institution_ids: Sequence[str], day: date, rules: Rules) -> sa.Select[tuple[object, ...]]:
    """A row for each person, institution and package with a completed class: what is known on ``day``.

    A survival counts when its business was registered in time; joined as sets, not asked for each person.
    """
    until = training_class.c.completed_on + sa.func.make_interval(0, rules.start_within_months)
    check_by = business.c.registered_on + sa.func.make_interval(
        0, SURVIVAL_MONTHS, 0, rules.providers.survival_due_days
    )
    in_time = sa.and_(
        business.c.applicant_id == enrolment.c.applicant_id,
        business.c.registered_on >= training_class.c.starts_on,
        business.c.registered_on <= until,
        business.c.registered_on <= day,
    )
    confirmed = sa.and_(
        survival.c.applicant_id == business.c.applicant_id,
        survival.c.business_id == business.c.business_id,
        survival.c.confirmed_on <= day,
    )
    started = business.c.business_id.is_not(None)
    checked = sa.and_(started, check_by < day)
    passed = enrolment.c.state.in_([EnrolmentState.PASSED.value, EnrolmentState.CERTIFIED.value])
    return (
        sa.select(
            enrolment.c.institution_id,
            enrolment.c.package,
            sa.func.bool_or(passed).label("passed"),
            sa.func.bool_or(until < day).label("start_due"),
            sa.func.bool_or(started).label("started"),
            sa.func.bool_or(checked).label("survival_due"),
            sa.func.bool_or(sa.and_(checked, survival.c.business_id.is_not(None))).label("survived"),
        )
        .join(training_class, training_class.c.id == enrolment.c.class_id)
        .outerjoin(business, in_time)
        .outerjoin(survival, confirmed)
        .where(
            training_class.c.institution_id.in_(institution_ids),
            training_class.c.state == ClassState.COMPLETED.value,
            training_class.c.completed_on <= day,
            enrolment.c.state != EnrolmentState.TRANSFERRED.value,
        )
        .group_by(enrolment.c.institution_id, enrolment.c.package, enrolment.c.applicant_id)
    )
