"""The scheme's figures as of any day, each with the list behind it; and what-if questions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, Query, Request
from kit.database import Transaction
from kit.http import Caller, Db, Paging, Routes, next_cursor
from kit.money import Money
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from credit.api import permissions, sheets
from credit.api.as_of import AsOf, rule_book, rules_as_of
from credit.domain.errors.figures import FigureUnknown
from credit.domain.errors.rules import DateInFuture, NoRulesYet, TooFarBack
from credit.domain.scheme_figures import Definition, Listed, Unit, figure_called
from credit.store.figure_reads import Figure, list_of, read_figure, read_figures, read_list, read_sum
from credit.store.figure_scope import Scope

router = Routes(tags=["figures"])

DAYS = [DateInFuture, TooFarBack, NoRulesYet]


@dataclass(frozen=True)
class Asked:
    """Of which day, fund and bank."""

    as_of: date | None
    fund_id: str | None
    bank_id: str | None

    def scope(self, tx: Transaction, request: Request) -> Scope:
        """Raises NoRulesYet, DateInFuture, TooFarBack."""
        rules = rules_as_of(tx, rule_book(request), self.as_of)
        return Scope(rules.on, rules.leverage_cap.value, self.fund_id, self.bank_id)


async def _asked(
    as_of: AsOf = None,
    fund_id: Annotated[str | None, Query(max_length=36, description="Only this fund.")] = None,
    bank_id: Annotated[str | None, Query(max_length=36, description="Only this bank.")] = None,
) -> Asked:
    return Asked(as_of, fund_id, bank_id)


Ask = Annotated[Asked, Depends(_asked)]
GroupName = Annotated[
    str | None, Query(max_length=100, description="Only this group; for a concentration the largest unless given.")
]


class FigureGroup(BaseModel):
    """A part of a figure's list."""

    name: str
    amount: str
    count: int


class FigureShown(BaseModel):
    """A figure with its definition, numerator, denominator, as-of and known-at time.

    ``value`` is null when there is nothing to divide by. ``count`` rows of the list add up to ``numerator``.
    """

    code: str
    name: str
    name_zh: str
    definition: str
    definition_zh: str
    unit: Unit
    value: str | None
    numerator: str
    numerator_is: str
    denominator: str | None
    denominator_is: str | None
    listed: Listed
    count: int
    group: str | None = Field(description="Of which group the numerator is; null: of all.")
    groups: list[FigureGroup]


class FiguresShown(BaseModel):
    """All figures as of the end of a day, by what is known now."""

    as_of: date
    known_at: str
    policy_version: str
    items: list[FigureShown]


class FigureRow(BaseModel):
    """A row of the list behind a figure: ``amount`` in yuan or days, or one for each."""

    key: str
    id: str
    reference: str | None
    bank_id: str | None
    group: str | None
    happened_on: date | None
    amount: str


class FigureList(BaseModel):
    """A page of the list behind a figure; ``total`` and ``count`` are of the whole list."""

    code: str
    as_of: date
    known_at: str
    unit: Unit
    group: str | None
    total: str
    count: int
    items: list[FigureRow]
    next: str | None


@router.verb(
    "GET",
    "/v1/figures",
    permission=permissions.READ_FIGURES,
    summary="The scheme's figures",
    description=(
        "Leverage and headroom, coverage, concentration, claims, recoveries, losses, receivables by age, subsidy, "
        "women, first-time borrowers, jobs: each with definition, numerator and denominator, as of the end of a day by "
        "raw rows and postings. Business figures of a fund or bank come from its loans; subsidies belong to no fund."
    ),
    refusals=DAYS,
    response_model=FiguresShown,
)
async def show_scheme_figures(call: Caller, database: Db, request: Request, asked: Ask) -> FiguresShown:
    """The scheme's figures."""
    async with database.reading(call) as tx:
        scope = asked.scope(tx, request)
        figures = await read_figures(tx, scope)
        known_at = tx.now.isoformat()
    return FiguresShown(
        as_of=scope.day,
        known_at=known_at,
        policy_version=rule_book(request).version,
        items=[_figure_shown(figure) for figure in figures],
    )


