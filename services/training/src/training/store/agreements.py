"""Agreements and their budgets."""

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.money import Money
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.domain.agreement import Agreement
from training.store.scope import within
from training.store.tables.agreements import AgreementRow
from training.store.tables.base import table_of

agreement = table_of(AgreementRow)


async def lock_agreement(
    tx: Transaction, agreement_id: str, actor: Actor, *, where: str = ""
) -> tuple[Agreement, RowMapping]:
    """The agreement, locked, so that claims on one budget follow one another. Raises NotFound."""
    row = await tx.lock_one(
        sa.select(agreement).where(
            agreement.c.id == agreement_id, within(actor, agreement.c.institution_id, agreement.c.area)
        )
    )
    if row is None:
        raise NotFound(where, noun="agreement")
    return (
        Agreement(
            row["id"],
            row["institution_id"],
            row["valid_from"],
            row["valid_to"],
            Money(row["budget"]),
            Money(row["reserved"]),
            Money(row["paid"]),
        ),
        row,
    )


async def save_budget(tx: Transaction, changed: Agreement) -> None:
    """Write what is reserved and paid of a locked agreement."""
    await tx.execute(
        sa.update(agreement)
        .where(agreement.c.id == changed.agreement_id)
        .values(
            reserved=changed.reserved.amount,
            paid=changed.paid.amount,
            version=agreement.c.version + 1,
        )
    )
