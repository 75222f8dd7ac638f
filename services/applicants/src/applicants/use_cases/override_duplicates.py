"""A supervisor says, with a reason, that look-alikes are different people."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from pydantic import BaseModel, Field

from applicants.domain.duplicate_errors import NoOpenWarning
from applicants.store.applicants import lock_applicant
from applicants.store.warnings import call_different, warnings_of
from applicants.use_cases.office import Office
from applicants.use_cases.shapes import Command, Reason


class OverrideDuplicates(Command):
    """Which look-alikes are other people, and how that was found. Nobody named: all of the open ones."""

    different_from: Annotated[tuple[Id, ...], Field(max_length=100)] = ()
    reason: Reason


class Overridden(BaseModel):
    """Whose warnings were settled, and how many are still open."""

    id: str
    different_from: list[str]
    still_open: int


@use_case("applicants.duplicate.override")
async def override_duplicates(
    tx: Transaction, office: Office, applicant_id: str, command: OverrideDuplicates
) -> Overridden:
    """Settle warnings as different people. Raises NoOpenWarning when one named has none."""
    await lock_applicant(tx, office.private, applicant_id)
    unsettled = {row["other"] for row in await warnings_of(tx, applicant_id) if row["settled_as"] is None}
    chosen = set(command.different_from) or unsettled
    if not chosen or not chosen <= unsettled:
        raise NoOpenWarning("different_from")
    named = sorted(chosen)
    await call_different(tx, applicant_id, named, command.reason)
    tx.about(applicant_id, reason=command.reason, different_from=named)
    return Overridden(id=applicant_id, different_from=named, still_open=len(unsettled) - len(named))
