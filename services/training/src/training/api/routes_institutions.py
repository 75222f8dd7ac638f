"""Institutions: application, inspection, certificates, what is decided against them."""

from fastapi import Request
from kit.http import Caller, Db, Id, Routes
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

from training.api import permissions
from training.domain.errors.dates import DatedTooFarBack, DateInFuture
from training.domain.errors.institutions import (
    AlreadySuspended,
    CertificationOverlaps,
    CertificationTooLong,
    ChecklistIncomplete,
    ChecklistItemUnknown,
    DocumentKindUnknown,
    DocumentsMissing,
    InspectionMissing,
    InspectionTooOld,
    MasterTrainerNeeded,
    NothingToRenew,
    ReapplicationTooEarly,
    RemarkMissing,
)
from training.use_cases.add_document import DocumentAdded, add_document
from training.use_cases.certify_institution import (
    CertifyInstitution,
    InstitutionCertified,
    RenewInstitution,
    certify_institution,
    renew_institution,
)
from training.use_cases.document_shapes import DocumentHandedIn
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
from training.use_cases.revoke_institution import InstitutionRevoked, RevokeInstitution, revoke_institution
from training.use_cases.suspend_institution import (
    InstitutionSuspended,
    InstitutionSuspensionLifted,
    LiftSuspension,
    SuspendInstitution,
    lift_institution,
    suspend_institution,
)

router = Routes(tags=["institutions"])

_ID = "0198c1de-0000-7000-8000-000000000001"
_PAPER = {
    "kind": "premises",
    "reference": "租2007-031",
    "issued_by": "江津区房管局",
    "received_on": "2007-05-02",
    "valid_to": "2010-04-30",
}


@router.verb(
    "POST",
    "/v1/institutions",
    permission=permissions.REGISTER_INSTITUTION,
    status=201,
    summary="Register an institution's application",
    description="An institution applies to become a certified provider, with its papers; others may follow. "
    "A case worker registers within their area. The answer names the required papers that are missing.",
    refusals=[DateInFuture, DatedTooFarBack, DatesOutOfOrder, DocumentKindUnknown],
    body_example={
        "name": "Jijiang Vocational School",
        "area": "500116",
        "applied_on": "2007-05-02",
        "address": "几江街道大同路 18 号",
        "documents": [_PAPER],
    },
    response_model=InstitutionRegistered,
)
async def register_training_institution(
    call: Caller, database: Db, request: Request, command: RegisterInstitution
) -> InstitutionRegistered:
    """Register an application."""
    return await register_institution(database, call, request.app.state.rules_as_of, command)


@router.verb(
    "POST",
    "/v1/institutions/{institution_id}/documents",
    permission=permissions.ADD_DOCUMENT,
    status=201,
    summary="Add a paper to an application",
    description="Of a kind that the policy lists. The newest of a kind counts; earlier ones stay.",
    refusals=[DocumentKindUnknown, DatesOutOfOrder, DateInFuture, DatedTooFarBack],
    body_example=_PAPER,
    response_model=DocumentAdded,
)
async def add_institution_document(
    call: Caller, database: Db, request: Request, institution_id: Id, command: DocumentHandedIn
) -> DocumentAdded:
    """Add a paper."""
    return await add_document(database, call, request.app.state.rules_as_of, institution_id, command)


@router.verb(
    "POST",
    "/v1/institutions/{institution_id}/inspection",
    permission=permissions.INSPECT_INSTITUTION,
    summary="Record an inspection",
    description="Every item of the policy's checklist, met or not. It is passed when every critical item is met "
    "and the weights met reach the policy's share: no hand decides that. A failed one is kept and may be followed "
    "by another. A certified institution is inspected again before its renewal.",
    refusals=[
        ChecklistItemUnknown,
        ChecklistIncomplete,
        RemarkMissing,
        MasterTrainerNeeded,
        DatesOutOfOrder,
        DateInFuture,
    ],
    body_example={
        "inspected_on": "2007-05-20",
        "items": [
            {"item": "originals_seen", "met": True},
            {"item": "fire_safety", "met": True},
            {"item": "rooms", "met": True},
            {"item": "equipment", "met": True},
            {"item": "licensed_trainers", "met": True},
            {"item": "records", "met": True},
            {"item": "fees_displayed", "met": False, "remark": "价目表未上墙"},
        ],
        "findings": "Two rooms, six licensed trainers",
    },
    response_model=InstitutionInspected,
)
async def inspect_training_institution(
    call: Caller, database: Db, request: Request, institution_id: Id, command: InspectInstitution
) -> InstitutionInspected:
    """Record an inspection."""
    return await inspect_institution(database, call, request.app.state.rules_as_of, institution_id, command)


