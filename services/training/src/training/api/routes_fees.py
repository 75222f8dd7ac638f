"""What learners pay for courses that are not free for them: receipts, refunds, accounts, the list as a file."""

import asyncio
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from fastapi import Request, Response
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.money import Money
from kit.refusal import DatesOutOfOrder, NotFound
from kit.sheets import Format, write_table
from sqlalchemy import ColumnElement, RowMapping

from training.api import permissions
from training.api.class_change_views import FeeAccountPage, FeeAccountView, FeeEntryPage, FeeEntryView
from training.domain.enrolment import FeeReason
from training.domain.errors.enrolments import CourseIsFree, ReceiptAboveFee, RefundAbovePaid
from training.domain.receipts import Entry, EntryKind, account_of
from training.store.classes import classes_of, training_class
from training.store.enrolments import enrolment, enrolment_of
from training.store.fees import attended_in, entries_of, entry_of, fee_entry
from training.store.listing import matching, page_of
from training.store.scope import within
from training.use_cases.enter_fees import EnterReceipt, EnterRefund, FeeEntered, enter_receipt, enter_refund

router = Routes(tags=["fees"])

_MOST_ROWS = 50_000
_HEADER = (
    "编号 Number",
    "日期 Date",
    "类别 Kind",
    "金额（元） Amount (yuan)",
    "方式 Method",
    "班次 Class",
    "学员编号 Learner",
    "事由 Reason",
)
_KINDS = {
    EntryKind.RECEIPT: "收款 receipt",
    EntryKind.REFUND: "退款 refund",
    EntryKind.CARRIED_IN: "转班转入 carried in",
    EntryKind.CARRIED_OUT: "转班转出 carried out",
}


class FeeFile(Response):
    """A list of entries."""

    media_type = Format.XLSX.media_type


@router.verb(
    "POST",
    "/v1/enrolments/{enrolment_id}/receipts",
    permission=permissions.ENTER_FEES,
    status=201,
    summary="Enter a fee received from a learner",
    description="Numbered without gaps by institution and year. Never more than is due, and nothing for a free course.",
    refusals=[CourseIsFree, ReceiptAboveFee, DatesOutOfOrder],
    body_example={"amount": "800.00", "received_on": "2007-07-20", "method": "cash"},
    response_model=FeeEntered,
)
async def receive_fee(
    call: Caller, database: Db, request: Request, enrolment_id: Id, command: EnterReceipt
) -> FeeEntered:
    """Enter a receipt."""
    return await enter_receipt(database, call, request.app.state.rules_as_of, enrolment_id, command)


@router.verb(
    "POST",
    "/v1/enrolments/{enrolment_id}/refunds",
    permission=permissions.ENTER_FEES,
    status=201,
    summary="Enter a fee given back to a learner",
    description="Up to what was paid. A receipt entered wrongly is given back and received anew; nothing is edited.",
    refusals=[RefundAbovePaid, DatesOutOfOrder],
    body_example={"amount": "800.00", "refunded_on": "2007-07-30", "method": "cash", "reason": "class cancelled"},
    response_model=FeeEntered,
)
async def refund_fee(
    call: Caller, database: Db, request: Request, enrolment_id: Id, command: EnterRefund
) -> FeeEntered:
    """Enter a refund."""
    return await enter_refund(database, call, request.app.state.rules_as_of, enrolment_id, command)


