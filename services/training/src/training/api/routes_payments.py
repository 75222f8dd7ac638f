"""Bank accounts, payment batches, the files that go to the bank and its confirmations."""

import base64
from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import File, Request, Response, UploadFile
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.problem import ContentInvalid
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound, SamePerson
from kit.sheets import SheetTooLong, SheetUnreadable

from training.api import permissions
from training.api.payment_views import AccountPage, BatchPage, BatchView
from training.api.private import private_data
from training.domain.errors.claims import ClaimContentChanged
from training.domain.errors.payments import (
    AccountMissing,
    AccountPending,
    ClaimNotPayable,
    ColumnsMissing,
    NothingToPay,
)
from training.domain.payment import BatchState
from training.store.confirmation_files import read_confirmation
from training.store.listing import matching, page_of
from training.store.payments import bank_account, load_batch, payment_batch, payment_file
from training.store.scope import within
from training.use_cases.approve_payment import ApprovePayment, CancelPayment, approve_payment, cancel_payment
from training.use_cases.bank_accounts import (
    AccountShown,
    DecideAccount,
    ProposeAccount,
    account_shown,
    decide_account,
    propose_account,
)
from training.use_cases.confirm_payment import (
    ConfirmationPreview,
    Confirmed,
    ImportConfirmation,
    confirm_payment,
    preview_confirmation,
)
from training.use_cases.draw_up_payment import DrawUpPayment, draw_up_payment
from training.use_cases.payment_shapes import BatchShown, batch_shown
from training.use_cases.send_payment import FILE, FileShown, PaymentSent, SendPayment, send_payment

router = Routes(tags=["payments"])

MEDIA_TYPES = {
    "xml": "application/xml",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ANSWER = {"end_to_end_id": "ZF2008-00001-0001", "status": "paid", "value_on": "2008-03-21"}


class BankFileResponse(Response):
    """A file as it went to the bank."""

    media_type = MEDIA_TYPES["xml"]


@router.verb(
    "POST",
    "/v1/institutions/{institution_id}/bank-accounts",
    permission=permissions.PROPOSE_ACCOUNT,
    status=201,
    summary="Propose a bank account",
    description="Where an institution is to be paid, from a day on. Holder and number are kept encrypted, the number "
    "is shown masked. Nothing is paid to it until another person confirms it.",
    refusals=[AccountPending],
    body_example={
        "holder": "江津区职业培训学校",
        "number": "6222000000000000001",
        "clearing_code": "102653000025",
        "bank_name": "中国工商银行江津支行",
        "valid_from": "2007-07-01",
        "proposed_on": "2007-07-01",
    },
    response_model=AccountShown,
)
async def propose_bank_account(
    call: Caller, database: Db, request: Request, institution_id: Id, command: ProposeAccount
) -> AccountShown:
    """Propose an account."""
    rules = request.app.state.rules_as_of
    return await propose_account(database, call, rules, private_data(request), institution_id, command)


@router.verb(
    "POST",
    "/v1/bank-accounts/{account_id}/decision",
    permission=permissions.DECIDE_ACCOUNT,
    summary="Confirm or reject a bank account",
    description="By another person than who proposed it, with the bank's paper in hand.",
    refusals=[SamePerson, IllegalTransition, DatesOutOfOrder],
    body_example={"decided_on": "2007-07-03", "confirmed": True},
    response_model=AccountShown,
)
async def decide_bank_account(
    call: Caller, database: Db, request: Request, account_id: Id, command: DecideAccount
) -> AccountShown:
    """Decide on an account."""
    return await decide_account(database, call, request.app.state.rules_as_of, account_id, command)


@router.verb(
    "GET",
    "/v1/bank-accounts",
    permission=permissions.READ_ACCOUNTS,
    summary="List bank accounts",
    description="Numbers masked; an institution sees its own.",
    response_model=AccountPage,
)
async def list_bank_accounts(call: Caller, database: Db, page: Paging, institution_id: Id | None = None) -> AccountPage:
    """List accounts."""
    conditions = [
        within(call.actor, bank_account.c.institution_id, bank_account.c.area),
        *matching(bank_account, institution_id=institution_id),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, bank_account, conditions, page.limit, page.after)
    return AccountPage(items=[account_shown(row) for row in rows], next=next_cursor(after))


@router.verb(
    "POST",
    "/v1/payment-batches",
    permission=permissions.DRAW_UP_PAYMENT,
    status=201,
    summary="Draw up a payment batch",
    description="From approved claims: those named, or all whose institution has a confirmed account. One order for "
    "each institution; clawbacks that are due are netted whole, oldest first, never below zero: the rest stays due. "
    "Not by who approved a claim in it.",
    refusals=[
        NothingToPay,
        ClaimNotPayable,
        AccountMissing,
        SamePerson,
        ClaimContentChanged,
        IllegalTransition,
        DatesOutOfOrder,
    ],
    body_example={"drawn_on": "2008-03-18"},
    response_model=BatchShown,
)
async def draw_up_payment_batch(call: Caller, database: Db, request: Request, command: DrawUpPayment) -> BatchShown:
    """Draw up a batch."""
    return await draw_up_payment(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "GET",
    "/v1/payment-batches",
    permission=permissions.READ_PAYMENTS,
    summary="List payment batches",
    description="The oldest first.",
    response_model=BatchPage,
)
async def list_payment_batches(call: Caller, database: Db, page: Paging, state: BatchState | None = None) -> BatchPage:
    """List batches."""
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, payment_batch, matching(payment_batch, state=state), page.limit, page.after)
    return BatchPage(items=[BatchView(**row) for row in rows], next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/payment-batches/{batch_id}",
    permission=permissions.READ_PAYMENTS,
    summary="Read a payment batch",
    description="With its orders, and the files that went to the bank with their SHA-256.",
    response_model=PaymentSent,
)
async def read_payment_batch(call: Caller, database: Db, batch_id: Id) -> PaymentSent:
    """Read a batch."""
    async with database.reading(call) as tx:
        batch, row = await load_batch(tx, batch_id)
        sent = await tx.all(
            sa.select(payment_file.c.format, payment_file.c.sha256, payment_file.c.size_bytes)
            .where(payment_file.c.batch_id == batch_id)
            .order_by(payment_file.c.format)
        )
    return PaymentSent(
        **batch_shown(batch, row["version"]).model_dump(), files=[FileShown.model_validate(dict(one)) for one in sent]
    )


