"""Milestones: made from certificates, businesses and survivals in whatever order they became known."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from kit.database import Transaction
from kit.ids import new_id
from sqlalchemy import RowMapping
from sqlalchemy.dialects.postgresql import insert

from training.domain.certificate import RevocationState
from training.domain.milestones import Business, Certified, Earned, RulesAsOf, Survival, earned_milestones
from training.domain.packages import Package
from training.store.applicants import businesses_of, survivals_of
from training.store.tables.base import table_of
from training.store.tables.certificates import CertificateRevocationRow, CertificateRow
from training.store.tables.claims import MilestoneRow
from training.store.tables.classes import ClassRow
from training.store.tables.enrolments import EnrolmentRow

milestone = table_of(MilestoneRow)
certificate = table_of(CertificateRow)
enrolment = table_of(EnrolmentRow)
training_class = table_of(ClassRow)
revocation = table_of(CertificateRevocationRow)

EARNED, CLAIMED, PAID, REFUTED = "earned", "claimed", "paid", "refuted"
VOID, CLAWED_BACK = "void", "clawed_back"
"""Taken back before it was paid; paid back after. Either may be earned anew when the facts are right again."""

Key = tuple[str, str, str]
"""Applicant, package, milestone: once ever."""


async def award(tx: Transaction, applicant_ids: Collection[str], rules_as_of: RulesAsOf) -> int:
    """Make the milestones that are due to these applicants' results; how many were looked at.

    The applicants must be locked. What is claimed, paid or refuted stays as it is; an unclaimed
    milestone follows the facts, so that their order does not matter. One that was void or clawed back is
    earned anew; a paid one whose facts are right again is owed no longer.
    """
    rows = [_row(tx, earned, area) for earned, area in await _supported(tx, applicant_ids, rules_as_of)]
    if rows:
        await _write(tx, rows)
        await _right_again(tx, rows)
    return len(rows)


async def unsupported(tx: Transaction, applicant_ids: Collection[str], rules_as_of: RulesAsOf) -> Sequence[RowMapping]:
    """Earned, claimed and paid milestones of these applicants that the facts no longer support: id, state, claim_id."""
    held = await tx.all(
        sa.select(milestone).where(
            milestone.c.applicant_id.in_(applicant_ids),
            milestone.c.state.in_((EARNED, CLAIMED, PAID)),
            milestone.c.invalid_on.is_(None),
        )
    )
    if not held:
        return []
    found = {_key_of(earned) for earned, _ in await _supported(tx, applicant_ids, rules_as_of)}
    return [row for row in held if (row["applicant_id"], row["package"], row["milestone"]) not in found]


async def invalidate(tx: Transaction, ids: Collection[str], on: date, reason: str) -> None:
    """Earned ones become void; claimed and paid ones keep their state and say since when and why they are not owed."""
    marked = milestone.c.id.in_(ids)
    await tx.execute(
        sa.update(milestone)
        .where(marked, milestone.c.state == EARNED)
        .values(state=VOID, claim_id=None, invalid_on=on, invalid_reason=reason)
    )
    await tx.execute(
        sa.update(milestone)
        .where(marked, milestone.c.state.in_((CLAIMED, PAID)))
        .values(invalid_on=on, invalid_reason=reason)
    )


async def void_refuted(tx: Transaction, ids: Collection[str], on: date, reason: str) -> None:
    """Milestones whose line was taken out of its claim because the facts changed: void, not found false."""
    await tx.execute(
        sa.update(milestone)
        .where(milestone.c.id.in_(ids), milestone.c.state == REFUTED)
        .values(state=VOID, claim_id=None, invalid_on=on, invalid_reason=reason)
    )


async def _supported(
    tx: Transaction, applicant_ids: Collection[str], rules_as_of: RulesAsOf
) -> list[tuple[Earned, str]]:
    """What the facts of these applicants earn, with the area of each certificate."""
    certified = await _certified(tx, applicant_ids)
    if not certified:
        return []
    holders = {row.applicant_id for row, _ in certified}
    businesses = await businesses_of(tx, holders)
    survivals = await survivals_of(tx, holders)
    found: list[tuple[Earned, str]] = []
    for held, area in certified:
        earned = earned_milestones(
            held,
            [
                Business(b["business_id"], b["registered_on"])
                for b in businesses
                if b["applicant_id"] == held.applicant_id
            ],
            [
                Survival(s["business_id"], s["registered_on"], s["confirmed_on"])
                for s in survivals
                if s["applicant_id"] == held.applicant_id
            ],
            rules_as_of,
        )
        found.extend((one, area) for one in earned)
    return found


def _key_of(earned: Earned) -> Key:
    return earned.certificate.applicant_id, earned.certificate.package.value, earned.milestone.value


async def _certified(tx: Transaction, applicant_ids: Collection[str]) -> list[tuple[Certified, str]]:
    rows = await tx.all(
        sa.select(
            certificate,
            training_class.c.starts_on,
            enrolment.c.free,
            enrolment.c.target_group,
        )
        .join(enrolment, enrolment.c.id == certificate.c.enrolment_id)
        .join(training_class, training_class.c.id == certificate.c.class_id)
        .where(
            certificate.c.applicant_id.in_(applicant_ids),
            enrolment.c.free,
            ~sa.exists().where(
                revocation.c.certificate_id == certificate.c.id,
                revocation.c.state == RevocationState.CONFIRMED.value,
            ),
        )
    )
    return [
        (
            Certified(
                certificate_id=row["id"],
                number=row["number"],
                applicant_id=row["applicant_id"],
                enrolment_id=row["enrolment_id"],
                class_id=row["class_id"],
                institution_id=row["institution_id"],
                package=Package(row["package"]),
                issued_on=row["issued_on"],
                class_started_on=row["starts_on"],
                free=row["free"],
                target_group=row["target_group"],
            ),
            row["area"],
        )
        for row in rows
    ]


def _row(tx: Transaction, earned: Earned, area: str) -> dict[str, Any]:
    held = earned.certificate
    return {
        "id": new_id(),
        "milestone": earned.milestone.value,
        "applicant_id": held.applicant_id,
        "package": held.package.value,
        "institution_id": held.institution_id,
        "area": area,
        "class_id": held.class_id,
        "class_started_on": held.class_started_on,
        "certificate_id": held.certificate_id,
        "certificate_number": held.number,
        "certificate_issued_on": held.issued_on,
        "business_id": earned.business_id,
        "business_registered_on": earned.business_registered_on,
        "earned_on": earned.earned_on,
        "amount": earned.amount.amount,
        "state": EARNED,
        "policy_version": earned.policy_version,
        "explanation": {
            "en": earned.explanation.en,
            "zh": earned.explanation.zh,
            "rules": [
                {"rule": key, "value": value, "reference": reference}
                for key, value, reference in earned.explanation.rules
            ],
        },
        "recorded_at": tx.now,
    }


async def _write(tx: Transaction, rows: list[dict[str, Any]]) -> None:
    statement = insert(milestone).values(sorted(rows, key=lambda row: (row["applicant_id"], row["milestone"])))
    new = statement.excluded
    follows = ("business_id", "business_registered_on", "earned_on", "amount", "policy_version", "explanation")
    of_certificate = (
        *("institution_id", "area", "class_id", "class_started_on"),
        *("certificate_id", "certificate_number", "certificate_issued_on"),
    )
    await tx.execute(
        statement.on_conflict_do_update(
            constraint="uq_milestone_once_ever",
            set_={
                **{column: new[column] for column in (*follows, *of_certificate)},
                "state": EARNED,
                "claim_id": None,
                "invalid_on": None,
                "invalid_reason": None,
            },
            where=sa.or_(
                milestone.c.state.in_((VOID, CLAWED_BACK)),
                sa.and_(
                    milestone.c.state == EARNED,
                    milestone.c.certificate_id == new.certificate_id,
                    sa.or_(
                        milestone.c.earned_on != new.earned_on,
                        milestone.c.business_id.is_distinct_from(new.business_id),
                    ),
                ),
            ),
        )
    )


async def _right_again(tx: Transaction, rows: list[dict[str, Any]]) -> None:
    """What was claimed or paid and is supported again need not be given back."""
    keys = [(row["applicant_id"], row["package"], row["milestone"]) for row in rows]
    await tx.execute(
        sa.update(milestone)
        .where(
            sa.tuple_(milestone.c.applicant_id, milestone.c.package, milestone.c.milestone).in_(keys),
            milestone.c.state.in_((CLAIMED, PAID)),
            milestone.c.invalid_on.is_not(None),
        )
        .values(invalid_on=None, invalid_reason=None)
    )
