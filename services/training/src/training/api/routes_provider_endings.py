"""Certificates and licences that end: requirements for a new one, what ends soon, and the two sweeps."""

from datetime import date, timedelta
from typing import Annotated

import sqlalchemy as sa
from fastapi import Query, Request
from kit.http import Caller, Db, Paging, Routes, next_cursor

from training.api import permissions
from training.api.provider_views import (
    EndingCertificate,
    EndingCertificatePage,
    EndingLicence,
    EndingLicencePage,
    RequiredDocument,
    RequiredItem,
    Requirements,
)
from training.domain.errors.dates import DatedTooFarBack, DateInFuture
from training.domain.institution import Institution
from training.store import institutions, trainers
from training.store.institutions import certification, institution, institutions_of
from training.store.listing import page_of
from training.store.scope import within
from training.store.trainers import licence, taught_under, trainer, trainers_from
from training.use_cases.provider_sweeps import (
    ProvidersSwept,
    SweepProviders,
    expire_providers,
    remind_providers,
)

router = Routes(tags=["institutions"])

AsOf = Annotated[
    date | None,
    Query(ge=date(1900, 1, 1), le=date(2100, 12, 31), description="Seen from that day; without it today."),
]
Ahead = Annotated[int, Query(ge=0, le=400, description="Days ahead to look.")]


@router.verb(
    "GET",
    "/v1/institution-requirements",
    permission=permissions.READ_INSTITUTIONS,
    summary="Read what an institution must bring",
    description="The kinds of papers and the inspection's checklist, as the policy has them on a day.",
    response_model=Requirements,
)
async def read_institution_requirements(
    call: Caller, database: Db, request: Request, as_of: AsOf = None
) -> Requirements:
    """Read the requirements."""
    async with database.reading(call) as tx:
        day = as_of or tx.today
    rules = request.app.state.rules_as_of(day)
    own = rules.providers
    return Requirements(
        on=day,
        documents=[
            RequiredDocument(kind=d.kind, title=d.title, title_zh=d.title_zh, required=d.required)
            for d in own.documents.values()
        ],
        checklist=[
            RequiredItem(item=i.item, title=i.title, title_zh=i.title_zh, weight=i.weight, critical=i.critical)
            for i in own.checklist.values()
        ],
        pass_score=own.inspection_pass_score,
        certification_months=own.certification_months,
        policy_version=rules.version,
    )


@router.verb(
    "GET",
    "/v1/expiring-institutions",
    permission=permissions.READ_INSTITUTIONS,
    summary="List certificates that end soon",
    description="Those that no later certificate continues, with whether the inspection for a renewal was passed "
    "and which reminders were given.",
    response_model=EndingCertificatePage,
)
async def list_expiring_institutions(
    call: Caller, database: Db, page: Paging, as_of: AsOf = None, days: Ahead = 90
) -> EndingCertificatePage:
    """List certificates that end soon."""
    async with database.reading(call) as tx:
        day = as_of or tx.today
        last = day + timedelta(days=days)
        ends = sa.exists().where(
            certification.c.institution_id == institution.c.id, certification.c.certified_to.between(day, last)
        )
        conditions = [within(call.actor, institution.c.id, institution.c.area), ends]
        rows, after = await page_of(tx, institution, conditions, page.limit, page.after)
        found = await institutions_of(tx, rows)
        known = await institutions.notices_of(tx, list(found))
    items = [
        EndingCertificate(
            institution_id=school.institution_id,
            name=school.name,
            area=school.area,
            certified_from=held.certified_from,
            certified_to=held.certified_to,
            days_left=(held.certified_to - day).days,
            inspected_anew=_inspected_anew(school, day),
            reminded=sorted(known.get((school.institution_id, number), {}), reverse=True),
        )
        for school in found.values()
        for number in school.ending(day)
        if (held := school.certifications[number - 1]).certified_to <= last
    ]
    return EndingCertificatePage(items=items, next=next_cursor(after))


def _inspected_anew(school: Institution, day: date) -> bool:
    """Whether its newest inspection by ``day`` was passed and no certificate rests on it yet."""
    made = [number for number, i in enumerate(school.inspections, start=1) if i.inspected_on <= day]
    if not made:
        return False
    return school.inspections[made[-1] - 1].passed and all(c.inspection != made[-1] for c in school.certifications)


@router.verb(
    "GET",
    "/v1/expiring-licences",
    permission=permissions.READ_TRAINERS,
    summary="List trainers' licences that end soon",
    description="Those that no later licence continues, with the courses taught under them so far.",
    response_model=EndingLicencePage,
)
async def list_expiring_licences(
    call: Caller, database: Db, request: Request, page: Paging, as_of: AsOf = None, days: Ahead = 90
) -> EndingLicencePage:
    """List licences that end soon."""
    async with database.reading(call) as tx:
        day = as_of or tx.today
        last = day + timedelta(days=days)
        ends = sa.exists().where(licence.c.trainer_id == trainer.c.id, licence.c.valid_to.between(day, last))
        conditions = [within(call.actor, trainer.c.institution_id, trainer.c.area), ends]
        rows, after = await page_of(tx, trainer, conditions, page.limit, page.after)
        found = await trainers_from(tx, rows)
        known = await trainers.notices_of(tx, list(found))
        courses = await taught_under(tx, list(found))
    needed = request.app.state.rules_as_of(day).providers.renewal_courses
    items = [
        EndingLicence(
            trainer_id=person.trainer_id,
            name=person.name,
            institution_id=person.works_for(day),
            licence=number,
            package=held.package,
            level=held.level,
            valid_to=held.valid_to,
            days_left=(held.valid_to - day).days,
            courses=courses.get((person.trainer_id, number), 0),
            courses_needed=needed,
            reminded=sorted(known.get((person.trainer_id, number), {}), reverse=True),
        )
        for person in found.values()
        for number in person.ending(day)
        if (held := person.licences[number - 1]).valid_to <= last
    ]
    return EndingLicencePage(items=items, next=next_cursor(after))


@router.verb(
    "POST",
    "/v1/provider-expiries",
    permission=permissions.SWEEP_PROVIDERS,
    summary="Note what ran out",
    description="Every certificate and licence that ended before that day without another going on at once: noted "
    "as a fact and told as an event, once. Harmless when repeated.",
    refusals=[DateInFuture, DatedTooFarBack],
    body_example={"as_of": "2009-06-01"},
    response_model=ProvidersSwept,
)
async def note_provider_expiries(
    call: Caller, database: Db, request: Request, command: SweepProviders
) -> ProvidersSwept:
    """Note what ran out."""
    return await expire_providers(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "POST",
    "/v1/provider-reminders",
    permission=permissions.SWEEP_PROVIDERS,
    summary="Call to mind what ends soon",
    description="Every certificate and licence that ends within the policy's days (90, 30, 7) and is not continued: "
    "one reminder for each of these days, told as an event. Harmless when repeated.",
    refusals=[DateInFuture, DatedTooFarBack],
    body_example={"as_of": "2009-03-02"},
    response_model=ProvidersSwept,
)
async def send_provider_reminders(
    call: Caller, database: Db, request: Request, command: SweepProviders
) -> ProvidersSwept:
    """Call to mind what ends soon."""
    return await remind_providers(database, call, request.app.state.rules_as_of, command)
