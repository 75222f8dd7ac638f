"""What could be claimed: earned, unclaimed milestones with the facts that the automatic checks look at."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from kit.money import Money

from training.domain.agreement import Agreement
from training.domain.checks import Claimable
from training.domain.claim_lines import LineState
from training.domain.packages import Milestone, Package
from training.store.licence_states import licence_holds
from training.store.milestones import EARNED, enrolment, milestone, training_class
from training.store.tables.base import table_of
from training.store.tables.claims import ClaimLineRow
from training.store.tables.classes import SessionRow
from training.store.tables.results import AttendanceRow
from training.store.trainers import licence

claim_line = table_of(ClaimLineRow)
session = table_of(SessionRow)
sheet = table_of(AttendanceRow)


async def lock_claimable(tx: Transaction, agreement: Agreement, *, lock: bool = True) -> list[Claimable]:
    """The earned, unclaimed milestones of classes begun under ``agreement``, with their facts; locked by default."""
    query = (
        sa.select(milestone)
        .where(
            milestone.c.institution_id == agreement.institution_id,
            milestone.c.state == EARNED,
            milestone.c.class_started_on.between(agreement.valid_from, agreement.last_day),
        )
        .order_by(milestone.c.id)
    )
    rows = await (tx.lock_all(query) if lock else tx.all(query))
    if not rows:
        return []
    unlicensed = await _unlicensed_days(tx, {row["class_id"] for row in rows})
    overlapping = await _overlapping_days(tx, {row["applicant_id"] for row in rows})
    claimed_in = await _claimed_in(tx, {row["id"] for row in rows})
    return [
        Claimable(
            milestone_id=row["id"],
            milestone=Milestone(row["milestone"]),
            package=Package(row["package"]),
            applicant_id=row["applicant_id"],
            amount=Money(row["amount"]),
            earned_on=row["earned_on"],
            certificate_number=row["certificate_number"],
            certificate_issued_on=row["certificate_issued_on"],
            class_started_on=row["class_started_on"],
            business_registered_on=row["business_registered_on"],
            unlicensed_days=tuple(unlicensed.get(row["class_id"], ())),
            overlapping_days=tuple(overlapping.get(row["applicant_id"], ())),
            claimed_in=claimed_in.get(row["id"]),
        )
        for row in rows
    ]


async def _unlicensed_days(tx: Transaction, class_ids: Collection[str]) -> dict[str, list[date]]:
    """By class, the days on which who taught held no licence of the package."""
    covered = sa.exists().where(
        licence.c.trainer_id == session.c.trainer_id,
        licence.c.package == training_class.c.package,
        licence_holds(session.c.held_on),
    )
    rows = await tx.all(
        sa.select(session.c.class_id, session.c.held_on)
        .join(training_class, training_class.c.id == session.c.class_id)
        .where(session.c.class_id.in_(class_ids), ~covered)
        .order_by(session.c.held_on)
    )
    return _grouped([(row["class_id"], row["held_on"]) for row in rows])


async def _overlapping_days(tx: Transaction, applicant_ids: Collection[str]) -> dict[str, list[date]]:
    """By applicant, the days on which they were recorded present in two classes at one time."""
    crowd = (
        sa.select(enrolment.c.applicant_id)
        .where(enrolment.c.applicant_id.in_(applicant_ids))
        .group_by(enrolment.c.applicant_id)
        .having(sa.func.count() > 1)
    )
    several = [row["applicant_id"] for row in await tx.all(crowd)]
    if not several:
        return {}
    begins = session.c.held_on + session.c.starts_at
    attended = (
        sa.select(
            enrolment.c.applicant_id,
            enrolment.c.class_id,
            session.c.held_on,
            begins.label("begins"),
            (begins + session.c.hours * sa.literal_column("interval '1 hour'")).label("ends"),
        )
        .join(session, session.c.class_id == enrolment.c.class_id)
        .join(sheet, sa.and_(sheet.c.class_id == session.c.class_id, sheet.c.session_number == session.c.number))
        .where(
            enrolment.c.applicant_id.in_(several),
            enrolment.c.id == sa.any_(sheet.c.present),
            sheet.c.version == _newest_version(),
        )
        .cte("attended")
    )
    one, other = attended.alias("one"), attended.alias("other")
    rows = await tx.all(
        sa.select(one.c.applicant_id, one.c.held_on)
        .distinct()
        .join(
            other,
            sa.and_(
                one.c.applicant_id == other.c.applicant_id,
                one.c.class_id < other.c.class_id,
                one.c.begins < other.c.ends,
                other.c.begins < one.c.ends,
            ),
        )
        .order_by(one.c.held_on)
    )
    return _grouped([(row["applicant_id"], row["held_on"]) for row in rows])


def _newest_version() -> sa.ScalarSelect[int]:
    later = sheet.alias("later")
    return (
        sa.select(sa.func.max(later.c.version))
        .where(later.c.class_id == session.c.class_id, later.c.session_number == session.c.number)
        .correlate(session)
        .scalar_subquery()
    )


async def _claimed_in(tx: Transaction, milestone_ids: Collection[str]) -> dict[str, str]:
    """By milestone, the claim that holds it; refuted and withdrawn lines hold nothing."""
    rows = await tx.all(
        sa.select(claim_line.c.milestone_id, claim_line.c.claim_id).where(
            claim_line.c.milestone_id.in_(milestone_ids),
            claim_line.c.state.not_in([LineState.REFUTED.value, LineState.WITHDRAWN.value]),
        )
    )
    return {row["milestone_id"]: row["claim_id"] for row in rows}


def _grouped(pairs: list[tuple[str, date]]) -> dict[str, list[date]]:
    grouped: dict[str, list[date]] = {}
    for key, day in pairs:
        days = grouped.setdefault(key, [])
        if day not in days:
            days.append(day)
    return grouped
