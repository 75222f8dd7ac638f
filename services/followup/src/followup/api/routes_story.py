"""What follow-up holds of one person."""

from datetime import date

from kit.http import Caller, Db, Id, Routes
from kit.refusal import NotFound
from pydantic import BaseModel
from sqlalchemy import select

from followup.api import permissions
from followup.api.views import BusinessItem
from followup.scope import area_of, demand_in_scope
from followup.store import queries
from followup.store.tables import ProgressRow, table_of

router = Routes(tags=["people"])
progress = table_of(ProgressRow)
_MANY = 100


class OwnerView(BaseModel):
    """How far a person came, by first dates, and the businesses that are theirs."""

    applicant_id: str
    registered_on: date | None
    accepted_on: date | None
    referred_on: date | None
    enrolled_on: date | None
    first_session_on: date | None
    certified_on: date | None
    loan_applied_on: date | None
    loan_disbursed_on: date | None
    business_registered_on: date | None
    survived_on: date | None
    closed_on: date | None
    withdrawn_on: date | None
    businesses: list[BusinessItem]


@router.verb(
    "GET",
    "/v1/story/followup/{applicant_id}",
    permission=permissions.READ_BUSINESSES,
    summary="Read what follow-up holds of one person",
    description="First dates of every step, and the person's businesses, within what the caller may see.",
    refusals=[NotFound],
    response_model=OwnerView,
)
async def read_owner(call: Caller, database: Db, applicant_id: Id) -> OwnerView:
    """Read a person's progress and businesses."""
    scope = area_of(call.actor)
    async with database.reading(call) as tx:
        row = await tx.one(select(progress).where(progress.c.applicant_id == applicant_id))
        if row is None:
            raise NotFound(noun="participant")
        demand_in_scope(call.actor, row["area"] or "", "participant")
        owned = await tx.all(
            queries.businesses(scope=scope, area=None, state=None, owner=applicant_id, after=None, limit=_MANY)
        )
    dates = {name: row[name] for name in OwnerView.model_fields if name != "businesses"}
    return OwnerView(**dates, businesses=[BusinessItem.of(one) for one in owned])
