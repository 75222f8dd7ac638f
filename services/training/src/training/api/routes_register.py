"""The public register: who may teach, what is on offer, what came of it. Without an account."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import Query, Request
from kit.database import Transaction
from kit.http import Caller, Db, Id, Page, Paging, Routes, next_cursor
from kit.refusal import NotFound
from sqlalchemy import ColumnElement, RowMapping

from training.api import permissions
from training.api.register_views import (
    OpenClass,
    OpenClassPage,
    PackageOffered,
    RegisteredInstitution,
    RegisterEntry,
    RegisterPage,
    ResultsShown,
    TrainerShown,
)
from training.domain.institution import Institution, InstitutionState
from training.domain.packages import Package
from training.domain.register import Counted, results
from training.domain.rules import Rules
from training.domain.trainer import Level, Trainer
from training.store.institution_states import ever_certified_by, state_is
from training.store.institutions import institution, institutions_of
from training.store.listing import page_of
from training.store.register import (
    counted,
    licensed_trainers,
    offers_package,
    open_classes,
    open_for_enrolment,
    training_class,
)

router = Routes(tags=["public register"])

Area = Annotated[str | None, Query(max_length=12, pattern=r"^[0-9]*$", description="Official code; a subtree.")]
Shown = Annotated[InstitutionState | None, Query(description="certified, suspended, revoked or expired.")]
AsOf = Annotated[
    date | None,
    Query(ge=date(2002, 12, 30), le=date(2100, 12, 31), description="As it stood on that day; without it today."),
]
CLASSES_SHOWN = 200


@router.verb(
    "GET",
    "/v1/register/institutions",
    permission=permissions.READ_REGISTER,
    summary="Read the register of certified institutions",
    description="Public. Every institution that is or was certified, with how it stands today: certified, suspended, "
    "revoked or expired; the packages that its licensed trainers may teach; and its results where enough people "
    "are behind them.",
    response_model=RegisterPage,
)
async def read_register(
    call: Caller,
    database: Db,
    request: Request,
    page: Paging,
    area: Area = None,
    package: Package | None = None,
    state: Shown = None,
    as_of: AsOf = None,
) -> RegisterPage:
    """Read the register."""
    async with database.reading(call) as tx:
        day = as_of or tx.today
        return await register_page(tx, request.app.state.rules_as_of(day), page, area, package, state, day)


async def register_page(
    tx: Transaction,
    rules: Rules,
    page: Page,
    area: str | None,
    package: Package | None,
    state: InstitutionState | None,
    day: date,
) -> RegisterPage:
    """A page of the register as it stood on ``day``; ``rules`` are those of that day."""
    conditions: list[ColumnElement[bool]] = [ever_certified_by(day)]
    if area:
        conditions.append(institution.c.area.startswith(area, autoescape=True))
    if package is not None:
        conditions.append(offers_package(package, day))
    if state is not None:
        conditions.append(state_is(state, day))
    rows, after = await page_of(tx, institution, conditions, page.limit, page.after)
    items = await _entries(tx, rows, rules, day)
    return RegisterPage(
        as_of=day,
        minimum_volume=rules.providers.results_volume,
        items=[shown for shown, _ in items],
        next=next_cursor(after),
    )


@router.verb(
    "GET",
    "/v1/register/institutions/{institution_id}",
    permission=permissions.READ_REGISTER,
    summary="Read an institution's entry in the register",
    description="Public. With its licensed trainers and the classes that take learners.",
    response_model=RegisterEntry,
)
async def read_register_entry(
    call: Caller, database: Db, request: Request, institution_id: Id, as_of: AsOf = None
) -> RegisterEntry:
    """Read an entry."""
    async with database.reading(call) as tx:
        day = as_of or tx.today
        return await register_entry(tx, request.app.state.rules_as_of(day), institution_id, day)


async def register_entry(tx: Transaction, rules: Rules, institution_id: str, day: date) -> RegisterEntry:
    """An institution's entry as it stood on ``day``. Raises NotFound for one that was not certified until then.

    Classes that take learners are shown today only.
    """
    rows, _ = await page_of(tx, institution, [institution.c.id == institution_id, ever_certified_by(day)], 1, None)
    if not rows:
        raise NotFound(noun="institution")
    [(shown, people)] = await _entries(tx, rows, rules, day)
    classes: Sequence[RowMapping] = []
    if day == tx.today:
        conditions = [training_class.c.institution_id == institution_id, *open_for_enrolment(day, rules)]
        classes, _ = await open_classes(tx, conditions, CLASSES_SHOWN, None)
    return RegisterEntry(
        **shown.model_dump(),
        as_of=day,
        minimum_volume=rules.providers.results_volume,
        trainers=[_trainer(person, day) for person in people],
        classes=[open_class(row) for row in classes],
    )


@router.verb(
    "GET",
    "/v1/register/classes",
    permission=permissions.READ_REGISTER,
    summary="List classes that take learners",
    description="Public. Of institutions that may teach today, the soonest first, with fee and free seats.",
    response_model=OpenClassPage,
)
async def list_open_classes(
    call: Caller,
    database: Db,
    request: Request,
    page: Paging,
    area: Area = None,
    package: Package | None = None,
    institution_id: Id | None = None,
) -> OpenClassPage:
    """List open classes."""
    async with database.reading(call) as tx:
        rules = request.app.state.rules_as_of(tx.today)
        return await open_class_page(tx, rules, page, area, package, institution_id)


async def open_class_page(
    tx: Transaction, rules: Rules, page: Page, area: str | None, package: Package | None, institution_id: str | None
) -> OpenClassPage:
    """A page of classes that take learners today."""
    conditions = open_for_enrolment(tx.today, rules)
    if area:
        conditions.append(training_class.c.area.startswith(area, autoescape=True))
    if package is not None:
        conditions.append(training_class.c.package == package.value)
    if institution_id is not None:
        conditions.append(training_class.c.institution_id == institution_id)
    rows, after = await open_classes(tx, conditions, page.limit, page.after)
    return OpenClassPage(as_of=tx.today, items=[open_class(row) for row in rows], next=next_cursor(after))


async def _entries(
    tx: Transaction, rows: Sequence[RowMapping], rules: Rules, day: date
) -> list[tuple[RegisteredInstitution, list[Trainer]]]:
    found = await institutions_of(tx, rows)
    people = await licensed_trainers(tx, list(found), day)
    counts = await counted(tx, list(found), day, rules)
    minimum = rules.providers.results_volume
    return [
        (
            _entry(row, found[row["id"]], people.get(row["id"], []), counts.get(row["id"], []), day, minimum),
            people.get(row["id"], []),
        )
        for row in rows
    ]


def _entry(
    row: RowMapping,
    found: Institution,
    people: Sequence[Trainer],
    counts: Sequence[Counted],
    day: date,
    minimum: int,
) -> RegisteredInstitution:
    begun = [certification for certification in found.certifications if certification.certified_from <= day]
    last = next((c for c in begun if c.covers(day)), None) or max(begun, key=lambda c: c.certified_from)
    state = found.state_on(day)
    resting = next((s for s in found.suspensions if s.covers(day)), None)
    if state is not InstitutionState.SUSPENDED:
        resting = None
    offered = {package: sum(person.licensed(package, day) for person in people) for package in Package}
    return RegisteredInstitution(
        id=found.institution_id,
        name=found.name,
        area=found.area,
        address=row["address"],
        state=state or InstitutionState.APPLIED,
        certified_from=last.certified_from,
        certified_to=last.certified_to,
        suspended_from=resting.starts_on if resting else None,
        suspended_to=resting.ends_on if resting else None,
        revoked_on=last.revoked_on if last.revoked_on is not None and last.revoked_on <= day else None,
        packages=[PackageOffered(package=package, trainers=count) for package, count in offered.items() if count],
        results=[ResultsShown.model_validate(shown, from_attributes=True) for shown in results(counts, minimum)],
    )


def _trainer(person: Trainer, day: date) -> TrainerShown:
    return TrainerShown(
        name=person.name,
        packages=[package for package in Package if person.licensed(package, day)],
        level=Level.MASTER_TRAINER if person.master(day) else Level.TRAINER,
    )


def open_class(row: RowMapping) -> OpenClass:
    """A class as the register shows it."""
    return OpenClass(
        **{key: row[key] for key in OpenClass.model_fields if key != "free_seats"},
        free_seats=row["capacity"] - row["seats_taken"],
    )
