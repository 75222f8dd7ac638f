"""Extensions: a bank asks for a longer term, the guarantee officer decides."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound
from pydantic import BaseModel
from sqlalchemy import select

from credit.api import examples, permissions
from credit.api.as_of import rule_book
from credit.domain.errors import loans, rules
from credit.store.scope import visible
from credit.store.tables.loans import loan_extension
from credit.use_cases.extend_loan import (
    AskExtension,
    DecideExtension,
    ExtensionMoved,
    ask_extension,
    decide_extension,
)

router = Routes(tags=["extensions"])


class ExtensionShown(BaseModel):
    """An extension that was asked for, and what became of it."""

    id: str
    loan_id: str
    bank_id: str
    months: int
    extended_on: date
    reason: str
    asked_by: str
    asked_at: datetime
    state: str
    annual_rate_percent: str | None
    rate_reference: str
    opinion: str
    decided_by: str
    decided_at: datetime | None
    version: int


class ExtensionList(BaseModel):
    """A page of extensions."""

    items: list[ExtensionShown]
    next: str | None


@router.verb(
    "POST",
    "/v1/loans/{loan_id}/extensions",
    permission=permissions.ASK_EXTENSION,
    status=201,
    summary="Ask for an extension",
    description="The bank of the loan asks, before maturity and within the product's rules; the officer decides.",
    refusals=[
        NotFound,
        IllegalTransition,
        DatesOutOfOrder,
        loans.ExtensionTooLong,
        loans.TooManyExtensions,
        loans.ExtensionAfterMaturity,
        loans.ExtensionPending,
        loans.LoanClaimed,
        rules.DateInFuture,
        rules.TooFarBack,
        rules.NoRulesYet,
    ],
    body_example=examples.EXTENSION,
    response_model=ExtensionMoved,
)
async def ask_loan_extension(
    loan_id: Id, call: Caller, database: Db, request: Request, command: AskExtension
) -> ExtensionMoved:
    """Ask for an extension."""
    return await ask_extension(database, call, rule_book(request), loan_id, command)


@router.verb(
    "POST",
    "/v1/loan-extensions/{extension_id}/decision",
    permission=permissions.DECIDE_EXTENSION,
    status=200,
    summary="Decide on an extension",
    description=(
        "Agreed, the guarantee goes on and the principal owed on the extension's day is drawn up again over the longer "
        "term, at that day's benchmark for the whole term; interest to that day falls due on it. No interest of the "
        "new instalments is subsidised. Repayments recorded meanwhile are allocated again."
    ),
    refusals=[
        NotFound,
        IllegalTransition,
        loans.TooManyExtensions,
        loans.ExtensionTooLong,
        loans.ExtensionAfterMaturity,
        loans.LoanClaimed,
        rules.NoBenchmarkRate,
    ],
    body_example=examples.EXTENSION_DECISION,
    response_model=ExtensionMoved,
)
async def decide_loan_extension(
    extension_id: Id, call: Caller, database: Db, request: Request, command: DecideExtension
) -> ExtensionMoved:
    """Decide on an extension."""
    return await decide_extension(database, call, rule_book(request), extension_id, command)


@router.verb(
    "GET",
    "/v1/loan-extensions",
    permission=permissions.READ_CASES,
    summary="List extensions",
    description="A case worker sees those of their area, a bank its own. The oldest first.",
    response_model=ExtensionList,
)
async def list_loan_extensions(
    call: Caller,
    database: Db,
    page: Paging,
    state: Literal["asked", "agreed", "refused"] | None = None,
    loan_id: Annotated[str | None, Query(max_length=36)] = None,
) -> ExtensionList:
    """List extensions."""
    query = select(loan_extension).where(visible(loan_extension, call.actor)).order_by(loan_extension.c.id)
    wanted = {"state": state, "loan_id": loan_id}
    query = query.where(*(loan_extension.c[name] == value for name, value in wanted.items() if value is not None))
    if page.after is not None:
        query = query.where(loan_extension.c.id > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query.limit(page.limit + 1))
    items = [
        ExtensionShown(
            **{name: row[name] for name in ExtensionShown.model_fields if name != "annual_rate_percent"},
            annual_rate_percent=None if row["annual_rate_percent"] is None else f"{row['annual_rate_percent']:.2f}",
        )
        for row in rows[: page.limit]
    ]
    return ExtensionList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))
