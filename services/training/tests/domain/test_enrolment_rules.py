from datetime import date, datetime

import pytest
from kit.refusal import DatesOutOfOrder, IllegalTransition
from training.domain.enrolment import EnrolmentState, FeeReason, enrol
from training.domain.errors.enrolments import (
    AlreadyEnrolled,
    ApplicantNotAccepted,
    ApplicantWithdrawn,
    EnrolmentClosed,
    LearnerBusy,
)
from training.domain.packages import Package
from training.domain.training_class import ClassState, Occupied


@pytest.fixture
def enrolling(make):
    def run(**changes):
        values = {
            "applicant": make.applicant(),
            "joined": make.training_class(),
            "enrolled_on": date(2007, 7, 20),
            "already_in_class": False,
            "busy": [],
            "entitlement_used": False,
        } | changes
        return enrol(
            "e1",
            values.pop("joined"),
            values.pop("applicant"),
            values.pop("enrolled_on"),
            rules=make.rules(),
            **values,
        )[0]

    return run


def test_only_the_accepted_may_enrol(make, enrolling):
    with pytest.raises(ApplicantNotAccepted):
        enrolling(applicant=None)
    with pytest.raises(ApplicantNotAccepted):
        enrolling(applicant=make.applicant(accepted_on=None))
    with pytest.raises(DatesOutOfOrder):
        enrolling(enrolled_on=date(2007, 7, 9))


def test_the_withdrawn_may_not(make, enrolling):
    with pytest.raises(ApplicantWithdrawn):
        enrolling(applicant=make.applicant(withdrawn_on=date(2007, 7, 15)))


def test_nobody_twice_in_a_class(enrolling):
    with pytest.raises(AlreadyEnrolled):
        enrolling(already_in_class=True)


def test_no_learner_in_two_places_at_once(enrolling):
    with pytest.raises(LearnerBusy):
        enrolling(
            busy=[Occupied(datetime.fromisoformat("2007-08-08 14:00"), datetime.fromisoformat("2007-08-08 17:00"))]
        )
    enrolling(busy=[Occupied(datetime.fromisoformat("2007-08-08 18:00"), datetime.fromisoformat("2007-08-08 20:00"))])


def test_a_latecomer_may_join_for_three_days(enrolling):
    enrolling(enrolled_on=date(2007, 8, 9))
    with pytest.raises(EnrolmentClosed):
        enrolling(enrolled_on=date(2007, 8, 10))


def test_a_completed_class_takes_nobody(make, enrolling):
    with pytest.raises(IllegalTransition):
        enrolling(joined=make.training_class(state=ClassState.COMPLETED))


@pytest.mark.parametrize(
    "case",
    [
        (True, False, Package.SYB, FeeReason.ENTITLED),
        (True, True, Package.SYB, FeeReason.SUBSIDISED_COURSE_USED),
        (False, False, Package.SYB, FeeReason.NOT_ENTITLED),
        (True, False, Package.EYB, FeeReason.PACKAGE_NOT_SUBSIDISED),
    ],
)
def test_free_or_paying_is_said_with_its_reason(make, enrolling, case):
    free_of_charge, used, package, reason = case
    enrolment = enrolling(
        applicant=make.applicant(free_of_charge=free_of_charge),
        joined=make.training_class(package=package),
        entitlement_used=used,
    )
    assert enrolment.reason is reason
    assert enrolment.free is (reason is FeeReason.ENTITLED)
    assert enrolment.uses_entitlement is enrolment.free


def test_a_dropout_who_attended_has_used_the_one_subsidised_course(make):
    attended, never_came = make.enrolment(), make.enrolment()
    attended.drop_out(date(2007, 8, 8), attended=True)
    never_came.drop_out(date(2007, 8, 8), attended=False)
    assert attended.uses_entitlement
    assert not never_came.uses_entitlement
    assert attended.state is EnrolmentState.DROPPED_OUT
    with pytest.raises(IllegalTransition):
        attended.drop_out(date(2007, 8, 9), attended=True)
    with pytest.raises(DatesOutOfOrder):
        make.enrolment().drop_out(date(2007, 7, 19), attended=False)
