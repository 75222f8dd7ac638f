"""How far applicants have come: read and written without their personal data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from kit.database import Transaction
from sqlalchemy import RowMapping

from applicants.domain.applicant import Progress
from applicants.domain.eligibility import Outcome
from applicants.domain.errors import ApplicantNotKnown
from applicants.store.tables import applicant

_DATES = (
    "accepted_on",
    "declined_on",
    "referred_on",
    "in_training_on",
    "certified_on",
    "business_registered_on",
    "surviving_on",
    "withdrawn_on",
)
_COLUMNS = (*_DATES, "declined_as", "merged_into")


@dataclass(frozen=True, slots=True)
class Known:
    """An applicant's progress."""

    applicant_id: str
    progress: Progress


def progress_of(row: RowMapping) -> Progress:
    """The progress in a row of the applicant table."""
    declined_as = Outcome(row["declined_as"]) if row["declined_as"] else None
    return Progress(**{name: row[name] for name in _DATES}, declined_as=declined_as, merged_into=row["merged_into"])


def progress_values(progress: Progress) -> dict[str, Any]:
    """The columns that hold ``progress``, and the state that follows from it."""
    return {
        **{name: getattr(progress, name) for name in _DATES},
        "declined_as": progress.declined_as.value if progress.declined_as else None,
        "merged_into": progress.merged_into,
        "state": progress.state.value,
    }


async def lock_progress(tx: Transaction, applicant_ids: Sequence[str]) -> list[Known]:
    """Lock the applicants, always in one order. Raises ApplicantNotKnown when one is missing."""
    wanted = sorted(set(applicant_ids))
    rows = await tx.lock_all(
        sa.select(applicant.c.id, *(applicant.c[name] for name in _COLUMNS))
        .where(applicant.c.id.in_(wanted))
        .order_by(applicant.c.id)
    )
    if len(rows) != len(wanted):
        raise ApplicantNotKnown
    return [Known(row["id"], progress_of(row)) for row in rows]


async def lock_with_survivors(tx: Transaction, applicant_ids: Sequence[str]) -> list[Known]:
    """Lock the applicants and, of those merged, the files that stay. Raises ApplicantNotKnown."""
    wanted = set(applicant_ids)
    while True:
        known = await lock_progress(tx, sorted(wanted))
        survivors = {one.progress.merged_into for one in known if one.progress.merged_into is not None}
        if survivors <= wanted:
            return known
        wanted |= survivors


async def save_progress(tx: Transaction, applicant_id: str, progress: Progress) -> None:
    """Write the progress; the version counts it as a change."""
    await tx.execute(
        sa.update(applicant)
        .where(applicant.c.id == applicant_id)
        .values(**progress_values(progress), version=applicant.c.version + 1)
    )
