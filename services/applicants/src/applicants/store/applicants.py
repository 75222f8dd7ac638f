"""Applicants: from rows to the aggregate and back, numbers encrypted on the way."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from kit.database import Transaction
from kit.money import Money
from kit.private import PrivateData
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from applicants.domain.applicant import Applicant, Package
from applicants.domain.facts import Consent, Facts, Idea
from applicants.domain.identity import Identity
from applicants.domain.words import Education, EmploymentStatus, Sex, TargetGroup, Wants
from applicants.store.progress import progress_of, progress_values
from applicants.store.scope import visible_to
from applicants.store.tables import applicant

IDENTITY = "identity"
PHONE = "phone"


async def lock_applicant(tx: Transaction, private: PrivateData, applicant_id: str) -> Applicant:
    """Lock one applicant for a verb; heeds If-Match. Raises NotFound outside the caller's scope."""
    row = await tx.lock_one(sa.select(applicant).where(applicant.c.id == applicant_id, visible_to(tx.call.actor)))
    if row is None:
        raise NotFound(noun="applicant")
    tx.expect_version(row["version"])
    return applicant_of(row, private)


async def lock_applicants(tx: Transaction, private: PrivateData, applicant_ids: Sequence[str]) -> dict[str, Applicant]:
    """Lock several, always in one order; If-Match is the first one's. Raises NotFound when one is not visible."""
    rows = await tx.lock_all(
        sa.select(applicant)
        .where(applicant.c.id.in_(applicant_ids), visible_to(tx.call.actor))
        .order_by(applicant.c.id)
    )
    found = {row["id"]: applicant_of(row, private) for row in rows}
    if not found.keys() >= set(applicant_ids):
        raise NotFound(noun="applicant")
    tx.expect_version(found[applicant_ids[0]].version)
    return found


def applicant_of(row: RowMapping, private: PrivateData) -> Applicant:
    """The aggregate in ``row``."""
    return Applicant(
        id=row["id"],
        facts=_facts(row, private),
        progress=progress_of(row),
        free_of_charge=row["free_of_charge"],
        policy_version=row["policy_version"],
        referred_to=row["referred_to"],
        package=Package(row["package"]) if row["package"] else None,
        version=row["version"],
    )


def _facts(row: RowMapping, private: PrivateData) -> Facts:
    idea = Idea(row["sector"], row["idea"], Money(row["own_capital"])) if row["sector"] else None
    number = private.decrypt(row["identity_encrypted"], IDENTITY)
    return Facts(
        name=row["name"],
        identity=Identity(number, Sex(row["sex"]), row["birth_on"]),
        phone=private.decrypt(row["phone_encrypted"], PHONE) if row["phone_encrypted"] else None,
        area=row["area"],
        education=Education(row["education"]),
        employment_status=EmploymentStatus(row["employment_status"]),
        unemployed_since=row["unemployed_since"],
        target_group=TargetGroup(row["target_group"]),
        group_document_number=row["group_document_number"],
        wants=Wants(row["wants"]),
        idea=idea,
        consent=Consent(row["consent_purpose"], row["consent_given_on"]),
        runs_registered_business=row["runs_registered_business"],
        registered_on=row["registered_on"],
    )


def new_row(
    one: Applicant, private: PrivateData, account: str, now: datetime, case_worker: str | None
) -> dict[str, Any]:
    """The whole row of a new applicant."""
    facts = one.facts
    number = facts.identity.number
    return {
        "id": one.id,
        "name": facts.name,
        "identity_encrypted": private.encrypt(number, IDENTITY),
        "identity_index": private.index(number, IDENTITY),
        "sex": facts.identity.sex.value,
        "birth_on": facts.identity.birth_on,
        "employment_status": facts.employment_status.value,
        "unemployed_since": facts.unemployed_since,
        "target_group": facts.target_group.value,
        "group_document_number": facts.group_document_number,
        "wants": facts.wants.value,
        "consent_purpose": facts.consent.purpose,
        "consent_given_on": facts.consent.given_on,
        "runs_registered_business": facts.runs_registered_business,
        "registered_on": facts.registered_on,
        "withdrawal_reason": None,
        "case_worker": case_worker,
        "recorded_by": account,
        "recorded_at": now,
        **amendable_values(facts, private),
        **progress_values(one.progress),
        **_standing_values(one),
    }


def amendable_values(facts: Facts, private: PrivateData) -> dict[str, Any]:
    """The columns that an amendment may change."""
    return {
        "phone_encrypted": private.encrypt(facts.phone, PHONE) if facts.phone else None,
        "phone_index": private.index(facts.phone, PHONE) if facts.phone else None,
        "area": facts.area,
        "education": facts.education.value,
        "sector": facts.idea.sector if facts.idea else None,
        "idea": facts.idea.description if facts.idea else None,
        "own_capital": facts.idea.own_capital.amount if facts.idea else None,
    }


def _standing_values(one: Applicant) -> dict[str, Any]:
    return {
        "free_of_charge": one.free_of_charge,
        "policy_version": one.policy_version,
        "referred_to": one.referred_to,
        "package": one.package.value if one.package else None,
        "version": one.version,
    }


async def save_standing(tx: Transaction, one: Applicant, **more: Any) -> None:
    """Write what a screening, a referral or a withdrawal changed."""
    values = progress_values(one.progress) | _standing_values(one) | more
    await tx.execute(sa.update(applicant).where(applicant.c.id == one.id).values(**values))


async def save_amendment(tx: Transaction, one: Applicant, private: PrivateData) -> None:
    """Write what an amendment changed."""
    values = amendable_values(one.facts, private) | {"version": one.version}
    await tx.execute(sa.update(applicant).where(applicant.c.id == one.id).values(**values))
