"""A learner changes from one class to another of the same package."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from training.domain.enrolment import Applicant, Enrolment, EnrolmentConfirmed, enrol
from training.domain.errors.enrolments import AlreadyEnrolled, ClassFull, PackagesDiffer, TransferWouldCost
from training.domain.rules import Rules
from training.domain.training_class import ClassState, Occupied, TrainingClass


def transfer(
    learner: Enrolment,
    origin: TrainingClass,
    target: TrainingClass,
    applicant: Applicant | None,
    transferred_on: date,
    enrolment_id: str,
    *,
    seats_free: int,
    others: Sequence[Enrolment],
    busy: Sequence[Occupied],
    rules: Rules,
) -> tuple[Enrolment, EnrolmentConfirmed]:
    """Leave ``origin`` and take a seat in ``target``, by every rule of enrolling there; ``rules`` of that day.

    ``others``: the person's enrolments but this one; ``busy``: their sessions of classes other than these two. The
    one subsidised course of the package goes along; who learnt free of charge goes on doing so. Hours of the class
    left do not count in the new one, which is why the time for enrolling must not be over there.
    """
    origin.must_be(ClassState.OPEN, "left")
    target.must_be(ClassState.OPEN, "joined")
    if origin.class_id == target.class_id:
        raise AlreadyEnrolled("to_class_id")
    if origin.package is not target.package:
        raise PackagesDiffer("to_class_id", origin=origin.package.value, target=target.package.value)
    learner.transfer(transferred_on)
    if seats_free < 1:
        raise ClassFull("to_class_id", capacity=target.capacity)
    new, event = enrol(
        enrolment_id,
        target,
        applicant,
        transferred_on,
        already_in_class=any(other.class_id == target.class_id for other in others),
        busy=busy,
        entitlement_used=any(other.uses_entitlement and other.package is target.package for other in others),
        rules=rules,
    )
    if learner.free and not new.free:
        raise TransferWouldCost("to_class_id", reason=new.reason.value)
    return new, event
