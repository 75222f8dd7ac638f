"""Around flags: who kept the books, what can follow from a confirmed one, whether verification is still blind."""

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import RowMapping

from training.domain.claim import UNDER_VERIFICATION
from training.domain.flags import Link
from training.domain.found import Subject
from training.store.claims import claim, claim_line
from training.store.course_facts import sheet
from training.store.milestones import certificate, enrolment, milestone, training_class
from training.store.sets import among
from training.store.tables.base import table_of
from training.store.tables.results import PlanGradeRow

grade = table_of(PlanGradeRow)


async def involved_with(tx: Transaction, links: Collection[Link]) -> set[str]:
    """The accounts that opened, enrolled, recorded, graded or certified in the classes that a flag touches."""
    classes = ids_of(links, Subject.CLASS)
    if not classes:
        return set()
    kept = sa.union(
        sa.select(sheet.c.recorded_by).where(among(sheet.c.class_id, classes)),
        sa.select(grade.c.recorded_by).where(among(grade.c.class_id, classes)),
        sa.select(enrolment.c.recorded_by).where(among(enrolment.c.class_id, classes)),
        sa.select(training_class.c.recorded_by).where(among(training_class.c.id, classes)),
        sa.select(certificate.c.issued_by).where(among(certificate.c.class_id, classes)),
    ).subquery()
    return {row["recorded_by"] for row in await tx.all(sa.select(kept.c.recorded_by))}


async def milestones_at_stake(tx: Transaction, links: Collection[Link]) -> Sequence[RowMapping]:
    """The milestones that a flag touches, with the claim and line in which they stand, if any."""
    ids = ids_of(links, Subject.MILESTONE)
    if not ids:
        return []
    return await tx.all(
        sa.select(milestone, claim_line.c.line, claim_line.c.amount.label("claimed_amount"))
        .select_from(milestone)
        .outerjoin(
            claim_line,
            sa.and_(claim_line.c.milestone_id == milestone.c.id, claim_line.c.claim_id == milestone.c.claim_id),
        )
        .where(among(milestone.c.id, ids))
        .order_by(milestone.c.id)
    )


async def under_verification(tx: Transaction, flag_links: Iterable[tuple[str, Collection[Link]]]) -> set[str]:
    """The flags that touch a line which is being verified: its workers are not shown their evidence."""
    by_flag = {flag_id: _touchable(links) for flag_id, links in flag_links}
    ids = set().union(*by_flag.values()) if by_flag else set()
    if not ids:
        return set()
    columns = (milestone.c.id, milestone.c.applicant_id, milestone.c.class_id, milestone.c.business_id)
    touched = sa.or_(*(among(column, ids) for column in columns))
    rows = await tx.all(
        sa.select(*columns)
        .join(claim, claim.c.id == milestone.c.claim_id)
        .where(touched, claim.c.state.in_([state.value for state in UNDER_VERIFICATION]))
    )
    hidden = {one for row in rows for one in row.values() if one}
    return {flag_id for flag_id, touches in by_flag.items() if touches & hidden}


def _touchable(links: Collection[Link]) -> set[str]:
    kinds = (Subject.MILESTONE, Subject.APPLICANT, Subject.CLASS, Subject.BUSINESS)
    return set().union(*(ids_of(links, kind) for kind in kinds))


def ids_of(links: Collection[Link], subject: Subject) -> set[str]:
    """The ids of one kind among what a flag touches."""
    return {one for kind, one in links if kind == subject.value}
