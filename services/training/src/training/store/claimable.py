"""What could be claimed: earned, unclaimed milestones with the facts that the automatic checks look at."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from kit.money import Money
from sqlalchemy import RowMapping

from training.domain.agreement import Agreement
from training.domain.check_facts import CertificateFacts, Claimable, CourseFacts, LearnerFacts
from training.domain.packages import Milestone, Package
from training.store.business_facts import business_facts
from training.store.course_facts import Courses, RulesAsOf, course_facts
from training.store.learner_facts import PHONE, Overlap, certificates_of, claimed_in, overlaps_of, plans_of, shared_with
from training.store.milestones import EARNED, milestone


async def lock_claimable(
    tx: Transaction, agreement: Agreement, rules_as_of: RulesAsOf, *, lock: bool = True
) -> list[Claimable]:
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
    return await claimables(tx, rows, rules_as_of)


async def claimables(tx: Transaction, rows: Sequence[RowMapping], rules_as_of: RulesAsOf) -> list[Claimable]:
    """These milestones with everything that the checks look at: a few statements, however many they are."""
    if not rows:
        return []
    people = {row["applicant_id"] for row in rows}
    courses = await course_facts(tx, {row["class_id"] for row in rows}, rules_as_of)
    certificates, enrolments = await certificates_of(tx, {row["certificate_id"] for row in rows})
    overlaps = await overlaps_of(tx, people)
    phones = await shared_with(tx, PHONE, people)
    plans = await plans_of(tx, enrolments.values())
    businesses = await business_facts(tx, rows)
    earlier = await claimed_in(tx, {row["id"] for row in rows})
    found = []
    for row in rows:
        person, place = row["applicant_id"], enrolments.get(row["certificate_id"], "")
        learner = LearnerFacts(
            overlaps=_of_class(overlaps.get(person, ()), row["class_id"]),
            hours_share=courses.shares.get(place),
            phone_with=tuple(sorted(phones.get(person, ()))),
            plan_with=tuple(plans.get(place, ())),
        )
        bare = _bare(row, courses, certificates.get(row["certificate_id"], CertificateFacts(row["certificate_id"])))
        found.append(
            replace(bare, learner=learner, business=businesses.get(row["id"]), claimed_in=earlier.get(row["id"]))
        )
    return found


def _bare(row: RowMapping, courses: Courses, held: CertificateFacts) -> Claimable:
    return Claimable(
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
        institution_id=row["institution_id"],
        area=row["area"],
        course=courses.of.get(row["class_id"], CourseFacts(row["class_id"])),
        certificate=held,
    )


def _of_class(overlaps: Sequence[Overlap], class_id: str) -> tuple[tuple[str, date], ...]:
    """The other class and the day of each overlap with ``class_id``."""
    return tuple((other if one == class_id else one, day) for one, other, day in overlaps if class_id in {one, other})