@router.verb(
    "POST",
    "/v1/payment-batches/{batch_id}/approval",
    permission=permissions.APPROVE_PAYMENT,
    summary="Approve a payment batch",
    description="Twice, by two people; neither drew it up.",
    refusals=[SamePerson, IllegalTransition, DatesOutOfOrder],
    body_example={"approved_on": "2008-03-19"},
    response_model=BatchShown,
)
async def approve_payment_batch(
    call: Caller, database: Db, request: Request, batch_id: Id, command: ApprovePayment
) -> BatchShown:
    """Approve a batch."""
    return await approve_payment(database, call, request.app.state.rules_as_of, batch_id, command)


@router.verb(
    "POST",
    "/v1/payment-batches/{batch_id}/cancellation",
    permission=permissions.DRAW_UP_PAYMENT,
    summary="Cancel a payment batch",
    description="Before it is sent. Its claims and clawbacks are free for another batch.",
    refusals=[IllegalTransition],
    body_example={"cancelled_on": "2008-03-19", "reason": "an account changed"},
    response_model=BatchShown,
)
async def cancel_payment_batch(
    call: Caller, database: Db, request: Request, batch_id: Id, command: CancelPayment
) -> BatchShown:
    """Cancel a batch."""
    return await cancel_payment(database, call, request.app.state.rules_as_of, batch_id, command)


@router.verb(
    "POST",
    "/v1/payment-batches/{batch_id}/sending",
    permission=permissions.SEND_PAYMENT,
    summary="Send a payment batch",
    description="Makes the files for the bank (XLSX, CSV, ISO 20022 pain.001.001.09, checked against its schema), "
    "keeps them as sent with their SHA-256. An order that clawbacks use up is paid at once.",
    refusals=[IllegalTransition, DatesOutOfOrder],
    body_example={"sent_on": "2008-03-20"},
    response_model=PaymentSent,
)
async def send_payment_batch(
    call: Caller, database: Db, request: Request, batch_id: Id, command: SendPayment
) -> PaymentSent:
    """Send a batch."""
    rules = request.app.state.rules_as_of
    return await send_payment(database, call, rules, private_data(request), batch_id, command)


