"""An institution's bank account: proposed by one person, confirmed by another, valid from a day."""

from datetime import date
from typing import Annotated

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.private import PrivateData, mask
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound, SamePerson
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from training.domain.dates import check_fact
from training.domain.errors.payments import AccountPending
from training.policy import RulesAsOf
from training.store.institutions import load_institution
from training.store.payments import bank_account
from training.store.scope import within
from training.store.tables.payments import BankAccountRow
from training.use_cases.shapes import Command, Day, Name

HOLDER, NUMBER = "bank_account_holder", "bank_account_number"
"""What the encryption of each is bound to."""


class ProposeAccount(Command):
    """The account as the bank's certificate has it; ``clearing_code``: CNAPS, 12 digits."""

    holder: Name
    number: Annotated[str, Field(pattern=r"^[0-9]{8,30}$", description="Digits only, 8 to 30.")]
    clearing_code: Annotated[str, Field(pattern=r"^[0-9]{12}$", description="CNAPS clearing code, 12 digits.")]
    bank_name: Name
    valid_from: Day
    proposed_on: Day


class DecideAccount(Command):
    """Confirmed or not, by another person, with the paper in hand."""

    decided_on: Day
    confirmed: bool


class AccountShown(BaseModel):
    """An account; its number masked, its holder not shown."""

    id: str
    institution_id: str
    number_masked: str
    clearing_code: str
    bank_name: str
    valid_from: date
    state: str
    proposed_on: date
    decided_on: date | None
    version: int


def account_shown(row: RowMapping) -> AccountShown:
    """The account as answered."""
    return AccountShown.model_validate({name: row[name] for name in AccountShown.model_fields})


@use_case("training.bank_account.propose", conflicts={"uq_bank_account_proposed": AccountPending})
async def propose_account(
    tx: Transaction, rules_as_of: RulesAsOf, private: PrivateData, institution_id: str, command: ProposeAccount
) -> AccountShown:
    """Note the account; nothing is paid to it until it is confirmed."""
    check_fact("proposed_on", command.proposed_on, tx.today, rules_as_of(tx.today))
    _, row = await load_institution(tx, institution_id, tx.call.actor)
    account = {
        "id": new_id(),
        "institution_id": institution_id,
        "area": row["area"],
        "holder": private.encrypt(command.holder, HOLDER),
        "number": private.encrypt(command.number, NUMBER),
        "number_masked": mask(command.number, first=0),
        "clearing_code": command.clearing_code,
        "bank_name": command.bank_name,
        "valid_from": command.valid_from,
        "state": "proposed",
        "proposed_on": command.proposed_on,
        "proposed_by": tx.call.actor.account,
        "version": 1,
        "recorded_at": tx.now,
    }
    tx.insert(BankAccountRow, account)
    tx.about(account["id"])
    return AccountShown.model_validate({"decided_on": None, **{n: v for n, v in account.items() if n in _SHOWN}})


_SHOWN = frozenset(AccountShown.model_fields)


@use_case("training.bank_account.decide")
async def decide_account(
    tx: Transaction, rules_as_of: RulesAsOf, account_id: str, command: DecideAccount
) -> AccountShown:
    """Confirm or reject; from then on, and from its first day, payments go there."""
    actor = tx.call.actor
    check_fact("decided_on", command.decided_on, tx.today, rules_as_of(tx.today))
    mine = sa.and_(bank_account.c.id == account_id, within(actor, bank_account.c.institution_id, bank_account.c.area))
    row = await tx.lock_one(sa.select(bank_account).where(mine))
    if row is None:
        raise NotFound(noun="bank account")
    tx.expect_version(row["version"])
    if row["state"] != "proposed":
        raise IllegalTransition(noun="bank account", state=row["state"], verb="decided on")
    if row["proposed_by"] == actor.account:
        raise SamePerson(first="proposed the account", second="confirms it")
    if command.decided_on < row["proposed_on"]:
        raise DatesOutOfOrder("decided_on", later="decided_on", earlier="proposed_on")
    changed = {
        "state": "confirmed" if command.confirmed else "rejected",
        "decided_on": command.decided_on,
        "decided_by": actor.account,
        "version": row["version"] + 1,
    }
    await tx.execute(sa.update(bank_account).where(bank_account.c.id == account_id).values(**changed))
    tx.about(account_id, state=changed["state"])
    return AccountShown.model_validate({name: {**row, **changed}[name] for name in AccountShown.model_fields})
