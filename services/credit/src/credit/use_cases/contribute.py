"""The finance bureau pays into the fund's special account at a bank."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.money import Money
from pydantic import BaseModel, Field

from credit.domain import ledger
from credit.domain.errors.fund import ContributionAlreadyRecorded, FundReferenceReused
from credit.domain.happened.fund import FundContributed
from credit.domain.ledger import SpecialAccount
from credit.domain.rules import check_order
from credit.events.published import published
from credit.fields import Day, Input, MoneyText, Reference, Yuan
from credit.policy import RuleBook
from credit.store.fund import lock_fund, move_fund, which_fund
from credit.store.movements import next_attempt, record_movement


class Contribute(Input):
    """A payment into a bank's special account."""

    bank_id: Id
    fund_id: Annotated[Id | None, Field(description="Needed when several funds are open.")] = None
    amount: Yuan
    contributed_on: Day
    reference: Reference


class Contributed(BaseModel):
    """The contribution, and what the fund is worth with it."""

    id: str
    fund_id: str
    bank_id: str
    entry_id: str
    amount: MoneyText
    bank_net: MoneyText
    fund_net: MoneyText


@use_case(
    "credit.fund.contribute",
    conflicts={"uq_fund_movement_reference": lambda: ContributionAlreadyRecorded(where="reference")},
)
async def contribute(tx: Transaction, book: RuleBook, command: Contribute) -> Contributed:
    """The ledger, the bank's account and the whole fund move together."""
    rules = book.on(command.contributed_on)
    rules.check_day(command.contributed_on, today=tx.today, where="contributed_on")
    amount = Money(command.amount)
    at = SpecialAccount(await which_fund(tx, command.fund_id), command.bank_id)
    held = await lock_fund(tx, at)
    check_order(held.opened_on, command.contributed_on, names=("the fund's opening", "contributed_on"))
    entry = ledger.contribution(at, amount, command.contributed_on, command.reference)
    try:
        attempt = await next_attempt(tx, entry)
    except FundReferenceReused as refusal:
        raise ContributionAlreadyRecorded(where="reference") from refusal
    await move_fund(tx, at, net=amount)
    booked = record_movement(tx, entry, amount, attempt)
    tx.emit(*published(FundContributed(at.fund_id, at.bank_id, amount, command.contributed_on)))
    tx.about(booked.movement_id)
    return Contributed(
        id=booked.movement_id,
        fund_id=at.fund_id,
        bank_id=at.bank_id,
        entry_id=booked.entry_id,
        amount=str(amount),
        bank_net=str(held.bank.capacity.net + amount),
        fund_net=str(held.in_all.net + amount),
    )
