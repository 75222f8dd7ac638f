"""How training applies others' events. Each ends in the same state whatever order they come in."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from kit.database import Transaction
from kit.event import Received
from kit.handlers import Handlers
from sqlalchemy.dialects.postgresql import insert

from training.events.consumed import (
    ApplicantAccepted,
    ApplicantAmended,
    ApplicantDeclined,
    ApplicantMerged,
    ApplicantReferred,
    ApplicantWithdrawn,
    BusinessClosed,
    BusinessRegistered,
    BusinessReopened,
    BusinessShared,
    ContactShared,
    SurvivalConfirmed,
    SurvivalWithdrawn,
)
from training.policy import rules_as_of
from training.settings import SERVICE
from training.store.applicants import (
    applicant,
    give_way,
    lock_applicants,
    note_merger,
    owner_business,
    owner_survival,
)
from training.store.milestones import award
from training.store.shared import note_licence, note_shared, note_standing
from training.use_cases.take_back import take_back

handlers = Handlers(SERVICE)


@handlers.on(ApplicantAccepted)
async def note_accepted(tx: Transaction, event: Received[ApplicantAccepted]) -> None:
    """The newest screening counts."""
    data = event.data
    await _note_screening(
        tx,
        data.applicant_id,
        event.recorded_at,
        accepted_on=data.accepted_on,
        free_of_charge=data.free_of_charge,
        target_group=data.target_group,
        area=data.area,
        **({"name_mark": data.name_mark} if data.name_mark else {}),
    )


@handlers.on(ApplicantAmended)
async def note_amended(tx: Transaction, event: Received[ApplicantAmended]) -> None:
    """Keep the mark of the name, by which a sheet's name is compared with the register's."""
    data = event.data
    if data.name_mark is None:
        return
    await give_way(tx)
    await tx.execute(
        insert(applicant)
        .values(id=data.applicant_id, free_of_charge=False, name_mark=data.name_mark)
        .on_conflict_do_update(index_elements=["id"], set_={"name_mark": data.name_mark})
    )


@handlers.on(ApplicantDeclined)
async def note_declined(tx: Transaction, event: Received[ApplicantDeclined]) -> None:
    """A later screening that declined takes the acceptance away; enrolments made before stand."""
    await _note_screening(tx, event.data.applicant_id, event.recorded_at, accepted_on=None, free_of_charge=False)


async def _note_screening(tx: Transaction, applicant_id: str, screened_at: datetime, **known: Any) -> None:
    await give_way(tx)
    values = {"screened_at": screened_at, **known}
    await tx.execute(
        insert(applicant)
        .values(id=applicant_id, **values)
        .on_conflict_do_update(
            index_elements=["id"],
            set_=values,
            where=sa.or_(applicant.c.screened_at.is_(None), applicant.c.screened_at <= screened_at),
        )
    )


@handlers.on(ApplicantReferred)
async def note_referred(tx: Transaction, event: Received[ApplicantReferred]) -> None:
    """The newest referral counts."""
    await give_way(tx)
    data = event.data
    values = {
        "referred_institution_id": data.institution_id,
        "referred_package": data.package,
        "referred_on": data.referred_on,
        "referred_at": event.recorded_at,
    }
    await tx.execute(
        insert(applicant)
        .values(id=data.applicant_id, free_of_charge=False, **values)
        .on_conflict_do_update(
            index_elements=["id"],
            set_=values,
            where=sa.or_(applicant.c.referred_at.is_(None), applicant.c.referred_at <= event.recorded_at),
        )
    )


@handlers.on(ApplicantWithdrawn)
async def note_withdrawn(tx: Transaction, event: Received[ApplicantWithdrawn]) -> None:
    """Who has withdrawn enrols no more; places they hold end with a drop-out of their class."""
    await give_way(tx)
    data = event.data
    await tx.execute(
        insert(applicant)
        .values(id=data.applicant_id, free_of_charge=False, withdrawn_on=data.withdrawn_on)
        .on_conflict_do_update(index_elements=["id"], set_={"withdrawn_on": data.withdrawn_on})
    )


@handlers.on(ApplicantMerged)
async def note_merged(tx: Transaction, event: Received[ApplicantMerged]) -> None:
    """Two files were one person's: nobody enrols under the merged one, and what it used counts for the other."""
    await give_way(tx)
    await lock_applicants(tx, [event.data.applicant_id, event.data.merged_into])
    await note_merger(tx, event.data.applicant_id, event.data.merged_into)


