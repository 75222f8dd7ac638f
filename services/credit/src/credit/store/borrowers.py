"""What other services have told us of borrowers and their businesses, for figures."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from credit.store.tables.subsidies import business, business_jobs, business_owner, person


def note_person(applicant_id: str, sex: str) -> Executable:
    """A person's sex, ``f`` or ``m``."""
    statement = insert(person).values(applicant_id=applicant_id, sex=sex)
    return statement.on_conflict_do_update(index_elements=["applicant_id"], set_={"sex": sex})


def note_business(business_id: str, **known: date | None) -> Executable:
    """What is known of a business now: ``registered_on``, ``closed_on``."""
    values = {"registered_on": None, "closed_on": None, **known}
    statement = insert(business).values(business_id=business_id, **values)
    return statement.on_conflict_do_update(index_elements=["business_id"], set_=known)


def note_owners(business_id: str, owners: Collection[str]) -> list[Executable]:
    """The participants who own it; none when none is named."""
    rows = [{"business_id": business_id, "applicant_id": owner} for owner in sorted(set(owners))]
    return [insert(business_owner).values(rows).on_conflict_do_nothing()] if rows else []


def note_jobs(business_id: str, confirmed_on: date, workers: int) -> Executable:
    """Who worked there on a day."""
    statement = insert(business_jobs).values(business_id=business_id, confirmed_on=confirmed_on, workers=workers)
    return statement.on_conflict_do_update(index_elements=["business_id", "confirmed_on"], set_={"workers": workers})
