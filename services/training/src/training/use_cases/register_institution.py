"""An institution applies to become a certified training provider."""

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.refusal import NotFound
from pydantic import BaseModel

from training.domain.dates import check_fact
from training.domain.institution import InstitutionState
from training.policy import RulesAsOf
from training.store.tables.institutions import InstitutionRow
from training.use_cases.shapes import Area, Command, Day, Name


class RegisterInstitution(Command):
    """Who applied, where, and when."""

    name: Name
    area: Area
    applied_on: Day


class InstitutionRegistered(BaseModel):
    """The institution as registered."""

    id: str
    state: str
    version: int


@use_case("training.institution.register")
async def register_institution(
    tx: Transaction, rules_as_of: RulesAsOf, command: RegisterInstitution
) -> InstitutionRegistered:
    """Register an application. A case worker registers within their area only."""
    check_fact("applied_on", command.applied_on, tx.today, rules_as_of(tx.today))
    if not tx.call.actor.within_area(command.area):
        raise NotFound("area", noun="area")
    institution_id = new_id()
    tx.insert(
        InstitutionRow,
        {
            "id": institution_id,
            "name": command.name,
            "area": command.area,
            "applied_on": command.applied_on,
            "state": InstitutionState.APPLIED.value,
            "version": 1,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.about(institution_id)
    return InstitutionRegistered(id=institution_id, state=InstitutionState.APPLIED.value, version=1)
