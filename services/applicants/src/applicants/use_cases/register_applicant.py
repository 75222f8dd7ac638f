"""A case worker registers one person from an intake form."""

from typing import Annotated, Literal

from kit.database import Transaction, use_case
from kit.ids import new_id
from pydantic import BaseModel, Field, StringConstraints

from applicants.domain.applicant import Applicant, Progress
from applicants.domain.areas import demand_within
from applicants.domain.duplicates import Likeness
from applicants.domain.facts import Consent, Facts, Intake, read_intake
from applicants.domain.words import Education, EmploymentStatus, Sex, TargetGroup, Wants
from applicants.store.duplicates import LookAlike, registered_already
from applicants.use_cases.office import Office
from applicants.use_cases.registering import ONE_FILE_A_PERSON, open_files
from applicants.use_cases.shapes import AreaCode, Command, Day, IdeaShape, Phone, Standing


class ConsentShape(Command):
    """What the person agreed to have their data used for, and when."""

    purpose: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
    given_on: Day


class RegisterApplicant(Command):
    """An intake form."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=50)]
    identity_number: Annotated[
        str, Field(min_length=15, max_length=40, repr=False, description="18 characters (GB 11643), or 15 digits.")
    ]
    phone: Annotated[Phone | None, Field(repr=False)] = None
    area: AreaCode
    education: Education
    employment_status: EmploymentStatus
    unemployed_since: Day | None = None
    target_group: TargetGroup
    group_document_number: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] | None
    ) = None
    wants: Wants
    idea: IdeaShape | None = None
    consent: ConsentShape
    runs_registered_business: bool
    sex: Sex | None = Field(None, description="Read from the identity number; must agree with it if given.")
    birth_on: Day | None = Field(None, description="Read from the identity number; must agree with it if given.")
    registered_on: Day


class PossibleDuplicate(BaseModel):
    """Someone who may be the same person: a warning, to be looked at."""

    applicant_id: str
    because: Literal["name_and_birth", "phone"]


class ApplicantRegisteredResult(Standing):
    """The new applicant, and who may be the same person; of files outside the caller's area only how many."""

    possible_duplicates: list[PossibleDuplicate]
    possible_duplicates_elsewhere: int = 0


@use_case("applicants.applicant.register", conflicts=ONE_FILE_A_PERSON)
async def register_applicant(tx: Transaction, office: Office, command: RegisterApplicant) -> ApplicantRegisteredResult:
    """Register one person. The same identity number blocks; same name and birth date, or phone, warns."""
    rules = office.rules_as_of(tx.today)
    return await register_one(tx, office, read_intake(_intake(command), office.areas, rules, tx.today))


async def register_one(tx: Transaction, office: Office, facts: Facts) -> ApplicantRegisteredResult:
    """Register one person whose form holds together. Raises AreaOutsideYours, DuplicateIdentityNumber."""
    demand_within(facts.area, tx.call.actor.area)
    for refusal in (await registered_already(tx, office.private, [facts])).values():
        raise refusal
    applicant = Applicant(new_id(), facts, Progress())
    similar = (await open_files(tx, office, [applicant]))[applicant.id]
    tx.about(applicant.id, possible_duplicates=[one.applicant_id for one in similar])
    within = [one for one in similar if tx.call.actor.within_area(one.area)]
    return ApplicantRegisteredResult(
        id=applicant.id,
        state=applicant.state,
        version=applicant.version,
        possible_duplicates=possible_duplicates(within),
        possible_duplicates_elsewhere=len(similar) - len(within),
    )


def possible_duplicates(similar: list[LookAlike]) -> list[PossibleDuplicate]:
    """As an answer names them: of two reasons the stronger."""
    return [
        PossibleDuplicate(
            applicant_id=one.applicant_id,
            because="name_and_birth" if Likeness.NAME_AND_BIRTH in one.because else "phone",
        )
        for one in similar
    ]


def _intake(command: RegisterApplicant) -> Intake:
    return Intake(
        name=command.name,
        identity_number=command.identity_number,
        phone=command.phone,
        area=command.area,
        education=command.education,
        employment_status=command.employment_status,
        unemployed_since=command.unemployed_since,
        target_group=command.target_group,
        group_document_number=command.group_document_number,
        wants=command.wants,
        idea=command.idea.as_idea() if command.idea else None,
        consent=Consent(command.consent.purpose, command.consent.given_on),
        runs_registered_business=command.runs_registered_business,
        registered_on=command.registered_on,
        sex=command.sex,
        birth_on=command.birth_on,
    )
