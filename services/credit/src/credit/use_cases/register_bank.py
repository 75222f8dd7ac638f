"""Register a partner bank; the fund gets a special account there."""

from kit.database import Transaction, use_case
from kit.ids import new_id
from pydantic import BaseModel

from credit.domain.errors import BankNameTaken
from credit.fields import Input, Name
from credit.store.tables import bank, fund_account


class RegisterBank(Input):
    """A partner bank or branch."""

    name: Name


class BankRegistered(BaseModel):
    """The bank; its id is also the organisation of its accounts."""

    id: str
    name: str


@use_case("credit.bank.register", conflicts={"uq_bank_name": lambda: BankNameTaken(where="name")})
async def register_bank(tx: Transaction, command: RegisterBank) -> BankRegistered:
    """An empty special account comes with it."""
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
    tx.insert(
        fund_account,
        {
            "bank_id": result.id,
            "net": "0.00",
            "liability": "0.00",
            "guaranteed_ever": "0.00",
            "compensated": "0.00",
            "suspension_lifted_on": None,
        },
    )
    tx.about(result.id)
    return result
