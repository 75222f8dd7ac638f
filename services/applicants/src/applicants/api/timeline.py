"""A case's timeline: every fact of a file, and of those merged into it, by the day on which it happened."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from kit.database import Transaction
from kit.private import PrivateData
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from applicants.store.case_work import assignments_of, entries_of, opened, tasks_of
from applicants.store.intake_tables import warning
from applicants.store.listing import referrals_of, screenings_of
from applicants.store.tables import applicant


class Moment(BaseModel):
    """One thing that happened; ``about`` holds what belongs to its kind."""

    on: date
    kind: str
    by: str | None = Field(description="The account; null for what another service reported.")
    text: str | None = None
    about: dict[str, str | None] = {}
    of_file: str = Field(description="The file that it was recorded in: this one, or one merged into it.")


class Timeline(BaseModel):
    """Oldest first."""

    applicant_id: str
    items: list[Moment]


_REPORTED = ("in_training", "certified", "business_registered", "surviving")


async def timeline_of(tx: Transaction, private: PrivateData, applicant_id: str, files: Sequence[str]) -> Timeline:
    """Everything of these files."""
    rows = await tx.all(sa.select(applicant).where(applicant.c.id.in_(files)))
    moments = [moment for row in rows for moment in _of_file(row)]
    for file in files:
        screenings, _ = await screenings_of(tx, file)
        moments += [
            _at(row, "screened", row["screened_on"], row["screened_by"], outcome=row["outcome"]) for row in screenings
        ]
        moments += [
            _at(
                row,
                "referred",
                row["referred_on"],
                row["referred_by"],
                to=row["institution_id"],
                package=row["package"],
            )
            for row in await referrals_of(tx, file)
        ]
    for row in await entries_of(tx, files):
        text = opened(row["text_encrypted"], private)
        moments.append(_at(row, row["kind"], row["happened_on"], row["written_by"], text, service=row["service"]))
    for row in await tasks_of(tx, files):
        moments += _of_task(row, private)
    for row in await assignments_of(tx, files):
        told = {"from": row["from_worker"], "to": row["case_worker"]}
        moments.append(_at(row, "assigned", row["recorded_at"].date(), row["assigned_by"], row["reason"], **told))
    moments += [
        _at(row, "duplicate_settled", row["settled_on"], row["settled_by"], row["reason"], other=row["other_id"])
        for row in await tx.all(sa.select(warning).where(warning.c.applicant_id.in_(files)))
        if row["settled_on"] is not None
    ]
    return Timeline(applicant_id=applicant_id, items=sorted(moments, key=lambda moment: moment.on))


def _of_file(row: RowMapping) -> Iterator[Moment]:
    file = {"applicant_id": row["id"]}
    yield _at(file, "registered", row["registered_on"], row["recorded_by"])
    for name in _REPORTED:
        if row[f"{name}_on"] is not None:
            yield _at(file, name, row[f"{name}_on"], None)
    if row["withdrawn_on"] is not None:
        yield _at(file, "withdrawn", row["withdrawn_on"], None, row["withdrawal_reason"])


def _of_task(row: RowMapping, private: PrivateData) -> Iterator[Moment]:
    text, about = opened(row["text_encrypted"], private), {"task_id": row["id"], "due_on": str(row["due_on"])}
    if row["done_on"] is None:
        yield _at(row, "next_step_due", row["due_on"], None, text, **about, postponed=str(row["postponed"]))
    else:
        outcome = opened(row["outcome_encrypted"], private)
        yield _at(row, "next_step_done", row["done_on"], row["done_by"], outcome, **about, step=text)


def _at(row: Any, kind: str, on: date, by: str | None, text: str | None = None, **about: str | None) -> Moment:
    return Moment(on=on, kind=kind, by=by, text=text, about=about, of_file=row["applicant_id"])
