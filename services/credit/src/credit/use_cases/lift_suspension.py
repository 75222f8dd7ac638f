"""A manager lets a stopped bank have new guarantees again; the next claim that is paid stops it anew."""

from datetime import date
from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from pydantic import BaseModel, Field
from sqlalchemy import update

from credit.domain.ledger import SpecialAccount
from credit.events.published import published
from credit.fields import Day, Input, MoneyText, Text
from credit.policy import RuleBook
from credit.store.fund import lock_fund, which_fund
from credit.store.tables.fund import fund_account
from credit.store.tables.movements import suspension_lift


class LiftSuspension(Input):
    """When and why."""

    lifted_on: Day
    reason: Text
    fund_id: Annotated[Id | None, Field(description="Needed when several funds are open.")] = None


class SuspensionLiftedResult(BaseModel):
    """The lift, and at which rate it was decided."""

    id: str
    fund_id: str
    bank_id: str
    lifted_on: date
    compensated: MoneyText
    compensation_rate_percent: str


@use_case("credit.bank.lift_suspension")
async def lift_suspension(
    tx: Transaction, book: RuleBook, bank_id: str, command: LiftSuspension
) -> SuspensionLiftedResult:
    """The lift holds until more is compensated than had been when it was decided."""
    rules = book.on(command.lifted_on)
    rules.check_day(command.lifted_on, today=tx.today, where="lifted_on")
    at = SpecialAccount(await which_fund(tx, command.fund_id), bank_id)
    held = await lock_fund(tx, at)
    told = held.bank.lift(at, command.lifted_on, rules)
    compensated = held.bank.compensated
    await tx.execute(
        update(fund_account)
        .where(fund_account.c.fund_id == at.fund_id, fund_account.c.bank_id == at.bank_id)
        .values(lifted_compensation=compensated.amount)
    )
    lift_id = new_id()
    tx.insert(
        suspension_lift,
        {
            "id": lift_id,
            "fund_id": at.fund_id,
            "bank_id": at.bank_id,
            "lifted_on": command.lifted_on,
            "compensated": compensated,
            "compensation_rate_percent": told.compensation_rate_percent,
            "reason": command.reason,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.emit(*published(told))
    tx.about(bank_id, reason=command.reason)
    return SuspensionLiftedResult(
        id=lift_id,
        fund_id=at.fund_id,
        bank_id=at.bank_id,
        lifted_on=command.lifted_on,
        compensated=str(compensated),
        compensation_rate_percent=str(told.compensation_rate_percent),
    )
