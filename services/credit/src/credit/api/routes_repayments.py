"""Repayments: as JSON, as a bank's file, and taken back when they bounce."""

import asyncio
from datetime import date
from typing import Annotated, Literal

from fastapi import File, Query, Request, UploadFile
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.problem import ContentInvalid
from kit.refusal import NotFound
from pydantic import BaseModel
from sqlalchemy import RowMapping, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from credit.api import examples, permissions
from credit.api.as_of import rule_book
from credit.api.files import SheetResponse
from credit.domain.errors import files, fund, loans, rules
from credit.fields import MoneyText, text_of
from credit.store.file_forms import FORMS, form_workbook
from credit.store.scope import of_own_bank, visible
from credit.store.tables.loans import allocation, loan, repayment, repayment_file, repayment_reversal
from credit.use_cases.record_repayments import RecordRepayments, RepaymentsRecorded, record_repayments
from credit.use_cases.reverse_repayment import RepaymentReversed, ReverseRepayment, reverse_repayment
from credit.use_cases.upload_repayments import (
    RepaymentFilePosted,
    RepaymentFilePreview,
    Upload,
    posted_file,
    preview_repayments,
    upload_repayments,
    without_collector,
)

router = Routes(tags=["repayments"])

FORM_SAID = (
    "XLSX (first sheet), or CSV in UTF-8 or GB18030; headers in Chinese, English or both, as in the template. Above "
    "the column headers stand the bank (id or registered name), the count of lines and their total."
)


class RepaymentInForce(BaseModel):
    """A repayment with the allocation in force; ``reversed_on`` when it bounced."""

    id: str
    loan_id: str
    bank_id: str
    reference: str
    paid_on: date
    amount: MoneyText
    settles: bool
    interest: MoneyText
    principal: MoneyText
    excess: MoneyText
    balance: MoneyText
    file_id: str | None
    reversed_on: date | None
    recorded_at: str


class RepaymentList(BaseModel):
    """A page of repayments."""

    items: list[RepaymentInForce]
    next: str | None


class RepaymentFileShown(BaseModel):
    """A posted file in a list."""

    id: str
    bank_id: str
    lines: int
    total: MoneyText
    recorded: int
    recorded_total: MoneyText
    duplicate: int
    refused: int
    recorded_by: str
    recorded_at: str


class RepaymentFileList(BaseModel):
    """A page of posted files, the oldest first."""

    items: list[RepaymentFileShown]
    next: str | None


@router.verb(
    "POST",
    "/v1/repayments",
    permission=permissions.RECORD_REPAYMENTS,
    status=200,
    summary="Record repayments",
    description=(
        "Up to 1,000 payments of the caller's bank, in any order. Each reference counts once; a line is `recorded`, "
        "`duplicate` (the same payment is known) or `refused` with a code: `loan_unknown`, "
        "`repayment_before_disbursement`, `loan_closed`, `loan_claimed`, `repayment_reference_reused`, "
        "`repayment_reversed_already`, `date_in_future`, `too_far_back`. A backdated payment is allocated as if it "
        "had come in time; what is above the debt is kept as the loan's excess, to be returned. With `settles` the "
        "payment ends the loan if it reaches the pay-off quote of its value date; otherwise it is an ordinary one."
    ),
    refusals=[loans.RecordedMeanwhile],
    body_example=examples.REPAYMENTS,
    response_model=RepaymentsRecorded,
)
async def record_loan_repayments(
    call: Caller, database: Db, request: Request, command: RecordRepayments
) -> RepaymentsRecorded:
    """Record repayments."""
    return await record_repayments(database, call, rule_book(request), command)