@router.verb(
    "GET",
    "/v1/payment-batches/{batch_id}/files/{kind}",
    permission=permissions.FETCH_PAYMENT_FILE,
    summary="Fetch a file for the bank",
    description="Byte by byte as it was made when the batch was sent. It holds account numbers.",
    response_class=BankFileResponse,
)
async def fetch_payment_file(
    call: Caller, database: Db, request: Request, batch_id: Id, kind: Literal["xml", "csv", "xlsx"]
) -> BankFileResponse:
    """Fetch a file."""
    async with database.reading(call) as tx:
        batch, _ = await load_batch(tx, batch_id)
        stored = await tx.value(
            sa.select(payment_file.c.content).where(payment_file.c.batch_id == batch_id, payment_file.c.format == kind)
        )
    if stored is None:
        raise NotFound(noun="file")
    content = base64.b64decode(private_data(request).decrypt(stored, FILE))
    headers = {"Content-Disposition": f'attachment; filename="{batch.number}.{kind}"'}
    return BankFileResponse(content, media_type=MEDIA_TYPES[kind], headers=headers)


@router.verb(
    "POST",
    "/v1/payment-batches/{batch_id}/confirmation/preview",
    permission=permissions.CONFIRM_PAYMENT,
    status=200,
    summary="Look at the bank's confirmation",
    description="What each line would do, and what is wrong with it. Nothing is written.",
    body_example={"lines": [ANSWER]},
    response_model=ConfirmationPreview,
)
async def preview_payment_confirmation(
    call: Caller, database: Db, batch_id: Id, command: ImportConfirmation
) -> ConfirmationPreview:
    """Look at a confirmation."""
    async with database.reading(call) as tx:
        return await preview_confirmation(tx, batch_id, command.as_lines())


@router.verb(
    "POST",
    "/v1/payment-batches/{batch_id}/confirmation",
    permission=permissions.CONFIRM_PAYMENT,
    summary="Take in the bank's confirmation",
    description="Whole or not at all; a line that says again what is known changes nothing. Paid orders pay their "
    "claims on the value day and net their clawbacks; the claims of a rejected order wait for the next batch.",
    refusals=[ContentInvalid],
    body_example={"lines": [ANSWER]},
    response_model=Confirmed,
)
async def take_in_payment_confirmation(
    call: Caller, database: Db, request: Request, batch_id: Id, command: ImportConfirmation
) -> Confirmed:
    """Take in a confirmation."""
    return await confirm_payment(database, call, request.app.state.rules_as_of, batch_id, command.as_lines())


FORM = "Columns: end_to_end_id, status (paid or rejected; 已付, 退回), value_on, reason, amount if given."


@router.verb(
    "POST",
    "/v1/payment-batches/{batch_id}/confirmation-file/preview",
    permission=permissions.CONFIRM_PAYMENT,
    status=200,
    summary="Look at the bank's confirmation as a file",
    description="What each line would do, and what is wrong with it. Nothing is written. " + FORM,
    refusals=[SheetUnreadable, SheetTooLong, ColumnsMissing],
    response_model=ConfirmationPreview,
)
async def preview_payment_confirmation_file(
    call: Caller, database: Db, batch_id: Id, file: Annotated[UploadFile, File(description="XLSX or CSV.")]
) -> ConfirmationPreview:
    """Look at a file."""
    lines = read_confirmation(await file.read())
    async with database.reading(call) as tx:
        return await preview_confirmation(tx, batch_id, lines)


@router.verb(
    "POST",
    "/v1/payment-batches/{batch_id}/confirmation-file",
    permission=permissions.CONFIRM_PAYMENT,
    summary="Take in the bank's confirmation as a file",
    description="As with lines: whole or not at all, the same file again changes nothing. " + FORM,
    refusals=[ContentInvalid, SheetUnreadable, SheetTooLong, ColumnsMissing],
    response_model=Confirmed,
)
async def take_in_payment_confirmation_file(
    call: Caller,
    database: Db,
    request: Request,
    batch_id: Id,
    file: Annotated[UploadFile, File(description="XLSX or CSV.")],
) -> Confirmed:
    """Take in a file."""
    lines = read_confirmation(await file.read())
    return await confirm_payment(database, call, request.app.state.rules_as_of, batch_id, lines)
