"""Movements of a fund by a bank's voucher: what is recorded, what was taken back, what an account can spare."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.database import Transaction
from kit.ids import new_id
from kit.money import Money
from sqlalchemy import RowMapping, Select, and_, exists, func, literal, select, union_all

from credit.domain.errors.fund import EntryAlreadyReversed, FundReferenceReused
from credit.domain.fees import Fee, Letter
from credit.domain.ledger import Account, Entry, Posting, SpecialAccount
from credit.store.fund import post
from credit.store.sets import one_of
from credit.store.tables.applications import guarantee, loan_application
from credit.store.tables.fund import journal_entry, posting
from credit.store.tables.loans import loan
from credit.store.tables.movements import entry_reversal, fund_movement, guarantee_fee


@dataclass(frozen=True)
class Booked:
    """Ids of a movement and of its journal entry."""

    movement_id: str
    entry_id: str


def record_movement(tx: Transaction, entry: Entry, amount: Money, attempt: int, *, reason: str = "") -> Booked:
    """Post an entry that a bank's voucher (its document) tells of, the ``attempt`` being ``next_attempt``'s."""
    (entry_id,) = post(tx, [entry], tx.now)
    movement_id = new_id()
    tx.insert(
        fund_movement,
        {
            "id": movement_id,
            "kind": entry.kind,
            "fund_id": entry.at.fund_id,
            "bank_id": entry.at.bank_id,
            "entry_id": entry_id,
            "amount": amount,
            "booked_on": entry.booked_on,
            "reference": entry.document,
            "attempt": attempt,
            "reason": reason,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    return Booked(movement_id, entry_id)


async def next_attempt(tx: Transaction, entry: Entry) -> int:
    """How many movements of the entry's document there were, all reversed; the special account is locked.

    A reference counts once; again when its movement was reversed. Raises FundReferenceReused.
    """
    rows = await tx.all(
        select(fund_movement.c.id, entry_reversal.c.reversal_id)
        .outerjoin(entry_reversal, entry_reversal.c.entry_id == fund_movement.c.entry_id)
        .where(fund_movement.c.bank_id == entry.at.bank_id, fund_movement.c.reference == entry.document)
    )
    if any(row["reversal_id"] is None for row in rows):
        raise FundReferenceReused(where="reference")
    return len(rows)


async def lowest_from(tx: Transaction, at: SpecialAccount, day: date) -> Money:
    """The least that the special account holds at the end of ``day`` or of any later day, by its ledger."""
    moved = select(func.greatest(posting.c.booked_on, day).label("on_day"), posting.c.amount).where(
        posting.c.account == Account.SPECIAL_ACCOUNT.value,
        posting.c.fund_id == at.fund_id,
        posting.c.bank_id == at.bank_id,
    )
    moves = union_all(moved, select(literal(day), literal(0))).subquery("moves")
    days = (
        select(func.sum(func.sum(moves.c.amount)).over(order_by=moves.c.on_day).label("held"))
        .group_by(moves.c.on_day)
        .subquery("days")
    )
    return Money(await tx.value(select(func.min(days.c.held))))


@dataclass(frozen=True)
class RecordedEntry:
    """A journal entry as it was recorded, and by whom when a person did it by hand."""

    entry: Entry
    recorded_by: str


async def read_entry(tx: Transaction, entry_id: str) -> RecordedEntry | None:
    """An entry with its postings; None when there is none."""
    rows = await tx.all(
        select(journal_entry, posting.c.account, posting.c.amount, fund_movement.c.recorded_by)
        .join(posting, posting.c.entry_id == journal_entry.c.id)
        .outerjoin(fund_movement, fund_movement.c.entry_id == journal_entry.c.id)
        .where(journal_entry.c.id == entry_id)
        .order_by(posting.c.line)
    )
    if not rows:
        return None
    first = rows[0]
    lines = tuple(Posting(Account(row["account"]), Money(row["amount"])) for row in rows)
    at = SpecialAccount(first["fund_id"], first["bank_id"])
    entry = Entry(at, first["kind"], first["booked_on"], first["document"], lines)
    return RecordedEntry(entry, first["recorded_by"] or "")


async def refuse_reversed(tx: Transaction, entry_id: str) -> None:
    """Raises EntryAlreadyReversed; its special account is locked."""
    if await tx.value(select(exists().where(entry_reversal.c.entry_id == entry_id))):
        raise EntryAlreadyReversed


def insert_fees(tx: Transaction, movement_id: str, fees: Collection[Fee], rates: dict[str, Any]) -> None:
    """Buffer what a fee payment paid for each letter; ``rates`` go by letter number."""
    tx.insert(
        guarantee_fee,
        *(
            {
                "movement_id": movement_id,
                "guarantee_id": item.letter.guarantee_id,
                "amount": item.amount,
                "due": item.due,
                "rate_percent": rates[item.letter.number],
            }
            for item in fees
        ),
    )


async def read_letters(tx: Transaction, at: SpecialAccount, numbers: Collection[str]) -> dict[str, Letter]:
    """The letters of the special account with these numbers; it is locked."""
    rows = await tx.all(
        _letters().where(
            guarantee.c.fund_id == at.fund_id,
            guarantee.c.bank_id == at.bank_id,
            one_of(guarantee.c.letter_number, numbers),
        )
    )
    return {row["letter_number"]: letter_of(row) for row in rows}


def fees_due(at: tuple[str | None, str | None], after: str | None, limit: int) -> Select[Any]:
    """Letters in effect for which no fee is recorded; ``at`` is fund and bank, None for all."""
    fund_id, bank_id = at
    query = _letters().where(loan.c.id.is_not(None), ~_fee_recorded()).order_by(guarantee.c.id).limit(limit)
    if fund_id is not None:
        query = query.where(guarantee.c.fund_id == fund_id)
    if bank_id is not None:
        query = query.where(guarantee.c.bank_id == bank_id)
    return query if after is None else query.where(guarantee.c.id > after)


def letter_of(row: RowMapping) -> Letter:
    """The letter from its row."""
    return Letter(
        number=row["letter_number"],
        guarantee_id=row["id"],
        issued_on=row["issued_on"],
        effective_on=row["disbursed_on"],
        principal=Money(row["amount"]),
        term_months=row["term_months"],
        fee_recorded=row["fee_recorded"],
    )


def _letters() -> Select[Any]:
    return (
        select(
            guarantee.c.id,
            guarantee.c.fund_id,
            guarantee.c.bank_id,
            guarantee.c.letter_number,
            guarantee.c.issued_on,
            loan_application.c.amount,
            loan_application.c.term_months,
            loan.c.disbursed_on,
            _fee_recorded().label("fee_recorded"),
        )
        .join(loan_application, loan_application.c.id == guarantee.c.application_id)
        .outerjoin(loan, loan.c.application_id == guarantee.c.application_id)
    )


def _fee_recorded() -> Any:
    """Whether a fee that was not reversed is recorded for the guarantee."""
    standing = (
        select(guarantee_fee.c.guarantee_id)
        .join(fund_movement, fund_movement.c.id == guarantee_fee.c.movement_id)
        .outerjoin(entry_reversal, entry_reversal.c.entry_id == fund_movement.c.entry_id)
        .where(and_(guarantee_fee.c.guarantee_id == guarantee.c.id, entry_reversal.c.entry_id.is_(None)))
    )
    return standing.exists()


def list_movements(where: dict[str, str | None], after: str | None, limit: int) -> Select[Any]:
    """Movements with what became of them, the oldest first; ``where``: kind, fund_id, bank_id, None for all."""
    query = (
        select(
            fund_movement,
            entry_reversal.c.reversed_on,
            entry_reversal.c.reason.label("reversal_reason"),
            entry_reversal.c.reversal_id,
        )
        .outerjoin(entry_reversal, entry_reversal.c.entry_id == fund_movement.c.entry_id)
        .order_by(fund_movement.c.id)
        .limit(limit)
    )
    for name, value in where.items():
        if value is not None:
            query = query.where(fund_movement.c[name] == value)
    return query if after is None else query.where(fund_movement.c.id > after)
