"""Guarantees, one to an application."""

from collections.abc import Collection, Sequence
from typing import Any

from kit.database import Row, Transaction
from kit.money import Money
from sqlalchemy import RowMapping, select, update

from credit.domain.guarantees import Guarantee, GuaranteeState
from credit.store.sets import one_of, update_rows
from credit.store.tables.applications import guarantee


def insert_guarantee(tx: Transaction, found: Guarantee) -> None:
    """Buffer a new guarantee."""
    row: Row = {
        "id": found.id,
        "application_id": found.application_id,
        "applicant_id": found.applicant_id,
        "fund_id": found.fund_id,
        "bank_id": found.bank_id,
        "letter_number": found.letter_number,
        "amount": found.amount,
        "coverage_percent": found.coverage_percent,
        "issued_on": found.issued_on,
        "recorded_at": tx.now,
        **progress_of(found),
    }
    tx.insert(guarantee, row)


async def read_guarantees(tx: Transaction, application_ids: Collection[str]) -> dict[str, Guarantee]:
    """The guarantees of applications that are locked (or whose loans are), by application."""
    if not application_ids:
        return {}
    rows = await tx.all(select(guarantee).where(one_of(guarantee.c.application_id, application_ids)))
    return {row["application_id"]: guarantee_of(row) for row in rows}


async def save_guarantee(tx: Transaction, found: Guarantee) -> None:
    """Write how far a guarantee has come."""
    progress = progress_of(found)
    await tx.execute(
        update(guarantee).where(guarantee.c.id == found.id).values(progress | {"outstanding": found.outstanding.amount})
    )


async def save_issued_again(tx: Transaction, found: Guarantee) -> None:
    """Write a guarantee that was issued again under a new letter."""
    await tx.execute(
        update(guarantee)
        .where(guarantee.c.id == found.id)
        .values(
            letter_number=found.letter_number,
            fund_id=found.fund_id,
            amount=found.amount.amount,
            coverage_percent=found.coverage_percent,
            outstanding=found.outstanding.amount,
            issued_on=found.issued_on,
            state=found.state.value,
            ended_on=None,
        )
    )


async def save_guarantees(tx: Transaction, found: Sequence[Guarantee]) -> None:
    """Write how far many guarantees have come, by one statement."""
    if found:
        await tx.execute(update_rows(guarantee, [{"id": item.id, **progress_of(item)} for item in found]))


def guarantee_of(row: RowMapping) -> Guarantee:
    """The aggregate from its row."""
    return Guarantee(
        id=row["id"],
        application_id=row["application_id"],
        applicant_id=row["applicant_id"],
        fund_id=row["fund_id"],
        bank_id=row["bank_id"],
        letter_number=row["letter_number"],
        amount=Money(row["amount"]),
        coverage_percent=row["coverage_percent"],
        issued_on=row["issued_on"],
        state=GuaranteeState(row["state"]),
        outstanding=Money(row["outstanding"]),
        ended_on=row["ended_on"],
    )


def progress_of(found: Guarantee) -> dict[str, Any]:
    """The columns that change; money as text."""
    return {"state": found.state.value, "outstanding": str(found.outstanding), "ended_on": found.ended_on}
