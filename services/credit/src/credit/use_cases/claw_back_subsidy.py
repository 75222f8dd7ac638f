"""A trade was found not to be a micro-profit one: the loan's subsidy goes back and it never gets any again."""

from kit.database import Transaction, use_case
from kit.http import Id
from kit.refusal import NotFound
from pydantic import BaseModel
from sqlalchemy import select

from credit.domain.errors.subsidies import ClawedBackAlready
from credit.domain.happened.subsidies import SubsidyClawedBack
from credit.domain.rules import check_order
from credit.domain.subsidies import clawback_notice
from credit.events.published import published
from credit.fields import Day, Input, MoneyText, Text
from credit.policy import RuleBook
from credit.store.subsidies import claimed_for, lock_open_batch
from credit.store.tables.loans import loan
from credit.store.tables.subsidies import notice_numbers, subsidy_clawback


class ClawBackSubsidy(Input):
    """The loan, the day of the finding, and what was found."""

    loan_id: Id
    found_on: Day
    reason: Text


class SubsidyClawedBackShown(BaseModel):
    """The notice to the bank; ``amount`` (yuan) was claimed so far and is taken off the next batch."""

    loan_id: str
    bank_id: str
    notice_number: str
    amount: MoneyText
    notice_en: str
    notice_zh: str


@use_case("credit.subsidy.claw_back", conflicts={"pk_subsidy_clawback": ClawedBackAlready})
async def claw_back_subsidy(tx: Transaction, book: RuleBook, command: ClawBackSubsidy) -> SubsidyClawedBackShown:
    """The bank's unsettled batch is held while this is recorded: it is not paid unaware of it."""
    book.on(command.found_on).check_day(command.found_on, today=tx.today, where="found_on")
    found = await tx.one(
        select(loan.c.bank_id, loan.c.reference, loan.c.disbursed_on).where(loan.c.id == command.loan_id)
    )
    if found is None:
        raise NotFound(where="loan_id", noun="loan")
    check_order(found["disbursed_on"], command.found_on, names=("disbursed_on", "found_on"))
    await lock_open_batch(tx, found["bank_id"])
    amount = await claimed_for(tx, command.loan_id)
    serial = await tx.value(select(notice_numbers.next_value()))
    number = f"TX-{command.found_on.year}-{serial:06d}"
    tx.insert(
        subsidy_clawback,
        {
            "loan_id": command.loan_id,
            "bank_id": found["bank_id"],
            "notice_number": number,
            "found_on": command.found_on,
            "reason": command.reason,
            "amount": amount,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.emit(*published(SubsidyClawedBack(command.loan_id, found["bank_id"], number, command.found_on, amount)))
    tx.about(command.loan_id, reason=command.reason, notice_number=number)
    english, chinese = clawback_notice(number, found["reference"], amount, command.reason)
    return SubsidyClawedBackShown(
        loan_id=command.loan_id,
        bank_id=found["bank_id"],
        notice_number=number,
        amount=str(amount),
        notice_en=english,
        notice_zh=chinese,
    )
