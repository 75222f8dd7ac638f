"""The scorecard: each figure with its definition, what it is a share of, its day and its moment."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kit.database import Transaction
from pydantic import BaseModel, Field

from followup.domain.errors import DateInFuture
from followup.domain.figures import FUNNEL, MEASURES, MONEY, NUMERATORS, Figure, Unit
from followup.domain.target import progress, share
from followup.policy import Programme
from followup.scope import area_of
from followup.store.counting import View


class Definition(BaseModel):
    """What a figure means."""

    zh: str
    en: str


class CountedFigure(BaseModel):
    """A number of people, businesses or jobs, or a share (0 to 1, four places; null of nothing)."""

    value: int | float | None
    unit: str
    definition: Definition
    numerator: int
    denominator: int | None
    as_of: date
    known_at: datetime
    people: str = Field(description="Address of the list behind the figure; its counts add up to it.")


class MoneyFigure(BaseModel):
    """An amount in yuan."""

    value: Decimal
    unit: str
    definition: Definition
    as_of: date
    known_at: datetime
    people: str


class Step(BaseModel):
    """A step of the funnel."""

    step: str
    people: int
    definition: Definition


class TargetFigure(BaseModel):
    """Participants against the programme's target; ``expected_*``: at an even pace over the period."""

    participants: int
    low: int
    high: int
    share_of_low: float
    share_of_high: float
    missing_to_low: int
    missing_to_high: int
    period_from: date
    period_to: date
    period_elapsed: float
    expected_low: int
    expected_high: int


class Scorecard(BaseModel):
    """The programme's figures as of a day, by what was known at a moment, in an area (null: all)."""

    as_of: date
    known_at: datetime
    programme: str
    programme_name: Definition
    area: str | None
    figures: dict[str, CountedFigure]
    funnel: list[Step]
    money: dict[str, MoneyFigure]
    target: TargetFigure


class Behind(BaseModel):
    """One line behind a figure. ``count`` (for money ``amount``, yuan) is what it adds to the figure."""

    applicant_id: str
    area: str | None
    business_id: str | None
    count: int
    amount: Decimal | None


class BehindPage(BaseModel):
    """A page of the list behind a figure; the counts or amounts of all pages add up to ``value``."""

    figure: str
    definition: Definition
    value: int | Decimal
    as_of: date
    known_at: datetime
    items: list[Behind]
    next: str | None


def view_of(tx: Transaction, as_of: date | None, known_at: datetime | None, area: str | None) -> View | None:
    """From where the caller looks; None when the area asked for lies outside what they may see.

    Raises DateInFuture.
    """
    if as_of is not None and as_of > tx.today:
        raise DateInFuture(where="as_of", field="as_of")
    if known_at is not None and known_at > tx.now:
        raise DateInFuture(where="known_at", field="known_at")
    bound = area_of(tx.call.actor) or ""
    wanted = area or ""
    if not (wanted.startswith(bound) or bound.startswith(wanted)):
        return None
    narrower = max(bound, wanted, key=len) or None
    return View(as_of or tx.today, known_at or tx.now, narrower, live=as_of is None and known_at is None)


def scorecard(view: View, counts: Mapping[str, Any], programme: Programme) -> Scorecard:
    """The whole scorecard from the counts of ``store.counting.count_all``."""
    target = programme.target
    so_far = progress(counts["participants"], target, view.as_of)
    return Scorecard(
        as_of=view.as_of,
        known_at=view.known_at,
        programme=programme.key,
        programme_name=Definition(zh=programme.name.zh, en=programme.name.en),
        area=view.area,
        figures={figure.name: _counted(figure, counts, view) for figure in MEASURES},
        funnel=[
            Step(step=figure.name, people=value_of(figure, counts), definition=definition(figure)) for figure in FUNNEL
        ],
        money={figure.name: _money(figure, counts, view) for figure in MONEY},
        target=TargetFigure(
            participants=counts["participants"],
            low=target.low,
            high=target.high,
            share_of_low=float(so_far.share_of_low),
            share_of_high=float(so_far.share_of_high),
            missing_to_low=so_far.missing_to_low,
            missing_to_high=so_far.missing_to_high,
            period_from=target.period_from,
            period_to=target.period_to,
            period_elapsed=float(so_far.period_elapsed),
            expected_low=so_far.expected_low,
            expected_high=so_far.expected_high,
        ),
    )


def definition(figure: Figure) -> Definition:
    """The figure's meaning in both languages."""
    return Definition(zh=figure.zh, en=figure.en)


def value_of(figure: Figure, counts: Mapping[str, Any]) -> Any:
    """The count or amount; of a share, its numerator."""
    return counts[NUMERATORS.get(figure.name, figure.name)]


def _counted(figure: Figure, counts: Mapping[str, Any], view: View) -> CountedFigure:
    numerator = int(value_of(figure, counts))
    denominator = counts[figure.denominator] if figure.denominator else None
    value: int | float | None = numerator
    if figure.unit is Unit.SHARE:
        part = share(numerator, denominator or 0)
        value = None if part is None else float(part)
    return CountedFigure(
        value=value,
        unit=str(figure.unit),
        definition=definition(figure),
        numerator=numerator,
        denominator=denominator,
        as_of=view.as_of,
        known_at=view.known_at,
        people=f"/v1/scorecard/figures/{figure.name}/people",
    )


def _money(figure: Figure, counts: Mapping[str, Any], view: View) -> MoneyFigure:
    return MoneyFigure(
        value=counts[figure.name],
        unit=str(figure.unit),
        definition=definition(figure),
        as_of=view.as_of,
        known_at=view.known_at,
        people=f"/v1/scorecard/figures/{figure.name}/people",
    )
