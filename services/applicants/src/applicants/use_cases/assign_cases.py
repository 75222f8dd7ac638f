"""Who is in charge: of an area, of one case, of a whole caseload that passes to somebody else."""

from typing import Annotated

from kit.database import Transaction, use_case
from pydantic import BaseModel, Field

from applicants.domain.areas import demand_within
from applicants.domain.case_work import SameWorker
from applicants.store.case_work import hand_over, put_area_worker
from applicants.store.listing import one_visible
from applicants.store.tables import applicant
from applicants.use_cases.office import Office
from applicants.use_cases.shapes import AreaCode, Command, Reason

Account = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{2,64}$", description="A case worker's account name.")]


class AssignArea(Command):
    """Whose cases those of an area are; ``also_open``: also those there are that nobody is in charge of."""

    area: AreaCode
    case_worker: Account
    also_open: bool = True


class AssignCase(Command):
    """To whom, and why."""

    case_worker: Account
    reason: Reason


class TransferCaseload(Command):
    """All cases of one account, or those in one area, to another, and why."""

    from_worker: Account
    case_worker: Account
    area: AreaCode | None = None
    reason: Reason


class Assigned(BaseModel):
    """How many cases changed hands."""

    case_worker: str
    cases: int


@use_case("applicants.area.assign")
async def assign_area(tx: Transaction, office: Office, command: AssignArea) -> Assigned:
    """New cases of the area are theirs from now on."""
    office.areas.read(command.area)
    demand_within(command.area, tx.call.actor.area)
    await put_area_worker(tx, command.area, command.case_worker)
    cases = 0
    if command.also_open:
        free = applicant.c.area.startswith(command.area, autoescape=True) & applicant.c.case_worker.is_(None)
        cases = await hand_over(tx, free, command.case_worker, f"area {command.area}")
    tx.about(command.area, case_worker=command.case_worker, cases=cases)
    return Assigned(case_worker=command.case_worker, cases=cases)


@use_case("applicants.case.assign")
async def assign_case(tx: Transaction, applicant_id: str, command: AssignCase) -> Assigned:
    """Give one case to somebody."""
    row = await one_visible(tx, applicant_id)
    if row["case_worker"] == command.case_worker:
        raise SameWorker("case_worker", case_worker=command.case_worker)
    cases = await hand_over(tx, applicant.c.id == applicant_id, command.case_worker, command.reason)
    tx.about(applicant_id, case_worker=command.case_worker, reason=command.reason)
    return Assigned(case_worker=command.case_worker, cases=cases)


@use_case("applicants.caseload.transfer")
async def transfer_caseload(tx: Transaction, command: TransferCaseload) -> Assigned:
    """Give a whole caseload to somebody: all at once or not at all."""
    if command.from_worker == command.case_worker:
        raise SameWorker("case_worker", case_worker=command.case_worker)
    theirs = applicant.c.case_worker == command.from_worker
    if command.area is not None:
        theirs &= applicant.c.area.startswith(command.area, autoescape=True)
    cases = await hand_over(tx, theirs, command.case_worker, command.reason)
    tx.about(command.from_worker, case_worker=command.case_worker, cases=cases, reason=command.reason)
    return Assigned(case_worker=command.case_worker, cases=cases)
