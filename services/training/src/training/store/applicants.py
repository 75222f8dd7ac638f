"""What training knows of applicants and their businesses, from other services' events."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import RowMapping
from sqlalchemy.dialects.postgresql import insert

from training.domain.enrolment import Applicant
from training.domain.packages import Package
from training.store.tables.base import table_of
from training.store.tables.enrolments import EnrolmentRow
from training.store.tables.people import ApplicantRow, OwnerBusinessRow, OwnerSurvivalRow

applicant = table_of(ApplicantRow)
enrolment = table_of(EnrolmentRow)
owner_business = table_of(OwnerBusinessRow)
owner_survival = table_of(OwnerSurvivalRow)


def applicant_of(row: RowMapping) -> Applicant:
    """An applicant from its row."""
    return Applicant(
        row["id"],
        row["accepted_on"],
        row["free_of_charge"],
        row["target_group"],
        row["withdrawn_on"],
        row["merged_into"],
        frozenset(Package(package) for package in row["packages_used"]),
    )


async def note_merger(tx: Transaction, merged: str, survivor: str) -> None:
    """Whose file it is now, which also has used the subsidised courses of the merged one. Lock both first."""
    used = sa.select(enrolment.c.package).where(enrolment.c.applicant_id == merged, enrolment.c.uses_entitlement)
    before = sa.select(sa.func.unnest(applicant.c.packages_used)).where(applicant.c.id.in_([merged, survivor]))
    packages = [row[0] for row in (await tx.execute(used.union(before))).all()]
    await tx.execute(sa.update(applicant).where(applicant.c.id == merged).values(merged_into=survivor))
    await tx.execute(sa.update(applicant).where(applicant.c.id == survivor).values(packages_used=sorted(packages)))


async def lock_applicant(tx: Transaction, applicant_id: str) -> Applicant | None:
    """The applicant, locked, so that two enrolments of one person follow one another."""
    row = await tx.lock_one(sa.select(applicant).where(applicant.c.id == applicant_id))
    if row is None:
        return None
    return applicant_of(row)


async def lock_applicants(tx: Transaction, applicant_ids: Collection[str]) -> None:
    """Lock these applicants, known yet or not, so that their milestones are made by one at a time."""
    ids = sorted(set(applicant_ids))
    stubs = [{"id": applicant_id, "free_of_charge": False} for applicant_id in ids]
    await tx.execute(insert(applicant).values(stubs).on_conflict_do_nothing())
    await tx.lock_all(sa.select(applicant.c.id).where(applicant.c.id.in_(ids)).order_by(applicant.c.id))


async def give_way(tx: Transaction) -> None:
    """Wait for a lock no longer than a third of a second, within this transaction.

    An event can be tried again, a person's request cannot: PostgreSQL looks for deadlocks after
    a second, so the handler gives up first.
    """
    await tx.begin()
    await tx.value(sa.select(sa.func.set_config("lock_timeout", "300ms", True)))


async def businesses_of(tx: Transaction, applicant_ids: Collection[str]) -> Sequence[RowMapping]:
    """The registered businesses of these applicants."""
    return await tx.all(sa.select(owner_business).where(owner_business.c.applicant_id.in_(applicant_ids)))


async def survivals_of(tx: Transaction, applicant_ids: Collection[str]) -> Sequence[RowMapping]:
    """The surviving businesses of these applicants."""
    return await tx.all(sa.select(owner_survival).where(owner_survival.c.applicant_id.in_(applicant_ids)))
