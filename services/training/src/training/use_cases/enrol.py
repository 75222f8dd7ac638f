"""An accepted applicant takes a seat in a class."""

from decimal import Decimal

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from pydantic import BaseModel

from training.domain.dates import check_fact
from training.domain.enrolment import enrol
from training.domain.errors.enrolments import AlreadyEnrolled, EntitlementTaken
from training.policy import RulesAsOf
from training.store.applicants import lock_applicant
from training.store.classes import reserve_seat
from training.store.enrolments import enrolments_of_person, learning_times
from training.store.tables.enrolments import EnrolmentRow
from training.use_cases.enrolment_facts import confirmed, enrolment_row
from training.use_cases.shapes import Command, Day


class EnrolApplicant(Command):
    """Who joins, and when they did."""

    applicant_id: Id
    enrolled_on: Day


class Enrolled(BaseModel):
    """The enrolment, with the decision whether it is free of charge and why."""

    id: str
    class_id: str
    applicant_id: str
    state: str
    free: bool
    reason: str
    fee: Decimal
    policy_version: str
    version: int


@use_case(
    "training.enrolment.confirm",
    conflicts={
        "uq_enrolment_class_applicant": lambda: AlreadyEnrolled("applicant_id"),
        "uq_enrolment_entitlement": lambda: EntitlementTaken("applicant_id"),
    },
)
async def enrol_applicant(tx: Transaction, rules_as_of: RulesAsOf, class_id: str, command: EnrolApplicant) -> Enrolled:
    """Reserve the seat first, then decide; a refusal gives the seat back."""
    actor = tx.call.actor
    check_fact("enrolled_on", command.enrolled_on, tx.today, rules_as_of(tx.today))
    rules = rules_as_of(command.enrolled_on)
    joined, row = await reserve_seat(tx, class_id, actor)
    applicant = await lock_applicant(tx, command.applicant_id)
    others = await enrolments_of_person(tx, command.applicant_id)
    enrolment, event = enrol(
        new_id(),
        joined,
        applicant,
        command.enrolled_on,
        already_in_class=any(other.class_id == class_id for other in others),
        busy=await learning_times(tx, others, joined.starts_on, joined.ends_on),
        entitlement_used=any(o.uses_entitlement and o.package is joined.package for o in others),
        rules=rules,
    )
    fee = Decimal("0.00") if enrolment.free else joined.fee.amount
    tx.insert(EnrolmentRow, enrolment_row(enrolment, joined, row["area"], rules.version, actor.account, tx.now))
    tx.emit(confirmed(event))
    tx.about(enrolment.enrolment_id, class_id=class_id, free=enrolment.free)
    return Enrolled(
        id=enrolment.enrolment_id,
        class_id=class_id,
        applicant_id=enrolment.applicant_id,
        state=enrolment.state.value,
        free=enrolment.free,
        reason=enrolment.reason.value,
        fee=fee,
        policy_version=rules.version,
        version=1,
    )
