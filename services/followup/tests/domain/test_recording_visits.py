"""What visits verify: closure, reopening, untraceable, survival after six months, jobs."""

from datetime import date, timedelta
from itertools import count

import pytest
from followup.domain.business import Business, plan
from followup.domain.errors import (
    ClosureIncomplete,
    ClosureNotObserved,
    ContradictsClosure,
    ContradictsOperation,
    DateInFuture,
    MorePeopleThanWork,
    NothingToCount,
    VisitTooEarly,
)
from followup.domain.events import (
    BusinessClosed,
    BusinessReopened,
    JobsConfirmed,
    SurvivalConfirmed,
    SurvivalWithdrawn,
    VisitRecorded,
)
from followup.domain.rules import Check, Rules, VisitKind
from followup.domain.standing import State, standing
from followup.domain.visits import Findings, Outcome, People, Record, VisitState
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound

RULES = Rules(
    version="test",
    backdating_days=4000,
    survival_months=6,
    visit_plan=(
        Check(VisitKind.DAY_30, 30, None, 0),
        Check(VisitKind.SIX_MONTH, None, 6, 14),
    ),
    visit_early_days=10,
    repeat_after_days=7,
    untraceable_attempts=3,
    untraceable_days=14,
    sources={},
)
REGISTERED = date(2007, 8, 31)
SIX_MONTHS = date(2008, 2, 29)
TODAY = date(2009, 1, 1)


class Shop:
    """A business with short verbs for tests."""

    def __init__(self, today=TODAY):
        numbers = count(1)
        self.new_id = lambda: f"id-{next(numbers)}"
        self.today = today
        self.business = Business("shop", ("ann",), REGISTERED, RULES.survives_after(REGISTERED))
        for visit in plan(REGISTERED, RULES, self.new_id):
            self.business.visits[visit.visit_id] = visit

    def planned(self, kind):
        return next(v.visit_id for v in self.business.visits.values() if v.kind == kind)

    def find(self, day, outcome="operating", **more):
        return self.found(day, outcome, **more)[1]

    def found(self, day, outcome="operating", **more):
        findings = seen(day, outcome, **more)
        return self.business.record_unplanned(findings, today=self.today, rules=RULES, new_id=self.new_id)

    def record(self, visit_id, day, outcome="operating", **more):
        return self.business.record(
            visit_id, seen(day, outcome, **more), today=self.today, rules=RULES, new_id=self.new_id
        )

    @property
    def state(self):
        return self.business.standing(RULES).state

    def waiting(self, kind):
        return [v for v in self.business.visits.values() if v.kind == kind and v.state is VisitState.PLANNED]


def seen(day, outcome="operating", workers=None, **more):
    if outcome == "closed":
        more = {"closed_on": day, "reason": "rent", **more}
    people = People(workers, 0, 0, 0, 0, 0) if workers is not None else None
    return Findings(visited_on=day, outcome=Outcome(outcome), people=people, **more)


def kinds(happened):
    return [type(event) for event in happened]


def test_survival_needs_a_visit_strictly_after_six_calendar_months():
    shop = Shop()
    assert SurvivalConfirmed not in kinds(shop.find(SIX_MONTHS))
    assert SurvivalConfirmed(date(2008, 3, 1)) in shop.find(date(2008, 3, 1))


def test_survival_is_confirmed_once():
    shop = Shop()
    shop.find(date(2008, 3, 1))
    assert SurvivalConfirmed not in kinds(shop.find(date(2008, 4, 1)))


def test_a_correction_of_the_confirming_visit_withdraws_survival_and_a_later_visit_confirms_it_anew():
    shop = Shop()
    visit, happened = shop.found(date(2008, 3, 1), workers=2)
    assert {SurvivalConfirmed, JobsConfirmed} <= set(kinds(happened))
    assert SurvivalWithdrawn(TODAY) in shop.record(visit, date(2008, 3, 1), "not_found")
    assert SurvivalWithdrawn not in kinds(shop.record(visit, date(2008, 3, 1), "suspended")), "said once"
    happened = shop.find(date(2008, 4, 1), workers=2)
    assert SurvivalConfirmed(date(2008, 4, 1)) in happened
    assert JobsConfirmed(2, date(2008, 4, 1)) in happened


def test_a_later_confirmation_takes_the_place_of_a_corrected_one_and_an_earlier_one_changes_nothing():
    shop = Shop()
    shop.find(date(2008, 4, 1))
    assert set(kinds(shop.find(date(2008, 3, 15)))) & {SurvivalConfirmed, SurvivalWithdrawn} == set()
    other = Shop()
    first, _ = other.found(date(2008, 4, 1))
    other.find(date(2008, 5, 1))
    happened = other.record(first, date(2008, 4, 1), "moved")
    assert [event for event in happened if isinstance(event, SurvivalWithdrawn | SurvivalConfirmed)] == [
        SurvivalWithdrawn(TODAY),
        SurvivalConfirmed(date(2008, 5, 1)),
    ]


