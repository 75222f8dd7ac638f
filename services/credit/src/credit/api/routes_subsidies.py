"""Interest subsidies: preview, draw up, approve or return, pay or carry over, claw back."""

from typing import Annotated

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound, SamePerson
from sqlalchemy import select

from credit.api import permissions, sheets, subsidy_views
from credit.api.as_of import rule_book
from credit.api.subsidy_views import (
    BatchList,
    BatchShown,
    ClawbackList,
    LineList,
    LoanSubsidy,
    PreviewShown,
    batch_shown,
    clawback_shown,
    preview_lines,
)
from credit.domain.errors import subsidies as errors
from credit.domain.errors.fund import BankUnknown
from credit.domain.errors.rules import DateInFuture, NoRulesYet, TooFarBack
from credit.domain.subsidies import Quarter
from credit.domain.subsidy_batches import BatchState
from credit.store.scope import visible
from credit.store.subsidies import draw_up
from credit.store.tables.loans import loan
from credit.store.tables.subsidies import subsidy_batch, subsidy_clawback
from credit.use_cases.claw_back_subsidy import ClawBackSubsidy, SubsidyClawedBackShown, claw_back_subsidy
from credit.use_cases.draw_up_subsidy_batch import (
    DrawUpSubsidyBatch,
    QuarterText,
    SubsidyBatchDrawnUp,
    check_bank,
    draw_up_subsidy_batch,
)
from credit.use_cases.settle_subsidy_batch import (
    ApproveSubsidyBatch,
    CarryOverSubsidyBatch,
    PaySubsidyBatch,
    ReturnSubsidyBatch,
    SubsidyBatchMoved,
    approve_subsidy_batch,
    carry_over_subsidy_batch,
    pay_subsidy_batch,
    return_subsidy_batch,
)

router = Routes(tags=["interest subsidies"])

DATES = [DateInFuture, TooFarBack, NoRulesYet]
STEP = [NotFound, IllegalTransition, DatesOutOfOrder, *DATES]
BANK_ID = "0198c1de-0000-7000-8000-000000000003"
LOAN_ID = "0198c1de-0000-7000-8000-000000000005"


@router.verb(
    "GET",
    "/v1/interest-subsidies/preview",
    permission=permissions.DRAW_UP_SUBSIDY,
    summary="Preview a bank's subsidy for a quarter",
    description=(
        "What a batch would be now, line by line with every part of interest and why it counts or does not; nothing is "
        "recorded. The quarter may still be running. Totals are of the whole batch; lines come by page."
    ),
    refusals=[NotFound, BankUnknown, NoRulesYet],
    response_model=PreviewShown,
)
async def preview_interest_subsidy(
    call: Caller, database: Db, request: Request, page: Paging, bank_id: Id, quarter: QuarterText
) -> PreviewShown:
    """Preview a bank's subsidy for a quarter."""
    wanted = Quarter.parse(quarter)
    async with database.reading(call) as tx:
        await check_bank(tx, bank_id)
        drawn = await draw_up(tx, rule_book(request), bank_id, wanted)
        papers = await tx.all(select(loan.c.id, loan.c.reference).where(loan.c.bank_id == bank_id))
        over = tx.today > wanted.ends_on
    lines = sorted((line for line in drawn.lines if line.loan_id > (page.after or "")), key=lambda line: line.loan_id)
    figures = drawn.totals
    shown = preview_lines(lines[: page.limit], {row["id"]: row["reference"] for row in papers}, call.language)
    return PreviewShown(
        bank_id=bank_id,
        quarter=quarter,
        quarter_over=over,
        loans=figures.loans,
        interest=str(figures.interest),
        interest_subsidised=str(figures.interest_subsidised),
        amount=str(figures.amount),
        corrections=str(figures.corrections),
        carried_in=str(figures.carried_in),
        payable=str(figures.payable),
        items=shown,
        next=next_cursor(shown[-1].loan_id if len(lines) > page.limit else None),
    )


@router.verb(
    "POST",
    "/v1/interest-subsidies",
    permission=permissions.DRAW_UP_SUBSIDY,
    status=201,
    summary="Claim a bank's subsidy for a quarter",
    description=(
        "Draws up the batch: interest really paid by the quarter's end, in micro-profit trades, paid when due, outside "
        "an extension, less what earlier batches claimed for it. Backdated and reversed repayments correct themselves. "
        "What a bank carried over is taken off. One batch for a bank and quarter; the one before must be settled."
    ),
    refusals=[
        NotFound,
        BankUnknown,
        errors.QuarterNotOver,
        errors.QuarterClaimedAlready,
        errors.EarlierBatchOpen,
        errors.BatchDrawnUpMeanwhile,
        errors.NothingToSubsidise,
        *DATES,
    ],
    body_example={"bank_id": BANK_ID, "quarter": "2007Q4", "claimed_on": "2008-01-07"},
    response_model=SubsidyBatchDrawnUp,
)
async def claim_interest_subsidy(
    call: Caller, database: Db, request: Request, command: DrawUpSubsidyBatch
) -> SubsidyBatchDrawnUp:
    """Claim a bank's subsidy for a quarter."""
    return await draw_up_subsidy_batch(database, call, rule_book(request), command)


