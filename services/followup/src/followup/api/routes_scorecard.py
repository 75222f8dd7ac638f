"""The scorecard and the lists behind its figures."""

from datetime import date
from typing import Annotated

from fastapi import Path, Query, Request
from kit.http import Caller, Db, Paging, Routes, next_cursor
from kit.refusal import NotFound
from pydantic import AwareDatetime

from followup.api import permissions
from followup.api.scorecard import Behind, BehindPage, Scorecard, definition, scorecard, value_of, view_of
from followup.domain import errors
from followup.domain.figures import FIGURES
from followup.store.counting import behind, count_all

router = Routes(tags=["scorecard"])
AsOf = Annotated[date | None, Query(description="What had happened by this day; today when left out.")]
KnownAt = Annotated[
    AwareDatetime | None, Query(description="What was known at this moment (RFC 3339 with offset); now when left out.")
]
Area = Annotated[str | None, Query(pattern=r"^[0-9]{2,12}$", description="Area code; its whole subtree.")]
_ABOUT = (
    "Without `as_of` and `known_at` from the read model; with either, from the facts by the same definitions. "
    "A case worker's figures are those of their area."
)


@router.verb(
    "GET",
    "/v1/scorecard",
    permission=permissions.READ_SCORECARD,
    summary="The programme's figures",
    description="Participants, surviving businesses and new jobs, the funnel, money, and progress against the "
    f"target; each figure says what it means, as of which day, as known when. {_ABOUT}",
    refusals=[errors.DateInFuture],
    response_model=Scorecard,
)
async def read_scorecard(
    call: Caller, database: Db, request: Request, as_of: AsOf = None, known_at: KnownAt = None, area: Area = None
) -> Scorecard:
    """Count everything."""
    async with database.reading(call) as tx:
        view = view_of(tx, as_of, known_at, area)
        if view is None:
            raise NotFound(where="area", noun="area")
        counts = await count_all(tx, view)
    return scorecard(view, counts, request.app.state.policy.programme)


@router.verb(
    "GET",
    "/v1/scorecard/figures/{figure}/people",
    permission=permissions.READ_SCORECARD,
    summary="The list behind a figure",
    description="The people behind a figure of the scorecard, its funnel or its money; of a share, those of the "
    "numerator. The counts of all lines (for money, the amounts) add up to the figure. A figure of businesses or jobs "
    f"has one line for each business, under one of its owners. {_ABOUT}",
    refusals=[errors.FigureUnknown, errors.DateInFuture],
    response_model=BehindPage,
)
async def list_people_behind_figure(
    call: Caller,
    database: Db,
    page: Paging,
    figure: Annotated[str, Path(max_length=60, description="Name of a figure, such as `participants`.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    area: Area = None,
) -> BehindPage:
    """List the people behind one figure."""
    known = FIGURES.get(figure)
    if known is None:
        raise errors.FigureUnknown(where="figure", figure=figure[:60])
    async with database.reading(call) as tx:
        view = view_of(tx, as_of, known_at, area)
        if view is None:
            raise NotFound(where="area", noun="area")
        rows = await tx.all(behind(view, figure, page.after, page.limit + 1))
        counts = await count_all(tx, view)
    more = len(rows) > page.limit
    return BehindPage(
        figure=figure,
        definition=definition(known),
        value=value_of(known, counts),
        as_of=view.as_of,
        known_at=view.known_at,
        items=[Behind(**{name: row[name] for name in Behind.model_fields}) for row in rows[: page.limit]],
        next=next_cursor(rows[page.limit - 1]["key"] if more else None),
    )
