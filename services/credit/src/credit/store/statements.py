"""Read the statement of an account: a page of it, or all of it for a file."""

from dataclasses import dataclass

from kit.database import Transaction
from kit.money import Money
from sqlalchemy import RowMapping

from credit.domain.errors.fund import StatementTooLong
from credit.domain.statements import Line, Movement, Place, Statement, Turnover, draw_up, with_balances
from credit.store.ledger_views import Period, statement

FILE_LINES_MAX = 100_000
"""How many movements a file holds at most."""


@dataclass(frozen=True)
class StatementPage:
    """A page of lines, beside what holds for the whole period; ``more``: where the next page begins after."""

    opening: Money
    turnover: Turnover
    movements: int
    lines: tuple[Line, ...]
    more: Place | None

    @property
    def closing(self) -> Money:
        """What the account holds at the period's end."""
        return self.opening + self.turnover.net


async def read_page(tx: Transaction, period: Period, after: Place | None, limit: int) -> StatementPage:
    """Lines after a place, each with the balance after it."""
    rows = await tx.all(statement(period, after, limit + 1))
    sums = rows[0]
    found = [_movement(row) for row in rows if row["entry_id"] is not None]
    lines = with_balances(Money(sums["carried"]), found[:limit])
    return StatementPage(
        Money(sums["opening"]),
        Turnover(Money(sums["debits"]), Money(sums["credits"])),
        sums["movements"],
        tuple(lines),
        found[limit - 1].place if len(found) > limit else None,
    )


@dataclass(frozen=True)
class WholeStatement:
    """All of a statement, and the names of the funds and banks in it, by id."""

    statement: Statement
    names: dict[str, str]


async def read_whole(tx: Transaction, period: Period) -> WholeStatement:
    """The statement with every line. Raises StatementTooLong."""
    rows = await tx.all(statement(period, None, FILE_LINES_MAX + 1))
    if len(rows) > FILE_LINES_MAX:
        raise StatementTooLong(where="from_on", limit=FILE_LINES_MAX)
    moved = [row for row in rows if row["entry_id"] is not None]
    names = {row["fund_id"]: row["fund_name"] for row in moved} | {row["bank_id"]: row["bank_name"] for row in moved}
    return WholeStatement(draw_up(Money(rows[0]["opening"]), (_movement(row) for row in moved)), names)


def _movement(row: RowMapping) -> Movement:
    return Movement(
        Place(row["booked_on"], row["entry_id"], row["line"]),
        row["kind"],
        row["document"],
        row["fund_id"],
        row["bank_id"],
        Money(row["amount"]),
        row["recorded_at"],
    )
