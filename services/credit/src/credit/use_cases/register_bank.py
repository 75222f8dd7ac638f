"""Register a partner bank; the fund gets a special account there."""

from kit.database import Transaction, use_case
from kit.ids import new_id
from pydantic import BaseModel

from credit.domain.errors.fund import BankNameTaken
from credit.fields import Input, Name
from credit.store.fund import empty_account, open_funds, settle_accounts
from credit.store.tables.fund import bank, fund_account


class RegisterBank(Input):
    """A partner bank or branch."""

    name: Name


class BankRegistered(BaseModel):
    """The bank; its id is also the organisation of its accounts."""

    id: str
    name: str


@use_case("credit.bank.register", conflicts={"uq_bank_name": lambda: BankNameTaken(where="name")})
async def register_bank(tx: Transaction, command: RegisterBank) -> BankRegistered:
    """An empty special account of every open fund comes with it."""
    await settle_accounts(tx)
    result = BankRegistered(id=new_id(), name=command.name)
    tx.insert(
        bank,
        {
            "id": result.id,
            "name": result.name,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    accounts = [empty_account(fund_id, result.id) for fund_id in await open_funds(tx)]
    if accounts:
        tx.insert(fund_account, *accounts)
    tx.about(result.id)
    return result
