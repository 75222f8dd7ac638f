"""A case worker amends phone, area, education or idea."""

from typing import Annotated, Any

from kit.database import Transaction, use_case
from pydantic import Field

from applicants.domain.areas import demand_within
from applicants.domain.contact import read_phone
from applicants.domain.errors import NothingToAmend
from applicants.domain.facts import Facts, read_idea
from applicants.domain.words import Education
from applicants.events.published import tell
from applicants.store.applicants import lock_applicant, save_amendment
from applicants.store.duplicates import look_alikes
from applicants.store.sharing import one_after_another, sharing_changed
from applicants.store.warnings import warn_again
from applicants.use_cases.office import Office
from applicants.use_cases.registering import newcomer
from applicants.use_cases.shapes import AreaCode, Command, IdeaShape, Phone, Standing


class AmendApplicant(Command):
    """What changes; what is left out, or null, stays."""

    phone: Annotated[Phone | None, Field(repr=False)] = None
    area: AreaCode | None = None
    education: Education | None = None
    idea: IdeaShape | None = None


@use_case("applicants.applicant.amend")
async def amend_applicant(tx: Transaction, office: Office, applicant_id: str, command: AmendApplicant) -> Standing:
    """Amend; the same values again change nothing. The audit entry keeps what was before."""
    if not any((command.phone, command.area, command.education, command.idea)):
        raise NothingToAmend
    phone = read_phone(command.phone) if command.phone else None
    idea = read_idea(command.idea.as_idea()) if command.idea else None
    if command.area:
        demand_within(office.areas.read(command.area), tx.call.actor.area)
    applicant = await lock_applicant(tx, office.private, applicant_id)
    before = applicant.facts
    happened = applicant.amend(phone=phone, area=command.area, education=command.education, idea=idea)
    after = applicant.facts
    await one_after_another(tx, office.private, {before.phone, after.phone} if after.phone != before.phone else ())
    if after != before:
        await save_amendment(tx, applicant, office.private)
    if after.phone != before.phone:
        await warn_again(tx, await look_alikes(tx, office.private, [newcomer(applicant)]))
    shared = await sharing_changed(tx, office.private, applicant_id, before.phone, after.phone)
    tx.emit(*tell(applicant, happened, office.marks), *shared)
    tx.about(applicant_id, **_changes(before, applicant.facts))
    return Standing(id=applicant_id, state=applicant.state, version=applicant.version)


def _changes(before: Facts, after: Facts) -> dict[str, Any]:
    """What was before, for the audit; of a phone number only that it changed."""
    changes: dict[str, Any] = {}
    if after.phone != before.phone:
        changes["phone"] = "changed"
    if after.area != before.area:
        changes["area_before"] = before.area
    if after.education != before.education:
        changes["education_before"] = before.education.value
    if after.idea != before.idea:
        idea = before.idea
        changes["idea_before"] = (
            {
                "sector": idea.sector,
                "description": idea.description,
                "own_capital": str(idea.own_capital),
            }
            if idea
            else None
        )
    return changes
