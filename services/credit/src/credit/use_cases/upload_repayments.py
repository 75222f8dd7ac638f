"""A bank's file of repayments: looked at, posted whole, or its good lines posted when that is said."""

import asyncio
import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.money import Money
from kit.problem import ContentInvalid, FieldProblem
from pydantic import BaseModel
from sqlalchemy import RowMapping, select

from credit.domain.bank_file import Line, Outcome, take_lines
from credit.domain.bank_sheet import (
    AMOUNT,
    LOAN,
    PAID_ON,
    REFERENCE,
    Fault,
    Name,
    Read,
    Sender,
    in_rows,
    read_repayments,
)
from credit.domain.errors.fund import BankUnknown
from credit.domain.errors.loans import RecordedMeanwhile
from credit.domain.loans import Loan
from credit.domain.repayments import Allocation
from credit.fields import MoneyText, text_of
from credit.policy import RuleBook
from credit.store.loans import known_lines, lock_loans, read_loans
from credit.store.sets import one_of
from credit.store.sheets import read_rows
from credit.store.tables.fund import bank
from credit.store.tables.loans import loan, repayment_file
from credit.use_cases.booking import Occasion
from credit.use_cases.record_repayments import bank_of, record_outcomes

MOST_FAULTS = 1000
_COLUMNS: Mapping[str, Name] = {"reference": REFERENCE, "loan_id": LOAN, "amount": AMOUNT, "paid_on": PAID_ON}


@dataclass(frozen=True)
class Upload:
    """A file as it came. ``accept_good``: post the good lines although others are refused."""

    content: bytes
    accept_good: bool = False

    @property
    def digest(self) -> str:
        """What the file is known by."""
        return hashlib.sha256(self.content).hexdigest()


class RefusedLine(BaseModel):
    """A line that is not posted: where and why."""

    row: int
    column: str
    reference: str
    code: str
    detail: str


class RepaymentFilePosted(BaseModel):
    """A file that is posted; ``repeated``: it had been posted before, and nothing was changed now."""

    id: str
    repeated: bool
    lines: int
    total: MoneyText
    recorded: int
    recorded_total: MoneyText
    duplicate: int
    refused: list[RefusedLine]


class PreviewLine(BaseModel):
    """What would become of a line. Amounts as they would be allocated; ``balance`` is the principal then owed."""

    row: int
    reference: str
    status: Literal["recorded", "duplicate", "refused"]
    column: str = ""
    code: str | None = None
    detail: str | None = None
    interest: MoneyText | None = None
    principal: MoneyText | None = None
    excess: MoneyText | None = None
    balance: MoneyText | None = None


class RepaymentFilePreview(BaseModel):
    """What would become of a file. ``file_faults``: why nothing of it can be posted, whatever its lines are."""

    lines: int
    total: MoneyText
    recorded: int
    duplicate: int
    refused: int
    file_faults: list[RefusedLine]
    items: list[PreviewLine]


@contextmanager
def without_collector() -> Iterator[None]:
    """A hundred thousand lines are millions of objects without cycles: looking through them again and again is waste.

    What refers to nothing is freed at once all the same.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@use_case(
    "credit.repayments.upload",
    conflicts={
        "uq_repayment_reference": RecordedMeanwhile,
        "uq_repayment_number": RecordedMeanwhile,
        "uq_repayment_file_digest": RecordedMeanwhile,
    },
)
async def upload_repayments(tx: Transaction, rule_book: RuleBook, upload: Upload) -> RepaymentFilePosted:
    """All or nothing, unless the good lines are asked for. Raises ContentInvalid with every fault's row and column."""
    bank_id = bank_of(tx)
    posted = await tx.one(
        select(repayment_file).where(repayment_file.c.bank_id == bank_id, repayment_file.c.digest == upload.digest)
    )
    if posted is not None:
        return posted_file(posted, repeated=True)
    found = await _read(tx, bank_id, upload)
    if found.file_faults:
        raise invalid_file(found.file_faults, tx.call.language)
    loans = await lock_loans(tx, {line.loan_id for _, line in found.lines}, bank_id)
    rules = rule_book.on(tx.today)
    outcomes = await _take(tx, bank_id, found, loans, rule_book)
    faults = in_rows([*found.line_faults, *_faults(found, outcomes)])
    if faults and not upload.accept_good:
        raise invalid_file(faults, tx.call.language)
    file_id = new_id()
    await record_outcomes(tx, bank_id, outcomes, loans, Occasion(tx.today, rules), file_id)
    recorded = [item.line.amount for item in outcomes if item.repayment is not None]
    refused = _refused_lines(found, outcomes, faults, tx.call.language)
    row = {
        "id": file_id,
        "bank_id": bank_id,
        "digest": upload.digest,
        "lines": found.count,
        "total": found.total,
        "recorded": len(recorded),
        "recorded_total": Money.sum(recorded),
        "duplicate": sum(item.status == "duplicate" for item in outcomes),
        "refused": [line.model_dump() for line in refused],
        "recorded_by": tx.call.actor.account,
        "recorded_at": tx.now,
    }
    tx.insert(repayment_file, row)
    tx.about(file_id, lines=found.count, recorded=len(recorded), refused=len(refused))
    return RepaymentFilePosted(
        id=file_id,
        repeated=False,
        lines=found.count,
        total=str(found.total),
        recorded=len(recorded),
        recorded_total=str(row["recorded_total"]),
        duplicate=row["duplicate"],
        refused=refused,
    )


