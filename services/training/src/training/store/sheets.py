"""Uploaded sheets, learners' names, and what a sheet is checked against."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from kit.database import Transaction
from kit.refusal import NotFound
from sqlalchemy import RowMapping
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert

from training.domain.enrolment import Applicant, Enrolment
from training.domain.institution import Institution
from training.domain.results import Grade
from training.domain.sheets.checking import ClassFacts, GradeGiven
from training.domain.training_class import Occupied
from training.store.applicants import applicant, applicant_of
from training.store.class_book import newest_grades_of, newest_sheets_of, sheet
from training.store.classes import classes_of, session, session_of, sessions_of, training_class
from training.store.enrolments import enrolment, enrolment_of, enrolments_of_classes
from training.store.institutions import institution, institutions_of
from training.store.scope import within
from training.store.tables.base import table_of
from training.store.tables.sheets import LearnerNameRow, SheetImportRow
from training.store.trainers import trainer_names_of

sheet_import = table_of(SheetImportRow)
learner_name = table_of(LearnerNameRow)


async def class_facts(
    tx: Transaction, numbers: Collection[str], *, lock: bool = False, book: bool = True
) -> dict[str, ClassFacts]:
    """The classes with these numbers that the caller may see; ``book``: with sheets, grades and trainers."""
    found = await classes_of(tx, training_class.c.number.in_(numbers), tx.call.actor, lock=lock)
    ids = list(found)
    learners = await enrolments_of_classes(tx, ids)
    sheets = await newest_sheets_of(tx, ids) if book else {}
    grades = await newest_grades_of(tx, ids) if book else {}
    names = await trainer_names_of(tx, ids) if book else {}
    homes = await _institutions(tx, {row["institution_id"] for _, row in found.values()}) if book else {}
    return {
        taught.number: ClassFacts(
            taught,
            row["area"],
            row["version"],
            learners[class_id],
            row["capacity"] - row["seats_taken"],
            sheets.get(class_id, {}),
            {
                key: GradeGiven(Grade(given["plan_grade"]), given["version"], given["grader"], given["graded_on"])
                for key, given in grades.get(class_id, {}).items()
            },
            names.get(class_id, []),
            institution=homes.get(row["institution_id"]),
        )
        for class_id, (taught, row) in found.items()
    }


async def _institutions(tx: Transaction, institution_ids: Collection[str]) -> dict[str, Institution]:
    return await institutions_of(tx, await tx.all(sa.select(institution).where(institution.c.id.in_(institution_ids))))


async def applicants_of(
    tx: Transaction, applicant_ids: Collection[str], *, lock: bool = False
) -> dict[str, tuple[Applicant, str | None]]:
    """The known ones of these applicants, each with the mark of the name; locked in order when asked for."""
    query = sa.select(applicant).where(_among(applicant.c.id, applicant_ids)).order_by(applicant.c.id)
    rows = await (tx.lock_all(query) if lock else tx.all(query))
    return {
        row["id"]: (
            applicant_of(row),
            row["name_mark"],
        )
        for row in rows
    }


async def enrolments_with_times(
    tx: Transaction, applicant_ids: Collection[str]
) -> dict[str, list[tuple[Enrolment, Sequence[Occupied]]]]:
    """All enrolments of these applicants, with the times of their classes' sessions."""
    rows = await tx.all(sa.select(enrolment).where(_among(enrolment.c.applicant_id, applicant_ids)))
    times: dict[str, list[Occupied]] = {}
    for held in await sessions_of(tx, sorted({row["class_id"] for row in rows})):
        times.setdefault(held["class_id"], []).append(session_of(held).occupied)
    found: dict[str, list[tuple[Enrolment, Sequence[Occupied]]]] = {}
    for row in rows:
        found.setdefault(row["applicant_id"], []).append((enrolment_of(row), times.get(row["class_id"], [])))
    return found


