"""Claims, their lines, and the facts that the automatic checks look at."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.money import Money
from kit.refusal import NotFound
from sqlalchemy import ColumnElement, RowMapping

from training.domain.agreement import Agreement
from training.domain.checks import Check, CheckName, Claimable, Severity
from training.domain.claim import Approval, Claim, ClaimState
from training.domain.claim_lines import ClaimLine, Facts, LineState, Outcome, Part
from training.domain.packages import Milestone, Package
from training.store.agreements import lock_any_agreement
from training.store.licence_states import licence_holds
from training.store.milestones import CLAIMED, EARNED, PAID, REFUTED, milestone
from training.store.scope import within
from training.store.tables.base import table_of
from training.store.tables.claims import ClaimLineRow, ClaimRow
from training.store.tables.classes import ClassRow as TrainingClassRow
from training.store.tables.classes import SessionRow
from training.store.tables.enrolments import EnrolmentRow
from training.store.tables.results import AttendanceRow
from training.store.trainers import licence

claim = table_of(ClaimRow)
claim_line = table_of(ClaimLineRow)
enrolment = table_of(EnrolmentRow)
session = table_of(SessionRow)
sheet = table_of(AttendanceRow)
training_class = table_of(TrainingClassRow)


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


async def lock_claim(tx: Transaction, claim_id: str, actor: Actor) -> tuple[Claim, RowMapping, Agreement]:
    """The claim with its lines, locked after its agreement. Raises NotFound, VersionStale."""
    mine = sa.and_(claim.c.id == claim_id, within(actor, claim.c.institution_id, claim.c.area))
    agreement_id = await tx.value(sa.select(claim.c.agreement_id).where(mine))
    if agreement_id is None:
        raise NotFound(noun="claim")
    return await lock_known_claim(tx, claim_id, await lock_any_agreement(tx, agreement_id))


async def load_claim(tx: Transaction, claim_id: str, actor: Actor) -> tuple[Claim, RowMapping]:
    """The claim with its lines, as it stands, and its row, if ``actor`` may see it. Raises NotFound."""
    row = await tx.one(
        sa.select(claim).where(claim.c.id == claim_id, within(actor, claim.c.institution_id, claim.c.area))
    )
    if row is None:
        raise NotFound(noun="claim")
    return _claim(row, await _lines_of(tx, claim_id)), row


async def agreement_of(tx: Transaction, claim_id: str) -> str:
    """The id of the agreement under which a claim was lodged. Raises NotFound."""
    agreement_id: str | None = await tx.value(sa.select(claim.c.agreement_id).where(claim.c.id == claim_id))
    if agreement_id is None:
        raise NotFound(noun="claim")
    return agreement_id


async def lock_known_claim(
    tx: Transaction, claim_id: str, agreement: Agreement, *, expect_version: bool = True
) -> tuple[Claim, RowMapping, Agreement]:
    """The claim of a locked agreement, with its lines. Raises NotFound, VersionStale."""
    row = await tx.lock_one(sa.select(claim).where(claim.c.id == claim_id))
    if row is None:
        raise NotFound(noun="claim")
    if expect_version:
        tx.expect_version(row["version"])
    return _claim(row, await _lines_of(tx, claim_id)), row, agreement


async def _lines_of(tx: Transaction, claim_id: str) -> Sequence[RowMapping]:
    return await tx.all(sa.select(claim_line).where(claim_line.c.claim_id == claim_id).order_by(claim_line.c.line))


def _claim(row: RowMapping, lines: Sequence[RowMapping]) -> Claim:
    approvals = [
        Approval(row[f"{step}_by"], row[f"{step}_role"] or "manager", row[f"{step}_on"])
        for step in ("first_approved", "approved")
        if row[f"{step}_by"] is not None
    ]
    return Claim(
        claim_id=row["id"],
        institution_id=row["institution_id"],
        agreement_id=row["agreement_id"],
        claimed_on=row["claimed_on"],
        lodged_by=row["lodged_by"],
        lines=[_line(line) for line in lines],
        state=ClaimState(row["state"]),
        content_hash=row["content_hash"],
        drawn_on=row["drawn_on"],
        verified_on=row["verified_on"],
        verified_by=row["verified_by"],
        approvals=approvals,
        paid_on=row["paid_on"],
        paid_by=row["paid_by"],
        reference=row["reference"],
    )


def _line(row: RowMapping) -> ClaimLine:
    return ClaimLine(
        row["line"],
        row["milestone_id"],
        Milestone(row["milestone"]),
        Package(row["package"]),
        row["applicant_id"],
        Money(row["amount"]),
        tuple(
            Check(CheckName(c["check"]), c["passed"], c["detail"], Severity(c.get("severity", "refutes")))
            for c in row["checks"]
        ),
        Facts.of(row["facts"]) if row["facts"] else None,
        row["price_source"],
        row["price_en"],
        row["price_zh"],
        LineState(row["state"]),
        row["reason"],
        Part(row["part"]) if row["part"] else None,
        Outcome(row["finding"]) if row["finding"] else None,
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
            "content_hash": lodged.content_hash,
            "claimed_amount": Money.sum(line.amount for line in lodged.lines),
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
                "facts": line.facts.plain() if line.facts else None,
                "price_source": line.price_source,
                "price_en": line.price_en,
                "price_zh": line.price_zh,
                "checks": [asdict(check) for check in line.checks],
                "state": line.state.value,
                "reason": line.reason,
            }
            for line in lodged.lines
        ),
    )
    for state, ids in (
        (CLAIMED, [line.milestone_id for line in lodged.lines if line.open]),
        (REFUTED, [line.milestone_id for line in lodged.lines if not line.open]),
    ):
        await _move_milestones(tx, ids, state, lodged.claim_id, milestone.c.state == EARNED)


async def save_claim(tx: Transaction, changed: Claim, **more: object) -> int:
    """Write a locked claim's state and dates, and ``more`` of its columns; its new version."""
    first, second = [*changed.approvals, None, None][:2]
    saved = await tx.execute(
        sa.update(claim)
        .where(claim.c.id == changed.claim_id)
        .values(
            state=changed.state.value,
            amount=changed.amount.amount,
            drawn_on=changed.drawn_on,
            verified_on=changed.verified_on,
            verified_by=changed.verified_by,
            first_approved_on=first.on if first else None,
            first_approved_by=first.account if first else None,
            first_approved_role=first.role if first else None,
            approved_on=second.on if second else None,
            approved_by=second.account if second else None,
            approved_role=second.role if second else None,
            paid_on=changed.paid_on,
            paid_by=changed.paid_by,
            reference=changed.reference,
            version=claim.c.version + 1,
            **more,
        )
        .returning(claim.c.version)
    )
    return int(saved.scalar_one())


