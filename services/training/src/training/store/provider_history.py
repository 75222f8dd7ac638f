"""Every change of an institution, or of a trainer, from the facts themselves: who, when, why."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from kit.database import Transaction
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from training.store import institutions, trainers
from training.store.tables.base import table_of
from training.store.tables.institutions import InstitutionNoticeRow
from training.store.tables.trainers import LicenceNoticeRow

institution_notice = table_of(InstitutionNoticeRow)
licence_notice = table_of(LicenceNoticeRow)


class Change(BaseModel):
    """One change: ``on`` when it took effect, ``until`` its last day if it has one, ``recorded_at`` when it was told.

    ``by`` is the account that recorded it; ``about`` the number of the certificate or licence that it concerns.
    """

    kind: str
    number: int
    on: date
    until: date | None = None
    about: int | None = None
    by: str | None
    reason: str | None = None
    detail: dict[str, Any] = Field(default_factory=dict)
    recorded_at: datetime

    @property
    def key(self) -> str:
        """Sorts by when it was recorded, then by when it took effect."""
        return f"{self.recorded_at.isoformat()}|{self.on}|{self.kind}|{self.number:06d}"


async def institution_history(tx: Transaction, row: RowMapping) -> list[Change]:
    """All changes of one institution, in the order in which they were recorded."""
    only = [row["id"]]
    changes = [Change(kind="application", number=1, on=row["applied_on"], by=row["recorded_by"], **_told(row))]
    changes += [
        Change(
            kind="document",
            number=fact["number"],
            on=fact["received_on"],
            until=fact["valid_to"],
            by=fact["recorded_by"],
            detail={"document": fact["kind"], "reference": fact["reference"], "issued_by": fact["issued_by"]},
            **_told(fact),
        )
        for fact in await _facts(tx, institutions.document, only)
    ]
    changes += [
        Change(
            kind="inspection",
            number=fact["number"],
            on=fact["inspected_on"],
            by=fact["inspected_by"],
            reason=fact["findings"],
            detail={"passed": fact["passed"], "score": None if fact["score"] is None else str(fact["score"])},
            **_told(fact),
        )
        for fact in await _facts(tx, institutions.inspection, only)
    ]
    changes += [
        Change(
            kind="certification" if fact["renews"] is None else "renewal",
            number=fact["number"],
            on=fact["certified_from"],
            until=fact["certified_to"],
            by=fact["certified_by"],
            detail={"inspection": fact["inspection"], "renews": fact["renews"]},
            **_told(fact),
        )
        for fact in await _facts(tx, institutions.certification, only)
    ]
    changes += _measures(await _facts(tx, institutions.measure, only), "refers_to")
    notices = await tx.all(sa.select(institution_notice).where(institution_notice.c.institution_id == row["id"]))
    changes += _notices(notices, "certification")
    return sorted(changes, key=lambda change: change.key)


async def trainer_history(tx: Transaction, trainer_id: str) -> list[Change]:
    """All changes of one trainer, in the order in which they were recorded."""
    changes = [
        Change(
            kind="engagement",
            number=fact["number"],
            on=fact["engaged_from"],
            by=fact["recorded_by"],
            reason=fact["reason"],
            detail={"institution_id": fact["institution_id"]},
            **_told(fact),
        )
        for fact in await trainers.engagements_of(tx, [trainer_id])
    ]
    changes += [
        Change(
            kind="licence" if fact["renews"] is None else "licence_renewal",
            number=fact["number"],
            on=fact["valid_from"],
            until=fact["valid_to"],
            about=fact["number"],
            by=fact["recorded_by"],
            detail={
                key: fact[key]
                for key in ("package", "level", "licence_number", "issued_by", "renews", "courses_taught")
            },
            **_told(fact),
        )
        for fact in await trainers.licences_of(tx, [trainer_id])
    ]
    changes += _measures(await trainers.measures_of(tx, [trainer_id]), "licence")
    notices = await tx.all(sa.select(licence_notice).where(licence_notice.c.trainer_id == trainer_id))
    changes += _notices(notices, "licence")
    return sorted(changes, key=lambda change: change.key)


def page_of_changes(changes: Sequence[Change], limit: int, after: str | None) -> tuple[Sequence[Change], str | None]:
    """Up to ``limit`` changes after the one with the key ``after``, and the key to go on from."""
    left = [change for change in changes if after is None or change.key > after]
    return left[:limit], left[limit - 1].key if len(left) > limit else None


def _told(fact: RowMapping) -> dict[str, datetime]:
    return {"recorded_at": fact["recorded_at"]}


def _measures(facts: Iterable[RowMapping], about: str) -> list[Change]:
    return [
        Change(
            kind=fact["measure"],
            number=fact["number"],
            on=fact["starts_on"],
            until=fact["ends_on"],
            about=fact[about],
            by=fact["decided_by"],
            reason=fact["reason"],
            **_told(fact),
        )
        for fact in facts
    ]


def _notices(facts: Iterable[RowMapping], about: str) -> list[Change]:
    return [
        Change(
            kind="reminder" if fact["days"] else "expiry",
            number=fact["days"],
            on=fact["noticed_on"],
            about=fact[about],
            by=fact["noticed_by"],
            detail={"days_ahead": fact["days"]} if fact["days"] else {},
            **_told(fact),
        )
        for fact in facts
    ]


async def _facts(tx: Transaction, table: sa.Table, only: Sequence[str]) -> Sequence[RowMapping]:
    found = await institutions.facts_of(tx, table, only)
    return found.get(only[0], [])
