"""The programme opens a guarantee fund; it gets a special account at every partner bank."""

from datetime import date

from kit.database import Transaction, use_case
from kit.ids import new_id
from pydantic import BaseModel
from sqlalchemy import select

from credit.domain.errors.fund import FundNameTaken
from credit.domain.happened.fund import FundOpened
from credit.events.published import published
from credit.fields import Day, Input, Name
from credit.policy import RuleBook
from credit.store.fund import empty_account, settle_accounts
from credit.store.tables.fund import bank, fund, fund_account


class OpenFund(Input):
    """Its name and the day from which it may hold money."""

    name: Name
    opened_on: Day


class FundOpenedResult(BaseModel):
    """The fund, and at how many banks it has a special account."""

    id: str
    name: str
    opened_on: date
    accounts: int


@use_case("credit.fund.open", conflicts={"uq_fund_name": lambda: FundNameTaken(where="name")})
async def open_fund(tx: Transaction, book: RuleBook, command: OpenFund) -> FundOpenedResult:
    """From now on who commits or pays in must say which fund is meant, when more than one is open."""
    book.on(command.opened_on).check_day(command.opened_on, today=tx.today, where="opened_on")
    await settle_accounts(tx)
    banks = [row["id"] for row in await tx.all(select(bank.c.id))]
    fund_id = new_id()
    tx.insert(
        fund,
        {
            "id": fund_id,
            "name": command.name,
            "opened_on": command.opened_on,
            "closed_on": None,
            "net": "0.00",
            "liability": "0.00",
        },
    )
    if banks:
        tx.insert(fund_account, *(empty_account(fund_id, bank_id) for bank_id in banks))
    tx.emit(*published(FundOpened(fund_id, command.name, command.opened_on)))
    tx.about(fund_id)
    return FundOpenedResult(id=fund_id, name=command.name, opened_on=command.opened_on, accounts=len(banks))
