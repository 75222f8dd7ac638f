"""What was called and recovered for claims, and what a special account can pay."""

from collections.abc import Sequence
from datetime import date

from kit.database import Row, Transaction
from kit.money import Money
from sqlalchemy import RowMapping, select

from credit.domain.claim_calls import Call
from credit.domain.recoveries import Recovery, Shares, Source
from credit.store.tables.claims import counter_guarantee_call, recovery


async def read_recoveries(tx: Transaction, claim_id: str) -> list[Recovery]:
    """All that was recovered for a claim, and reversed, in the order in which it was recorded."""
    rows = await tx.all(select(recovery).where(recovery.c.claim_id == claim_id).order_by(recovery.c.id))
    return [recovery_of(row) for row in rows]


def recovery_of(row: RowMapping) -> Recovery:
    """A recovery from its row."""
    return Recovery(
        row["id"],
        Source(row["source"]),
        Money(row["amount"]),
        Money(row["costs"]),
        Shares(Money(row["to_fund"]), Money(row["to_bank"])),
        row["received_on"],
        row["call_id"],
        row["payer_id"],
        row["reverses"],
    )


def insert_recovery(
    tx: Transaction, found: Recovery, claim_id: str, bank_id: str, *, reference: str, booked_on: date, note: str
) -> None:
    """Buffer a recovery or a reversal."""
    tx.insert(
        recovery,
        {
            "id": found.id,
            "claim_id": claim_id,
            "bank_id": bank_id,
            "reference": reference,
            "source": found.source.value,
            "amount": found.amount,
            "costs": found.costs,
            "to_fund": found.shares.fund,
            "to_bank": found.shares.bank,
            "received_on": found.received_on,
            "booked_on": booked_on,
            "call_id": found.call_id,
            "payer_id": found.payer_id,
            "reverses": found.reverses,
            "note": note,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )


async def read_calls(tx: Transaction, claim_id: str) -> list[Call]:
    """The counter-guarantees called for a claim."""
    query = select(counter_guarantee_call).where(counter_guarantee_call.c.claim_id == claim_id)
    return [call_of(row) for row in await tx.all(query.order_by(counter_guarantee_call.c.id))]


def call_of(row: RowMapping) -> Call:
    """A call from its row."""
    return Call(
        row["id"],
        row["number"],
        row["kind"],
        Money(row["amount"]),
        tuple(row["liable"]),
        row["letter_reference"],
        row["letter_on"],
        row["due_on"],
    )


def insert_calls(tx: Transaction, claim_id: str, calls: Sequence[Call], addressees: Sequence[str]) -> None:
    """Buffer calls, each with whom its letter went to."""
    rows: list[Row] = [
        {
            "id": item.id,
            "claim_id": claim_id,
            "number": item.number,
            "kind": item.kind,
            "amount": item.amount,
            "addressee": addressee,
            "liable": list(item.liable),
            "letter_reference": item.letter_reference,
            "letter_on": item.letter_on,
            "due_on": item.due_on,
            "called_by": tx.call.actor.account,
            "recorded_at": tx.now,
        }
        for item, addressee in zip(calls, addressees, strict=True)
    ]
    tx.insert(counter_guarantee_call, *rows)
