"""What institutions offer to the public, and what a course would cost one person."""

from datetime import date

import sqlalchemy as sa
from fastapi import Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound

from training.api import permissions
from training.api.class_change_views import (
    EntitlementsView,
    EntitlementView,
    OfferPage,
    OfferView,
    PublicOffer,
    PublicOfferPage,
)
from training.api.register_views import ResultsShown
from training.api.routes_register import Area
from training.domain.enrolment import entitlements
from training.domain.errors.classes import FeeAboveCap, HoursTooFew, TooFewTrainers
from training.domain.errors.institutions import InstitutionNotCertified
from training.domain.packages import Package
from training.domain.register import results
from training.store.applicants import applicant
from training.store.enrolments import enrolment, enrolment_of
from training.store.institution_states import covered_on, suspended_on
from training.store.institutions import institution
from training.store.listing import matching, page_of
from training.store.offers import offer
from training.store.register import counted
from training.store.scope import within
from training.use_cases.publish_offer import (
    OfferPublished,
    PublishOffer,
    WithdrawOffer,
    publish_offer,
    withdraw_offer,
)

router = Routes(tags=["offers"])


@router.verb(
    "POST",
    "/v1/offers",
    permission=permissions.PUBLISH_OFFER,
    status=201,
    summary="Offer a package to the public",
    description="With its hours, price and when it is taught. The institution is certified on the first and the last "
    "day, the price is within the cap, the hours reach the minimum, and enough trainers are licensed. A class opened "
    "under the offer is never dearer nor shorter.",
    refusals=[FeeAboveCap, HoursTooFew, InstitutionNotCertified, TooFewTrainers, DatesOutOfOrder],
    body_example={
        "package": "SYB",
        "hours": "70",
        "fee": "800.00",
        "taught_at": "daytime",
        "description": "十天白天班，含创业计划书辅导",
        "valid_from": "2007-07-01",
        "valid_to": "2008-06-30",
    },
    response_model=OfferPublished,
)
async def publish_an_offer(call: Caller, database: Db, request: Request, command: PublishOffer) -> OfferPublished:
    """Publish an offer."""
    return await publish_offer(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "POST",
    "/v1/offers/{offer_id}/withdrawal",
    permission=permissions.PUBLISH_OFFER,
    summary="Withdraw an offer",
    description="From a day on; classes opened under it stay as they are.",
    refusals=[IllegalTransition],
    body_example={"withdrawn_on": "2007-12-31", "reason": "the trainer left"},
    response_model=OfferPublished,
)
async def withdraw_an_offer(
    call: Caller, database: Db, request: Request, offer_id: Id, command: WithdrawOffer
) -> OfferPublished:
    """Withdraw an offer."""
    return await withdraw_offer(database, call, request.app.state.rules_as_of, offer_id, command)


@router.verb(
    "GET",
    "/v1/offers",
    permission=permissions.READ_CLASSES,
    summary="List offers",
    description="Those that the caller may see, with expired and withdrawn ones.",
    response_model=OfferPage,
)
async def list_offers(
    call: Caller, database: Db, page: Paging, institution_id: Id | None = None, package: Package | None = None
) -> OfferPage:
    """List offers."""
    conditions = [
        within(call.actor, offer.c.institution_id, offer.c.area),
        *matching(offer, institution_id=institution_id, package=package),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, offer, conditions, page.limit, page.after)
    return OfferPage(items=[OfferView(**row) for row in rows], next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/register/offers",
    permission=permissions.READ_REGISTER,
    summary="List what certified institutions offer",
    description="Public. Offers that stand today, of institutions that may teach today, with the results of the "
    "institution's courses of the package where enough people are behind them.",
    response_model=PublicOfferPage,
)
async def list_public_offers(
    call: Caller,
    database: Db,
    request: Request,
    page: Paging,
    area: Area = None,
    package: Package | None = None,
    institution_id: Id | None = None,
) -> PublicOfferPage:
    """List offers for the public."""
    async with database.reading(call) as tx:
        day = tx.today
        rules = request.app.state.rules_as_of(day)
        able = sa.select(institution.c.id).where(covered_on(day), ~suspended_on(day))
        conditions = [
            offer.c.valid_from <= day,
            offer.c.valid_to >= day,
            sa.or_(offer.c.withdrawn_on.is_(None), offer.c.withdrawn_on > day),
            offer.c.institution_id.in_(able),
            *matching(offer, institution_id=institution_id, package=package),
        ]
        if area:
            conditions.append(offer.c.area.startswith(area, autoescape=True))
        rows, after = await page_of(tx, offer, conditions, page.limit, page.after)
        ids = sorted({row["institution_id"] for row in rows})
        named = await tx.all(sa.select(institution.c.id, institution.c.name).where(institution.c.id.in_(ids)))
        counts = await counted(tx, ids, day, rules)
    names = {row["id"]: row["name"] for row in named}
    minimum = rules.providers.results_volume
    shown = {
        (owner, one.package): ResultsShown.model_validate(one, from_attributes=True)
        for owner, found in counts.items()
        for one in results(found, minimum)
    }
    items = [
        PublicOffer(
            **row,
            institution_name=names[row["institution_id"]],
            results=shown.get((row["institution_id"], Package(row["package"]))),
        )
        for row in rows
    ]
    return PublicOfferPage(as_of=day, minimum_volume=minimum, items=items, next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/learners/{applicant_id}/entitlements",
    permission=permissions.READ_LEARNERS,
    summary="Explain what courses would cost one person",
    description="For every package whether it would be free on the day, by which rule, and which course used up the "
    "one subsidised course. `explained` and `explained_zh` say it in words.",
    response_model=EntitlementsView,
)
async def explain_entitlements(
    call: Caller, database: Db, request: Request, applicant_id: Id, on: date | None = None
) -> EntitlementsView:
    """Explain entitlements."""
    async with database.reading(call) as tx:
        person = await tx.one(sa.select(applicant).where(applicant.c.id == applicant_id))
        rows = await tx.all(sa.select(enrolment).where(enrolment.c.applicant_id == applicant_id))
        day = on or tx.today
        seen = await tx.value(
            sa.select(sa.literal(1)).where(
                sa.or_(
                    sa.exists().where(
                        enrolment.c.applicant_id == applicant_id,
                        within(call.actor, enrolment.c.institution_id, enrolment.c.area),
                    ),
                    sa.exists().where(
                        applicant.c.id == applicant_id,
                        within(call.actor, applicant.c.referred_institution_id, sa.func.coalesce(applicant.c.area, "")),
                    ),
                )
            )
        )
    if person is None or seen is None:
        raise NotFound(noun="learner")
    rules = request.app.state.rules_as_of(day)
    items = [
        EntitlementView(
            package=one.package,
            free=one.free,
            reason=one.reason,
            explained=one.en,
            explained_zh=one.zh,
            rule=one.rule,
            used_in_enrolment=one.used_in,
            fee_cap=rules.packages[one.package].fee_cap.amount,
        )
        for one in entitlements(
            [enrolment_of(row) for row in rows],
            rules,
            free_of_charge=person["free_of_charge"],
            packages_used=[Package(package) for package in person["packages_used"]],
        )
    ]
    return EntitlementsView(
        applicant_id=applicant_id,
        as_of=day,
        accepted_on=person["accepted_on"],
        withdrawn_on=person["withdrawn_on"],
        items=items,
        policy_version=rules.version,
    )
