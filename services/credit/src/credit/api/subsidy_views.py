"""Interest subsidies as they are answered: batches, lines with their parts, clawbacks, export rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kit.database import Transaction
from kit.http import Page, next_cursor
from kit.money import Money
from kit.refusal import NotFound
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping, select

from credit.api.sheets import Cell
from credit.domain.subsidies import EXPLAINED, LoanLine, Why, clawback_notice
from credit.domain.subsidy_batches import BatchState
from credit.fields import MoneyText, text_of
from credit.store.scope import visible
from credit.store.subsidies import lines_of, parts_by_loan
from credit.store.tables.loans import loan
from credit.store.tables.subsidies import subsidy_batch, subsidy_clawback, subsidy_line


class BatchFigures(BaseModel):
    """A batch in figures, yuan. ``amount`` = subsidy on the quarter's interest + ``corrections``."""

    bank_id: str
    quarter: str
    loans: int
    interest: MoneyText = Field(description="Interest paid in the quarter.")
    interest_subsidised: MoneyText = Field(description="How much of it counts.")
    amount: MoneyText
    corrections: MoneyText = Field(description="Of what was claimed before, and of interest recorded late.")
    carried_in: MoneyText = Field(description="Left by earlier batches for the bank to give back.")
    payable: MoneyText = Field(description="Negative: from the bank to finance.")


class BatchShown(BatchFigures):
    """A batch and how far it has come."""

    id: str
    number: int
    state: str
    policy_version: str
    claimed_on: date
    claimed_by: str
    decided_on: date | None
    decided_by: str
    opinion: str
    settled_on: date | None
    settled_by: str
    reference: str | None
    carried_into: str | None
    version: int


class BatchList(BaseModel):
    """A page of batches."""

    items: list[BatchShown]
    next: str | None


class PartShown(BaseModel):
    """An instalment's interest in a repayment; yuan. ``amount`` = ``due_now`` − ``claimed_before``."""

    repayment_id: str
    instalment_number: int
    paid_on: date
    due_on: date
    interest: MoneyText
    due_now: MoneyText
    claimed_before: MoneyText
    amount: MoneyText
    why: Why
    explanation: str


class LineShown(BaseModel):
    """A loan in a batch."""

    loan_id: str
    loan_reference: str
    interest: MoneyText
    amount: MoneyText
    parts: list[PartShown]


class LineList(BaseModel):
    """A page of lines."""

    items: list[LineShown]
    next: str | None


class PreviewShown(BatchFigures):
    """A batch as it would be now, with a page of its lines."""

    quarter_over: bool
    items: list[LineShown]
    next: str | None


class ClawbackShown(BaseModel):
    """A clawback and its notice to the bank."""

    loan_id: str
    bank_id: str
    notice_number: str
    found_on: date
    reason: str
    amount: MoneyText
    recorded_by: str
    notice_en: str
    notice_zh: str


class ClawbackList(BaseModel):
    """A page of clawbacks."""

    items: list[ClawbackShown]
    next: str | None


class LoanBatch(BaseModel):
    """What one batch claimed for the loan."""

    batch_id: str
    quarter: str
    state: str
    amount: MoneyText


class LoanSubsidy(BaseModel):
    """A loan's subsidy over all batches that count; yuan."""

    loan_id: str
    claimed: MoneyText
    paid: MoneyText
    clawed_back: bool
    batches: list[LoanBatch]


def batch_shown(row: RowMapping) -> BatchShown:
    """A batch from its row."""
    money = ("interest", "interest_subsidised", "amount", "corrections", "carried_in", "payable")
    plain = {name: row[name] for name in BatchShown.model_fields if name not in money}
    return BatchShown(**plain, **{name: text_of(row[name]) for name in money})


def clawback_shown(row: RowMapping) -> ClawbackShown:
    """A clawback from its row, with the notice as it was worded."""
    amount = Money(row["amount"])
    english, chinese = clawback_notice(row["notice_number"], row["loan_reference"], amount, row["reason"])
    names = ("loan_id", "bank_id", "notice_number", "found_on", "reason", "recorded_by")
    return ClawbackShown(
        **{name: row[name] for name in names}, amount=str(amount), notice_en=english, notice_zh=chinese
    )


def preview_lines(lines: Iterable[LoanLine], references: Mapping[str, str], language: str) -> list[LineShown]:
    """Lines that are not recorded."""
    return [
        LineShown(
            loan_id=line.loan_id,
            loan_reference=references[line.loan_id],
            interest=str(line.interest),
            amount=str(line.amount),
            parts=[
                PartShown(
                    repayment_id=part.key.repayment_id,
                    instalment_number=part.key.instalment_number,
                    paid_on=part.paid_on,
                    due_on=part.due_on,
                    interest=str(part.interest),
                    due_now=str(part.now),
                    claimed_before=str(part.before),
                    amount=str(part.amount),
                    why=part.why,
                    explanation=_explained(part.why, language),
                )
                for part in line.parts
            ],
        )
        for line in lines
    ]


