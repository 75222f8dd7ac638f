"""Certificates: printed, and revoked by two people."""

import asyncio
from typing import Annotated

import sqlalchemy as sa
from fastapi import Path, Query, Request, Response
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound, SamePerson

from training.api import permissions
from training.api.certificate_pdf import Paper, certificate_pdf
from training.api.certificate_views import CertificateRevocations, RevocationPage, RevocationView, RevocationWaiting
from training.api.private import private_data
from training.domain.certificate import RevocationState
from training.domain.errors.certificates import (
    CertificateNotInForce,
    CertificateRevokedAlready,
    HolderDiffers,
    HolderUnknown,
)
from training.domain.packages import Package
from training.store.certificates import (
    certificate,
    certificate_of,
    language_of_print,
    revocation,
    revocations_of,
)
from training.store.listing import matching
from training.store.scope import within
from training.use_cases.print_certificate import HOLDER, CertificatePrinted, PrintCertificate, print_certificate
from training.use_cases.revoke_certificate import (
    DecideRevocation,
    ProposeRevocation,
    RevocationMoved,
    decide_revocation,
    propose_revocation,
)

router = Routes(tags=["certificates"])

Number = Annotated[str, Path(min_length=1, max_length=40, examples=["JJ-SYB-2007-00001"])]


class PdfResponse(Response):
    """A PDF document."""

    media_type = "application/pdf"


def address_of(request: Request, number: str, code: str) -> str:
    """The public page of a certificate, as its QR code has it."""
    return f"{request.app.state.public_url}/v1/certificate-checks/{number}/page?code={code}"


@router.verb(
    "POST",
    "/v1/certificates/{number}/prints",
    permission=permissions.PRINT_CERTIFICATES,
    status=201,
    summary="Print a certificate",
    description="Notes a print in Chinese or English; the paper is then fetched. The first print needs the holder's "
    "name as in the applicant's file; it is kept encrypted and used from then on. Prints are counted.",
    refusals=[NotFound, CertificateNotInForce, HolderUnknown, HolderDiffers],
    body_example={"language": "zh", "holder_name": "王秀英"},
    response_model=CertificatePrinted,
)
async def print_training_certificate(
    call: Caller, database: Db, request: Request, number: Number, command: PrintCertificate
) -> CertificatePrinted:
    """Print a certificate."""
    return await print_certificate(database, call, private_data(request), number, command)


@router.verb(
    "GET",
    "/v1/certificates/{number}/prints/{print_number}",
    permission=permissions.PRINT_CERTIFICATES,
    summary="Fetch a printed certificate",
    description="As PDF, with a QR code of its public page. The same print is always the same bytes.",
    refusals=[NotFound, CertificateNotInForce],
    response_class=PdfResponse,
)
async def fetch_certificate(
    call: Caller,
    database: Db,
    request: Request,
    number: Number,
    print_number: Annotated[int, Path(ge=1, le=10_000, description="Which print, from 1.")],
) -> PdfResponse:
    """Fetch a printed certificate."""
    async with database.reading(call) as tx:
        row = await certificate_of(tx, number, call.actor)
        language = await language_of_print(tx, row["id"], print_number)
    if row["revoked_on"] is not None:
        raise CertificateNotInForce(revoked_on=row["revoked_on"])
    paper = Paper(
        number=number,
        holder=private_data(request).decrypt(row["holder"], HOLDER),
        package=Package(row["package"]),
        institution=row["institution_name"],
        issued_on=row["issued_on"],
        address=address_of(request, number, row["check_code"]),
        print_number=print_number,
    )
    content = await asyncio.to_thread(certificate_pdf, paper, "en" if language == "en" else "zh")
    headers = {
        "Content-Disposition": f'inline; filename="{number}-{language}.pdf"',
        "Content-Language": language,
        "Cache-Control": "no-store",
    }
    return PdfResponse(content, headers=headers)


@router.verb(
    "POST",
    "/v1/certificates/{number}/revocation",
    permission=permissions.PROPOSE_REVOCATION,
    status=201,
    summary="Propose to revoke a certificate",
    description="It holds until somebody else has confirmed the revocation.",
    refusals=[NotFound, CertificateRevokedAlready, DatesOutOfOrder],
    body_example={
        "cause": "attendance_false",
        "reason": "The sheets of sessions 4 to 9 were signed by another person.",
        "proposed_on": "2008-02-04",
    },
    response_model=RevocationMoved,
)
async def propose_certificate_revocation(
    call: Caller, database: Db, request: Request, number: Number, command: ProposeRevocation
) -> RevocationMoved:
    """Propose a revocation."""
    return await propose_revocation(database, call, request.app.state.rules_as_of, number, command)


@router.verb(
    "POST",
    "/v1/certificate-revocations/{revocation_id}/decision",
    permission=permissions.DECIDE_REVOCATION,
    summary="Confirm or reject a revocation",
    description="By somebody other than who proposed it. Confirmed: milestones that are not paid end, lines leave the "
    "claims that are not in payment yet, and what was paid is to be clawed back.",
    refusals=[NotFound, IllegalTransition, SamePerson, DatesOutOfOrder],
    body_example={"decided_on": "2008-02-11", "confirmed": True, "reason": "Two learners confirmed it."},
    response_model=RevocationMoved,
)
async def decide_certificate_revocation(
    call: Caller, database: Db, request: Request, revocation_id: Id, command: DecideRevocation
) -> RevocationMoved:
    """Decide a revocation."""
    return await decide_revocation(database, call, request.app.state.rules_as_of, revocation_id, command)


@router.verb(
    "GET",
    "/v1/certificates/{number}/revocations",
    permission=permissions.READ_CERTIFICATES,
    summary="List a certificate's revocations",
    description="Whatever was proposed, and how it was decided.",
    response_model=CertificateRevocations,
)
async def list_revocations_of_certificate(call: Caller, database: Db, number: Number) -> CertificateRevocations:
    """List a certificate's revocations."""
    async with database.reading(call) as tx:
        row = await certificate_of(tx, number, call.actor)
        items = await revocations_of(tx, row["id"])
    return CertificateRevocations(
        number=number, revoked_on=row["revoked_on"], items=[RevocationView.model_validate(dict(item)) for item in items]
    )


@router.verb(
    "GET",
    "/v1/certificate-revocations",
    permission=permissions.READ_CERTIFICATES,
    summary="List revocations",
    description="Those that wait for a decision, or all.",
    response_model=RevocationPage,
)
async def list_revocations(
    call: Caller,
    database: Db,
    page: Paging,
    state: Annotated[RevocationState | None, Query(description="proposed, confirmed or rejected.")] = None,
) -> RevocationPage:
    """List revocations."""
    query = (
        sa.select(revocation, certificate.c.number)
        .join(certificate, certificate.c.id == revocation.c.certificate_id)
        .where(
            within(call.actor, revocation.c.institution_id, revocation.c.area),
            *matching(revocation, state=state.value if state else None),
        )
        .order_by(revocation.c.id)
        .limit(page.limit + 1)
    )
    if page.after is not None:
        query = query.where(revocation.c.id > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    after = rows[page.limit - 1]["id"] if len(rows) > page.limit else None
    return RevocationPage(
        items=[RevocationWaiting.model_validate(dict(row)) for row in rows[: page.limit]], next=next_cursor(after)
    )
