"""The fund: the rows that hold its capacity, and its ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kit.database import Row, Transaction
from kit.ids import new_id
from kit.money import Money
from sqlalchemy import ColumnElement, RowMapping, func, literal, select, update

from credit.domain.errors.fund import BankUnknown, FundClosed, FundNotNamed, FundUnknown
from credit.domain.fund import BankStanding, Capacity
from credit.domain.ledger import Entry, SpecialAccount
from credit.store.tables.fund import fund, fund_account, journal_entry, letter_numbers, posting


@dataclass(frozen=True)
class LockedFund:
    """The fund in all and one bank's account, locked until the transaction ends."""

    in_all: Capacity
    bank: BankStanding
    next_letter: int
    opened_on: date


async def lock_fund(tx: Transaction, at: SpecialAccount, *, letter: bool = False) -> LockedFund:
    """Lock the rows that hold the capacity, and read them. Raises BankUnknown, FundClosed.

    With ``letter`` the next number of a guarantee letter is taken too.
    """
    number: ColumnElement[int] = letter_numbers.next_value() if letter else literal(0)
    row = await tx.lock_one(
        select(
            *fund_account.c,
            fund.c.net.label("fund_net"),
            fund.c.liability.label("fund_liability"),
            fund.c.opened_on,
            fund.c.closed_on,
            number.label("letter"),
        )
        .select_from(fund_account)
        .join(fund, fund.c.id == fund_account.c.fund_id)
        .where(fund_account.c.fund_id == at.fund_id, fund_account.c.bank_id == at.bank_id)
    )
    if row is None:
        raise BankUnknown(where="bank_id")
    if row["closed_on"] is not None:
        raise FundClosed(where="fund_id", closed_on=row["closed_on"])
    in_all = Capacity(Money(row["fund_net"]), Money(row["fund_liability"]))
    return LockedFund(in_all, standing_of(row), row["letter"], row["opened_on"])


def standing_of(row: RowMapping) -> BankStanding:
    """A bank's standing from its row of ``fund_account``."""
    return BankStanding(
        Capacity(Money(row["net"]), Money(row["liability"])),
        Money(row["guaranteed_ever"]),
        Money(row["compensated"]),
        None if row["lifted_compensation"] is None else Money(row["lifted_compensation"]),
    )


async def move_fund(
    tx: Transaction,
    at: SpecialAccount,
    *,
    net: Money | None = None,
    liability: Money | None = None,
    guaranteed: Money | None = None,
    compensated: Money | None = None,
) -> None:
    """Change a special account and its whole fund together, by these differences."""
    zero = Money.zero()
    more_net, more_liability = (net or zero).amount, (liability or zero).amount
    account = (
        update(fund_account)
        .where(fund_account.c.fund_id == at.fund_id, fund_account.c.bank_id == at.bank_id)
        .values(
            net=fund_account.c.net + more_net,
            liability=fund_account.c.liability + more_liability,
            guaranteed_ever=fund_account.c.guaranteed_ever + (guaranteed or zero).amount,
            compensated=fund_account.c.compensated + (compensated or zero).amount,
        )
    )
    if not more_net and not more_liability:
        await tx.execute(account)
        return
    changed = account.returning(fund_account.c.bank_id).cte("changed")
    await tx.execute(
        update(fund)
        .where(fund.c.id == at.fund_id, select(changed.c.bank_id).exists())
        .values(net=fund.c.net + more_net, liability=fund.c.liability + more_liability)
    )


def post(tx: Transaction, entries: Iterable[Entry], recorded_at: datetime) -> list[str]:
    """Buffer journal entries with their postings; answers the entries' ids."""
    ids = []
    for entry in entries:
        entry_id = new_id()
        head: Row = {
            "id": entry_id,
            "fund_id": entry.at.fund_id,
            "bank_id": entry.at.bank_id,
            "kind": entry.kind,
            "booked_on": entry.booked_on,
            "document": entry.document,
            "recorded_at": recorded_at,
        }
        lines: list[Row] = [
            {
                "entry_id": entry_id,
                "line": number,
                "fund_id": entry.at.fund_id,
                "bank_id": entry.at.bank_id,
                "account": line.account.value,
                "booked_on": entry.booked_on,
                "amount": line.amount,
            }
            for number, line in enumerate(entry.postings, start=1)
        ]
        tx.insert(journal_entry, head)
        tx.insert(posting, *lines)
        ids.append(entry_id)
    return ids


async def settle_accounts(tx: Transaction) -> None:
    """Wait for others who open funds or register banks: each fund gets its account at each bank."""
    await tx.begin()
    await tx.value(select(func.pg_advisory_xact_lock(func.hashtext("special accounts"))))


async def open_funds(tx: Transaction) -> Sequence[str]:
    """The ids of the funds that are open, the oldest first."""
    rows = await tx.all(select(fund.c.id).where(fund.c.closed_on.is_(None)).order_by(fund.c.opened_on, fund.c.id))
    return [row["id"] for row in rows]


async def which_fund(tx: Transaction, named: str | None) -> str:
    """The fund that is meant: the one named, else the only one. Raises FundUnknown, FundNotNamed."""
    known = await open_funds(tx)
    if named is not None:
        if named not in known:
            raise FundUnknown(where="fund_id")
        return named
    if len(known) != 1:
        raise FundNotNamed(where="fund_id", funds=len(known))
    return known[0]


def empty_account(fund_id: str, bank_id: str) -> Row:
    """The row of a new special account."""
    return {
        "fund_id": fund_id,
        "bank_id": bank_id,
        "net": "0.00",
        "liability": "0.00",
        "guaranteed_ever": "0.00",
        "compensated": "0.00",
        "lifted_compensation": None,
    }