@router.verb(
    "GET",
    "/v1/classes/{class_id}/fee-accounts",
    permission=permissions.READ_FEES,
    summary="Read what the learners of a class owe and paid",
    description="`due` is still to be paid, `to_refund` to be given back: all that was paid when the class was "
    "cancelled, or when a learner was transferred or dropped out without having come.",
    response_model=FeeAccountPage,
)
async def read_fee_accounts(call: Caller, database: Db, request: Request, page: Paging, class_id: Id) -> FeeAccountPage:
    """Read accounts."""
    async with database.reading(call) as tx:
        if class_id not in await classes_of(tx, training_class.c.id == class_id, call.actor):
            raise NotFound(noun="class")
        rows, after = await page_of(tx, enrolment, [enrolment.c.class_id == class_id], page.limit, page.after)
        entries = await entries_of(tx, [row["id"] for row in rows])
        attended = await attended_in(tx, class_id)
        rules = request.app.state.rules_as_of(tx.today).plan
    items = []
    for row in rows:
        learner = enrolment_of(row)
        told: list[Entry] = [entry_of(one) for one in entries[row["id"]]]
        account = account_of(learner, Money(row["fee"]), told, attended=row["id"] in attended, rules=rules)
        items.append(
            FeeAccountView(
                enrolment_id=row["id"],
                applicant_id=row["applicant_id"],
                state=learner.state,
                free=learner.free,
                reason=FeeReason(row["reason"]),
                fee=account.fee.amount,
                owed=account.owed.amount,
                paid=account.paid.amount,
                due=account.due.amount,
                to_refund=account.to_refund.amount,
            )
        )
    return FeeAccountPage(items=items, next=next_cursor(after))


def _wanted(
    call: Caller, institution_id: str | None, class_id: str | None, enrolment_id: str | None
) -> list[ColumnElement[bool]]:
    return [
        within(call.actor, fee_entry.c.institution_id, fee_entry.c.area),
        *matching(fee_entry, institution_id=institution_id, class_id=class_id, enrolment_id=enrolment_id),
    ]


@router.verb(
    "GET",
    "/v1/fee-entries",
    permission=permissions.READ_FEES,
    summary="List fees received and given back",
    description="Oldest first; what was carried from one class to another is there twice, out and in.",
    response_model=FeeEntryPage,
)
async def list_fee_entries(
    call: Caller,
    database: Db,
    page: Paging,
    institution_id: Id | None = None,
    class_id: Id | None = None,
    enrolment_id: Id | None = None,
) -> FeeEntryPage:
    """List entries."""
    async with database.reading(call) as tx:
        wanted = _wanted(call, institution_id, class_id, enrolment_id)
        rows, after = await page_of(tx, fee_entry, wanted, page.limit, page.after)
    return FeeEntryPage(items=[FeeEntryView(**row) for row in rows], next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/fee-entries/file",
    permission=permissions.READ_FEES,
    summary="Download fees received and given back",
    description=f"By day and number, at most {_MOST_ROWS:,} rows; amounts given back are negative.",
    response_class=FeeFile,
    responses={200: {"content": {"text/csv": {}}}},
)
async def download_fee_entries(
    call: Caller,
    database: Db,
    since: date | None = None,
    until: date | None = None,
    institution_id: Id | None = None,
    class_id: Id | None = None,
    file_format: Format = Format.XLSX,
) -> FeeFile:
    """Download entries."""
    conditions = _wanted(call, institution_id, class_id, None)
    conditions += [fee_entry.c.happened_on >= since] if since else []
    conditions += [fee_entry.c.happened_on <= until] if until else []
    async with database.reading(call) as tx:
        rows = await tx.all(
            sa.select(fee_entry, training_class.c.number.label("class_number"))
            .join(training_class, training_class.c.id == fee_entry.c.class_id)
            .where(*conditions)
            .order_by(fee_entry.c.happened_on, fee_entry.c.number)
            .limit(_MOST_ROWS)
        )
    content = await asyncio.to_thread(_file, rows, file_format)
    headers = {
        "Content-Disposition": f'attachment; filename="fees.{file_format.value}"',
        "Cache-Control": "private, no-store",
    }
    return FeeFile(content, media_type=file_format.media_type, headers=headers)


def _file(rows: Sequence[RowMapping], file_format: Format) -> bytes:
    table = [
        (
            row["number"],
            row["happened_on"],
            _KINDS[EntryKind(row["kind"])],
            entry_of(row).signed.amount,
            row["method"],
            row["class_number"],
            row["applicant_id"],
            row["reason"] or "",
        )
        for row in rows
    ]
    return write_table("收费 Fees", _HEADER, table, file_format)
