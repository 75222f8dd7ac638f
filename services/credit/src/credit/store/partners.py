"""Partners of applications: what is known of them, and who they are."""

from collections.abc import Collection, Sequence
from datetime import date

from kit.database import Row, Transaction
from sqlalchemy import ColumnElement, exists, or_, select

from credit.domain.eligibility import Applicant
from credit.domain.partners import Partner
from credit.store.sets import one_of
from credit.store.tables.applications import loan_application
from credit.store.tables.partners import application_partner
from credit.store.tables.people import applicant, certificate


async def lock_partners(
    tx: Transaction, applicant_ids: Collection[str], day: date, packages: Sequence[str]
) -> dict[str, Partner]:
    """What is known of them on ``day``, locked in a fixed order so that nobody is taken twice at once."""
    if not applicant_ids:
        return {}
    certified = exists().where(
        certificate.c.applicant_id == applicant.c.applicant_id,
        certificate.c.issued_on <= day,
        or_(certificate.c.revoked_on.is_(None), certificate.c.revoked_on > day),
        one_of(certificate.c.package, packages),
    )
    own = exists().where(loan_application.c.applicant_id == applicant.c.applicant_id, loan_application.c.is_open)
    rows = await tx.lock_all(
        select(applicant, certified.label("certified"), own.label("own"), partner_in_open(applicant.c.applicant_id))
        .where(one_of(applicant.c.applicant_id, applicant_ids))
        .order_by(applicant.c.applicant_id)
    )
    found = {}
    for row in rows:
        person = Applicant(row["applicant_id"], row["area"], row["accepted_on"], row["withdrawn_on"])
        found[person.applicant_id] = Partner(
            accepted=bool(row["area"]) and person.accepted_as_of(day),
            certified=row["certified"],
            borrows_already=row["own"] or row["as_partner"],
        )
    return found


def partner_in_open(applicant_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a person is a partner in an application that is open; named ``as_partner``."""
    return (
        exists()
        .where(
            application_partner.c.applicant_id == applicant_id,
            loan_application.c.id == application_partner.c.application_id,
            loan_application.c.is_open,
        )
        .label("as_partner")
    )


def insert_partners(tx: Transaction, application_id: str, partners: Sequence[str]) -> None:
    """Buffer the partners of a new application."""
    rows: list[Row] = [{"application_id": application_id, "applicant_id": partner} for partner in partners]
    if rows:
        tx.insert(application_partner, *rows)


async def partners_of(tx: Transaction, application_id: str) -> list[str]:
    """Who borrows together with the lead applicant."""
    query = select(application_partner.c.applicant_id).where(application_partner.c.application_id == application_id)
    return sorted(row["applicant_id"] for row in await tx.all(query))
