"""Survival of businesses, and the forecast of the programme's end."""

from collections import defaultdict
from datetime import date
from typing import Annotated

from fastapi import Query, Request
from kit.http import Caller, Db, Routes
from kit.refusal import NotFound

from followup.api import permissions
from followup.api.estimate_views import Forecasts, StartUp, Survival, forecast_shown, survival_shown
from followup.api.routes_scorecard import Area, AsOf, KnownAt
from followup.api.scorecard import Definition, view_of
from followup.domain import errors
from followup.domain.estimates.forecast import forecast
from followup.domain.estimates.survival import CONFIDENCE, Life
from followup.domain.figures import FIGURES
from followup.domain.pipeline import arrivals_of, stages_of
from followup.domain.target import share
from followup.store.counting import count_all
from followup.store.lives import Group, lives_in_view, steps_in_view

router = Routes(tags=["estimates"])

FORESEEN_DAYS = 1100
"""Three years: further ahead nothing that was seen so far says much."""
SURVIVAL = Definition(
    zh="参加者企业自登记日起的生存曲线（Kaplan–Meier）：事件为经核实的歇业，其余在最近一次核实存在之日截尾；"
    "生存率附 95% 置信区间与在险户数。创业率另列；未到期者不计，缺失者给出上下界。",
    en="Survival of participants' businesses from their registration (Kaplan-Meier): the event is a verified "
    "closure, all others are censored at the last day on which they were verified to exist; with 95% limits and "
    "numbers at risk. The start-up rate is shown apart; those not yet due do not count, missing ones are bounded "
    "both ways.",
)


@router.verb(
    "GET",
    "/v1/survival",
    permission=permissions.READ_SCORECARD,
    summary="How long businesses live",
    description="Kaplan-Meier curve with limits, survival at six and twelve months (183 and 365 days), the actuarial "
    "table by calendar month, and bounds for those that are missing; for all businesses, or for each group.",
    refusals=[errors.DateInFuture],
    response_model=Survival,
)
async def read_survival(
    call: Caller,
    database: Db,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    area: Area = None,
    by: Annotated[
        Group | None, Query(description="Groups of the owner or the business; all together otherwise.")
    ] = None,
) -> Survival:
    """How long businesses live."""
    async with database.reading(call) as tx:
        view = view_of(tx, as_of, known_at, area)
        if view is None:
            raise NotFound(where="area", noun="area")
        lives = await lives_in_view(tx, view, by)
        counts = await count_all(tx, view)
    groups: dict[str | None, list[Life]] = defaultdict(list)
    for group, life in lives:
        groups[group].append(life)
    if by is None:
        groups.setdefault(None, [])
    certified, started = int(counts["certified_participants"]), int(counts["certified_who_started"])
    part = share(started, certified)
    return Survival(
        as_of=view.as_of,
        known_at=view.known_at,
        area=view.area,
        by=by.value if by else None,
        definition=SURVIVAL,
        confidence=CONFIDENCE,
        start_up=StartUp(certified=certified, started=started, share=None if part is None else float(part)),
        groups=[
            survival_shown(group, groups[group], view.as_of)
            for group in sorted(groups, key=lambda name: (name is None, name or ""))
        ],
    )


@router.verb(
    "GET",
    "/v1/forecast",
    permission=permissions.READ_SCORECARD,
    summary="Where the programme will stand at the end of its period",
    description="Participants and surviving businesses expected by the end, with an 80% interval and the probability "
    "of reaching each end of the target: from how people have moved through the stages so far, and from what the "
    "plan assumed where little has been seen.",
    refusals=[errors.DateInFuture, errors.ForecastTooFar],
    response_model=Forecasts,
)
async def read_forecast(
    call: Caller,
    database: Db,
    request: Request,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    area: Area = None,
    until: Annotated[date | None, Query(description="Another end than that of the programme's period.")] = None,
) -> Forecasts:
    """Where the programme will stand."""
    policy = request.app.state.policy
    target = policy.programme.target
    async with database.reading(call) as tx:
        view = view_of(tx, as_of, known_at, area)
        if view is None:
            raise NotFound(where="area", noun="area")
        end = until or target.period_to
        days_left = (end - view.as_of).days
        if days_left > FORESEEN_DAYS:
            raise errors.ForecastTooFar(where="until" if until else "as_of", days=days_left, limit=FORESEEN_DAYS)
        rows = await steps_in_view(tx, view)
        plan = policy.forecast_plan(view.as_of)
    stages = stages_of([dict(row) for row in rows], plan, view.as_of)
    arrivals = arrivals_of([dict(row) for row in rows], plan, target.period_from, view.as_of, target.period_to)
    shown = []
    for name, last, targets in (
        ("participants", 1, (target.low, target.high)),
        ("businesses_surviving_six_months", len(stages), ()),
    ):
        figure = FIGURES[name]
        found = forecast(stages[:last], arrivals, days_left)
        shown.append(forecast_shown(name, Definition(zh=figure.zh, en=figure.en), found, targets))
    return Forecasts(as_of=view.as_of, known_at=view.known_at, until=end, area=view.area, forecasts=shown)
