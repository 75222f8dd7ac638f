"""The finance bureau pays the guarantee fees of some letters into the fund's special account at a bank."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.money import Money
from pydantic import BaseModel, Field

from credit.domain import ledger
from credit.domain.errors.fund import FundReferenceReused
from credit.domain.fees import Fee, Given, Letter, fee_due, take_fees
from credit.domain.happened.fund import FeeRecorded
from credit.domain.ledger import SpecialAccount
from credit.events.published import published
from credit.fields import Day, Input, MoneyText, Reference, Yuan
from credit.policy import RuleBook
from credit.store.fund import lock_fund, move_fund, which_fund
from credit.store.movements import insert_fees, next_attempt, read_letters, record_movement


class FeeGiven(Input):
    """A letter that the payment covers."""

    letter_number: Reference
    amount: Annotated[Yuan | None, Field(description="What is due, unless given; never more.")] = None


class RecordFee(Input):
    """A payment of guarantee fees; the letters' fees add up to it."""

    bank_id: Id
    fund_id: Annotated[Id | None, Field(description="Needed when several funds are open.")] = None
    amount: Yuan
    paid_on: Day
    reference: Reference
    lines: Annotated[list[FeeGiven], Field(min_length=1, max_length=500)]


class FeeShown(BaseModel):
    """What was paid for a letter, and what was due."""

    letter_number: str
    amount: MoneyText
    due: MoneyText
    rate_percent: str


class FeePaymentRecorded(BaseModel):
    """The payment, its letters, and what the fund is worth with it."""

    id: str
    fund_id: str
    bank_id: str
    entry_id: str
    amount: MoneyText
    bank_net: MoneyText
    fund_net: MoneyText
    fees: list[FeeShown]


@use_case(
    "credit.fund.record_fee",
    conflicts={"uq_fund_movement_reference": lambda: FundReferenceReused(where="reference")},
)
async def record_fee(tx: Transaction, book: RuleBook, command: RecordFee) -> FeePaymentRecorded:
    """Each letter's fee counts once, at the rate of the day on which the letter was issued."""
    book.on(command.paid_on).check_day(command.paid_on, today=tx.today, where="paid_on")
    amount = Money(command.amount)
    at = SpecialAccount(await which_fund(tx, command.fund_id), command.bank_id)
    held = await lock_fund(tx, at)
    entry = ledger.fee(at, amount, command.paid_on, command.reference)
    attempt = await next_attempt(tx, entry)
    lines = [Given(line.letter_number, None if line.amount is None else Money(line.amount)) for line in command.lines]
    letters = await read_letters(tx, at, {line.letter for line in lines})
    due = {number: fee_due(letter, book.on(letter.issued_on)) for number, letter in letters.items()}
    fees = take_fees(lines, letters, due, amount, command.paid_on)
    await move_fund(tx, at, net=amount)
    booked = record_movement(tx, entry, amount, attempt)
    rates = {number: _rate(book, letter) for number, letter in letters.items()}
    insert_fees(tx, booked.movement_id, fees, rates)
    tx.emit(*published(FeeRecorded(at.fund_id, at.bank_id, amount, len(fees), command.paid_on)))
    tx.about(booked.movement_id, letters=len(fees))
    return FeePaymentRecorded(
        id=booked.movement_id,
        fund_id=at.fund_id,
        bank_id=at.bank_id,
        entry_id=booked.entry_id,
        amount=str(amount),
        bank_net=str(held.bank.capacity.net + amount),
        fund_net=str(held.in_all.net + amount),
        fees=[_shown(item, rates[item.letter.number]) for item in fees],
    )


def _rate(book: RuleBook, letter: Letter) -> str:
    return str(book.on(letter.issued_on).guarantee_fee_percent.value)


def _shown(item: Fee, rate: str) -> FeeShown:
    return FeeShown(letter_number=item.letter.number, amount=str(item.amount), due=str(item.due), rate_percent=rate)
