"""The finance bureau takes money out of the fund's special account at a bank."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.money import Money
from pydantic import BaseModel, Field

from credit.domain import ledger
from credit.domain.errors.fund import FundReferenceReused
from credit.domain.fund import refuse_outflow
from credit.domain.happened.fund import FundWithdrawn
from credit.domain.ledger import SpecialAccount
from credit.events.published import published
from credit.fields import Day, Input, MoneyText, Reference, Text, Yuan
from credit.policy import RuleBook
from credit.store.fund import lock_fund, move_fund, which_fund
from credit.store.movements import lowest_from, next_attempt, record_movement


class WithdrawFunds(Input):
    """A payment out of a bank's special account, and what for."""

    bank_id: Id
    fund_id: Annotated[Id | None, Field(description="Needed when several funds are open.")] = None
    amount: Yuan
    withdrawn_on: Day
    reference: Reference
    reason: Text


class FundsWithdrawn(BaseModel):
    """The withdrawal, and what the fund is worth after it."""

    id: str
    fund_id: str
    bank_id: str
    entry_id: str
    amount: MoneyText
    bank_net: MoneyText
    fund_net: MoneyText


@use_case(
    "credit.fund.withdraw",
    conflicts={"uq_fund_movement_reference": lambda: FundReferenceReused(where="reference")},
)
async def withdraw_funds(tx: Transaction, book: RuleBook, command: WithdrawFunds) -> FundsWithdrawn:
    """Refused when it would overdraw the special account or push what is guaranteed over the cap."""
    rules = book.on(command.withdrawn_on)
    rules.check_day(command.withdrawn_on, today=tx.today, where="withdrawn_on")
    amount = Money(command.amount)
    at = SpecialAccount(await which_fund(tx, command.fund_id), command.bank_id)
    held = await lock_fund(tx, at)
    entry = ledger.withdrawal(at, amount, command.withdrawn_on, command.reference)
    attempt = await next_attempt(tx, entry)
    lowest = await lowest_from(tx, at, command.withdrawn_on)
    refuse_outflow(amount, held.in_all, held.bank.capacity, rules, lowest=lowest)
    await move_fund(tx, at, net=-amount)
    booked = record_movement(tx, entry, amount, attempt, reason=command.reason)
    tx.emit(*published(FundWithdrawn(at.fund_id, at.bank_id, amount, command.withdrawn_on)))
    tx.about(booked.movement_id, reason=command.reason)
    return FundsWithdrawn(
        id=booked.movement_id,
        fund_id=at.fund_id,
        bank_id=at.bank_id,
        entry_id=booked.entry_id,
        amount=str(amount),
        bank_net=str(held.bank.capacity.net - amount),
        fund_net=str(held.in_all.net - amount),
    )
