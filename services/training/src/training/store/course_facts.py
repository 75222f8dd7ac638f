"""Facts of classes for the automatic checks, read for a whole set of classes at once."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa
from kit.database import CHINA, Transaction
from sqlalchemy import RowMapping
from sqlalchemy.dialects.postgresql import distinct_on

from training.domain.attendance_patterns import SessionSheet, hours_of, hours_taught, patterns_of
from training.domain.check_facts import CourseFacts
from training.domain.rules import Rules
from training.store.enrolments import still_there
from training.store.institutions import LIFTING, REVOCATION, SUSPENSION, certification
from training.store.institutions import measure as institution_measure
from training.store.licence_states import licence_holds
from training.store.milestones import enrolment, training_class
from training.store.sets import among
from training.store.tables.base import table_of
from training.store.tables.class_files import ClassFileDocumentRow
from training.store.tables.classes import SessionRow
from training.store.tables.results import AttendanceRow
from training.store.trainers import licence

session = table_of(SessionRow)
sheet = table_of(AttendanceRow)
document = table_of(ClassFileDocumentRow)

Pair = TypeVar("Pair")
RulesAsOf = Callable[[date], Rules]


@dataclass(frozen=True)
class Courses:
    """Facts by class, and by enrolment the share of the class hours attended."""

    of: dict[str, CourseFacts]
    shares: dict[str, Decimal]


async def course_facts(tx: Transaction, class_ids: Collection[str], rules_as_of: RulesAsOf) -> Courses:
    """Everything the checks look at of these classes."""
    if not class_ids:
        return Courses({}, {})
    classes = await tx.all(
        sa.select(training_class.c.id, training_class.c.starts_on, training_class.c.hours).where(
            among(training_class.c.id, class_ids)
        )
    )
    sheets = await _sheets(tx, class_ids)
    stayed = await _stayed(tx, class_ids)
    unlicensed = await _unlicensed(tx, class_ids)
    clashes = await _clashes(tx, class_ids)
    uncertified = await _uncertified(tx, class_ids)
    files = await _files(tx, class_ids)
    found, shares = {}, {}
    for row in classes:
        class_id, taught = row["id"], sheets.get(row["id"], [])
        late_days = rules_as_of(row["starts_on"]).checks.sheet_late_days
        found[class_id] = CourseFacts(
            class_id=class_id,
            hours_taught=hours_taught(taught),
            unlicensed=tuple(unlicensed.get(class_id, ())),
            clashes=tuple(clashes.get(class_id, ())),
            uncertified=tuple(uncertified.get(class_id, ())),
            sheets=patterns_of(taught, stayed.get(class_id, ()), late_days),
            files_with=tuple(files.get(class_id, ())),
        )
        shares.update({key: hours / row["hours"] for key, hours in hours_of(taught).items()})
    return Courses(found, shares)


async def _sheets(tx: Transaction, class_ids: Collection[str]) -> dict[str, list[SessionSheet]]:
    """By class, its sessions with their newest sheets."""
    newest = (
        sa.select(sheet)
        .where(among(sheet.c.class_id, class_ids))
        .ext(distinct_on(sheet.c.class_id, sheet.c.session_number))
        .order_by(sheet.c.class_id, sheet.c.session_number, sheet.c.version.desc())
        .subquery()
    )
    rows = await tx.all(
        sa.select(
            newest.c.class_id,
            newest.c.recorded_on,
            newest.c.recorded_at,
            newest.c.present,
            newest.c.partial,
            session.c.held_on,
            session.c.hours,
        )
        .select_from(newest)
        .join(session, sa.and_(session.c.class_id == newest.c.class_id, session.c.number == newest.c.session_number))
    )
    return grouped(rows, "class_id", _sheet)


def _sheet(row: RowMapping) -> SessionSheet:
    partial = {enrolment_id: Decimal(hours) for enrolment_id, hours in (row["partial"] or {}).items()}
    return SessionSheet(
        row["held_on"],
        row["hours"],
        row["recorded_on"],
        row["recorded_at"].astimezone(CHINA).date(),
        frozenset(row["present"]),
        partial,
    )


async def _stayed(tx: Transaction, class_ids: Collection[str]) -> dict[str, list[str]]:
    """By class, the enrolments that did not drop out."""
    rows = await tx.all(
        sa.select(enrolment.c.class_id, enrolment.c.id).where(among(enrolment.c.class_id, class_ids), still_there())
    )
    return grouped(rows, "class_id", lambda row: str(row["id"]))


async def _unlicensed(tx: Transaction, class_ids: Collection[str]) -> dict[str, list[tuple[str, date]]]:
    """By class, who taught without a licence of the package, and on which day."""
    covered = sa.exists().where(
        licence.c.trainer_id == session.c.trainer_id,
        licence.c.package == training_class.c.package,
        licence_holds(session.c.held_on),
    )
    rows = await tx.all(
        sa.select(session.c.class_id, session.c.trainer_id, session.c.held_on)
        .join(training_class, training_class.c.id == session.c.class_id)
        .where(among(session.c.class_id, class_ids), ~covered)
        .order_by(session.c.held_on, session.c.trainer_id)
        .distinct()
    )
    return grouped(rows, "class_id", lambda row: (str(row["trainer_id"]), row["held_on"]))


async def _clashes(tx: Transaction, class_ids: Collection[str]) -> dict[str, list[tuple[str, str, date]]]:
    """By class, whose trainer taught another class at the same time: both sessions have learners present."""
    other = session.alias("other")
    rows = await tx.all(
        sa.select(session.c.class_id, session.c.trainer_id, other.c.class_id.label("other_id"), session.c.held_on)
        .select_from(session)
        .join(
            other,
            sa.and_(
                other.c.trainer_id == session.c.trainer_id,
                other.c.held_on == session.c.held_on,
                other.c.class_id != session.c.class_id,
                _begins(other) < _ends(session),
                _begins(session) < _ends(other),
            ),
        )
        .where(among(session.c.class_id, class_ids), _attended(session), _attended(other))
        .order_by(session.c.held_on, other.c.class_id)
        .distinct()
    )
    return grouped(rows, "class_id", lambda row: (str(row["trainer_id"]), str(row["other_id"]), row["held_on"]))


def _begins(held: Any) -> Any:
    return held.c.held_on + held.c.starts_at


def _ends(held: Any) -> Any:
    return _begins(held) + held.c.hours * sa.literal_column("interval '1 hour'")


def _attended(held: Any) -> Any:
    """A session has a sheet that names somebody."""
    return sa.exists().where(
        sheet.c.class_id == held.c.class_id,
        sheet.c.session_number == held.c.number,
        sa.func.cardinality(sheet.c.present) > 0,
    )


async def _uncertified(tx: Transaction, class_ids: Collection[str]) -> dict[str, list[date]]:
    """By class, the days of sessions on which its institution was not certified, or suspended."""
    lifting = institution_measure.alias()
    revoked = (
        sa.exists()
        .where(
            institution_measure.c.institution_id == certification.c.institution_id,
            institution_measure.c.measure == REVOCATION,
            institution_measure.c.refers_to == certification.c.number,
            institution_measure.c.starts_on <= session.c.held_on,
        )
        .correlate_except(institution_measure)
    )
    covered = (
        sa.exists()
        .where(
            certification.c.institution_id == training_class.c.institution_id,
            session.c.held_on.between(certification.c.certified_from, certification.c.certified_to),
            ~revoked,
        )
        .correlate_except(certification)
    )
    lifted = (
        sa.exists()
        .where(
            lifting.c.institution_id == institution_measure.c.institution_id,
            lifting.c.measure == LIFTING,
            lifting.c.refers_to == institution_measure.c.number,
            lifting.c.starts_on <= session.c.held_on,
        )
        .correlate_except(lifting)
    )
    suspended = (
        sa.exists()
        .where(
            institution_measure.c.institution_id == training_class.c.institution_id,
            institution_measure.c.measure == SUSPENSION,
            institution_measure.c.starts_on <= session.c.held_on,
            sa.or_(institution_measure.c.ends_on.is_(None), institution_measure.c.ends_on >= session.c.held_on),
            ~lifted,
        )
        .correlate_except(institution_measure)
    )
    rows = await tx.all(
        sa.select(session.c.class_id, session.c.held_on)
        .join(training_class, training_class.c.id == session.c.class_id)
        .where(among(session.c.class_id, class_ids), sa.or_(~covered, suspended))
        .order_by(session.c.held_on)
        .distinct()
    )
    return grouped(rows, "class_id", lambda row: row["held_on"])


async def _files(tx: Transaction, class_ids: Collection[str]) -> dict[str, list[str]]:
    """By class, all classes whose file holds one of its papers, when there are others."""
    other = document.alias("other")
    rows = await tx.all(
        sa.select(document.c.class_id, other.c.class_id.label("other_id"))
        .select_from(document)
        .join(
            other,
            sa.and_(other.c.content_hash == document.c.content_hash, other.c.class_id != document.c.class_id),
        )
        .where(among(document.c.class_id, class_ids))
        .distinct()
    )
    found = grouped(rows, "class_id", lambda row: str(row["other_id"]))
    return {class_id: sorted([class_id, *others]) for class_id, others in found.items()}


def grouped(rows: Iterable[RowMapping], key: str, value: Callable[[RowMapping], Pair]) -> dict[str, list[Pair]]:
    """The rows' values by the rows' key, in order."""
    found: dict[str, list[Pair]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(value(row))
    return found
