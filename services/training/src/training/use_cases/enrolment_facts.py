"""Enrolments are written, and told."""

from datetime import datetime
from typing import Any

from training.domain.enrolment import Enrolment, EnrolmentConfirmed
from training.domain.training_class import TrainingClass
from training.events.published import classes as published


def enrolment_row(
    enrolment: Enrolment, joined: TrainingClass, area: str, policy_version: str, account: str, now: datetime
) -> dict[str, Any]:
    """The whole row of a new enrolment."""
    return {
        "id": enrolment.enrolment_id,
        "class_id": enrolment.class_id,
        "applicant_id": enrolment.applicant_id,
        "institution_id": joined.institution_id,
        "area": area,
        "package": enrolment.package.value,
        "enrolled_on": enrolment.enrolled_on,
        "free": enrolment.free,
        "reason": enrolment.reason.value,
        "fee": "0.00" if enrolment.free else joined.fee.amount,
        "target_group": enrolment.target_group,
        "uses_entitlement": enrolment.uses_entitlement,
        "policy_version": policy_version,
        "state": enrolment.state.value,
        "version": 1,
        "recorded_by": account,
        "recorded_at": now,
    }


def confirmed(event: EnrolmentConfirmed) -> published.EnrolmentConfirmed:
    """What is published of an enrolment."""
    return published.EnrolmentConfirmed(
        enrolment_id=event.enrolment_id,
        applicant_id=event.applicant_id,
        class_id=event.class_id,
        institution_id=event.institution_id,
        package=event.package.value,
        free=event.free,
        enrolled_on=event.enrolled_on,
    )
