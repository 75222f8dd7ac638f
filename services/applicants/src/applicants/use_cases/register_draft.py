"""A case worker registers the person whose draft is complete."""

from kit.database import Transaction, use_case
from kit.problem import ContentInvalid

from applicants.domain.intake_form import check_form
from applicants.store.drafts import REGISTERED, close, lock_open, unseal
from applicants.use_cases.faults import form_problem
from applicants.use_cases.office import Office
from applicants.use_cases.register_applicant import ApplicantRegisteredResult, register_one
from applicants.use_cases.registering import ONE_FILE_A_PERSON, setting_of


@use_case("applicants.draft.register", conflicts=ONE_FILE_A_PERSON)
async def register_draft(tx: Transaction, office: Office, draft_id: str) -> ApplicantRegisteredResult:
    """Register; the draft is erased. Raises ContentInvalid with every fault, DuplicateIdentityNumber."""
    row = await lock_open(tx, draft_id, "registered")
    checked = check_form(unseal(row, office.private), setting_of(tx, office))
    if checked.facts is None:
        raise ContentInvalid([form_problem(fault, tx.call.language) for fault in checked.faults])
    result = await register_one(tx, office, checked.facts)
    await close(tx, row, REGISTERED, result.id)
    return result