@handlers.on(BusinessRegistered)
async def note_business(tx: Transaction, event: Received[BusinessRegistered]) -> None:
    """Keep the registration for each owner, and make the milestones that it completes."""
    data = event.data
    await note_licence(tx, _licence(data))
    if not data.owners:
        return
    await give_way(tx)
    await lock_applicants(tx, data.owners)
    rows = [
        {"applicant_id": owner, "business_id": data.business_id, "registered_on": data.registered_on}
        for owner in sorted(set(data.owners))
    ]
    await tx.execute(insert(owner_business).values(rows).on_conflict_do_nothing())
    await award(tx, data.owners, rules_as_of)


@handlers.on(SurvivalConfirmed)
async def note_survival(tx: Transaction, event: Received[SurvivalConfirmed]) -> None:
    """Keep the first confirmation for each owner, and make the milestones that it completes."""
    data = event.data
    if not data.owners:
        return
    await give_way(tx)
    await lock_applicants(tx, data.owners)
    rows = [
        {
            "applicant_id": owner,
            "business_id": data.business_id,
            "registered_on": data.registered_on,
            "confirmed_on": data.confirmed_on,
        }
        for owner in sorted(set(data.owners))
    ]
    statement = insert(owner_survival).values(rows)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["applicant_id", "business_id"],
            set_={"confirmed_on": statement.excluded.confirmed_on},
            where=statement.excluded.confirmed_on < owner_survival.c.confirmed_on,
        )
    )
    await award(tx, data.owners, rules_as_of)


@handlers.on(SurvivalWithdrawn)
async def note_survival_withdrawn(tx: Transaction, event: Received[SurvivalWithdrawn]) -> None:
    """Forget the confirmation, and take back the milestones that rested on it."""
    data = event.data
    if not data.owners:
        return
    await give_way(tx)
    await lock_applicants(tx, data.owners)
    await tx.execute(
        sa.delete(owner_survival).where(
            owner_survival.c.business_id == data.business_id, owner_survival.c.applicant_id.in_(data.owners)
        )
    )
    reason = "follow-up withdrew the confirmation of survival"
    await take_back(tx, data.owners, rules_as_of, data.withdrawn_on, reason)


def _licence(data: BusinessRegistered) -> dict[str, Any]:
    return {
        "id": data.business_id,
        "registered_on": data.registered_on,
        "area": data.area,
        "form": data.form,
        "number_valid": data.number_valid,
        "number_kind": data.number_kind,
        "authority": data.authority,
        "seen_on": data.licence_seen_on,
    }


@handlers.on(BusinessClosed)
async def note_closed(tx: Transaction, event: Received[BusinessClosed]) -> None:
    """The newest word on whether a business is open counts."""
    await note_standing(tx, event.data.business_id, event.data.closed_on, event.recorded_at)


@handlers.on(BusinessReopened)
async def note_reopened(tx: Transaction, event: Received[BusinessReopened]) -> None:
    """It is open again."""
    await note_standing(tx, event.data.business_id, None, event.recorded_at)


@handlers.on(BusinessShared)
async def note_shared_address(tx: Transaction, event: Received[BusinessShared]) -> None:
    """The newest comparison counts."""
    await note_shared(tx, event.data.kind, event.data.business_id, event.data.shared_with, event.recorded_at)


@handlers.on(ContactShared)
async def note_shared_contact(tx: Transaction, event: Received[ContactShared]) -> None:
    """The newest comparison counts."""
    await note_shared(tx, event.data.kind, event.data.applicant_id, event.data.shared_with, event.recorded_at)
