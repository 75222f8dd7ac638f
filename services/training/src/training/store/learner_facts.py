"""Facts of learners and certificates for the automatic checks, read for a whole set at once."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from kit.database import Transaction

from training.domain.certificate import RevocationState
from training.domain.check_facts import CertificateFacts
from training.domain.claim_lines import LineState
from training.store.applicants import applicant
from training.store.course_facts import grouped, session, sheet
from training.store.milestones import EARNED, VOID, certificate, enrolment, milestone, revocation
from training.store.sets import among
from training.store.tables.assessment import BusinessPlanRow, PlanVersionRow
from training.store.tables.base import table_of
from training.store.tables.claims import ClaimLineRow
from training.store.tables.suspicions import SharedLinkRow, SharedStatementRow

claim_line = table_of(ClaimLineRow)
plan = table_of(BusinessPlanRow)
plan_version = table_of(PlanVersionRow)
shared_link = table_of(SharedLinkRow)
shared_statement = table_of(SharedStatementRow)

PHONE, ADDRESS = "phone", "address"

Overlap = tuple[str, str, date]
"""Two classes, the lower id first, and a day."""


async def overlaps_of(tx: Transaction, applicant_ids: Collection[str]) -> dict[str, list[Overlap]]:
    """By applicant, the classes and days on which they were recorded present in two at one time."""
    crowd = (
        sa.select(enrolment.c.applicant_id)
        .where(among(enrolment.c.applicant_id, applicant_ids))
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
            among(enrolment.c.applicant_id, several),
            enrolment.c.id == sa.any_(sheet.c.present),
            sheet.c.version == _newest_version(),
        )
        .cte("attended")
    )
    one, other = attended.alias("one"), attended.alias("other")
    rows = await tx.all(
        sa.select(one.c.applicant_id, one.c.class_id, other.c.class_id.label("other_id"), one.c.held_on)
        .select_from(one)
        .distinct()
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
        .order_by(one.c.held_on)
    )
    return grouped(rows, "applicant_id", lambda row: (row["class_id"], row["other_id"], row["held_on"]))


def _newest_version() -> sa.ScalarSelect[int]:
    later = sheet.alias("later")
    return (
        sa.select(sa.func.max(later.c.version))
        .where(later.c.class_id == session.c.class_id, later.c.session_number == session.c.number)
        .correlate(session)
        .scalar_subquery()
    )


async def shared_with(tx: Transaction, kind: str, ids: Collection[str]) -> dict[str, set[str]]:
    """By subject, with whom it shares its phone or address: of two that were compared, the later word counts."""
    pairs = sa.union_all(
        sa.select(
            shared_link.c.subject_id.label("teller"),
            shared_link.c.other_id.label("told"),
            shared_link.c.subject_id.label("mine"),
        ).where(shared_link.c.kind == kind, among(shared_link.c.subject_id, ids)),
        sa.select(shared_link.c.subject_id, shared_link.c.other_id, shared_link.c.other_id).where(
            shared_link.c.kind == kind, among(shared_link.c.other_id, ids)
        ),
    ).cte("pairs")
    back = shared_link.alias("back")
    said, unsaid = shared_statement.alias("said"), shared_statement.alias("unsaid")
    outdated = sa.and_(
        unsaid.c.told_at > said.c.told_at,
        ~sa.exists()
        .where(back.c.kind == kind, back.c.subject_id == pairs.c.told, back.c.other_id == pairs.c.teller)
        .correlate_except(back),
    )
    rows = await tx.all(
        sa.select(pairs)
        .select_from(pairs)
        .join(said, sa.and_(said.c.kind == kind, said.c.subject_id == pairs.c.teller))
        .outerjoin(unsaid, sa.and_(unsaid.c.kind == kind, unsaid.c.subject_id == pairs.c.told))
        .where(sa.or_(unsaid.c.told_at.is_(None), ~outdated))
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        mine = row["mine"]
        found.setdefault(mine, set()).add(row["told"] if row["teller"] == mine else row["teller"])
    return found


async def plans_of(tx: Transaction, enrolment_ids: Collection[str]) -> dict[str, list[str]]:
    """By enrolment, all enrolments of different people that handed in the same file, when there are others."""
    mine, theirs = plan_version.alias("mine"), plan_version.alias("theirs")
    own, other = plan.alias("own"), plan.alias("other")
    me, they = enrolment.alias("me"), enrolment.alias("they")
    rows = await tx.all(
        sa.select(me.c.id.label("mine"), they.c.id.label("theirs"))
        .select_from(me)
        .join(own, own.c.enrolment_id == me.c.id)
        .join(mine, mine.c.plan_id == own.c.id)
        .join(theirs, sa.and_(theirs.c.content_hash == mine.c.content_hash, theirs.c.plan_id != mine.c.plan_id))
        .join(other, other.c.id == theirs.c.plan_id)
        .join(they, sa.and_(they.c.id == other.c.enrolment_id, they.c.applicant_id != me.c.applicant_id))
        .where(among(me.c.id, enrolment_ids))
        .distinct()
    )
    found = grouped(rows, "mine", lambda row: str(row["theirs"]))
    return {enrolment_id: sorted([enrolment_id, *others]) for enrolment_id, others in found.items()}


async def certificates_of(
    tx: Transaction, certificate_ids: Collection[str]
) -> tuple[dict[str, CertificateFacts], dict[str, str]]:
    """By certificate its facts, and its enrolment."""
    rows = await tx.all(
        sa.select(
            certificate.c.id,
            certificate.c.applicant_id,
            certificate.c.enrolment_id,
            revocation.c.decided_on.label("revoked_on"),
        )
        .select_from(certificate)
        .outerjoin(
            revocation,
            sa.and_(
                revocation.c.certificate_id == certificate.c.id,
                revocation.c.state == RevocationState.CONFIRMED.value,
            ),
        )
        .where(among(certificate.c.id, certificate_ids))
    )
    behind = grouped(
        await tx.all(
            sa.select(milestone.c.certificate_id, milestone.c.applicant_id)
            .where(among(milestone.c.certificate_id, certificate_ids), milestone.c.state != VOID)
            .distinct()
        ),
        "certificate_id",
        lambda row: str(row["applicant_id"]),
    )
    facts = {
        row["id"]: CertificateFacts(
            row["id"],
            row["revoked_on"],
            row["applicant_id"],
            tuple(sorted(one for one in behind.get(row["id"], ()) if one != row["applicant_id"])),
        )
        for row in rows
    }
    return facts, {row["id"]: row["enrolment_id"] for row in rows}


async def claimed_in(tx: Transaction, milestone_ids: Collection[str]) -> dict[str, str]:
    """By milestone, the claim that holds it; refuted and withdrawn lines hold nothing."""
    ended = [LineState.REFUTED.value, LineState.WITHDRAWN.value, "clawed_back"]
    rows = await tx.all(
        sa.select(claim_line.c.milestone_id, claim_line.c.claim_id).where(
            among(claim_line.c.milestone_id, milestone_ids), claim_line.c.state.not_in(ended)
        )
    )
    held = {row["milestone_id"]: row["claim_id"] for row in rows}
    return held | await _claimed_under_another_file(tx, milestone_ids)


async def _claimed_under_another_file(tx: Transaction, milestone_ids: Collection[str]) -> dict[str, str]:
    """By milestone, the claim, or the milestone, of the same result under another file of the person.

    Of two that nobody has claimed yet the one earned first may be.
    """
    mine, theirs = milestone.alias("mine"), milestone.alias("theirs")
    me, they = applicant.alias("me"), applicant.alias("they")
    ended = [LineState.REFUTED.value, LineState.WITHDRAWN.value, "clawed_back"]
    earlier = sa.tuple_(theirs.c.earned_on, theirs.c.id) < sa.tuple_(mine.c.earned_on, mine.c.id)
    rows = await tx.all(
        sa.select(mine.c.id, theirs.c.id.label("other_id"), claim_line.c.claim_id)
        .select_from(mine)
        .join(me, me.c.id == mine.c.applicant_id)
        .join(
            they,
            sa.and_(
                they.c.id != me.c.id,
                sa.or_(
                    they.c.merged_into == me.c.id,
                    they.c.id == me.c.merged_into,
                    they.c.merged_into == me.c.merged_into,
                ),
            ),
        )
        .join(
            theirs,
            sa.and_(
                theirs.c.applicant_id == they.c.id,
                theirs.c.package == mine.c.package,
                theirs.c.milestone == mine.c.milestone,
            ),
        )
        .outerjoin(claim_line, sa.and_(claim_line.c.milestone_id == theirs.c.id, claim_line.c.state.not_in(ended)))
        .where(
            among(mine.c.id, milestone_ids),
            sa.exists().where(applicant.c.merged_into.is_not(None)),
            sa.or_(
                claim_line.c.claim_id.is_not(None),
                sa.and_(theirs.c.state == EARNED, earlier),
            ),
        )
    )
    return {row["id"]: row["claim_id"] or row["other_id"] for row in rows}
