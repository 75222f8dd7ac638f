"""Who is registered already: by the blind index of the identity number, by phone, by name and birth date."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.private import PrivateData
from kit.refusal import Refusal
from sqlalchemy.dialects.postgresql import ARRAY

from applicants.domain.errors import DuplicateIdentityNumber, DuplicateIdentityNumberElsewhere
from applicants.domain.facts import Facts
from applicants.store.applicants import IDENTITY, PHONE
from applicants.store.scope import visible_to
from applicants.store.tables import applicant

MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who may be the same person, and what is the same: ``name_and_birth`` or ``phone``."""

    applicant_id: str
    because: str


async def registered_already(tx: Transaction, private: PrivateData, people: Sequence[Facts]) -> dict[str, Refusal]:
    """Identity number → the refusal that it means, for those of ``people`` who have a file; one query."""
    by_index = {private.index(one.identity.number, IDENTITY): one.identity.number for one in people}
    rows = await tx.all(
        sa.select(applicant.c.id, applicant.c.area, applicant.c.identity_index).where(
            applicant.c.identity_index == sa.any_(sa.cast(list(by_index), ARRAY(sa.Text)))
        )
    )
    return {by_index[row["identity_index"]]: _duplicate(row["id"], row["area"], tx.call.actor) for row in rows}


def _duplicate(applicant_id: str, area: str, actor: Actor) -> Refusal:
    if actor.within_area(area):
        return DuplicateIdentityNumber("identity_number", applicant_id=applicant_id)
    return DuplicateIdentityNumberElsewhere("identity_number")


async def candidates(tx: Transaction, private: PrivateData, facts: Facts) -> list[Candidate]:
    """Visible people with the same name and birth date, or the same phone, newest first."""
    same_person = sa.and_(applicant.c.name == facts.name, applicant.c.birth_on == facts.identity.birth_on)
    same_phone = applicant.c.phone_index == private.index(facts.phone, PHONE) if facts.phone else sa.false()
    rows = await tx.all(
        sa.select(applicant.c.id, same_person.label("same_person"))
        .where(sa.or_(same_person, same_phone), visible_to(tx.call.actor))
        .order_by(applicant.c.id.desc())
        .limit(MOST_CANDIDATES)
    )
    return [Candidate(row["id"], "name_and_birth" if row["same_person"] else "phone") for row in rows]