async def preview_repayments(tx: Transaction, rule_book: RuleBook, upload: Upload) -> RepaymentFilePreview:
    """What would become of every line; nothing is written."""
    bank_id = bank_of(tx)
    found = await _read(tx, bank_id, upload)
    theirs = one_of(loan.c.id, {line.loan_id for _, line in found.lines})
    loans = await read_loans(tx, theirs, loan.c.bank_id == bank_id)
    outcomes = await _take(tx, bank_id, found, loans, rule_book)
    return await asyncio.to_thread(_preview, found, outcomes, loans, tx.call.language)


def posted_file(row: RowMapping, *, repeated: bool = False) -> RepaymentFilePosted:
    """A posted file as it is answered."""
    return RepaymentFilePosted(
        id=row["id"],
        repeated=repeated,
        lines=row["lines"],
        total=text_of(row["total"]),
        recorded=row["recorded"],
        recorded_total=text_of(row["recorded_total"]),
        duplicate=row["duplicate"],
        refused=[RefusedLine(**line) for line in row["refused"]],
    )


async def sender_of(tx: Transaction, bank_id: str) -> Sender:
    """The bank that sends a file. Raises BankUnknown."""
    name = await tx.value(select(bank.c.name).where(bank.c.id == bank_id))
    if name is None:
        raise BankUnknown(where="bank_id")
    return Sender(bank_id, name)


async def _read(tx: Transaction, bank_id: str, upload: Upload) -> Read[Line]:
    sender = await sender_of(tx, bank_id)
    return await asyncio.to_thread(lambda: read_repayments(read_rows(upload.content), sender))


async def _take(
    tx: Transaction, bank_id: str, found: Read[Line], loans: Mapping[str, Loan], rule_book: RuleBook
) -> list[Outcome]:
    lines = [line for _, line in found.lines]
    known = await known_lines(tx, bank_id, {line.reference for line in lines})
    rules, today = rule_book.on(tx.today), tx.today
    return await asyncio.to_thread(
        lambda: take_lines(lines, loans, known, [new_id() for _ in lines], rules=rules, today=today)
    )


def _faults(found: Read[Line], outcomes: Sequence[Outcome]) -> list[Fault]:
    return [
        Fault(row, _column(item), item.refusal)
        for (row, _), item in zip(found.lines, outcomes, strict=True)
        if item.refusal is not None
    ]


def _column(outcome: Outcome) -> str:
    name = _COLUMNS.get(outcome.refusal.where) if outcome.refusal is not None else None
    return name.header if name else ""


def invalid_file(faults: Sequence[Fault], language: str) -> ContentInvalid:
    """The refusal of the whole file: the first thousand faults; ``count`` is of all."""
    shown = [
        FieldProblem(
            where=fault.column or "file",
            code=fault.refusal.code(),
            detail=fault.refusal.detail(language),
            row=fault.row,
            column=fault.column or None,
        )
        for fault in in_rows(faults)[:MOST_FAULTS]
    ]
    refusal = ContentInvalid(shown, where="file")
    refusal.facts["count"] = len(faults)
    return refusal


def _refused_lines(
    found: Read[Line], outcomes: Sequence[Outcome], faults: Sequence[Fault], language: str
) -> list[RefusedLine]:
    references = {
        row: item.line.reference for (row, _), item in zip(found.lines, outcomes, strict=True) if item.refusal
    }
    return [_refused_line(fault, references.get(fault.row, ""), language) for fault in faults]


def _refused_line(fault: Fault, reference: str, language: str) -> RefusedLine:
    return RefusedLine(
        row=fault.row,
        column=fault.column,
        reference=reference,
        code=fault.refusal.code(),
        detail=fault.refusal.detail(language),
    )


def _preview(
    found: Read[Line], outcomes: Sequence[Outcome], loans: Mapping[str, Loan], language: str
) -> RepaymentFilePreview:
    touched = {item.line.loan_id for item in outcomes if item.repayment is not None}
    paid = {found.repayment_id: found for loan_id in touched for found in loans[loan_id].course.allocations}
    items = [_would_be(row, item, paid, language) for (row, _), item in zip(found.lines, outcomes, strict=True)] + [
        PreviewLine(
            row=fault.row,
            reference="",
            status="refused",
            column=fault.column,
            code=fault.refusal.code(),
            detail=fault.refusal.detail(language),
        )
        for fault in found.line_faults
    ]
    return RepaymentFilePreview(
        lines=found.count,
        total=str(found.total),
        recorded=sum(item.status == "recorded" for item in items),
        duplicate=sum(item.status == "duplicate" for item in items),
        refused=len({item.row for item in items if item.status == "refused"}),
        file_faults=[_refused_line(fault, "", language) for fault in found.file_faults],
        items=sorted(items, key=lambda item: item.row),
    )


def _would_be(row: int, outcome: Outcome, paid: Mapping[str, Allocation], language: str) -> PreviewLine:
    reference = outcome.line.reference
    if outcome.refusal is not None:
        return PreviewLine(
            row=row,
            reference=reference,
            status="refused",
            column=_column(outcome),
            code=outcome.refusal.code(),
            detail=outcome.refusal.detail(language),
        )
    if outcome.repayment is None:
        return PreviewLine(row=row, reference=reference, status="duplicate")
    allocation = paid[outcome.repayment.id]
    return PreviewLine(
        row=row,
        reference=reference,
        status="recorded",
        interest=str(allocation.interest),
        principal=str(allocation.principal),
        excess=str(allocation.excess),
        balance=str(allocation.balance),
    )
