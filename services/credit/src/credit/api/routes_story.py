"""What credit holds of one person."""

from kit.http import Caller, Db, Id, Page, Routes
from pydantic import BaseModel

from credit.api import permissions
from credit.api.routes_applications import list_loan_applications
from credit.api.routes_claim_views import ClaimShown, list_claims
from credit.api.routes_loans import LoanShown, list_loans
from credit.application_views import ApplicationShown

router = Routes(tags=["people"])
_MANY = 100


class BorrowerShown(BaseModel):
    """A person's loan applications and loans, and what banks claimed for them, the oldest first."""

    applicant_id: str
    applications: list[ApplicationShown]
    loans: list[LoanShown]
    claims: list[ClaimShown]


@router.verb(
    "GET",
    "/v1/story/credit/{applicant_id}",
    permission=permissions.READ_CASES,
    summary="Read what credit holds of one person",
    description="Applications, loans and claims, within what the caller may see; empty for who never applied.",
    response_model=BorrowerShown,
)
async def read_borrower(call: Caller, database: Db, applicant_id: Id) -> BorrowerShown:
    """Read a person's applications, loans and claims."""
    page = Page(limit=_MANY, after=None)
    asked = await list_loan_applications(call, database, page, applicant_id=applicant_id)
    lent = await list_loans(call, database, page, applicant_id=applicant_id)
    claimed = await list_claims(call, database, page, applicant_id=applicant_id)
    return BorrowerShown(applicant_id=applicant_id, applications=asked.items, loans=lent.items, claims=claimed.items)
