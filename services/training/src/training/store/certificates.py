"""Certificates, their holders, prints and revocations."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.domain.certificate import Cause, Revocation, RevocationState
from training.store.institutions import institution
from training.store.scope import within
from training.store.tables.base import table_of
from training.store.tables.certificates import (
    CertificateHolderRow,
    CertificatePrintRow,
    CertificateRevocationRow,
    CertificateRow,
)

certificate = table_of(CertificateRow)
holder = table_of(CertificateHolderRow)
printed = table_of(CertificatePrintRow)
revocation = table_of(CertificateRevocationRow)

_REVOKED = sa.and_(
    revocation.c.certificate_id == certificate.c.id, revocation.c.state == RevocationState.CONFIRMED.value
)
_SHOWN = (
    certificate,
    institution.c.name.label("institution_name"),
    revocation.c.decided_on.label("revoked_on"),
    holder.c.name.label("holder"),
    holder.c.name_index,
)


async def certificate_of(tx: Transaction, number: str, actor: Actor) -> RowMapping:
    """A certificate with its institution's name, holder and the day of its revocation. Raises NotFound."""
    mine = within(actor, certificate.c.institution_id, certificate.c.area)
    row = await tx.one(_shown().where(certificate.c.number == number, mine))
    if row is None:
        raise NotFound(noun="certificate")
    return row


async def certificate_to_check(tx: Transaction, number: str, code: str) -> RowMapping | None:
    """The certificate that bears this number and this code; None for any other."""
    return await tx.one(_shown().where(certificate.c.number == number, certificate.c.check_code == code))


def _shown() -> sa.Select[Any]:
    return sa.select(*_SHOWN).select_from(
        certificate.join(institution, institution.c.id == certificate.c.institution_id)
        .outerjoin(revocation, _REVOKED)
        .outerjoin(holder, holder.c.certificate_id == certificate.c.id)
    )


async def prints_of(tx: Transaction, certificate_id: str) -> int:
    """How often a certificate was printed."""
    return int(await tx.value(sa.select(sa.func.count()).where(printed.c.certificate_id == certificate_id)))


async def language_of_print(tx: Transaction, certificate_id: str, number: int) -> str:
    """In which language a certificate was printed. Raises NotFound."""
    language = await tx.value(
        sa.select(printed.c.language).where(printed.c.certificate_id == certificate_id, printed.c.number == number)
    )
    if language is None:
        raise NotFound("print_number", noun="print")
    return str(language)


async def lock_revocation(tx: Transaction, revocation_id: str, actor: Actor) -> tuple[Revocation, RowMapping]:
    """A revocation, locked, with its certificate's row. Raises NotFound, VersionStale."""
    row = await tx.lock_one(
        sa.select(revocation).where(
            revocation.c.id == revocation_id, within(actor, revocation.c.institution_id, revocation.c.area)
        )
    )
    if row is None:
        raise NotFound(noun="revocation")
    tx.expect_version(row["version"])
    held = await tx.one(sa.select(certificate).where(certificate.c.id == row["certificate_id"]))
    if held is None:
        raise NotFound(noun="certificate")
    return (
        Revocation(
            row["id"],
            row["certificate_id"],
            held["issued_on"],
            Cause(row["cause"]),
            row["proposed_on"],
            row["proposed_by"],
            RevocationState(row["state"]),
            row["decided_on"],
            row["decided_by"],
        ),
        held,
    )


async def save_decision(tx: Transaction, decided: Revocation, reason: str) -> int:
    """Write how a locked revocation was decided; its new version."""
    saved = await tx.execute(
        sa.update(revocation)
        .where(revocation.c.id == decided.revocation_id)
        .values(
            state=decided.state.value,
            decided_on=decided.decided_on,
            decided_by=decided.decided_by,
            decision_reason=reason,
            version=revocation.c.version + 1,
        )
        .returning(revocation.c.version)
    )
    return int(saved.scalar_one())


async def revocations_of(tx: Transaction, certificate_id: str) -> Sequence[RowMapping]:
    """All revocations that were ever proposed of a certificate, oldest first."""
    return await tx.all(
        sa.select(revocation).where(revocation.c.certificate_id == certificate_id).order_by(revocation.c.id)
    )
