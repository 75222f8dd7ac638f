"""Facts of businesses for the automatic checks, read for a whole set at once."""

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import RowMapping

from training.domain.check_facts import BusinessFacts
from training.domain.packages import Milestone
from training.store.applicants import owner_business
from training.store.course_facts import grouped
from training.store.learner_facts import ADDRESS, shared_with
from training.store.milestones import VOID, milestone
from training.store.sets import among
from training.store.tables.base import table_of
from training.store.tables.suspicions import BusinessRow

business = table_of(BusinessRow)

Starts = dict[tuple[str, date], list[str]]
"""By class and day, the businesses that its learners registered."""


async def business_facts(tx: Transaction, rows: Sequence[RowMapping]) -> dict[str, BusinessFacts]:
    """By milestone, the facts of the business behind it; ``rows`` are milestones."""
    resting = [row for row in rows if row["business_id"] is not None]
    if not resting:
        return {}
    ids = {row["business_id"] for row in resting}
    told = {row["id"]: row for row in await tx.all(sa.select(business).where(among(business.c.id, ids)))}
    behind = await _behind(tx, ids)
    addresses = await shared_with(tx, ADDRESS, ids)
    owned = await _owned(tx, {row["applicant_id"] for row in resting})
    starts = await _starts(tx, {row["class_id"] for row in resting})
    found = {}
    for row in resting:
        key = row["business_id"]
        known = told.get(key)
        found[row["id"]] = BusinessFacts(
            business_id=key,
            form=known["form"] if known else None,
            area=known["area"] if known else None,
            number_valid=known["number_valid"] if known else None,
            number_kind=known["number_kind"] if known else None,
            authority=known["authority"] if known else None,
            seen_on=known["seen_on"] if known else None,
            closed_on=known["closed_on"] if known else None,
            people=tuple(sorted({person for person, _ in behind.get(key, ())})),
            institutions=tuple(sorted({school for _, school in behind.get(key, ())})),
            address_with=tuple(sorted(addresses.get(key, ()))),
            owned=tuple(owned.get(row["applicant_id"], ())),
            same_day=tuple(starts.get((row["class_id"], row["business_registered_on"]), ())),
        )
    return found


async def _behind(tx: Transaction, ids: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """By business, the people and institutions whose milestones rest on it."""
    rows = await tx.all(
        sa.select(milestone.c.business_id, milestone.c.applicant_id, milestone.c.institution_id)
        .where(among(milestone.c.business_id, ids), milestone.c.state != VOID)
        .distinct()
    )
    return grouped(rows, "business_id", lambda row: (str(row["applicant_id"]), str(row["institution_id"])))


async def _owned(tx: Transaction, applicant_ids: Collection[str]) -> dict[str, list[tuple[str, date]]]:
    rows = await tx.all(
        sa.select(owner_business)
        .where(among(owner_business.c.applicant_id, applicant_ids))
        .order_by(owner_business.c.registered_on, owner_business.c.business_id)
    )
    return grouped(rows, "applicant_id", lambda row: (str(row["business_id"]), row["registered_on"]))


async def _starts(tx: Transaction, class_ids: Collection[str]) -> Starts:
    rows = await tx.all(
        sa.select(milestone.c.class_id, milestone.c.business_registered_on, milestone.c.business_id)
        .where(
            among(milestone.c.class_id, class_ids),
            milestone.c.milestone == Milestone.M2.value,
            milestone.c.state != VOID,
        )
        .distinct()
    )
    found: Starts = {}
    for row in rows:
        found.setdefault((row["class_id"], row["business_registered_on"]), []).append(row["business_id"])
    return found
