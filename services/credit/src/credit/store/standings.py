"""How every loan stands on every day, kept ready: written with each change of a loan, in the same transaction."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from kit.database import Row, Transaction
from sqlalchemy import delete, or_, update

from credit.domain.arrears import Stretch, stretches
from credit.domain.debt import yuan
from credit.domain.loans import Loan
from credit.store.sets import one_of
from credit.store.tables.loans import loan_standing

LONGEST = timedelta(days=31)
"""What holds on a day began within so many days before it, unless nothing ends it."""


async def forget_standings(tx: Transaction, loan_ids: Collection[str]) -> None:
    """Remove what is kept of these loans; :func:`insert_standings` writes it anew."""
    await tx.execute(delete(loan_standing).where(one_of(loan_standing.c.loan_id, loan_ids)))


def insert_standings(tx: Transaction, loans: Iterable[Loan]) -> None:
    """Buffer the standings of loans that have none."""
    rows: list[Row] = [
        {
            "loan_id": found.id,
            "from_on": piece.from_on,
            "to_on": piece.to_on,
            "oldest_due_on": piece.oldest_due_on,
            "principal": yuan(piece.principal),
            "overdue": yuan(piece.overdue),
        }
        for found in loans
        for stretch in stretches(found.course)
        for piece in pieces(stretch)
    ]
    if rows:
        tx.insert(loan_standing, *rows)


def pieces(stretch: Stretch) -> Iterator[Stretch]:
    """A stretch in pieces of at most 31 days; one without end stays whole."""
    begins = stretch.from_on
    while stretch.to_on is not None and stretch.to_on - begins > LONGEST:
        yield Stretch(begins, begins + LONGEST, stretch.principal, stretch.overdue, stretch.oldest_due_on)
        begins += LONGEST
    yield Stretch(begins, stretch.to_on, stretch.principal, stretch.overdue, stretch.oldest_due_on)


async def end_standings(tx: Transaction, loan_ids: Collection[str], on: date) -> None:
    """The fund paid the claims on these loans on ``on``: they are not outstanding from that day."""
    theirs = one_of(loan_standing.c.loan_id, loan_ids)
    await tx.execute(delete(loan_standing).where(theirs, loan_standing.c.from_on >= on))
    still = or_(loan_standing.c.to_on.is_(None), loan_standing.c.to_on > on)
    await tx.execute(update(loan_standing).where(theirs, still).values(to_on=on))