_CERTIFYING = [
    InspectionMissing,
    InspectionTooOld,
    DocumentsMissing,
    CertificationOverlaps,
    CertificationTooLong,
    ReapplicationTooEarly,
    SamePerson,
    DatesOutOfOrder,
    IllegalTransition,
]


@router.verb(
    "POST",
    "/v1/institutions/{institution_id}/certification",
    permission=permissions.CERTIFY_INSTITUTION,
    summary="Certify an institution",
    description="For a period, after a passed inspection of its own and with every required paper; not by the "
    "person who inspected. After a revocation the inspection comes no sooner than the policy's waiting time.",
    refusals=_CERTIFYING,
    body_example={"certified_from": "2007-06-01", "certified_to": "2009-05-31"},
    response_model=InstitutionCertified,
)
async def certify_training_institution(
    call: Caller, database: Db, request: Request, institution_id: Id, command: CertifyInstitution
) -> InstitutionCertified:
    """Certify an institution."""
    return await certify_institution(database, call, request.app.state.rules_as_of, institution_id, command)


@router.verb(
    "POST",
    "/v1/institutions/{institution_id}/renewal",
    permission=permissions.RENEW_INSTITUTION,
    summary="Renew an institution's certificate",
    description="From the day after the last one ends unless a later day is given. Needs a new passed inspection, "
    "the required papers still valid, and that the last certificate was not revoked.",
    refusals=[NothingToRenew, *_CERTIFYING],
    body_example={"certified_to": "2011-05-31"},
    response_model=InstitutionCertified,
)
async def renew_training_institution(
    call: Caller, database: Db, request: Request, institution_id: Id, command: RenewInstitution
) -> InstitutionCertified:
    """Renew a certificate."""
    return await renew_institution(database, call, request.app.state.rules_as_of, institution_id, command)


@router.verb(
    "POST",
    "/v1/institutions/{institution_id}/suspension",
    permission=permissions.SUSPEND_INSTITUTION,
    summary="Suspend an institution",
    description="From a day on which its certificate holds, until a day or until it is lifted. The answer names "
    "the open classes with sessions on those days.",
    refusals=[AlreadySuspended, IllegalTransition, DatesOutOfOrder, DatedTooFarBack],
    body_example={"suspended_from": "2008-03-01", "suspended_to": None, "reason": "两次抽查无人上课"},
    response_model=InstitutionSuspended,
)
async def suspend_training_institution(
    call: Caller, database: Db, request: Request, institution_id: Id, command: SuspendInstitution
) -> InstitutionSuspended:
    """Suspend."""
    return await suspend_institution(database, call, request.app.state.rules_as_of, institution_id, command)


@router.verb(
    "POST",
    "/v1/institutions/{institution_id}/suspension-lifting",
    permission=permissions.SUSPEND_INSTITUTION,
    summary="Lift an institution's suspension",
    description="`lifted_on` is the first day on which it may teach again; on the first day of the suspension "
    "itself it undoes it.",
    refusals=[IllegalTransition, DateInFuture, DatedTooFarBack],
    body_example={"lifted_on": "2008-04-15", "reason": "整改后复查合格"},
    response_model=InstitutionSuspensionLifted,
)
async def lift_institution_suspension(
    call: Caller, database: Db, request: Request, institution_id: Id, command: LiftSuspension
) -> InstitutionSuspensionLifted:
    """Lift a suspension."""
    return await lift_institution(database, call, request.app.state.rules_as_of, institution_id, command)


@router.verb(
    "POST",
    "/v1/institutions/{institution_id}/revocation",
    permission=permissions.REVOKE_INSTITUTION,
    summary="Revoke an institution's certificate",
    description="For good, from a day on which it holds. It may be certified anew after the policy's waiting time "
    "and a new inspection. The answer names the open classes with sessions from that day on.",
    refusals=[IllegalTransition, DateInFuture, DatedTooFarBack],
    body_example={"revoked_on": "2008-06-02", "reason": "虚报学员人数"},
    response_model=InstitutionRevoked,
)
async def revoke_training_institution(
    call: Caller, database: Db, request: Request, institution_id: Id, command: RevokeInstitution
) -> InstitutionRevoked:
    """Revoke a certificate."""
    return await revoke_institution(database, call, request.app.state.rules_as_of, institution_id, command)
