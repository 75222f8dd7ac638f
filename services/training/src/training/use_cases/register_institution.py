"""An institution applies to become a certified training provider."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.refusal import NotFound
from pydantic import BaseModel, Field

from training.domain.dates import check_fact
from training.domain.institution import Institution, InstitutionState
from training.policy import RulesAsOf
from training.store.tables.institutions import InstitutionRow
from training.use_cases.document_shapes import DocumentHandedIn, missing_today, receive_documents
from training.use_cases.shapes import Area, Command, Day, Name


class RegisterInstitution(Command):
    """Who applied, where, when, and the papers that came with it; others may follow."""

    name: Name
    area: Area
    applied_on: Day
    address: Annotated[Name | None, Field(description="Where it teaches; shown on the public register.")] = None
    documents: list[DocumentHandedIn] = Field(default_factory=list, max_length=50)


class InstitutionRegistered(BaseModel):
    """The institution as registered, and which required papers are still missing."""

    id: str
    state: str
    documents_missing: list[str]
    version: int


@use_case("training.institution.register")
async def register_institution(
    tx: Transaction, rules_as_of: RulesAsOf, command: RegisterInstitution
) -> InstitutionRegistered:
    """Register an application. A case worker registers within their area only."""
    check_fact("applied_on", command.applied_on, tx.today, rules_as_of(tx.today))
    if not tx.call.actor.within_area(command.area):
        raise NotFound("area", noun="area")
    institution = Institution(new_id(), command.name, command.area, command.applied_on)
    tx.insert(
        InstitutionRow,
        {
            "id": institution.institution_id,
            "name": command.name,
            "area": command.area,
            "address": command.address,
            "applied_on": command.applied_on,
            "state": InstitutionState.APPLIED.value,
            "version": 1,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    receive_documents(tx, rules_as_of, institution, command.documents, "documents")
    tx.about(institution.institution_id)
    return InstitutionRegistered(
        id=institution.institution_id,
        state=InstitutionState.APPLIED.value,
        documents_missing=missing_today(institution, rules_as_of, tx.today),
        version=1,
    )
