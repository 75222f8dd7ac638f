"""Register a participant's business and plan its visits."""

from datetime import date
from typing import Annotated

from kit.database import Transaction, use_case
from kit.ids import new_id
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from followup.domain.address import address_key
from followup.domain.business import Form, Registration, register
from followup.domain.errors import AreaOutsideTerritory, LicenceAlreadyRegistered
from followup.domain.licence import authority_of, kind_of_licence_number
from followup.domain.visits import Visit
from followup.events.published import BusinessRegistered
from followup.policy import FollowupPolicy
from followup.scope import area_of
from followup.store.businesses import insert_business, lock_owners
from followup.store.sharing import sharing_address

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Sector = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-T]?[0-9]{2,4}$")]
AreaCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}(?:[0-9]{3}(?:[0-9]{3})?)?$")]


class RegisterBusiness(BaseModel):
    """What the licence says, and who of the programme owns the business."""

    model_config = ConfigDict(extra="forbid")

    owners: list[Id] = Field(max_length=20, description="Applicants who own it; each once.")
    name: Line
    licence_number: Annotated[str, StringConstraints(max_length=40)] = Field(
        description="15-digit registration number or 18-character unified social credit code."
    )
    registered_on: date = Field(description="Date of the official registration.")
    sector: Sector = Field(description="GB/T 4754 code, with or without its section's letter.")
    area: AreaCode = Field(description="Where the business is.")
    address: Line
    form: Form
    licence_seen_on: date = Field(description="When the case worker saw the licence.")


class PlannedVisit(BaseModel):
    """A visit to come. Between ``due_from`` and ``due_by`` it is in time."""

    id: str
    kind: str
    state: str
    due_from: date | None
    due_by: date | None

    @classmethod
    def of(cls, visit: Visit) -> "PlannedVisit":
        """From the domain's visit."""
        return cls(
            id=visit.visit_id,
            kind=str(visit.kind),
            state=str(visit.state),
            due_from=visit.due_from,
            due_by=visit.due_by,
        )


class RegisteredBusiness(BaseModel):
    """The business as registered. Survival is verified by a visit dated after ``survives_after``."""

    id: str
    licence_number: str
    state: str
    survives_after: date
    visits: list[PlannedVisit]
    policy_version: str
    version: int


@use_case(
    "followup.business.register",
    conflicts={"uq_business_licence_number": lambda: LicenceAlreadyRegistered("licence_number")},
)
async def register_business(tx: Transaction, policy: FollowupPolicy, command: RegisterBusiness) -> RegisteredBusiness:
    """Register the business, say so, and plan its visits. Refusals: see the route."""
    scope = area_of(tx.call.actor)
    if not policy.programme.territory.holds(command.area) or not command.area.startswith(scope or ""):
        raise AreaOutsideTerritory(where="area", area=command.area)
    rules = policy.rules(command.registered_on, tx.today)
    owners = await lock_owners(tx, command.owners, scope)
    business, registration = register(_registration(command), owners, today=tx.today, rules=rules, new_id=new_id)
    standing = business.standing(rules)
    key = address_key(registration.area, registration.address)
    shared = await sharing_address(tx, business.business_id, key)
    insert_business(tx, business, registration, standing, rules)
    tx.emit(
        BusinessRegistered(
            business_id=business.business_id,
            owners=list(business.owners),
            registered_on=business.registered_on,
            sector=registration.sector,
            area=registration.area,
            form=str(registration.form),
            number_valid=True,
            number_kind=kind_of_licence_number(registration.licence_number),
            authority=authority_of(registration.licence_number),
            licence_seen_on=registration.licence_seen_on,
        ),
        *shared,
    )
    tx.about(business.business_id, registered_on=business.registered_on.isoformat())
    return RegisteredBusiness(
        id=business.business_id,
        licence_number=registration.licence_number,
        state=str(standing.state),
        survives_after=business.survives_after,
        visits=[PlannedVisit.of(visit) for visit in business.visits.values()],
        policy_version=rules.version,
        version=1,
    )


def _registration(command: RegisterBusiness) -> Registration:
    return Registration(
        owners=tuple(command.owners),
        name=command.name,
        licence_number=command.licence_number,
        registered_on=command.registered_on,
        sector=command.sector.lstrip("ABCDEFGHIJKLMNOPQRST"),
        area=command.area,
        address=command.address,
        form=command.form,
        licence_seen_on=command.licence_seen_on,
    )