@pytest.mark.parametrize("outcome", ["suspended", "closed", "moved", "not_found"])
def test_only_an_operating_visit_verifies_survival(outcome):
    shop = Shop()
    assert SurvivalConfirmed not in kinds(shop.find(date(2008, 3, 1), outcome))


def test_jobs_are_the_workers_at_the_last_verified_visit_of_a_surviving_business():
    shop = Shop()
    assert JobsConfirmed not in kinds(shop.find(date(2007, 9, 30), workers=3))
    assert JobsConfirmed(2, date(2008, 3, 1)) in shop.find(date(2008, 3, 1), workers=2)
    assert JobsConfirmed not in kinds(shop.find(date(2007, 12, 1), workers=5))
    assert JobsConfirmed(4, date(2008, 5, 1)) in shop.find(date(2008, 5, 1), workers=4)
    assert JobsConfirmed(0, date(2008, 6, 1)) in shop.find(date(2008, 6, 1), "closed")


def test_a_second_record_of_a_visit_supersedes_the_first():
    shop = Shop()
    visit = shop.planned("six_month")
    shop.record(visit, date(2008, 3, 3), workers=9)
    happened = shop.record(visit, date(2008, 3, 3), workers=1)
    assert next(e for e in happened if isinstance(e, VisitRecorded)).version == 2
    assert shop.business.standing(RULES).workers == 1


def test_a_closure_is_provisional_and_a_later_operating_visit_reopens():
    shop = Shop()
    assert BusinessClosed(date(2007, 12, 1)) in shop.find(date(2007, 12, 1), "closed")
    assert shop.state is State.CLOSED
    assert shop.waiting("six_month") == []
    assert BusinessReopened(date(2008, 1, 5)) in shop.find(date(2008, 1, 5))
    assert shop.state is State.OPERATING
    assert len(shop.waiting("six_month")) == 1


@pytest.mark.parametrize("outcome", ["suspended", "moved", "not_found"])
def test_only_an_operating_visit_reopens(outcome):
    shop = Shop()
    shop.find(date(2007, 12, 1), "closed")
    shop.find(date(2008, 1, 5), outcome)
    assert shop.state is State.CLOSED


def test_correcting_the_closing_visit_reopens_too():
    shop = Shop()
    visit, _ = shop.found(date(2007, 12, 1), "closed")
    assert BusinessReopened in kinds(shop.record(visit, date(2007, 12, 1)))


def test_correcting_the_closing_date_says_so():
    shop = Shop()
    visit, _ = shop.found(date(2007, 12, 1), "closed")
    happened = shop.record(visit, date(2007, 12, 1), "closed", closed_on=date(2007, 11, 1))
    assert BusinessClosed(date(2007, 11, 1)) in happened


def test_a_closure_and_an_operating_visit_cannot_both_be_true():
    shop = Shop()
    shop.find(date(2007, 12, 1), "closed", closed_on=date(2007, 11, 1))
    with pytest.raises(ContradictsClosure):
        shop.find(date(2007, 11, 15))
    shop.find(date(2007, 11, 1))
    shop.find(date(2008, 1, 1))
    with pytest.raises(ContradictsOperation):
        shop.find(date(2008, 2, 1), "closed", closed_on=date(2007, 12, 15))
    shop.find(date(2008, 2, 1), "closed", closed_on=date(2008, 1, 1))


def test_three_failed_attempts_over_fourteen_days_make_untraceable_never_closed():
    shop = Shop()
    start = date(2007, 10, 1)
    shop.find(start, "not_found")
    shop.find(start + timedelta(days=7), "not_found")
    assert shop.state is State.REGISTERED
    shop.find(start + timedelta(days=13), "not_found")
    assert shop.state is State.REGISTERED
    happened = shop.find(start + timedelta(days=14), "not_found")
    assert shop.state is State.UNTRACEABLE
    assert kinds(happened) == [VisitRecorded]
    shop.find(date(2007, 12, 1))
    assert shop.state is State.OPERATING


