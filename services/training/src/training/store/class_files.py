"""Files of classes: where they stand, their documents, and what the class's books hold."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import RowMapping
from sqlalchemy.dialects.postgresql import insert

from training.domain.class_file import ClassBooks, ClassFile, FileState
from training.domain.training_class import ClassState
from training.store.classes import session, training_class
from training.store.enrolments import enrolment, still_there
from training.store.plans import plan
from training.store.ratings import rating
from training.store.tables.base import table_of
from training.store.tables.class_files import ClassFileDocumentRow, ClassFileRow, ClassFileStepRow
from training.store.tables.results import AttendanceRow, PlanGradeRow

class_file = table_of(ClassFileRow)
document = table_of(ClassFileDocumentRow)
step = table_of(ClassFileStepRow)
sheet = table_of(AttendanceRow)
plan_grade = table_of(PlanGradeRow)

CLOSED = (FileState.HANDED_IN.value, FileState.ACCEPTED.value)
HELD_CLASSES = (ClassState.OPEN.value, ClassState.COMPLETED.value)
"""Classes that take place: no other has a file."""


def file_of(class_id: str, row: RowMapping | None) -> ClassFile:
    """A class's file; open when nothing was done for it yet."""
    if row is None:
        return ClassFile(class_id)
    return ClassFile(class_id, FileState(row["state"]), row["handed_in_on"], row["handed_in_by"], row["decided_on"])


async def lock_file(tx: Transaction, class_id: str) -> tuple[ClassFile, int]:
    """The file, made when it is not there yet, locked, with its version. Lock the class first."""
    await tx.execute(
        insert(class_file)
        .values(class_id=class_id, state=FileState.OPEN.value, version=1, recorded_at=tx.now)
        .on_conflict_do_nothing()
    )
    row = await tx.lock_one(sa.select(class_file).where(class_file.c.class_id == class_id))
    if row is None:
        raise RuntimeError("the row was just made")
    return file_of(class_id, row), row["version"]


async def read_file(tx: Transaction, class_id: str) -> RowMapping | None:
    """The file's row, or None."""
    return await tx.one(sa.select(class_file).where(class_file.c.class_id == class_id))


async def save_file(tx: Transaction, changed: ClassFile, **values: object) -> int:
    """Write where a locked file stands; its new version."""
    saved = await tx.execute(
        sa.update(class_file)
        .where(class_file.c.class_id == changed.class_id)
        .values(
            state=changed.state.value,
            handed_in_on=changed.handed_in_on,
            handed_in_by=changed.handed_in_by,
            decided_on=changed.decided_on,
            version=class_file.c.version + 1,
            **values,
        )
        .returning(class_file.c.version)
    )
    return int(saved.scalar_one())


async def documents_of(tx: Transaction, class_id: str) -> Sequence[RowMapping]:
    """All documents of a file, oldest first."""
    return await tx.all(sa.select(document).where(document.c.class_id == class_id).order_by(document.c.number))


def counting(documents: Sequence[RowMapping]) -> dict[str, int]:
    """How many documents each item has, without those that were replaced; the same content counts once."""
    replaced = {row["replaces"] for row in documents}
    counted: dict[str, set[str]] = {}
    for row in documents:
        if row["number"] not in replaced:
            counted.setdefault(row["item"], set()).add(row["content_hash"])
    return {item: len(hashes) for item, hashes in counted.items()}


async def steps_of(tx: Transaction, class_id: str) -> Sequence[RowMapping]:
    """What happened to a file, oldest first."""
    return await tx.all(sa.select(step).where(step.c.class_id == class_id).order_by(step.c.number))


async def books_of(tx: Transaction, row: RowMapping) -> ClassBooks:
    """What the class's own books hold, counted in one statement."""
    class_id = row["id"]
    mine = enrolment.c.class_id == class_id
    stayed = sa.and_(mine, still_there())
    graded = sa.exists().where(plan_grade.c.enrolment_id == enrolment.c.id)
    handed_in = sa.or_(
        sa.exists().where(plan.c.enrolment_id == enrolment.c.id),
        sa.exists().where(plan_grade.c.enrolment_id == enrolment.c.id, plan_grade.c.way == "paper"),
    )

    def count(*conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(enrolment).where(*conditions).scalar_subquery()

    counts = await tx.one(
        sa.select(
            sa.select(sa.func.count()).where(session.c.class_id == class_id).scalar_subquery().label("sessions"),
            sa.select(sa.func.count(sa.distinct(sheet.c.session_number)))
            .where(sheet.c.class_id == class_id)
            .scalar_subquery()
            .label("sheets"),
            count(stayed).label("learners"),
            count(mine).label("enrolled"),
            count(stayed, handed_in).label("plans"),
            count(stayed, graded).label("graded"),
            sa.select(sa.func.count()).where(rating.c.class_id == class_id).scalar_subquery().label("rated"),
            count(stayed, enrolment.c.free.is_(False), enrolment.c.fee > 0).label("paying"),
        )
    )
    if counts is None:
        raise RuntimeError("counts are always there")
    return ClassBooks(completed=row["state"] == ClassState.COMPLETED.value, **counts)


def ended_by(day: date) -> sa.ColumnElement[bool]:
    """Classes that took place and whose last session was held by ``day``."""
    return sa.and_(training_class.c.ends_on <= day, training_class.c.state.in_(HELD_CLASSES))


def late_condition(newest_end: date) -> sa.ColumnElement[bool]:
    """Classes that ended by ``newest_end`` and whose file is neither handed in nor accepted."""
    return sa.and_(
        training_class.c.ends_on <= newest_end,
        sa.or_(class_file.c.state.is_(None), class_file.c.state.not_in(CLOSED)),
    )


async def page_of_files(
    tx: Transaction, conditions: Sequence[sa.ColumnElement[bool]], limit: int, after: str | None
) -> tuple[Sequence[RowMapping], str | None]:
    """A page of classes with where their files stand, by class id."""
    query = (
        sa.select(
            training_class.c.id,
            training_class.c.number,
            training_class.c.institution_id,
            training_class.c.package,
            training_class.c.ends_on,
            training_class.c.completed_on,
            sa.func.coalesce(class_file.c.state, FileState.OPEN.value).label("file_state"),
            class_file.c.handed_in_on,
            class_file.c.decided_on,
        )
        .outerjoin(class_file, class_file.c.class_id == training_class.c.id)
        .where(*conditions)
        .order_by(training_class.c.id)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(training_class.c.id > after)
    rows = await tx.all(query)
    return rows[:limit], rows[limit - 1]["id"] if len(rows) > limit else None


async def file_counts(
    tx: Transaction, conditions: Sequence[sa.ColumnElement[bool]], newest_end: date
) -> Sequence[RowMapping]:
    """By institution: how many ended classes have their file in which state, and how many are late."""
    state = sa.func.coalesce(class_file.c.state, FileState.OPEN.value)

    def number(condition: sa.ColumnElement[bool], name: str) -> sa.Label[int]:
        return sa.func.count().filter(condition).label(name)

    return await tx.all(
        sa.select(
            training_class.c.institution_id,
            *(number(state == one.value, one.value) for one in FileState),
            number(late_condition(newest_end), "late"),
        )
        .outerjoin(class_file, class_file.c.class_id == training_class.c.id)
        .where(*conditions)
        .group_by(training_class.c.institution_id)
        .order_by(training_class.c.institution_id)
    )
