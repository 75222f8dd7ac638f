"""The public register as pages in a browser: the same facts as ``routes_register``."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse
from kit.http import Caller, Db, Id, Paging, Routes
from pydantic import BeforeValidator, Field

from training.api import permissions
from training.api.register_pages import classes_page, entry_page, list_page
from training.api.routes_register import Area, open_class_page, register_entry, register_page
from training.domain.institution import InstitutionState
from training.domain.packages import Package

router = Routes(tags=["public register"])

AsOf = Annotated[
    Annotated[date, Field(ge=date(2002, 12, 30), le=date(2100, 12, 31))] | None,
    BeforeValidator(lambda text: text or None),
    Query(description="As it stood on that day; empty: today."),
]
Chosen = Annotated[str | None, Query(max_length=20, description="One of the form's choices; empty: all.")]


@router.verb(
    "GET",
    "/v1/register",
    permission=permissions.READ_REGISTER,
    summary="See the register in a browser",
    description="Public. The list of certified institutions as a page in both languages, with a form to choose.",
    response_class=HTMLResponse,
)
async def see_register(
    call: Caller,
    database: Db,
    request: Request,
    page: Paging,
    area: Area = None,
    package: Chosen = None,
    state: Chosen = None,
    as_of: AsOf = None,
) -> HTMLResponse:
    """See the register."""
    wanted = Package(package) if package in set(Package) else None
    standing = InstitutionState(state) if state in set(InstitutionState) else None
    async with database.reading(call) as tx:
        day = as_of or tx.today
        rules = request.app.state.rules_as_of(day)
        shown = await register_page(tx, rules, page, area, wanted, standing, day)
    return HTMLResponse(list_page(shown, area, wanted, standing, as_of))


@router.verb(
    "GET",
    "/v1/register/pages/{institution_id}",
    permission=permissions.READ_REGISTER,
    summary="See an institution in a browser",
    description="Public. How it stands, its trainers, the classes that take learners, its results.",
    response_class=HTMLResponse,
)
async def see_register_entry(
    call: Caller, database: Db, request: Request, institution_id: Id, as_of: AsOf = None
) -> HTMLResponse:
    """See an institution."""
    async with database.reading(call) as tx:
        day = as_of or tx.today
        entry = await register_entry(tx, request.app.state.rules_as_of(day), institution_id, day)
    return HTMLResponse(entry_page(entry))


@router.verb(
    "GET",
    "/v1/register/class-list",
    permission=permissions.READ_REGISTER,
    summary="See the classes that take learners in a browser",
    description="Public. The soonest first, with fee and free seats.",
    response_class=HTMLResponse,
)
async def see_open_classes(
    call: Caller, database: Db, request: Request, page: Paging, area: Area = None, package: Chosen = None
) -> HTMLResponse:
    """See open classes."""
    wanted = Package(package) if package in set(Package) else None
    async with database.reading(call) as tx:
        shown = await open_class_page(tx, request.app.state.rules_as_of(tx.today), page, area, wanted, None)
    return HTMLResponse(classes_page(shown, area, wanted))