def test_another_attempt_is_planned_a_week_after_nobody_was_found():
    shop = Shop()
    shop.record(shop.planned("day_30"), date(2007, 9, 30), "not_found")
    [repeat] = shop.waiting("repeat")
    assert repeat.due_from == repeat.due_by == date(2007, 10, 7)
    shop.record(repeat.visit_id, date(2007, 10, 8), "not_found")
    [repeat] = shop.waiting("repeat")
    shop.find(date(2007, 10, 9))
    assert shop.waiting("repeat") == []
    with pytest.raises(IllegalTransition):
        shop.record(repeat.visit_id, date(2007, 10, 15))


def test_no_more_attempts_are_planned_for_an_untraceable_business():
    shop = Shop()
    for days in (0, 7, 14):
        shop.find(date(2007, 10, 1) + timedelta(days=days), "not_found")
    assert shop.waiting("repeat") == []
    assert len(shop.waiting("six_month")) == 1


def test_a_planned_visit_is_not_recorded_long_before_it_is_due():
    shop = Shop()
    shop.record(shop.planned("day_30"), date(2007, 9, 20))
    with pytest.raises(VisitTooEarly):
        Shop().record(Shop().planned("day_30"), date(2007, 9, 19))
    with pytest.raises(VisitTooEarly):
        shop.record(shop.planned("six_month"), SIX_MONTHS)


@pytest.mark.parametrize(
    ("refusal", "findings"),
    [
        (DateInFuture, seen(date(2009, 1, 2))),
        (DatesOutOfOrder, seen(date(2007, 8, 30))),
        (ClosureIncomplete, seen(date(2007, 10, 1), "closed", closed_on=None)),
        (ClosureIncomplete, seen(date(2007, 10, 1), "closed", reason=" ")),
        (DatesOutOfOrder, seen(date(2007, 10, 1), "closed", closed_on=date(2007, 10, 2))),
        (DatesOutOfOrder, seen(date(2007, 10, 1), "closed", closed_on=date(2007, 8, 30))),
        (ClosureNotObserved, seen(date(2007, 10, 1), closed_on=date(2007, 9, 2))),
        (NothingToCount, seen(date(2007, 10, 1), "not_found", workers=1)),
        (NothingToCount, seen(date(2007, 10, 1), "closed", turnover=Money(5))),
        (MorePeopleThanWork, Findings(date(2007, 10, 1), Outcome.OPERATING, people=People(1, 1, 3, 0, 0, 0))),
    ],
)
def test_findings_that_cannot_be_are_refused_and_change_nothing(refusal, findings):
    shop = Shop()
    before = dict(shop.business.visits)
    with pytest.raises(refusal):
        shop.business.record_unplanned(findings, today=TODAY, rules=RULES, new_id=shop.new_id)
    assert shop.business.visits == before


def test_an_unknown_visit_is_not_found():
    with pytest.raises(NotFound):
        Shop().record("nothing", date(2007, 10, 1))


days = st.integers(0, 400).map(lambda n: REGISTERED + timedelta(days=n))
outcomes = st.sampled_from(list(Outcome))


@st.composite
def histories(draw):
    shop = Shop()
    for _ in range(draw(st.integers(0, 8))):
        day, outcome = draw(days), draw(outcomes)
        workers = draw(st.integers(0, 9)) if outcome in (Outcome.OPERATING, Outcome.SUSPENDED) else None
        try:
            shop.find(day, outcome.value, workers=workers)
        except (ContradictsClosure, ContradictsOperation):
            continue
    return shop


@given(histories(), st.randoms())
def test_the_standing_does_not_depend_on_the_order_in_which_records_are_read(shop, random):
    records = [v.record for v in shop.business.visits.values() if v.record]
    shuffled = random.sample(records, len(records))
    after = shop.business.survives_after
    assert standing(records, after, RULES) == standing(shuffled, after, RULES)


@given(histories())
def test_published_closures_and_survival_agree_with_the_standing(shop):
    now = shop.business.standing(RULES)
    assert (now.state is State.CLOSED) == (now.closed_on is not None)
    assert (shop.business.survival_said is not None) == (now.survived_on is not None)
    if shop.business.jobs_said:
        assert shop.business.jobs_said == (now.workers, now.counted_on)
    if now.state is State.CLOSED:
        assert now.workers == 0
    held = {v.state for v in shop.business.visits.values() if v.record is None}
    assert held <= (
        {VisitState.ON_HOLD, VisitState.WITHDRAWN} if now.closed_on else {VisitState.PLANNED, VisitState.WITHDRAWN}
    )


def test_on_one_day_a_closure_comes_last_however_it_was_written_down():
    operating = Record("a", 1, 2, seen(date(2007, 12, 1), workers=3))
    closing = Record("b", 1, 1, seen(date(2007, 12, 1), "closed"))
    assert standing([operating, closing], SIX_MONTHS, RULES).state is State.CLOSED
