from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money
from training.domain.errors.classes import (
    CapacityOutOfRange,
    FeeAboveCap,
    HoursTooFew,
    RoomTaken,
    SessionPastMidnight,
    SessionsNotInOrder,
    SessionsOverlap,
    TooFewTrainers,
    TrainerBusy,
    TrainerNotLicensed,
    TrainerNotNamed,
    TrainerNotOfInstitution,
)
from training.domain.errors.institutions import InstitutionNotCertified
from training.domain.errors.results import DuplicateLine
from training.domain.packages import Package
from training.domain.training_class import Occupied, check_opening, room


@pytest.fixture
def opening(make):
    def check(planned=None, *, institution=None, trainers=None, busy=None, rooms=None):
        check_opening(
            planned or make.training_class(),
            institution or make.institution(),
            trainers or {name: make.trainer(name) for name in ("t1", "t2")},
            busy or {},
            rooms or {},
            make.rules(),
        )

    return check


def test_a_class_that_keeps_every_rule_opens(opening):
    opening()


@pytest.mark.parametrize("capacity", [19, 31])
def test_a_class_has_20_to_30_learners(make, opening, capacity):
    with pytest.raises(CapacityOutOfRange):
        opening(make.training_class(capacity=capacity))


def test_the_fee_is_at_most_the_price_cap(make, opening):
    opening(make.training_class(fee=Money(1000)))
    with pytest.raises(FeeAboveCap):
        opening(make.training_class(fee=Money("1000.01")))


def test_class_hours_reach_the_package_minimum(make, opening):
    short = tuple(make.session(n) for n in range(1, 10))
    with pytest.raises(HoursTooFew):
        opening(make.training_class(sessions=short))


def test_two_different_trainers_at_least(make, opening):
    alone = tuple(make.session(n, trainer_id="t1") for n in range(1, 11))
    with pytest.raises(TooFewTrainers):
        opening(make.training_class(trainer_ids=("t1",), sessions=alone))
    with pytest.raises(DuplicateLine):
        opening(make.training_class(trainer_ids=("t1", "t1"), sessions=alone))


def test_every_trainer_is_licensed_on_every_session_day(make, opening):
    ends_too_soon = make.trainer("t2", valid=(date(2005, 1, 1), date(2007, 8, 14)))
    with pytest.raises(TrainerNotLicensed) as refused:
        opening(trainers={"t1": make.trainer("t1"), "t2": ends_too_soon})
    assert refused.value.facts["day"] == date(2007, 8, 15)


def test_trainers_belong_to_the_institution(make, opening):
    stranger = make.trainer("t2", institution_id="other school")
    with pytest.raises(TrainerNotOfInstitution):
        opening(trainers={"t1": make.trainer("t1"), "t2": stranger})
    with pytest.raises(TrainerNotOfInstitution):
        opening(trainers={"t1": make.trainer("t1")})


def test_a_session_is_taught_by_a_trainer_of_the_class(make, opening):
    sessions = (*(make.session(n) for n in range(1, 10)), make.session(10, trainer_id="t3"))
    with pytest.raises(TrainerNotNamed):
        opening(make.training_class(sessions=sessions))


def test_the_institution_is_certified_on_every_session_day(make, opening):
    with pytest.raises(InstitutionNotCertified) as refused:
        opening(institution=make.institution(certified=(date(2007, 6, 1), date(2007, 8, 14))))
    assert refused.value.where == "sessions[9].held_on"


def test_no_trainer_in_two_places_at_once(opening):
    lunch = datetime.fromisoformat("2007-08-07 15:59")
    with pytest.raises(TrainerBusy):
        opening(busy={"t2": [Occupied(lunch, datetime.fromisoformat("2007-08-07 18:00"))]})
    opening(
        busy={"t2": [Occupied(datetime.fromisoformat("2007-08-07 16:00"), datetime.fromisoformat("2007-08-07 18:00"))]}
    )
    opening(busy={"t1": [Occupied(lunch, datetime.fromisoformat("2007-08-07 18:00"))]})


def test_sessions_are_numbered_in_order_without_overlap_within_the_day(make, opening):
    good = list(make.training_class().sessions)
    for broken, refusal in (
        ([good[1], good[0], *good[2:]], SessionsNotInOrder),
        ([good[0], replace(good[0], number=2), *good[2:]], SessionsOverlap),
        ([replace(good[0], starts_at=time(18), hours=Decimal("6.5")), *good[1:]], SessionPastMidnight),
        ([*good[:9], replace(good[9], number=11)], SessionsNotInOrder),
    ):
        with pytest.raises(refusal):
            opening(make.training_class(sessions=tuple(broken)))


def test_a_session_may_end_at_midnight(make, opening):
    late = replace(make.session(10), starts_at=time(17), hours=Decimal(7))
    opening(make.training_class(sessions=(*(make.session(n) for n in range(1, 10)), late)))


times = st.datetimes(datetime.fromisoformat("2007-01-01"), datetime.fromisoformat("2008-12-31"))
stretches = st.tuples(times, times).filter(lambda t: t[0] < t[1]).map(lambda t: Occupied(*t))


@given(stretches, stretches)
def test_overlap_is_mutual_and_touching_is_none(one, other):
    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(one)
    assert not one.overlaps(Occupied(one.ends, one.ends + timedelta(hours=1)))


def test_packages_have_their_own_hours(make, opening):
    trainers = {
        name: replace(make.trainer(name), licences=(replace(make.trainer().licences[0], package=Package.GYB),))
        for name in ("t1", "t2")
    }
    four = tuple(make.session(n) for n in range(1, 5))
    opening(make.training_class(package=Package.GYB, sessions=four), trainers=trainers)


@pytest.mark.parametrize("venue", ["room 1", "ＲＯＯＭ１", "Room  1 "])
def test_a_room_is_one_however_it_is_written(make, opening, venue):
    planned = make.training_class()
    taken = {room(venue): [planned.sessions[0].occupied]}
    with pytest.raises(RoomTaken):
        opening(planned, rooms=taken)