@router.verb(
    "POST",
    "/v1/interest-subsidies/clawbacks",
    permission=permissions.CLAW_BACK_SUBSIDY,
    status=201,
    summary="Claw back a loan's subsidy",
    description=(
        "The trade was found not to be a micro-profit one. All that was claimed for the loan comes back as negative "
        "lines of the bank's next batch, the loan gets no subsidy again, and the bank gets a notice. A batch that "
        "still subsidises the loan is neither approved nor paid."
    ),
    refusals=[NotFound, errors.ClawedBackAlready, DatesOutOfOrder, *DATES],
    body_example={
        "loan_id": LOAN_ID,
        "found_on": "2008-03-03",
        "reason": "The licence shows an internet café, not a noodle shop.",
    },
    response_model=SubsidyClawedBackShown,
)
async def claw_back_interest_subsidy(
    call: Caller, database: Db, request: Request, command: ClawBackSubsidy
) -> SubsidyClawedBackShown:
    """Claw back a loan's subsidy."""
    return await claw_back_subsidy(database, call, rule_book(request), command)


@router.verb(
    "GET",
    "/v1/interest-subsidies/clawbacks",
    permission=permissions.READ_SUBSIDIES,
    summary="List clawbacks",
    description="By notice number, with the notice in both languages. A bank sees its own.",
    response_model=ClawbackList,
)
async def list_subsidy_clawbacks(call: Caller, database: Db, page: Paging) -> ClawbackList:
    """List clawbacks."""
    table = subsidy_clawback
    query = (
        select(*table.c, loan.c.reference.label("loan_reference"))
        .join(loan, loan.c.id == table.c.loan_id)
        .where(visible(table, call.actor))
        .order_by(table.c.notice_number)
        .limit(page.limit + 1)
    )
    if page.after is not None:
        query = query.where(table.c.notice_number > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    items = [clawback_shown(row) for row in rows[: page.limit]]
    return ClawbackList(items=items, next=next_cursor(items[-1].notice_number if len(rows) > page.limit else None))


@router.verb(
    "GET",
    "/v1/interest-subsidies",
    permission=permissions.READ_SUBSIDIES,
    summary="List subsidy batches",
    description="In the order in which they were drawn up. A bank sees its own.",
    response_model=BatchList,
)
async def list_subsidy_batches(
    call: Caller,
    database: Db,
    page: Paging,
    bank_id: Annotated[str | None, Query(max_length=36)] = None,
    quarter: QuarterText | None = None,
    state: BatchState | None = None,
) -> BatchList:
    """List subsidy batches."""
    table = subsidy_batch
    wanted = {"bank_id": bank_id, "quarter": quarter, "state": state and state.value}
    query = select(table).where(
        visible(table, call.actor), *(table.c[name] == value for name, value in wanted.items() if value is not None)
    )
    if page.after is not None:
        query = query.where(table.c.id > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query.order_by(table.c.id).limit(page.limit + 1))
    items = [batch_shown(row) for row in rows[: page.limit]]
    return BatchList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


@router.verb(
    "GET",
    "/v1/interest-subsidies/loans/{loan_id}",
    permission=permissions.READ_SUBSIDIES,
    summary="A loan's subsidy",
    description="What every batch claimed for a loan, and what it comes to; returned batches do not count.",
    refusals=[NotFound],
    response_model=LoanSubsidy,
)
async def show_loan_subsidy(loan_id: Id, call: Caller, database: Db) -> LoanSubsidy:
    """A loan's subsidy."""
    async with database.reading(call) as tx:
        return await subsidy_views.loan_subsidy(tx, loan_id)


@router.verb(
    "GET",
    "/v1/interest-subsidies/{batch_id}",
    permission=permissions.READ_SUBSIDIES,
    summary="A subsidy batch",
    description="Its figures and how far it has come.",
    refusals=[NotFound],
    response_model=BatchShown,
)
async def show_subsidy_batch(batch_id: Id, call: Caller, database: Db) -> BatchShown:
    """A subsidy batch."""
    async with database.reading(call) as tx:
        return batch_shown(await subsidy_views.visible_batch(tx, batch_id))


@router.verb(
    "GET",
    "/v1/interest-subsidies/{batch_id}/lines",
    permission=permissions.READ_SUBSIDIES,
    summary="Lines of a subsidy batch",
    description="Loan by loan, with every part of interest: due now, claimed before, the difference, and why.",
    refusals=[NotFound],
    response_model=LineList,
)
async def list_subsidy_lines(batch_id: Id, call: Caller, database: Db, page: Paging) -> LineList:
    """Lines of a subsidy batch."""
    async with database.reading(call) as tx:
        await subsidy_views.visible_batch(tx, batch_id)
        return await subsidy_views.line_page(tx, batch_id, page)


@router.verb(
    "GET",
    "/v1/interest-subsidies/{batch_id}/export",
    permission=permissions.READ_SUBSIDIES,
    summary="Export a subsidy batch",
    description="Every part of every line as XLSX or CSV, with a header in Chinese and English.",
    refusals=[NotFound],
    response_class=sheets.SheetResponse,
)
async def export_subsidy_batch(
    batch_id: Id, call: Caller, database: Db, file: Annotated[sheets.Format, Query(alias="format")] = sheets.Format.XLSX
) -> sheets.SheetResponse:
    """Export a subsidy batch."""
    async with database.reading(call) as tx:
        batch = await subsidy_views.visible_batch(tx, batch_id)
        rows = await subsidy_views.export_rows(tx, batch_id)
    name = f"subsidy-{batch['quarter']}-{batch['number']}"
    return sheets.file_of(name, subsidy_views.EXPORT_HEADER, rows, file)


@router.verb(
    "POST",
    "/v1/interest-subsidies/{batch_id}/approval",
    permission=permissions.DECIDE_SUBSIDY,
    summary="Finance approves a batch",
    description="From `claimed` to `approved`, by another person than the one who drew it up.",
    refusals=[*STEP, SamePerson, errors.ClawedBackMeanwhile],
    body_example={"approved_on": "2008-01-10", "opinion": "Checked against the bank's interest receipts."},
    response_model=SubsidyBatchMoved,
)
async def approve_interest_subsidy(
    batch_id: Id, call: Caller, database: Db, request: Request, command: ApproveSubsidyBatch
) -> SubsidyBatchMoved:
    """Finance approves a batch."""
    return await approve_subsidy_batch(database, call, rule_book(request), batch_id, command)


@router.verb(
    "POST",
    "/v1/interest-subsidies/{batch_id}/return",
    permission=permissions.DECIDE_SUBSIDY,
    summary="Finance returns a batch",
    description="Before it is paid: nothing of it counts as claimed, and the quarter can be claimed again.",
    refusals=STEP,
    body_example={"returned_on": "2008-01-10", "reason": "Two reversals of December are still to be recorded."},
    response_model=SubsidyBatchMoved,
)
async def return_interest_subsidy(
    batch_id: Id, call: Caller, database: Db, request: Request, command: ReturnSubsidyBatch
) -> SubsidyBatchMoved:
    """Finance returns a batch."""
    return await return_subsidy_batch(database, call, rule_book(request), batch_id, command)


@router.verb(
    "POST",
    "/v1/interest-subsidies/{batch_id}/payment",
    permission=permissions.DECIDE_SUBSIDY,
    summary="Finance pays a batch, or the bank returns money",
    description=(
        "From `approved` to `paid`, once; each reference counts once. A negative batch is settled the same way when "
        "the bank returns the money."
    ),
    refusals=[*STEP, errors.SubsidyReferenceReused, errors.NothingToPay, errors.ClawedBackMeanwhile],
    body_example={"paid_on": "2008-01-15", "reference": "GK-2008-000045"},
    response_model=SubsidyBatchMoved,
)
async def pay_interest_subsidy(
    batch_id: Id, call: Caller, database: Db, request: Request, command: PaySubsidyBatch
) -> SubsidyBatchMoved:
    """Finance pays a batch, or the bank returns money."""
    return await pay_subsidy_batch(database, call, rule_book(request), batch_id, command)


@router.verb(
    "POST",
    "/v1/interest-subsidies/{batch_id}/carry-over",
    permission=permissions.DECIDE_SUBSIDY,
    summary="Carry a negative batch over",
    description="From `approved` to `carried_over`: what the bank owes is taken off its next batch.",
    refusals=[*STEP, errors.PayableToBank],
    body_example={"carried_on": "2008-04-10", "reason": "The bank's next batch covers it."},
    response_model=SubsidyBatchMoved,
)
async def carry_over_interest_subsidy(
    batch_id: Id, call: Caller, database: Db, request: Request, command: CarryOverSubsidyBatch
) -> SubsidyBatchMoved:
    """Carry a negative batch over."""
    return await carry_over_subsidy_batch(database, call, rule_book(request), batch_id, command)