_MANY = 4_000
"""Lines written by one statement; PostgreSQL takes 32,767 parameters."""


async def save_lines(tx: Transaction, changed: Claim, before: Sequence[ClaimLine] = ()) -> None:
    """Write the lines that differ from ``before`` (all, if it is not given), and where their milestones stand."""
    known = {line.line: line for line in before}
    lines = [line for line in changed.lines if known.get(line.line) != line]
    for start in range(0, len(lines), _MANY):
        await _save_some(tx, changed.claim_id, lines[start : start + _MANY])
    for line_state, milestone_state in (
        (LineState.REFUTED, REFUTED),
        (LineState.PAID, PAID),
        (LineState.WITHDRAWN, EARNED),
    ):
        ids = [line.milestone_id for line in lines if line.state is line_state]
        holder = None if milestone_state == EARNED else changed.claim_id
        held = sa.and_(milestone.c.state == CLAIMED, milestone.c.claim_id == changed.claim_id)
        await _move_milestones(tx, ids, milestone_state, holder, held)


async def _save_some(tx: Transaction, claim_id: str, lines: Sequence[ClaimLine]) -> None:
    names = ("state", "reason", "part", "finding")
    new = sa.values(sa.column("line", sa.Integer), *(sa.column(name, sa.String) for name in names), name="new").data(
        [
            (
                line.line,
                line.state.value,
                line.reason,
                line.part.value if line.part else None,
                line.finding.value if line.finding else None,
            )
            for line in lines
        ]
    )
    await tx.execute(
        sa.update(claim_line)
        .where(claim_line.c.claim_id == claim_id, claim_line.c.line == new.c.line)
        .values({name: new.c[name] for name in names})
    )


async def _move_milestones(
    tx: Transaction, ids: Sequence[str], state: str, claim_id: str | None, still: ColumnElement[bool]
) -> None:
    """Set where these milestones stand; one that became void or was claimed anew meanwhile is not ``still`` ours."""
    if ids:
        await tx.execute(
            sa.update(milestone)
            .where(milestone.c.id == sa.any_(sa.literal(list(ids), sa.ARRAY(sa.String))), still)
            .values(state=state, claim_id=claim_id)
        )


async def reference_used(tx: Transaction, reference: str) -> bool:
    """Whether some claim was paid under this reference."""
    return bool(await tx.value(sa.select(sa.exists().where(claim.c.reference == reference))))
