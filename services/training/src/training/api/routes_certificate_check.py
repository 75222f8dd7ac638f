"""Anyone checks a certificate, without an account, by its number and the code printed on it."""

from typing import Annotated

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse
from kit.database import Transaction
from kit.http import Caller, Db, Routes
from kit.private import PrivateData
from kit.refusal import NotFound

from training.api import permissions
from training.api.certificate_pages import check_page, unknown_page
from training.api.certificate_views import CertificateChecked
from training.api.private import private_data
from training.domain.certificate import masked_name
from training.store.certificates import certificate_to_check
from training.use_cases.print_certificate import HOLDER

router = Routes(tags=["certificate check"])

Number = Annotated[str, Path(min_length=1, max_length=40, examples=["JJ-SYB-2007-00001"])]
Code = Annotated[str, Query(max_length=16, description="The code printed on the certificate.")]


@router.verb(
    "GET",
    "/v1/certificate-checks/{number}",
    permission=permissions.CHECK_CERTIFICATES,
    summary="Check a certificate",
    description="Public. Whether the certificate with this number and code holds, for which course, from which "
    "institution; the holder's name masked. Not found means that number and code fit no certificate.",
    refusals=[NotFound],
    response_model=CertificateChecked,
)
async def check_certificate(
    call: Caller, database: Db, request: Request, number: Number, code: Code = ""
) -> CertificateChecked:
    """Check a certificate."""
    async with database.reading(call) as tx:
        found = await _checked(tx, private_data(request), number, code)
    if found is None:
        raise NotFound(noun="certificate")
    return found


@router.verb(
    "GET",
    "/v1/certificate-checks/{number}/page",
    permission=permissions.CHECK_CERTIFICATES,
    summary="Check a certificate in a browser",
    description="Public. The page behind the QR code, in both languages.",
    response_class=HTMLResponse,
)
async def see_certificate_check(
    call: Caller, database: Db, request: Request, number: Number, code: Code = ""
) -> HTMLResponse:
    """See a certificate's page."""
    async with database.reading(call) as tx:
        found = await _checked(tx, private_data(request), number, code)
    return HTMLResponse(check_page(found) if found else unknown_page())


async def _checked(tx: Transaction, private: PrivateData, number: str, code: str) -> CertificateChecked | None:
    row = await certificate_to_check(tx, number, code)
    if row is None:
        return None
    return CertificateChecked(
        number=row["number"],
        valid=row["revoked_on"] is None,
        package=row["package"],
        institution=row["institution_name"],
        holder=masked_name(private.decrypt(row["holder"], HOLDER)) if row["holder"] else None,
        issued_on=row["issued_on"],
        revoked_on=row["revoked_on"],
        checked_on=tx.today,
    )
