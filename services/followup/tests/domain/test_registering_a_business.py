"""One business, one or several owners, and the plan of its visits."""

from datetime import date
from itertools import count

import pytest
from followup.domain.business import Form, OwnerFacts, Registration, register
from followup.domain.errors import (
    BusinessOlderThanAcceptance,
    DateInFuture,
    DateTooLongAgo,
    OwnerAlreadyRunsBusiness,
    OwnerNotAccepted,
    OwnersMissing,
)
from followup.domain.rules import Check, Rules, VisitKind
from hypothesis import given
from hypothesis import strategies as st
from kit.calendar import add_months
from kit.refusal import DatesOutOfOrder, NotFound

RULES = Rules(
    version="test",
    backdating_days=400,
    survival_months=6,
    visit_plan=(
        Check(VisitKind.DAY_30, 30, None, 0),
        Check(VisitKind.DAY_90, 90, None, 0),
        Check(VisitKind.SIX_MONTH, None, 6, 14),
        Check(VisitKind.DAY_365, 365, None, 0),
    ),
    visit_early_days=10,
    repeat_after_days=7,
    untraceable_attempts=3,
    untraceable_days=14,
    sources={},
)
ACCEPTED = date(2007, 7, 5)
REGISTERED = date(2007, 8, 31)
TODAY = date(2007, 9, 10)


def new_ids():
    numbers = count(1)
    return lambda: f"id-{next(numbers)}"


def licence(owners=("ann",), registered_on=REGISTERED, seen_on=None):
    return Registration(
        owners=tuple(owners),
        name="小面馆",
        licence_number="110108000000016",
        registered_on=registered_on,
        sector="H62",
        area="500116103",
        address="几江街道",
        form=Form.INDIVIDUAL,
        licence_seen_on=seen_on or registered_on,
    )


def known(*applicants, accepted_on=ACCEPTED, busy_until=()):
    return {a: OwnerFacts(a, accepted_on, tuple(busy_until)) for a in applicants}


def registering(registration=None, owners=None, today=TODAY):
    owners = known("ann") if owners is None else owners
    return register(registration or licence(), owners, today=today, rules=RULES, new_id=new_ids())


def test_the_plan_is_30_90_six_months_and_365_days():
    business, _ = registering()
    plan = [(v.kind.value, v.due_from, v.due_by) for v in business.visits.values()]
    assert plan == [
        ("day_30", date(2007, 9, 30), date(2007, 9, 30)),
        ("day_90", date(2007, 11, 29), date(2007, 11, 29)),
        ("six_month", date(2008, 3, 1), date(2008, 3, 14)),
        ("day_365", date(2008, 8, 30), date(2008, 8, 30)),
    ]


@given(st.dates(date(2006, 1, 1), date(2012, 12, 31)))
def test_a_visit_on_any_day_of_the_six_month_window_can_confirm_survival(registered_on):
    due_from, due_by = RULES.visit_plan[2].window(registered_on)
    assert RULES.survives_after(registered_on) == add_months(registered_on, 6) < due_from
    assert (due_by - RULES.survives_after(registered_on)).days == 14


def test_one_business_may_have_several_owners():
    business, _ = registering(licence(["ann", "bo"]), known("ann", "bo"))
    assert business.owners == ("ann", "bo")


@pytest.mark.parametrize("owners", [[], ["ann", "ann"]])
def test_owners_are_named_and_named_once(owners):
    with pytest.raises(OwnersMissing):
        registering(licence(owners))


def test_an_owner_is_known_and_accepted_before_the_registration():
    with pytest.raises(NotFound):
        registering(owners={})
    with pytest.raises(OwnerNotAccepted):
        registering(owners=known("ann", accepted_on=None))
    with pytest.raises(BusinessOlderThanAcceptance):
        registering(owners=known("ann", accepted_on=date(2007, 9, 1)))


def test_an_owner_may_not_already_run_a_running_business():
    with pytest.raises(OwnerAlreadyRunsBusiness):
        registering(owners=known("ann", busy_until=[None]))
    with pytest.raises(OwnerAlreadyRunsBusiness):
        registering(owners=known("ann", busy_until=[date(2007, 9, 1)]))
    registering(owners=known("ann", busy_until=[REGISTERED]))


def test_dates_are_past_recent_enough_and_in_order():
    with pytest.raises(DateInFuture):
        registering(today=date(2007, 8, 1))
    with pytest.raises(DateTooLongAgo):
        registering(today=date(2009, 8, 1))
    with pytest.raises(DatesOutOfOrder):
        registering(licence(seen_on=date(2007, 8, 30)))
