"""What other services have told us: applicants and certificates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.database import Transaction
from sqlalchemy import Executable, RowMapping, String, bindparam, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from credit.domain.eligibility import Applicant, Certificate
from credit.store.partners import partner_in_open
from credit.store.sets import one_of
from credit.store.tables.applications import loan_application
from credit.store.tables.fund import bank
from credit.store.tables.people import applicant, certificate


def note_acceptance(applicant_id: str, area: str, accepted_on: date) -> Executable:
    """Accepted on that day, or later if we know of a later acceptance."""
    values = {"applicant_id": applicant_id, "area": area, "accepted_on": accepted_on, "withdrawn_on": None}
    statement = insert(applicant).values(values)
    latest = func.greatest(applicant.c.accepted_on, statement.excluded.accepted_on)
    return statement.on_conflict_do_update(index_elements=["applicant_id"], set_={"area": area, "accepted_on": latest})


def note_withdrawal(applicant_id: str, withdrawn_on: date) -> Executable:
    """Withdrawn on that day; the area follows with the acceptance when that is still on its way."""
    values = {"applicant_id": applicant_id, "area": "", "accepted_on": None, "withdrawn_on": withdrawn_on}
    statement = insert(applicant).values(values)
    latest = func.greatest(applicant.c.withdrawn_on, statement.excluded.withdrawn_on)
    return statement.on_conflict_do_update(index_elements=["applicant_id"], set_={"withdrawn_on": latest})


def note_certificate(number: str, certificate_id: str, applicant_id: str, package: str, issued_on: date) -> Executable:
    """A certificate; its number names it for good."""
    statement = insert(certificate).values(
        number=number, certificate_id=certificate_id, applicant_id=applicant_id, package=package, issued_on=issued_on
    )
    return statement.on_conflict_do_nothing(index_elements=["number"])


def note_revocation(number: str, revoked_on: date) -> Executable:
    """The certificate no longer holds."""
    return update(certificate).where(certificate.c.number == number).values(revoked_on=revoked_on)


@dataclass(frozen=True)
class Intake:
    """What an application is judged by: who applies, the certificate named, whether one is open already.

    One in which the person is a partner counts as well.
    """

    applicant: Applicant | None
    certificate: Certificate | None
    open_loans: int


_INTAKE = (
    select(
        applicant.c.area,
        applicant.c.accepted_on,
        applicant.c.withdrawn_on,
        certificate.c.applicant_id.label("holder"),
        certificate.c.package,
        certificate.c.issued_on,
        certificate.c.revoked_on,
        exists()
        .where(loan_application.c.applicant_id == bindparam("applicant_id", type_=String), loan_application.c.is_open)
        .label("open_already"),
        partner_in_open(bindparam("applicant_id", type_=String)),
    )
    .select_from(bank)
    .outerjoin(applicant, applicant.c.applicant_id == bindparam("applicant_id", type_=String))
    .outerjoin(certificate, certificate.c.number == bindparam("certificate_number", type_=String))
    .where(bank.c.id == bindparam("bank_id", type_=String))
)
"""Built once: applying for a loan is the platform's busiest write."""


async def read_intake(tx: Transaction, applicant_id: str, certificate_number: str, bank_id: str) -> Intake | None:
    """All of it in one read; None when the bank is unknown."""
    row = await tx.one(
        _INTAKE.params(applicant_id=applicant_id, certificate_number=certificate_number, bank_id=bank_id)
    )
    if row is None:
        return None
    held = (
        Certificate(certificate_number, row["holder"], row["package"], row["issued_on"], row["revoked_on"])
        if row["holder"] is not None
        else None
    )
    return Intake(_applicant(applicant_id, row), held, int(row["open_already"] or row["as_partner"]))


async def read_applicant(tx: Transaction, applicant_id: str) -> Applicant | None:
    """One person, or None when we have not heard of them."""
    row = await tx.one(select(applicant).where(applicant.c.applicant_id == applicant_id))
    return None if row is None else _applicant(applicant_id, row)


async def accepted_among(tx: Transaction, applicant_ids: Collection[str], day: date) -> set[str]:
    """Those of ``applicant_ids`` who take part in the programme on ``day``."""
    if not applicant_ids:
        return set()
    rows = await tx.all(select(applicant).where(one_of(applicant.c.applicant_id, applicant_ids)))
    people = [(row["applicant_id"], _applicant(row["applicant_id"], row)) for row in rows]
    return {applicant_id for applicant_id, person in people if person and person.accepted_as_of(day)}


def _applicant(applicant_id: str, row: RowMapping | dict[str, Any]) -> Applicant | None:
    if row["area"] is None:
        return None
    return Applicant(applicant_id, row["area"], row["accepted_on"], row["withdrawn_on"])
