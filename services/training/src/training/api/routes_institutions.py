"""Institutions and their trainers."""

from typing import Annotated

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, SamePerson

from training.api import permissions
from training.api.views import (
    CertificationView,
    InspectionView,
    InstitutionDetail,
    InstitutionPage,
    InstitutionView,
    LicenceView,
    TrainerPage,
    TrainerView,
)
from training.domain.errors.dates import DatedTooFarBack, DateInFuture
from training.domain.errors.institutions import (
    CertificationOverlaps,
    InspectionMissing,
    LicenceTooLong,
)
from training.domain.institution import InstitutionState
from training.store.institutions import institution, load_institution
from training.store.listing import certifications_of, inspections_of, matching, page_of
from training.store.scope import within
from training.store.trainers import licences_of, trainer
from training.use_cases.certify_institution import (
    CertifyInstitution,
    InstitutionCertified,
    certify_institution,
)
from training.use_cases.inspect_institution import (
    InspectInstitution,
    InstitutionInspected,
    inspect_institution,
)
from training.use_cases.register_institution import (
    InstitutionRegistered,
    RegisterInstitution,
    register_institution,
)
from training.use_cases.register_trainer import RegisterTrainer, TrainerRegistered, register_trainer

router = Routes(tags=["institutions"])

_ID = "0198c1de-0000-7000-8000-000000000001"


@router.verb(
    "POST",
    "/v1/institutions",
    permission=permissions.REGISTER_INSTITUTION,
    status=201,
    summary="Register an institution's application",
    description="An institution applies to become a certified provider. A case worker registers within their area.",
    refusals=[DateInFuture, DatedTooFarBack],
    body_example={"name": "Jijiang Vocational School", "area": "500116", "applied_on": "2007-05-02"},
    response_model=InstitutionRegistered,
)
async def register_training_institution(
    call: Caller, database: Db, request: Request, command: RegisterInstitution
) -> InstitutionRegistered:
    """Register an application."""
    return await register_institution(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "POST",
    "/v1/institutions/{institution_id}/inspection",
    permission=permissions.INSPECT_INSTITUTION,
    summary="Record an inspection",
    description="A passed inspection makes a certificate possible; a failed one is kept and may be "
    "followed by another. A certified institution is inspected again before its renewal.",
    refusals=[DatesOutOfOrder, DateInFuture],
    body_example={
        "inspected_on": "2007-05-20",
        "passed": True,
        "findings": "Two rooms, six licensed trainers",
    },
    response_model=InstitutionInspected,
)
async def inspect_training_institution(
    call: Caller, database: Db, request: Request, institution_id: Id, command: InspectInstitution
) -> InstitutionInspected:
    """Record an inspection."""
    return await inspect_institution(database, call, request.app.state.rules_as_of, institution_id, command)


@router.verb(
    "POST",
    "/v1/institutions/{institution_id}/certification",
    permission=permissions.CERTIFY_INSTITUTION,
    summary="Certify an institution",
    description="For a period, after a passed inspection of its own; not by the person who inspected.",
    refusals=[InspectionMissing, CertificationOverlaps, SamePerson, DatesOutOfOrder],
    body_example={"certified_from": "2007-06-01", "certified_to": "2009-05-31"},
    response_model=InstitutionCertified,
)
async def certify_training_institution(
    call: Caller, database: Db, institution_id: Id, command: CertifyInstitution
) -> InstitutionCertified:
    """Certify an institution."""
    return await certify_institution(database, call, institution_id, command)


@router.verb(
    "GET",
    "/v1/institutions",
    permission=permissions.READ_INSTITUTIONS,
    summary="List institutions",
    description="Those that the caller may see, oldest first.",
    response_model=InstitutionPage,
)
async def list_institutions(
    call: Caller, database: Db, page: Paging, area: Annotated[str | None, Query(max_length=12)] = None
) -> InstitutionPage:
    """List institutions."""
    conditions = [within(call.actor, institution.c.id, institution.c.area)]
    if area is not None:
        conditions.append(institution.c.area.startswith(area, autoescape=True))
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, institution, conditions, page.limit, page.after)
        held = await certifications_of(tx, [row["id"] for row in rows])
        items = []
        for row in rows:
            certifications = held.get(row["id"], [])
            expired = row["state"] == InstitutionState.CERTIFIED and all(
                c["certified_to"] < tx.today for c in certifications
            )
            items.append(
                InstitutionView(
                    **{**row, "state": InstitutionState.EXPIRED if expired else row["state"]},
                    certifications=[CertificationView(**c) for c in certifications],
                )
            )
    return InstitutionPage(items=items, next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/institutions/{institution_id}",
    permission=permissions.READ_INSTITUTIONS,
    summary="Read an institution",
    description="With its inspections and certificates.",
    response_model=InstitutionDetail,
)
async def read_institution(call: Caller, database: Db, institution_id: Id) -> InstitutionDetail:
    """Read an institution."""
    async with database.reading(call) as tx:
        found, row = await load_institution(tx, institution_id, call.actor)
        inspections = await inspections_of(tx, institution_id)
        return InstitutionDetail(
            **{**row, "state": found.state_on(tx.today)},
            certifications=[
                CertificationView(certified_from=c.certified_from, certified_to=c.certified_to)
                for c in found.certifications
            ],
            inspections=[InspectionView(**inspection) for inspection in inspections],
        )


@router.verb(
    "POST",
    "/v1/trainers",
    permission=permissions.REGISTER_TRAINER,
    status=201,
    summary="Register a trainer",
    description="With the licences that say which packages they may teach, and when; three years at most.",
    refusals=[LicenceTooLong, DatesOutOfOrder],
    body_example={
        "institution_id": _ID,
        "name": "李明",
        "licences": [{"package": "SYB", "level": "trainer", "valid_from": "2006-03-01", "valid_to": "2009-02-28"}],
    },
    response_model=TrainerRegistered,
)
async def register_licensed_trainer(
    call: Caller, database: Db, request: Request, command: RegisterTrainer
) -> TrainerRegistered:
    """Register a trainer."""
    return await register_trainer(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "GET",
    "/v1/trainers",
    permission=permissions.READ_TRAINERS,
    summary="List trainers",
    description="With their licences.",
    response_model=TrainerPage,
)
async def list_trainers(call: Caller, database: Db, page: Paging, institution_id: Id | None = None) -> TrainerPage:
    """List trainers."""
    conditions = [
        within(call.actor, trainer.c.institution_id, trainer.c.area),
        *matching(trainer, institution_id=institution_id),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, trainer, conditions, page.limit, page.after)
        licences: dict[str, list[LicenceView]] = {}
        for held in await licences_of(tx, [row["id"] for row in rows]):
            licences.setdefault(held["trainer_id"], []).append(LicenceView(**held))
    items = [TrainerView(**row, licences=licences.get(row["id"], [])) for row in rows]
    return TrainerPage(items=items, next=next_cursor(after))