async def other_classes_of(tx: Transaction, applicant_ids: Collection[str]) -> dict[str, str]:
    """The number of a class that each is a learner of, of those the caller may see."""
    if not applicant_ids:
        return {}
    rows = await tx.all(
        sa.select(enrolment.c.applicant_id, training_class.c.number)
        .join(training_class, training_class.c.id == enrolment.c.class_id)
        .where(
            _among(enrolment.c.applicant_id, applicant_ids),
            within(tx.call.actor, training_class.c.institution_id, training_class.c.area),
        )
        .order_by(enrolment.c.id)
    )
    return {row["applicant_id"]: row["number"] for row in rows}


async def take_seats(tx: Transaction, seats: Mapping[str, int]) -> None:
    """Take seats of locked classes, by class, and raise their versions."""
    new = sa.values(sa.column("id", sa.String), sa.column("seats", sa.Integer), name="new").data(list(seats.items()))
    await tx.execute(
        sa.update(training_class)
        .where(training_class.c.id == new.c.id)
        .values(seats_taken=training_class.c.seats_taken + new.c.seats, version=training_class.c.version + 1)
    )


async def names_of(tx: Transaction, applicant_ids: Collection[str]) -> dict[str, str]:
    """The encrypted names that sheets gave, by applicant."""
    rows = await tx.all(sa.select(learner_name).where(_among(learner_name.c.applicant_id, applicant_ids)))
    return {row["applicant_id"]: row["name"] for row in rows}


async def note_names(tx: Transaction, names: Mapping[str, str]) -> None:
    """Keep encrypted names of applicants that have none yet."""
    if not names:
        return
    given = (
        sa.func.unnest(_texts(names.keys()), _texts(names.values()))
        .table_valued("applicant_id", "name")
        .render_derived(name="given")
    )
    rows = sa.select(
        given.c.applicant_id,
        given.c.name,
        sa.literal(tx.call.actor.account),
        sa.literal(tx.now, sa.DateTime(timezone=True)),
    ).order_by(given.c.applicant_id)
    columns = ["applicant_id", "name", "recorded_by", "recorded_at"]
    await tx.execute(insert(learner_name).from_select(columns, rows).on_conflict_do_nothing())


def _texts(values: Iterable[str]) -> sa.ColumnElement[Any]:
    """Very many texts as one parameter."""
    return sa.literal(list(values), ARRAY(sa.String))


def _among(column: sa.ColumnElement[Any], values: Iterable[str]) -> sa.ColumnElement[bool]:
    """That a column holds one of very many texts."""
    return column == sa.any_(_texts(values))


async def own_institution(tx: Transaction) -> RowMapping:
    """The caller's institution. Raises NotFound."""
    row = await tx.one(sa.select(institution).where(institution.c.id == (tx.call.actor.organisation or "")))
    if row is None:
        raise NotFound(noun="institution")
    return row


async def last_upload(tx: Transaction, institution_id: str, kind: str, content_hash: str) -> RowMapping | None:
    """The newest import of this very file, locked."""
    return await tx.lock_one(
        sa.select(sheet_import)
        .where(
            sheet_import.c.content_hash == content_hash,
            sheet_import.c.institution_id == institution_id,
            sheet_import.c.kind == kind,
        )
        .order_by(sheet_import.c.id.desc())
        .limit(1)
    )


async def import_of(tx: Transaction, import_id: str, *, lock: bool = False) -> RowMapping:
    """An import within the caller's scope. Raises NotFound."""
    query = sa.select(sheet_import).where(
        sheet_import.c.id == import_id,
        within(tx.call.actor, sheet_import.c.institution_id, sheet_import.c.area),
    )
    row = await (tx.lock_one(query) if lock else tx.one(query))
    if row is None:
        raise NotFound(noun="sheet")
    return row


async def change_import(tx: Transaction, import_id: str, **values: Any) -> None:
    """Write to a locked import and raise its version."""
    await tx.execute(
        sa.update(sheet_import)
        .where(sheet_import.c.id == import_id)
        .values(version=sheet_import.c.version + 1, **values)
    )