def _explained(why: Why, language: str) -> str:
    return EXPLAINED[why][language == "zh"]


async def visible_batch(tx: Transaction, batch_id: str) -> RowMapping:
    """A batch that the caller may see. Raises NotFound."""
    row = await tx.one(
        select(subsidy_batch).where(subsidy_batch.c.id == batch_id, visible(subsidy_batch, tx.call.actor))
    )
    if row is None:
        raise NotFound(where="batch_id", noun="subsidy batch")
    return row


async def line_page(tx: Transaction, batch_id: str, page: Page) -> LineList:
    """A page of a batch's lines with their parts: two reads."""
    rows = await tx.all(lines_of(batch_id, page.after, page.limit + 1))
    shown = rows[: page.limit]
    if not shown:
        return LineList(items=[], next=None)
    parts = await parts_by_loan(tx, batch_id, shown[0]["loan_id"], shown[-1]["loan_id"])
    items = [
        LineShown(
            loan_id=row["loan_id"],
            loan_reference=row["loan_reference"],
            interest=text_of(row["interest"]),
            amount=text_of(row["amount"]),
            parts=[_part_shown(part, tx.call.language) for part in parts.get(row["loan_id"], [])],
        )
        for row in shown
    ]
    return LineList(items=items, next=next_cursor(items[-1].loan_id if len(rows) > page.limit else None))


def _part_shown(row: RowMapping, language: str) -> PartShown:
    money = ("interest", "due_now", "claimed_before", "amount")
    plain = ("repayment_id", "instalment_number", "paid_on", "due_on", "why")
    return PartShown(
        **{name: row[name] for name in plain},
        **{name: text_of(row[name]) for name in money},
        explanation=_explained(Why(row["why"]), language),
    )


async def loan_subsidy(tx: Transaction, loan_id: str) -> LoanSubsidy:
    """What every batch that counts claimed for a loan that the caller may see. Raises NotFound."""
    found = await tx.one(select(loan.c.id).where(loan.c.id == loan_id, visible(loan, tx.call.actor)))
    if found is None:
        raise NotFound(where="loan_id", noun="loan")
    rows = await tx.all(
        select(subsidy_line.c.batch_id, subsidy_line.c.amount, subsidy_batch.c.quarter, subsidy_batch.c.state)
        .join(subsidy_batch, subsidy_batch.c.id == subsidy_line.c.batch_id)
        .where(subsidy_line.c.loan_id == loan_id, subsidy_batch.c.state != BatchState.RETURNED.value)
        .order_by(subsidy_batch.c.number)
    )
    settled = {BatchState.PAID.value, BatchState.CARRIED_OVER.value}
    gone = await tx.one(select(subsidy_clawback.c.loan_id).where(subsidy_clawback.c.loan_id == loan_id))
    return LoanSubsidy(
        loan_id=loan_id,
        claimed=str(Money.sum(Money(row["amount"]) for row in rows)),
        paid=str(Money.sum(Money(row["amount"]) for row in rows if row["state"] in settled)),
        clawed_back=gone is not None,
        batches=[
            LoanBatch(
                batch_id=row["batch_id"], quarter=row["quarter"], state=row["state"], amount=text_of(row["amount"])
            )
            for row in rows
        ],
    )


EXPORT_HEADER = (
    "贷款编号 Loan id",
    "放款凭证号 Loan reference",
    "行业 Sector",
    "放款日 Disbursed on",
    "本金 Principal",
    "年利率% Rate %",
    "还款编号 Repayment id",
    "期次 Instalment",
    "到期日 Due on",
    "还款日 Paid on",
    "利息 Interest",
    "应贴息 Due now",
    "此前已申领 Claimed before",
    "本批金额 Amount",
    "说明",
    "Why",
)


async def export_rows(tx: Transaction, batch_id: str) -> Sequence[Sequence[Cell]]:
    """Every part of a batch, by loan and date, with the total as the last row."""
    loans = {row["loan_id"]: row for row in await tx.all(lines_of(batch_id, None, None))}
    if not loans:
        return []
    found = await parts_by_loan(tx, batch_id, min(loans), max(loans))
    rows: list[Sequence[Cell]] = []
    for loan_id, parts in found.items():
        about = loans[loan_id]
        for part in parts:
            english, chinese = EXPLAINED[Why(part["why"])]
            rows.append(
                (
                    loan_id,
                    about["loan_reference"],
                    about["sector"],
                    about["disbursed_on"],
                    about["principal"],
                    about["annual_rate_percent"],
                    part["repayment_id"],
                    part["instalment_number"],
                    part["due_on"],
                    part["paid_on"],
                    part["interest"],
                    part["due_now"],
                    part["claimed_before"],
                    part["amount"],
                    chinese,
                    english,
                )
            )
    total = sum((row["amount"] for row in loans.values()), start=Money.zero().amount)
    rows.append(("合计 Total", *[None] * 12, total, None, None))
    return rows
