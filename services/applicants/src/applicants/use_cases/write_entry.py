"""A case worker writes a note or a consultation, with a next step or without."""

from datetime import date
from typing import Annotated

from kit.database import Transaction, use_case
from kit.ids import new_id
from pydantic import BaseModel, StringConstraints

from applicants.domain.case_work import DueBeforeEntry, Service
from applicants.domain.facts import demand_day
from applicants.store.case_tables import EntryRow, TaskRow
from applicants.store.case_work import sealed
from applicants.store.listing import one_visible
from applicants.use_cases.office import Office
from applicants.use_cases.shapes import Command, Day

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class NextStep(Command):
    """What is to be done, and by which day."""

    text: Text
    due_on: Day


class WriteNote(Command):
    """What was seen or heard."""

    noted_on: Day
    text: Text
    next_step: NextStep | None = None


class RecordConsultation(Command):
    """On which service, and the advice given."""

    consulted_on: Day
    service: Service
    advice: Text
    next_step: NextStep | None = None


class EntryWritten(BaseModel):
    """The entry, and the task that its next step became."""

    id: str
    applicant_id: str
    kind: str
    task_id: str | None
    due_on: date | None


@use_case("applicants.case.note")
async def write_note(tx: Transaction, office: Office, applicant_id: str, command: WriteNote) -> EntryWritten:
    """Write a note."""
    return await _write(tx, office, applicant_id, "note", None, command.noted_on, command.text, command.next_step)


@use_case("applicants.case.consult")
async def record_consultation(
    tx: Transaction, office: Office, applicant_id: str, command: RecordConsultation
) -> EntryWritten:
    """Record a consultation."""
    return await _write(
        tx,
        office,
        applicant_id,
        "consultation",
        command.service,
        command.consulted_on,
        command.advice,
        command.next_step,
    )


async def _write(
    tx: Transaction,
    office: Office,
    applicant_id: str,
    kind: str,
    service: Service | None,
    on: date,
    text: str,
    step: NextStep | None,
) -> EntryWritten:
    field = "noted_on" if service is None else "consulted_on"
    demand_day(on, field, tx.today, office.rules_as_of(tx.today).backdating_days)
    if step is not None and step.due_on < on:
        raise DueBeforeEntry("next_step.due_on", due_on=step.due_on, happened_on=on)
    await one_visible(tx, applicant_id)
    entry_id, account = new_id(), tx.call.actor.account
    tx.insert(
        EntryRow,
        {
            "id": entry_id,
            "applicant_id": applicant_id,
            "kind": kind,
            "service": service.value if service else None,
            "happened_on": on,
            "text_encrypted": sealed(text, office.private),
            "written_by": account,
            "recorded_at": tx.now,
        },
    )
    task_id = None
    if step is not None:
        task_id = new_id()
        tx.insert(
            TaskRow,
            {
                "id": task_id,
                "applicant_id": applicant_id,
                "entry_id": entry_id,
                "text_encrypted": sealed(step.text, office.private),
                "first_due_on": step.due_on,
                "due_on": step.due_on,
                "postponed": 0,
                "done_on": None,
                "done_by": None,
                "outcome_encrypted": None,
                "version": 1,
                "recorded_at": tx.now,
            },
        )
    tx.about(entry_id, applicant_id=applicant_id, kind=kind)
    return EntryWritten(
        id=entry_id, applicant_id=applicant_id, kind=kind, task_id=task_id, due_on=step.due_on if step else None
    )
