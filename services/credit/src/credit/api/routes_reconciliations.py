"""Reconciliation: a bank's own figures beside ours."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import File, Query, Request, UploadFile
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.problem import ContentInvalid
from kit.refusal import DatesOutOfOrder, NotFound
from pydantic import BaseModel
from sqlalchemy import RowMapping, select

from credit.api import permissions
from credit.api.as_of import rule_book
from credit.domain.errors import files, fund, rules
from credit.domain.reconciliation import Difference, Kind
from credit.fields import MoneyText, text_of
from credit.store.scope import of_own_bank
from credit.store.tables.loans import reconciliation, reconciliation_difference
from credit.use_cases.reconcile import Reconcile, Reconciled, reconcile

router = Routes(tags=["reconciliation"])


class ReconciliationShown(BaseModel):
    """A reconciliation: how many lines agree and differ, and both totals."""

    id: str
    bank_id: str
    kind: Kind
    as_of: date
    since_on: date | None
    lines: int
    agreed: int
    differences: int
    their_total: MoneyText
    our_total: MoneyText
    recorded_by: str
    recorded_at: datetime


class ReconciliationList(BaseModel):
    """A page of reconciliations, the oldest first."""

    items: list[ReconciliationShown]
    next: str | None


class DifferenceShown(BaseModel):
    """A line that differs; ``row`` in the bank's file, None where the bank has none."""

    number: int
    row: int | None
    kind: Difference
    loan_id: str
    reference: str
    theirs: str
    ours: str


class DifferenceList(BaseModel):
    """A page of differences, in the order of the bank's file, then what is missing there."""

    items: list[DifferenceShown]
    next: str | None


@router.verb(
    "POST",
    "/v1/reconciliations",
    permission=permissions.RECONCILE,
    status=201,
    summary="Reconcile a bank's file with ours",
    description=(
        "`balances`: the principal that every outstanding loan owes at the end of `as_of`. `payments`: every repayment "
        "with a value date from `since_on` to `as_of`. Every line that is missing here or there, or differs in loan, "
        "amount, date or balance, is kept; nothing else is changed. The file's form is that of the template, with "
        "bank, count and total in its head; an unsound file is refused with every fault's row and column."
    ),
    refusals=[
        ContentInvalid,
        DatesOutOfOrder,
        files.FileUnreadable,
        files.FileTooLong,
        fund.BankUnknown,
        rules.DateInFuture,
        rules.TooFarBack,
        rules.NoRulesYet,
    ],
    response_model=Reconciled,
)
async def reconcile_bank_file(
    call: Caller,
    database: Db,
    request: Request,
    file: Annotated[UploadFile, File(description="The sheet, XLSX or CSV.")],
    kind: Kind,
    as_of: Annotated[date, Query(description="The day of the balances, or the last day of the payments.")],
    since_on: Annotated[date | None, Query(description="The first day of the payments; `as_of` unless given.")] = None,
) -> Reconciled:
    """Reconcile. A repeated request is recognised by its file: multipart boundaries differ."""
    command = Reconcile(kind, as_of, since_on, await file.read())
    call.fingerprint = command.digest
    return await reconcile(database, call, rule_book(request), command)


@router.verb(
    "GET",
    "/v1/reconciliations",
    permission=permissions.READ_RECONCILIATIONS,
    summary="List reconciliations",
    description="A bank sees its own. The oldest first.",
    response_model=ReconciliationList,
)
async def list_reconciliations(call: Caller, database: Db, page: Paging) -> ReconciliationList:
    """List reconciliations."""
    query = select(reconciliation).where(of_own_bank(reconciliation, call.actor)).order_by(reconciliation.c.id)
    if page.after is not None:
        query = query.where(reconciliation.c.id > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query.limit(page.limit + 1))
    items = [ReconciliationShown(**_shown(row)) for row in rows[: page.limit]]
    return ReconciliationList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


@router.verb(
    "GET",
    "/v1/reconciliations/{reconciliation_id}",
    permission=permissions.READ_RECONCILIATIONS,
    summary="A reconciliation",
    description="Its totals; the lines that differ are listed apart.",
    refusals=[NotFound],
    response_model=ReconciliationShown,
)
async def show_reconciliation(reconciliation_id: Id, call: Caller, database: Db) -> ReconciliationShown:
    """A reconciliation."""
    async with database.reading(call) as tx:
        row = await tx.one(
            select(reconciliation).where(
                reconciliation.c.id == reconciliation_id, of_own_bank(reconciliation, call.actor)
            )
        )
    if row is None:
        raise NotFound(where="reconciliation_id", noun="reconciliation")
    return ReconciliationShown(**_shown(row))


@router.verb(
    "GET",
    "/v1/reconciliations/{reconciliation_id}/differences",
    permission=permissions.READ_RECONCILIATIONS,
    summary="The lines that differ",
    description="In the order of the bank's file, then what is missing there.",
    refusals=[NotFound],
    response_model=DifferenceList,
)
async def list_differences(reconciliation_id: Id, call: Caller, database: Db, page: Paging) -> DifferenceList:
    """The lines that differ."""
    table = reconciliation_difference
    query = (
        select(table)
        .join(reconciliation, reconciliation.c.id == table.c.reconciliation_id)
        .where(table.c.reconciliation_id == reconciliation_id, of_own_bank(reconciliation, call.actor))
        .order_by(table.c.number)
    )
    if page.after is not None and page.after.isdigit():
        query = query.where(table.c.number > int(page.after))
    async with database.reading(call) as tx:
        rows = await tx.all(query.limit(page.limit + 1))
    items = [
        DifferenceShown(**{name: row[name] for name in DifferenceShown.model_fields}) for row in rows[: page.limit]
    ]
    return DifferenceList(items=items, next=next_cursor(str(items[-1].number) if len(rows) > page.limit else None))


def _shown(row: RowMapping) -> dict[str, Any]:
    shown = {name: row[name] for name in ReconciliationShown.model_fields}
    return shown | {name: text_of(row[name]) for name in ("their_total", "our_total")}