@router.verb(
    "GET",
    "/v1/repayments",
    permission=permissions.READ_CASES,
    summary="List repayments",
    description="With what each pays now. Those of a loan, or of a file, or all that the caller may see.",
    response_model=RepaymentList,
)
async def list_repayments(
    call: Caller,
    database: Db,
    page: Paging,
    loan_id: Annotated[str | None, Query(max_length=36)] = None,
    file_id: Annotated[str | None, Query(max_length=36)] = None,
) -> RepaymentList:
    """List repayments."""
    in_force = (
        select(allocation)
        .ext(distinct_on(allocation.c.repayment_id))
        .where(allocation.c.repayment_id == repayment.c.id)
        .order_by(allocation.c.repayment_id, allocation.c.version.desc())
        .lateral("in_force")
    )
    query = (
        select(
            *repayment.c,
            repayment_reversal.c.reversed_on,
            *(in_force.c[name] for name in ("interest", "principal", "excess", "balance")),
        )
        .join(loan, loan.c.id == repayment.c.loan_id)
        .join(in_force, in_force.c.repayment_id == repayment.c.id)
        .outerjoin(repayment_reversal, repayment_reversal.c.repayment_id == repayment.c.id)
        .where(visible(loan, call.actor))
        .order_by(repayment.c.id)
        .limit(page.limit + 1)
    )
    wanted = {"loan_id": loan_id, "file_id": file_id}
    query = query.where(*(repayment.c[name] == value for name, value in wanted.items() if value is not None))
    if page.after is not None:
        query = query.where(repayment.c.id > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    items = [_in_force(row) for row in rows[: page.limit]]
    return RepaymentList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


def _in_force(row: RowMapping) -> RepaymentInForce:
    same = ("id", "loan_id", "bank_id", "reference", "paid_on", "settles", "file_id", "reversed_on")
    money = ("amount", "interest", "principal", "excess", "balance")
    return RepaymentInForce(
        **{name: row[name] for name in same},
        **{name: text_of(row[name]) for name in money},
        recorded_at=row["recorded_at"].isoformat(),
    )


@router.verb(
    "POST",
    "/v1/repayment-reversals",
    permission=permissions.REVERSE_REPAYMENT,
    status=201,
    summary="Reverse a repayment",
    description=(
        "A repayment of the caller's bank bounced: by its reference, once. Everything after it is allocated again, "
        "guarantee and ledger follow, earlier allocations stay visible. A loan that was closed opens again and the "
        "fund answers again, within its headroom; when its borrower has a new loan since, it is refused. When the "
        "claim was paid it is refused too: the claim rests on what was owed then."
    ),
    refusals=[
        loans.RepaymentUnknown,
        loans.RepaymentReversedAlready,
        loans.LoanClaimed,
        loans.BorrowerHasNewLoan,
        loans.RecordedMeanwhile,
        fund.HeadroomTooSmall,
        rules.DateInFuture,
        rules.TooFarBack,
        rules.NoRulesYet,
    ],
    body_example=examples.REVERSAL,
    response_model=RepaymentReversed,
)
async def reverse_loan_repayment(
    call: Caller, database: Db, request: Request, command: ReverseRepayment
) -> RepaymentReversed:
    """Reverse a repayment."""
    return await reverse_repayment(database, call, rule_book(request), command)


@router.verb(
    "POST",
    "/v1/repayment-files",
    permission=permissions.RECORD_REPAYMENTS,
    status=201,
    summary="Post a file of repayments",
    description=FORM_SAID + " The file is posted whole, or not at all: with one fault nothing is posted, and `errors` "
    "lists every fault by `row` and `column` (at most 1,000 of them). With `accept=good_lines` the good lines are "
    "posted and the refused ones answered; a wrong head (bank, count, total) refuses the file in any case. The same "
    "file again changes nothing and gets the same answer with `repeated`.",
    refusals=[
        ContentInvalid,
        files.FileUnreadable,
        files.FileTooLong,
        fund.BankUnknown,
        loans.RecordedMeanwhile,
    ],
    response_model=RepaymentFilePosted,
)
async def post_repayment_file(
    call: Caller,
    database: Db,
    request: Request,
    file: Annotated[UploadFile, File(description="The sheet, XLSX or CSV.")],
    accept: Annotated[Literal["all_lines", "good_lines"], Query(description="Which lines are posted.")] = "all_lines",
) -> RepaymentFilePosted:
    """Post a file. A repeated request is recognised by its file: multipart boundaries differ."""
    upload = Upload(await file.read(), accept == "good_lines")
    call.fingerprint = f"{upload.digest[:56]}{accept[:4]}"
    with without_collector():
        return await upload_repayments(database, call, rule_book(request), upload)


@router.verb(
    "POST",
    "/v1/repayment-files/preview",
    permission=permissions.RECORD_REPAYMENTS,
    status=200,
    summary="Look at a file of repayments",
    description="What would become of every line: allocation, duplicate, or why it is refused. Nothing is written. "
    + FORM_SAID,
    refusals=[files.FileUnreadable, files.FileTooLong, fund.BankUnknown],
    response_model=RepaymentFilePreview,
)
async def preview_repayment_file(
    call: Caller,
    database: Db,
    request: Request,
    file: Annotated[UploadFile, File(description="The sheet, XLSX or CSV.")],
) -> RepaymentFilePreview:
    """Look at a file."""
    upload = Upload(await file.read())
    async with database.reading(call) as tx:
        return await preview_repayments(tx, rule_book(request), upload)


@router.verb(
    "GET",
    "/v1/repayment-files/template",
    permission=permissions.READ_CASES,
    summary="Fetch the template of a bank's file",
    description="An XLSX workbook with head and columns: of repayments, or of `balances` or `payments` to reconcile.",
    response_class=SheetResponse,
)
async def fetch_file_template(
    call: Caller, kind: Annotated[Literal["repayments", "balances", "payments"], Query()] = "repayments"
) -> SheetResponse:
    """Fetch a template."""
    del call
    content = await asyncio.to_thread(form_workbook, FORMS[kind])
    return SheetResponse(content, headers={"Content-Disposition": f'attachment; filename="{kind}-template.xlsx"'})


@router.verb(
    "GET",
    "/v1/repayment-files",
    permission=permissions.READ_CASES,
    summary="List posted files",
    description="A bank sees its own. The oldest first.",
    response_model=RepaymentFileList,
)
async def list_repayment_files(call: Caller, database: Db, page: Paging) -> RepaymentFileList:
    """List posted files."""
    columns = [column for column in repayment_file.c if column.name != "refused"]
    refused = func.jsonb_array_length(repayment_file.c.refused).label("refused")
    query = (
        select(*columns, refused)
        .where(of_own_bank(repayment_file, call.actor))
        .order_by(repayment_file.c.id)
        .limit(page.limit + 1)
    )
    if page.after is not None:
        query = query.where(repayment_file.c.id > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    items = [_file(row) for row in rows[: page.limit]]
    return RepaymentFileList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


@router.verb(
    "GET",
    "/v1/repayment-files/{file_id}",
    permission=permissions.READ_CASES,
    summary="A posted file",
    description="With the lines that were refused when only the good ones were posted.",
    refusals=[NotFound],
    response_model=RepaymentFilePosted,
)
async def show_repayment_file(file_id: Id, call: Caller, database: Db) -> RepaymentFilePosted:
    """A posted file."""
    async with database.reading(call) as tx:
        row = await tx.one(
            select(repayment_file).where(repayment_file.c.id == file_id, of_own_bank(repayment_file, call.actor))
        )
    if row is None:
        raise NotFound(where="file_id", noun="file")
    return posted_file(row)


def _file(row: RowMapping) -> RepaymentFileShown:
    same = ("id", "bank_id", "lines", "recorded", "duplicate", "refused", "recorded_by")
    return RepaymentFileShown(
        **{name: row[name] for name in same},
        total=text_of(row["total"]),
        recorded_total=text_of(row["recorded_total"]),
        recorded_at=row["recorded_at"].isoformat(),
    )
