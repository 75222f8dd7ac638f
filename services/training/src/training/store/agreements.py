"""Agreements, their budgets and their dated terms; suspensions of an institution's claims."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.money import Money
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.domain.agreement import Agreement, Version, VersionState
from training.domain.packages import Milestone, Package
from training.domain.prices import AgreedPrice
from training.store.institutions import institution
from training.store.scope import within
from training.store.tables.agreements import AgreementRow, AgreementVersionRow, ClaimsSuspensionRow
from training.store.tables.base import table_of

agreement = table_of(AgreementRow)
agreement_version = table_of(AgreementVersionRow)
claims_suspension = table_of(ClaimsSuspensionRow)


async def load_agreement(
    tx: Transaction, agreement_id: str, actor: Actor, *, lock: bool = False, where: str = ""
) -> tuple[Agreement, RowMapping]:
    """The agreement with its terms and its row, if ``actor`` may see it. Raises NotFound."""
    query = sa.select(agreement).where(
        agreement.c.id == agreement_id, within(actor, agreement.c.institution_id, agreement.c.area)
    )
    row = await (tx.lock_one(query) if lock else tx.one(query))
    if row is None:
        raise NotFound(where, noun="agreement")
    return _agreement(row, await versions_of(tx, agreement_id)), row


async def lock_agreement(
    tx: Transaction, agreement_id: str, actor: Actor, *, where: str = ""
) -> tuple[Agreement, RowMapping]:
    """The agreement, locked, so that claims on one budget follow one another. Raises NotFound."""
    return await load_agreement(tx, agreement_id, actor, lock=True, where=where)


async def lock_any_agreement(tx: Transaction, agreement_id: str) -> Agreement:
    """The agreement of a record that the caller may see, locked, whatever its own area. Raises NotFound."""
    row = await tx.lock_one(sa.select(agreement).where(agreement.c.id == agreement_id))
    if row is None:
        raise NotFound(noun="agreement")
    return _agreement(row, await versions_of(tx, agreement_id))


def _agreement(row: RowMapping, versions: Sequence[RowMapping]) -> Agreement:
    return Agreement(
        row["id"],
        row["institution_id"],
        row["valid_from"],
        row["valid_to"],
        Money(row["budget"]),
        Money(row["reserved"]),
        Money(row["paid"]),
        Money(row["clawed_back"]),
        row["ended_on"],
        row["ended_by"],
        row["end_reason"],
        [_version(version) for version in versions],
    )


def _version(row: RowMapping) -> Version:
    return Version(
        row["number"],
        row["effective_from"],
        row["valid_to"],
        Money(row["budget"]),
        tuple(
            AgreedPrice(
                Package(price["package"]), Milestone(price["milestone"]), price["target_group"], Money(price["amount"])
            )
            for price in row["prices"]
        ),
        row["reason"],
        VersionState(row["state"]),
        row["proposed_by"],
        row["proposed_on"],
        row["decided_by"],
        row["decided_on"],
        row["decision_reason"],
    )


async def versions_of(tx: Transaction, agreement_id: str) -> Sequence[RowMapping]:
    """Every version of an agreement's terms, oldest first."""
    return await tx.all(
        sa.select(agreement_version)
        .where(agreement_version.c.agreement_id == agreement_id)
        .order_by(agreement_version.c.number)
    )


async def lock_periods(tx: Transaction, institution_id: str) -> None:
    """Let agreements of one institution be made and lengthened one after the other.

    FOR NO KEY UPDATE: a claim that is being lodged only refers to the institution and need not wait, so
    that nobody who holds the agreement already waits for the institution.
    """
    await tx.begin()
    await tx.one(sa.select(institution.c.id).where(institution.c.id == institution_id).with_for_update(key_share=True))


async def periods_of(tx: Transaction, institution_id: str, *, but: str = "") -> list[tuple[date, date]]:
    """The periods of an institution's agreements, ended ones up to their end; without the agreement ``but``."""
    rows = await tx.all(
        sa.select(agreement.c.valid_from, agreement.c.valid_to, agreement.c.ended_on).where(
            agreement.c.institution_id == institution_id, agreement.c.id != but
        )
    )
    return [(row["valid_from"], min(row["valid_to"], row["ended_on"] or row["valid_to"])) for row in rows]


def version_row(tx: Transaction, agreement_id: str, version: Version) -> dict[str, Any]:
    """A version as a row."""
    return {
        "agreement_id": agreement_id,
        "number": version.number,
        "effective_from": version.effective_from,
        "valid_to": version.valid_to,
        "budget": version.budget,
        "prices": [
            {
                "package": price.package.value,
                "milestone": price.milestone.value,
                "target_group": price.target_group,
                "amount": str(price.amount),
            }
            for price in version.prices
        ],
        "reason": version.reason,
        "state": version.state.value,
        "proposed_by": version.proposed_by,
        "proposed_on": version.proposed_on,
        "recorded_at": tx.now,
    }


async def save_decision(tx: Transaction, changed: Agreement, version: Version) -> None:
    """Write the second person's decision on an amendment; its terms become the agreement's if approved."""
    await tx.execute(
        sa.update(agreement_version)
        .where(agreement_version.c.agreement_id == changed.agreement_id, agreement_version.c.number == version.number)
        .values(
            state=version.state.value,
            decided_by=version.decided_by,
            decided_on=version.decided_on,
            decision_reason=version.decision_reason,
        )
    )


async def save_agreement(tx: Transaction, changed: Agreement) -> int:
    """Write budget, period and end of a locked agreement; its new version."""
    saved = await tx.execute(
        sa.update(agreement)
        .where(agreement.c.id == changed.agreement_id)
        .values(
            budget=changed.budget.amount,
            valid_to=changed.valid_to,
            ended_on=changed.ended_on,
            ended_by=changed.ended_by,
            end_reason=changed.end_reason,
            version=agreement.c.version + 1,
        )
        .returning(agreement.c.version)
    )
    return int(saved.scalar_one())


async def save_budget(tx: Transaction, changed: Agreement) -> None:
    """Write what is reserved, paid and clawed back of a locked agreement."""
    await tx.execute(
        sa.update(agreement)
        .where(agreement.c.id == changed.agreement_id)
        .values(
            reserved=changed.reserved.amount,
            paid=changed.paid.amount,
            clawed_back=changed.clawed_back.amount,
            version=agreement.c.version + 1,
        )
    )


async def open_suspension(tx: Transaction, institution_id: str, *, lock: bool = False) -> RowMapping | None:
    """The suspension of an institution's claims that has not been lifted, or None."""
    query = sa.select(claims_suspension).where(
        claims_suspension.c.institution_id == institution_id, claims_suspension.c.lifted_on.is_(None)
    )
    return await (tx.lock_one(query) if lock else tx.one(query))


async def lift_suspension(tx: Transaction, open_row: RowMapping, lifted_on: date, reason: str) -> None:
    """End a suspension that is open and locked."""
    await tx.execute(
        sa.update(claims_suspension)
        .where(claims_suspension.c.id == open_row["id"])
        .values(lifted_on=lifted_on, lifted_by=tx.call.actor.account, lift_reason=reason)
    )