@router.verb(
    "GET",
    "/v1/figures/export",
    permission=permissions.READ_FIGURES,
    summary="Export the scheme's figures",
    description="All figures as XLSX or CSV, with a header in Chinese and English.",
    refusals=DAYS,
    response_class=sheets.SheetResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
async def export_scheme_figures(
    call: Caller,
    database: Db,
    request: Request,
    asked: Ask,
    file: Annotated[sheets.Format, Query(alias="format")] = sheets.Format.XLSX,
) -> sheets.SheetResponse:
    """Export the scheme's figures."""
    async with database.reading(call) as tx:
        scope = asked.scope(tx, request)
        figures = await read_figures(tx, scope)
    header = (
        "代码 Code",
        "指标",
        "Figure",
        "数值 Value",
        "单位 Unit",
        "分子 Numerator",
        "分母 Denominator",
        "截至 As of",
        "定义",
        "Definition",
    )
    rows: list[list[sheets.Cell]] = [
        [
            figure.definition.code,
            figure.definition.name_zh,
            figure.definition.name,
            figure.value,
            figure.definition.unit.value,
            figure.numerator,
            figure.denominator,
            scope.day,
            figure.definition.text_zh,
            figure.definition.text,
        ]
        for figure in figures
    ]
    return sheets.file_of(f"figures-{scope.day}", header, rows, file)


@router.verb(
    "GET",
    "/v1/figures/{code}/list",
    permission=permissions.READ_FIGURES,
    summary="The list behind a figure",
    description="Row by row what makes the figure's numerator: `total` equals it.",
    refusals=[FigureUnknown, *DAYS],
    response_model=FigureList,
)
async def list_behind_figure(
    code: str, call: Caller, database: Db, request: Request, asked: Ask, page: Paging, group: GroupName = None
) -> FigureList:
    """The list behind a figure."""
    definition = figure_called(code)
    async with database.reading(call) as tx:
        scope = asked.scope(tx, request)
        chosen = group if group is not None else await _own_group(tx, definition, scope)
        rows = await read_list(tx, definition, scope, chosen, after=page.after, limit=page.limit + 1)
        total, count = await read_sum(tx, definition, scope, chosen)
        known_at = tx.now.isoformat()
    items = [_row_shown(row, definition) for row in rows[: page.limit]]
    return FigureList(
        code=code,
        as_of=scope.day,
        known_at=known_at,
        unit=definition.unit,
        group=chosen,
        total=_text(total, definition),
        count=count,
        items=items,
        next=next_cursor(items[-1].key if len(rows) > page.limit else None),
    )


@router.verb(
    "GET",
    "/v1/figures/{code}/export",
    permission=permissions.READ_FIGURES,
    summary="Export the list behind a figure",
    description="XLSX or CSV, with a header in Chinese and English and the total as the last row.",
    refusals=[FigureUnknown, *DAYS],
    response_class=sheets.SheetResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
async def export_list_behind_figure(
    code: str,
    call: Caller,
    database: Db,
    request: Request,
    asked: Ask,
    group: GroupName = None,
    file: Annotated[sheets.Format, Query(alias="format")] = sheets.Format.XLSX,
) -> sheets.SheetResponse:
    """Export the list behind a figure."""
    definition = figure_called(code)
    async with database.reading(call) as tx:
        scope = asked.scope(tx, request)
        chosen = group if group is not None else await _own_group(tx, definition, scope)
        rows = await tx.all(list_of(definition, scope, chosen))
    header = ("编号 Id", "凭证号 Reference", "银行 Bank", "分组 Group", "日期 Date", "数额 Amount")
    names = ("id", "reference", "bank_id", "group", "happened_on", "amount")
    lines: list[list[sheets.Cell]] = [[row[name] for name in names] for row in rows]
    lines.append(["合计 Total", None, None, None, None, sum((row["amount"] for row in rows), Decimal(0))])
    return sheets.file_of(f"{code}-{scope.day}", header, lines, file)


async def _own_group(tx: Transaction, definition: Definition, scope: Scope) -> str | None:
    """Of which group the figure's numerator is."""
    return (await read_figure(tx, definition, scope)).group


def _text(amount: Decimal, definition: Definition) -> str:
    """An amount of the list: yuan to the fen, days and people whole."""
    if definition.listed in {Listed.BORROWERS, Listed.LOANS, Listed.BUSINESSES} or _counted(definition):
        return str(int(amount))
    return str(Money.rounded(amount))


def _counted(definition: Definition) -> bool:
    return definition.code in {"claim_rejection_rate", "days_to_payment"}


def _figure_shown(figure: Figure) -> FigureShown:
    definition = figure.definition
    value = figure.value
    if value is not None and definition.unit in {Unit.YUAN, Unit.PEOPLE}:
        shown: str | None = _text(value, definition)
    else:
        shown = None if value is None else str(value)
    return FigureShown(
        code=definition.code,
        name=definition.name,
        name_zh=definition.name_zh,
        definition=definition.text,
        definition_zh=definition.text_zh,
        unit=definition.unit,
        value=shown,
        numerator=_text(figure.numerator, definition),
        numerator_is=definition.numerator,
        denominator=None if figure.denominator is None else _text(figure.denominator, definition),
        denominator_is=definition.denominator,
        listed=definition.listed,
        count=figure.count,
        group=figure.group,
        groups=[
            FigureGroup(name=item.name, amount=_text(item.amount, definition), count=item.count)
            for item in figure.groups
        ],
    )


def _row_shown(row: RowMapping, definition: Definition) -> FigureRow:
    names = ("key", "id", "reference", "bank_id", "group", "happened_on")
    return FigureRow(**{name: row[name] for name in names}, amount=_text(row["amount"], definition))
