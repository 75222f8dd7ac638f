"""What if leverage, coverage, the cap per loan or the fund were others? Answered from the programme's own history."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import Request
from kit.http import Caller, Db, Id, Routes
from kit.money import Money
from pydantic import BaseModel, Field

from credit.api import permissions
from credit.api.as_of import rule_book, rules_as_of
from credit.domain.claims_history import ClaimsRate, by_group
from credit.domain.errors import figures as errors
from credit.domain.errors.rules import DateInFuture, NoRulesYet, TooFarBack
from credit.domain.what_if import Change, Compared, Measure, compare
from credit.fields import Calendar, Input
from credit.store.what_if import By, read_known

router = Routes(tags=["figures"])

Number = Annotated[Decimal, Field(max_digits=9, decimal_places=4)]
AnyYuan = Annotated[Decimal, Field(max_digits=14, decimal_places=2)]


class WhatIf(Input):
    """What is changed; what is left out stays as it is on the day."""

    as_of: Annotated[Calendar | None, Field(description="Today unless given.", examples=["2008-06-30"])] = None
    fund_id: Annotated[Id | None, Field(description="Of one fund; of all unless given.")] = None
    leverage: Annotated[Number | None, Field(description="Times the net fund.", examples=["6"])] = None
    coverage_percent: Annotated[Number | None, Field(description="Of principal.", examples=["70"])] = None
    amount_cap: Annotated[AnyYuan | None, Field(description="Yuan a person.", examples=["30000.00"])] = None
    fund_change: Annotated[
        AnyYuan | None, Field(description="Yuan paid in; negative: taken out.", examples=["500000.00"])
    ] = None
    by: Annotated[By, Field(description="By what the claims history is broken down.")] = By.COHORT


class MeasureShown(BaseModel):
    """A value, and the ends of its interval where it is an estimate; null: not known."""

    value: str | None
    low: str | None
    high: str | None


class ComparedShown(BaseModel):
    """A measure: how it is computed, today's value and the changed one."""

    code: str
    unit: str
    formula: str
    formula_zh: str
    baseline: MeasureShown
    changed: MeasureShown


class BandShown(BaseModel):
    """An age band of the life table: loans at risk in it, claims paid, their share."""

    from_month: int
    to_month: int | None
    at_risk: str
    claims: int
    rate: str


class RateShown(BaseModel):
    """Share of guarantees ever claimed, 0 to 1, with its 95% interval (Wilson on ``loan_equivalents``)."""

    group: str | None
    loans: int
    claims: int
    loan_equivalents: str
    rate: str | None
    low: str | None
    high: str | None
    severity: str
    bands: list[BandShown]


class WhatIfAnswer(BaseModel):
    """Baseline next to changed, and the history that the estimate rests on."""

    as_of: date
    policy_version: str
    measures: list[ComparedShown]
    history: RateShown
    history_by: By
    groups: list[RateShown]
    explanation: str
    explanation_zh: str


EXPLANATION = (
    "Claims rate: life table by months since disbursement; a repaid loan counts as never claimed, an open one with "
    "half its weight in the band of its age. The interval is Wilson's 95% for as many loans as were observed, an "
    "open loan counting with the part of its term that has passed: few loans make it wide. Future borrowers are "
    "assumed to be like past ones; guarantees that are out stay as they are; banks that are stopped guarantee "
    "nothing new."
)
EXPLANATION_ZH = (
    "代偿率按放款后月数编制寿命表：已结清贷款视为不再代偿，未结清贷款在其当前账龄段按半数计。"
    "区间为 Wilson 95% 置信区间，样本量按已观察贷款计，未结清贷款按已过期限比例计；样本少则区间宽。"
    "假定今后借款人与以往相似；已出具担保不变；停办银行不新增担保。"
)


@router.verb(
    "POST",
    "/v1/what-if",
    permission=permissions.ASK_WHAT_IF,
    summary="What if?",
    description=(
        "Headroom, reach and expected claims for a changed leverage, coverage, cap per loan or fund size, next to "
        "today's, with formulas. Reads only: nothing is changed."
    ),
    refusals=[
        errors.NothingChanged,
        errors.LeverageImpossible,
        errors.CoverageImpossible,
        errors.CapImpossible,
        errors.FundBelowNothing,
        DateInFuture,
        TooFarBack,
        NoRulesYet,
    ],
    body_example={"as_of": "2008-06-30", "leverage": "6", "fund_change": "500000.00"},
    response_model=WhatIfAnswer,
)
async def ask_what_if(call: Caller, database: Db, request: Request, command: WhatIf) -> WhatIfAnswer:
    """What if?"""
    async with database.reading(call) as tx:
        rules = rules_as_of(tx, rule_book(request), command.as_of)
        known = await read_known(tx, rule_book(request), rules, command.fund_id, command.by)
    change = Change(
        command.leverage,
        command.coverage_percent,
        None if command.amount_cap is None else Money(command.amount_cap),
        None if command.fund_change is None else Money(command.fund_change),
    )
    measures = compare(known, change)
    groups = by_group(known.loans, rules.on)
    return WhatIfAnswer(
        as_of=rules.on,
        policy_version=rules.version,
        measures=[_compared_shown(item) for item in measures],
        history=_rate_shown(known.rate, None),
        history_by=command.by,
        groups=[_rate_shown(rate, group) for group, rate in groups.items()],
        explanation=EXPLANATION,
        explanation_zh=EXPLANATION_ZH,
    )


def _compared_shown(item: Compared) -> ComparedShown:
    return ComparedShown(
        code=item.code,
        unit=item.unit,
        formula=item.formula,
        formula_zh=item.formula_zh,
        baseline=_measure_shown(item.baseline),
        changed=_measure_shown(item.changed),
    )


def _measure_shown(item: Measure) -> MeasureShown:
    return MeasureShown(value=_text(item.value), low=_text(item.low), high=_text(item.high))


def _rate_shown(rate: ClaimsRate, group: str | None) -> RateShown:
    return RateShown(
        group=group,
        loans=rate.loans,
        claims=rate.claims,
        loan_equivalents=str(rate.loan_equivalents),
        rate=_text(rate.rate),
        low=_text(rate.low),
        high=_text(rate.high),
        severity=str(rate.severity),
        bands=[
            BandShown(
                from_month=band.from_month,
                to_month=band.to_month,
                at_risk=str(band.at_risk),
                claims=band.claims,
                rate=str(band.rate),
            )
            for band in rate.bands
        ],
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
