"""Register a person who answers for borrowers; once, whatever the number of loans."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.money import Money
from kit.private import PrivateData
from kit.refusal import NotFound
from pydantic import BaseModel, Field
from sqlalchemy import select

from credit.domain.errors.guarantors import GuarantorRegisteredAlready, ParticipantGuaranteesAlready
from credit.domain.errors.loans import RecordedMeanwhile
from credit.domain.guarantors import Employer, RegisteredGuarantor, read_identity
from credit.events.published import published
from credit.fields import Calendar, Day, Input, Name, Whole, Yuan
from credit.policy import RuleBook
from credit.store.guarantors import fact_values, private_values, registered_as
from credit.store.tables.securities import guarantor

Area = Annotated[str, Field(pattern=r"^\d{2,12}$", description="Area code; the subtree that it belongs to.")]
Insured = Annotated[Whole, Field(ge=0, le=720, description="Months of social insurance up to the day.")]


class RegisterGuarantor(Input):
    """A guarantor: who it is, where employed, income a year; ``applicant_id`` when a participant too."""

    name: Name
    identity_number: Annotated[str, Field(min_length=15, max_length=40)]
    area: Area
    employer: Employer
    employer_name: Name
    annual_income: Yuan
    insured_months: Insured
    retires_on: Calendar
    applicant_id: Id | None = None
    registered_on: Day


class GuarantorTaken(BaseModel):
    """The guarantor."""

    id: str
    version: int


@use_case(
    "credit.guarantor.register",
    conflicts={"uq_guarantor_identity": RecordedMeanwhile, "uq_guarantor_applicant": RecordedMeanwhile},
)
async def register_guarantor(
    tx: Transaction, book: RuleBook, private: PrivateData, command: RegisterGuarantor
) -> GuarantorTaken:
    """Name and number are encrypted; a number that is registered already is refused with its guarantor's id."""
    rules = book.on(command.registered_on)
    rules.check_day(command.registered_on, today=tx.today, where="registered_on")
    if not tx.call.actor.within_area(command.area):
        raise NotFound(where="area", noun="area")
    identity = read_identity(command.identity_number, command.registered_on)
    known = await registered_as(tx, private, identity)
    if known is not None:
        raise GuarantorRegisteredAlready(where="identity_number", guarantor_id=known)
    await refuse_second_registration(tx, command.applicant_id)
    person = RegisteredGuarantor(
        id=new_id(),
        area=command.area,
        employer=command.employer,
        employer_name=command.employer_name,
        annual_income=Money(command.annual_income),
        insured_months=command.insured_months,
        retires_on=command.retires_on,
        facts_on=command.registered_on,
        applicant_id=command.applicant_id,
    )
    event = person.register(identity, command.registered_on)
    tx.insert(
        guarantor,
        {
            "id": person.id,
            "area": person.area,
            **private_values(command.name, identity, private),
            **fact_values(person),
            "registered_on": command.registered_on,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
            "version": 1,
        },
    )
    tx.emit(*published(event))
    tx.about(person.id)
    return GuarantorTaken(id=person.id, version=1)


async def refuse_second_registration(tx: Transaction, applicant_id: str | None) -> None:
    """Raises ParticipantGuaranteesAlready when the participant is a guarantor already."""
    if applicant_id is None:
        return
    known = await tx.value(select(guarantor.c.id).where(guarantor.c.applicant_id == applicant_id))
    if known is not None:
        raise ParticipantGuaranteesAlready(where="applicant_id", guarantor_id=known)
