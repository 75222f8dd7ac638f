"""The bank's confirmation of a payment batch: looked at first, then taken in whole or not at all."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from kit.database import Transaction, use_case
from kit.problem import ContentInvalid, FieldProblem
from pydantic import BaseModel, Field

from training.domain.confirmation import BankLine, Fate, Verdict, judge
from training.policy import RulesAsOf
from training.store.payments import load_batch, save_batch
from training.use_cases.payment_moves import lock_all_of, put_back, settle
from training.use_cases.payment_shapes import BatchShown, batch_shown
from training.use_cases.shapes import Command

Short = Annotated[str, Field(max_length=200)]


class BankAnswer(Command):
    """A line of the bank: `paid` or `rejected`, its value day, and why it was rejected."""

    end_to_end_id: Annotated[str, Field(max_length=35)]
    status: Short
    value_on: date
    reason: Short = ""
    amount: Decimal | None = None


class ImportConfirmation(Command):
    """Lines of the bank's confirmation."""

    lines: Annotated[list[BankAnswer], Field(min_length=1, max_length=10_000)]

    def as_lines(self) -> list[BankLine]:
        """As a file would have them; the first line is row 1."""
        return [
            BankLine(
                row,
                one.end_to_end_id,
                one.status,
                one.value_on.isoformat(),
                one.reason,
                "" if one.amount is None else str(one.amount),
            )
            for row, one in enumerate(self.lines, start=1)
        ]


class AnswerShown(BaseModel):
    """What becomes of a line; ``code``, ``column`` and ``detail`` of a fault."""

    row: int
    end_to_end_id: str
    fate: Fate
    code: str
    column: str
    detail: str


class ConfirmationPreview(BaseModel):
    """What the confirmation would do; it is taken in only without faults."""

    faults: int
    lines: list[AnswerShown]


class Confirmed(BatchShown):
    """The batch after the confirmation; how many lines were new, how many known already."""

    taken_in: int
    repeated: int


async def preview_confirmation(tx: Transaction, batch_id: str, lines: list[BankLine]) -> ConfirmationPreview:
    """Judge the lines and change nothing. Raises NotFound."""
    batch, _ = await load_batch(tx, batch_id)
    verdicts = judge(batch, lines, tx.today)
    return ConfirmationPreview(
        faults=sum(one.fate is Fate.FAULT for one in verdicts),
        lines=[
            AnswerShown(
                row=one.line.row,
                end_to_end_id=one.line.end_to_end_id,
                fate=one.fate,
                code=one.code,
                column=one.column,
                detail=one.detail,
            )
            for one in verdicts
        ],
    )


@use_case("training.payment.confirm")
async def confirm_payment(tx: Transaction, rules_as_of: RulesAsOf, batch_id: str, lines: list[BankLine]) -> Confirmed:
    """Paid orders pay their claims and net their clawbacks; rejected ones put them back."""
    held = await lock_all_of(tx, batch_id)
    verdicts = judge(held.batch, lines, tx.today)
    faults = [_problem(one) for one in verdicts if one.fate is Fate.FAULT]
    if faults:
        raise ContentInvalid(faults, where="lines")
    for fate, paid in ((Fate.PAID, True), (Fate.REJECTED, False)):
        answered = [
            held.batch.answer(one.order, one.value_on, paid=paid, reason=one.line.reason or None)
            for one in verdicts
            if one.fate is fate and one.order is not None and one.value_on is not None
        ]
        if paid:
            await settle(tx, held, answered, rules_as_of)
        else:
            await put_back(tx, held, answered, tx.today)
    taken = sum(one.fate in {Fate.PAID, Fate.REJECTED} for one in verdicts)
    version = await save_batch(tx, held.batch)
    tx.about(batch_id, lines=len(lines), taken_in=taken)
    return Confirmed(**batch_shown(held.batch, version).model_dump(), taken_in=taken, repeated=len(verdicts) - taken)


def _problem(verdict: Verdict) -> FieldProblem:
    row = verdict.line.row
    return FieldProblem(
        where=f"lines[{row - 1}].{verdict.column}",
        code=verdict.code,
        detail=verdict.detail,
        row=row,
        column=verdict.column,
    )
