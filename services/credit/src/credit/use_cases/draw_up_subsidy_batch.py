"""A bank's interest subsidy for a quarter is drawn up and claimed from finance."""

from typing import Annotated

from kit.auth import Role
from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.refusal import NotFound
from pydantic import BaseModel, Field
from sqlalchemy import select

from credit.domain.errors.fund import BankUnknown
from credit.domain.errors.subsidies import BatchDrawnUpMeanwhile, NothingToSubsidise
from credit.domain.happened.subsidies import SubsidyClaimed
from credit.domain.subsidies import Quarter
from credit.domain.subsidy_batches import Batch, check_may_draw_up
from credit.events.published import published
from credit.fields import Day, Input, MoneyText
from credit.policy import RuleBook
from credit.store.subsidies import draw_up, insert_batch, read_batches, take_in_carried
from credit.store.tables.fund import bank

QuarterText = Annotated[str, Field(pattern=r"^[0-9]{4}Q[1-4]$", description="A quarter.", examples=["2007Q4"])]


class DrawUpSubsidyBatch(Input):
    """The bank, the quarter, and the day of the claim (after the quarter's end)."""

    bank_id: Id
    quarter: QuarterText
    claimed_on: Day


class SubsidyBatchDrawnUp(BaseModel):
    """The batch in figures, yuan; ``payable`` negative: the bank owes it."""

    id: str
    bank_id: str
    quarter: str
    state: str
    loans: int
    interest: MoneyText
    interest_subsidised: MoneyText
    amount: MoneyText
    corrections: MoneyText
    carried_in: MoneyText
    payable: MoneyText
    version: int


@use_case(
    "credit.subsidy.draw_up",
    conflicts={
        "uq_subsidy_batch_number": BatchDrawnUpMeanwhile,
        "uq_subsidy_batch_open": BatchDrawnUpMeanwhile,
        "uq_subsidy_batch_quarter": BatchDrawnUpMeanwhile,
    },
)
async def draw_up_subsidy_batch(tx: Transaction, book: RuleBook, command: DrawUpSubsidyBatch) -> SubsidyBatchDrawnUp:
    """The bank's batches are read first: a batch that is drawn up meanwhile makes the number collide."""
    known = await read_batches(tx, command.bank_id)
    await check_bank(tx, command.bank_id)
    rules = book.on(command.claimed_on)
    rules.check_day(command.claimed_on, today=tx.today, where="claimed_on")
    quarter = Quarter.parse(command.quarter)
    check_may_draw_up(quarter, known.earlier, command.claimed_on)
    drawn = await draw_up(tx, book, command.bank_id, quarter)
    figures = drawn.totals
    if not figures.carried_in and not any(part.amount for line in drawn.lines for part in line.parts):
        if (await read_batches(tx, command.bank_id)).highest != known.highest:
            raise BatchDrawnUpMeanwhile(where="quarter")
        raise NothingToSubsidise(where="quarter", quarter=quarter)
    batch = Batch(new_id(), command.bank_id, quarter, figures.payable, command.claimed_on, tx.call.actor.account)
    insert_batch(tx, batch, drawn, number=known.highest + 1, policy_version=rules.version)
    if figures.carried_in:
        await take_in_carried(tx, batch)
    claimed = SubsidyClaimed(
        batch.id, batch.bank_id, str(quarter), batch.claimed_on, figures.loans, figures.amount, figures.payable
    )
    tx.emit(*published(claimed))
    tx.about(batch.id, quarter=str(quarter), payable=str(figures.payable))
    return SubsidyBatchDrawnUp(
        id=batch.id,
        bank_id=batch.bank_id,
        quarter=str(quarter),
        state=batch.state.value,
        loans=figures.loans,
        interest=str(figures.interest),
        interest_subsidised=str(figures.interest_subsidised),
        amount=str(figures.amount),
        corrections=str(figures.corrections),
        carried_in=str(figures.carried_in),
        payable=str(figures.payable),
        version=1,
    )


async def check_bank(tx: Transaction, bank_id: str) -> None:
    """A bank claims for itself only. Raises NotFound, BankUnknown."""
    actor = tx.call.actor
    if actor.role == Role.BANK and actor.organisation != bank_id:
        raise NotFound(where="bank_id", noun="bank")
    if await tx.one(select(bank.c.id).where(bank.c.id == bank_id)) is None:
        raise BankUnknown(where="bank_id")