async def overlapping_attendance(
    tx: Transaction, applicant_ids: Collection[str] | None = None, limit: int = 500, after: str | None = None
) -> Sequence[RowMapping]:
    """Who was recorded as present in two classes at one time, within the caller's scope.

    Rows: ``applicant_id``, ``held_on``, ``class_id``, ``session_number``, ``other_class_id``,
    ``other_session_number``, and ``key``, by which pages continue.
    """
    newest = (
        sa.select(sheet.c.class_id, sheet.c.session_number, sheet.c.present)
        .ext(distinct_on(sheet.c.class_id, sheet.c.session_number))
        .order_by(sheet.c.class_id, sheet.c.session_number, sheet.c.version.desc())
        .subquery()
    )
    begins = (session.c.held_on + session.c.starts_at).label("begins")
    ends = (session.c.held_on + session.c.starts_at + session.c.hours * sa.text("interval '1 hour'")).label("ends")
    there = (
        sa.select(
            enrolment.c.applicant_id,
            enrolment.c.institution_id,
            enrolment.c.area,
            session.c.class_id,
            session.c.number,
            session.c.held_on,
            begins,
            ends,
        )
        .select_from(newest)
        .join(
            enrolment, sa.and_(enrolment.c.class_id == newest.c.class_id, enrolment.c.id == sa.any_(newest.c.present))
        )
        .join(session, sa.and_(session.c.class_id == newest.c.class_id, session.c.number == newest.c.session_number))
    )
    if applicant_ids is not None:
        there = there.where(_among(enrolment.c.applicant_id, applicant_ids))
    one, other = there.cte("one"), there.cte("other")
    key = sa.func.concat(
        one.c.applicant_id, "/", one.c.class_id, "/", one.c.number, "/", other.c.class_id, "/", other.c.number
    )
    query = (
        sa.select(
            one.c.applicant_id,
            one.c.held_on,
            one.c.class_id,
            one.c.number.label("session_number"),
            other.c.class_id.label("other_class_id"),
            other.c.number.label("other_session_number"),
            key.label("key"),
        )
        .join(
            other,
            sa.and_(
                one.c.applicant_id == other.c.applicant_id,
                one.c.held_on == other.c.held_on,
                one.c.class_id < other.c.class_id,
                one.c.begins < other.c.ends,
                other.c.begins < one.c.ends,
            ),
        )
        .where(within(tx.call.actor, one.c.institution_id, one.c.area))
        .order_by(key)
        .limit(limit)
    )
    return await tx.all(query if after is None else query.where(key > after))


async def referred_to(tx: Transaction, institution_id: str, package: str) -> list[str]:
    """Applicants referred to an institution for a package, without an enrolment there yet, by id."""
    enrolled = sa.exists().where(
        enrolment.c.applicant_id == applicant.c.id,
        enrolment.c.institution_id == institution_id,
        enrolment.c.package == package,
    )
    rows = await tx.all(
        sa.select(applicant.c.id)
        .where(
            applicant.c.referred_institution_id == institution_id,
            applicant.c.referred_package == package,
            applicant.c.withdrawn_on.is_(None),
            ~enrolled,
        )
        .order_by(applicant.c.id)
    )
    return [row["id"] for row in rows]


async def class_numbers(tx: Transaction, *, class_id: str | None = None, since: date | None = None) -> list[str]:
    """The number of one class the caller may see, or of all that are open or were completed since ``since``."""
    condition = (
        training_class.c.id == class_id
        if class_id is not None
        else sa.or_(training_class.c.state == "open", training_class.c.completed_on >= since)
    )
    rows = await tx.all(
        sa.select(training_class.c.number)
        .where(condition, within(tx.call.actor, training_class.c.institution_id, training_class.c.area))
        .order_by(training_class.c.number)
    )
    if class_id is not None and not rows:
        raise NotFound(noun="class")
    return [row["number"] for row in rows]
