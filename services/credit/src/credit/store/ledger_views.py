"""Questions to the ledger: the trial balance, and the journal."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from credit.store.sets import one_of
from credit.store.tables.fund import journal_entry, posting


def trial_balance(day: date, bank_id: str | None) -> Select[Any]:
    """Debits and credits of every account, booked by ``day``."""
    amount = posting.c.amount
    query = (
        select(
            posting.c.bank_id,
            posting.c.account,
            func.coalesce(func.sum(amount).filter(amount > 0), 0).label("debits"),
            func.coalesce(-func.sum(amount).filter(amount < 0), 0).label("credits"),
        )
        .where(posting.c.booked_on <= day)
        .group_by(posting.c.bank_id, posting.c.account)
        .order_by(posting.c.bank_id, posting.c.account)
    )
    return query if bank_id is None else query.where(posting.c.bank_id == bank_id)


def entries(day: date, bank_id: str | None, after: str | None, limit: int) -> Select[Any]:
    """Journal entries booked by ``day``, in the order in which they were recorded."""
    query = select(journal_entry).where(journal_entry.c.booked_on <= day).order_by(journal_entry.c.id).limit(limit)
    if bank_id is not None:
        query = query.where(journal_entry.c.bank_id == bank_id)
    return query if after is None else query.where(journal_entry.c.id > after)


def postings_of(entry_ids: Collection[str]) -> Select[Any]:
    """The postings of these entries."""
    return select(posting).where(one_of(posting.c.entry_id, entry_ids)).order_by(posting.c.entry_id, posting.c.line)
