"""Claims, their lines, and the facts that the automatic checks look at."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.money import Money
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.domain.agreement import Agreement
from training.domain.checks import Check, CheckName, Claimable
from training.domain.claim import Claim, ClaimLine, ClaimState, LineState
from training.domain.packages import Milestone, Package
from training.store.milestones import CLAIMED, EARNED, PAID, REFUTED, milestone
from training.store.scope import within
from training.store.tables.base import table_of
from training.store.tables.claims import ClaimLineRow, ClaimRow
from training.store.tables.classes import ClassRow as TrainingClassRow
from training.store.tables.classes import SessionRow
from training.store.tables.enrolments import EnrolmentRow
from training.store.tables.results import AttendanceRow
from training.store.tables.trainers import LicenceRow

claim = table_of(ClaimRow)
claim_line = table_of(ClaimLineRow)
enrolment = table_of(EnrolmentRow)
session = table_of(SessionRow)
licence = table_of(LicenceRow)
sheet = table_of(AttendanceRow)
training_class = table_of(TrainingClassRow)


async def lock_claimable(tx: Transaction, agreement: Agreement) -> list[Claimable]:
    """The earned, unclaimed milestones of classes begun under ``agreement``, locked, with their facts."""
    rows = await tx.lock_all(
        sa.select(milestone)
        .where(
            milestone.c.institution_id == agreement.institution_id,
            milestone.c.state == EARNED,
            milestone.c.class_started_on.between(agreement.valid_from, agreement.valid_to),
        )
        .order_by(milestone.c.id)
    )
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
        session.c.held_on.between(licence.c.valid_from, licence.c.valid_to),
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
    rows = await tx.all(
        sa.select(claim_line.c.milestone_id, claim_line.c.claim_id).where(claim_line.c.milestone_id.in_(milestone_ids))
    )
    return {row["milestone_id"]: row["claim_id"] for row in rows}


def _grouped(pairs: list[tuple[str, date]]) -> dict[str, list[date]]:
    grouped: dict[str, list[date]] = {}
    for key, day in pairs:
        days = grouped.setdefault(key, [])
        if day not in days:
            days.append(day)
    return grouped


async def lock_claim(tx: Transaction, claim_id: str, actor: Actor) -> tuple[Claim, RowMapping]:
    """The claim with its lines, locked. Raises NotFound, VersionStale."""
    row = await tx.lock_one(
        sa.select(claim).where(claim.c.id == claim_id, within(actor, claim.c.institution_id, claim.c.area))
    )
    if row is None:
        raise NotFound(noun="claim")
    tx.expect_version(row["version"])
    lines = await tx.all(sa.select(claim_line).where(claim_line.c.claim_id == claim_id).order_by(claim_line.c.line))
    return (
        Claim(
            claim_id=row["id"],
            institution_id=row["institution_id"],
            agreement_id=row["agreement_id"],
            claimed_on=row["claimed_on"],
            lodged_by=row["lodged_by"],
            lines=[_line(line) for line in lines],
            state=ClaimState(row["state"]),
            verified_on=row["verified_on"],
            verified_by=row["verified_by"],
            approved_on=row["approved_on"],
            approved_by=row["approved_by"],
            paid_on=row["paid_on"],
            paid_by=row["paid_by"],
            reference=row["reference"],
        ),
        row,
    )


def _line(row: RowMapping) -> ClaimLine:
    return ClaimLine(
        row["line"],
        row["milestone_id"],
        Milestone(row["milestone"]),
        Package(row["package"]),
        row["applicant_id"],
        Money(row["amount"]),
        tuple(Check(CheckName(c["check"]), c["passed"], c["detail"]) for c in row["checks"]),
        LineState(row["state"]),
        row["reason"],
    )


async def add_claim(tx: Transaction, lodged: Claim, area: str) -> None:
    """Write a new claim and lock its milestones into it."""
    tx.insert(
        ClaimRow,
        {
            "id": lodged.claim_id,
            "institution_id": lodged.institution_id,
            "area": area,
            "agreement_id": lodged.agreement_id,
            "claimed_on": lodged.claimed_on,
            "claimed_amount": lodged.amount,
            "amount": lodged.amount,
            "state": lodged.state.value,
            "lodged_by": lodged.lodged_by,
            "version": 1,
            "recorded_at": tx.now,
        },
    )
    tx.insert(
        ClaimLineRow,
        *(
            {
                "claim_id": lodged.claim_id,
                "line": line.line,
                "milestone_id": line.milestone_id,
                "milestone": line.milestone.value,
                "package": line.package.value,
                "applicant_id": line.applicant_id,
                "amount": line.amount,
                "checks": [asdict(check) for check in line.checks],
                "state": line.state.value,
            }
            for line in lodged.lines
        ),
    )
    await tx.execute(
        sa.update(milestone)
        .where(milestone.c.id.in_([line.milestone_id for line in lodged.lines]))
        .values(state=CLAIMED, claim_id=lodged.claim_id)
    )


async def save_claim(tx: Transaction, changed: Claim) -> int:
    """Write a locked claim's state and dates; its new version."""
    saved = await tx.execute(
        sa.update(claim)
        .where(claim.c.id == changed.claim_id)
        .values(
            state=changed.state.value,
            amount=changed.amount.amount,
            verified_on=changed.verified_on,
            verified_by=changed.verified_by,
            approved_on=changed.approved_on,
            approved_by=changed.approved_by,
            paid_on=changed.paid_on,
            paid_by=changed.paid_by,
            reference=changed.reference,
            version=claim.c.version + 1,
        )
        .returning(claim.c.version)
    )
    return int(saved.scalar_one())


async def save_lines(tx: Transaction, changed: Claim) -> None:
    """Write the state of every line, and of the milestones that were refuted or paid, set by set."""
    new = sa.values(
        sa.column("line", sa.Integer),
        sa.column("state", sa.String),
        sa.column("reason", sa.String),
        name="new",
    ).data([(line.line, line.state.value, line.reason) for line in changed.lines])
    await tx.execute(
        sa.update(claim_line)
        .where(claim_line.c.claim_id == changed.claim_id, claim_line.c.line == new.c.line)
        .values(state=new.c.state, reason=new.c.reason)
    )
    for line_state, milestone_state in ((LineState.REFUTED, REFUTED), (LineState.PAID, PAID)):
        ids = [line.milestone_id for line in changed.lines if line.state is line_state]
        if ids:
            await tx.execute(
                sa.update(milestone)
                .where(milestone.c.id.in_(ids), milestone.c.state != milestone_state)
                .values(state=milestone_state)
            )


async def reference_used(tx: Transaction, reference: str) -> bool:
    """Whether some claim was paid under this reference."""
    return bool(await tx.value(sa.select(sa.exists().where(claim.c.reference == reference))))
