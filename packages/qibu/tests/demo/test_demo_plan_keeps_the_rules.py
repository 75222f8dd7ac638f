"""What must hold in every plan, or its players would be refused."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from kit.calendar import add_months
from qibu.demo.plan.days import FIRST_DAY, LAST_DAY
from qibu.demo.plan.draw import draw_plan
from qibu.demo.plan.timetable import class_sizes
from qibu.roster.people import draw_people

plans = st.builds(draw_plan, st.integers(1, 150), st.integers(0, 10_000))
few = settings(max_examples=12, deadline=None)


def test_the_same_seed_gives_the_same_plan():
    assert draw_plan(120, 2007) == draw_plan(120, 2007)
    assert draw_plan(120, 2007) != draw_plan(120, 2008)


@given(st.integers(1, 3000))
def test_classes_hold_everybody_and_at_most_30(learners: int):
    sizes = class_sizes(learners)
    assert sum(sizes) == learners
    assert max(sizes) <= 30
    assert learners < 40 or min(sizes) >= 20


@few
@given(plans)
def test_each_story_keeps_the_order_of_its_steps(plan):
    for story in plan.stories:
        steps = [story.person.registered_on, story.screened_on]
        course = story.training
        if course is not None:
            taught = plan.classes[course.class_number - 1]
            steps += [course.referred_on, course.enrolled_on, taught.starts_on, taught.graded_on]
            steps += [taught.regraded_on, taught.completed_on, taught.certified_on]
            assert course.dropped_on is None or course.dropped_on >= taught.starts_on
        assert steps == sorted(steps)
        assert steps[0] >= FIRST_DAY
        assert steps[-1] <= LAST_DAY
        assert story.training is None or story.withdrawn_on is None


@few
@given(plans)
def test_each_class_stays_within_one_month(plan):
    for taught in plan.classes:
        months = {(s.held_on.year, s.held_on.month) for s in taught.sessions}
        months |= {(d.year, d.month) for d in (taught.completed_on, taught.certified_on)}
        months |= {(d.year, d.month) for d in (plan.story(r).training.referred_on for r in taught.learners)}
        assert len(months) == 1
        assert sum(s.hours for s in taught.sessions) >= {"SYB": 70, "GYB": 24}[taught.package]


@few
@given(plans)
def test_nobody_teaches_or_learns_in_two_places_at_once(plan):
    seats = [row for taught in plan.classes for row in taught.learners]
    assert len(seats) == len(set(seats))
    busy = Counter((c.institution, s.trainer, s.held_on) for c in plan.classes for s in c.sessions)
    assert max(busy.values(), default=1) == 1


@few
@given(plans)
def test_each_loan_keeps_the_order_of_its_steps(plan):
    for story in plan.stories:
        loan = story.loan
        if loan is None:
            continue
        route = [story.certified_on, loan.applied_on, loan.recommended_on, loan.reviewed_on]
        route += [loan.second_review_on, loan.committed_on, loan.decided_on, loan.disbursed_on]
        taken = [day for day in route if day is not None]
        assert taken == sorted(taken)
        assert taken[-1] <= LAST_DAY
        assert loan.decided_on is None or loan.decided_on - loan.committed_on <= timedelta(days=21)
        assert loan.amount <= (20_000 if loan.applied_on.year == 2007 else 50_000)
        assert len(loan.delays) == loan.term_months
        assert len(loan.monthly_net_cash) == 12


@few
@given(plans)
def test_each_business_keeps_the_order_of_its_visits(plan):
    for story in plan.stories:
        business = story.business
        if business is None:
            continue
        assert story.certified_on <= business.registered_on <= LAST_DAY
        days = [visit.visited_on for visit in business.visits]
        assert all(earlier < later for earlier, later in pairwise(days))
        assert all(business.registered_on < day <= LAST_DAY for day in days)
        for visit in business.visits:
            if visit.kind == "six_month":
                assert visit.visited_on > add_months(business.registered_on, 6)
            if visit.people:
                workers = visit.people["full_time"] + visit.people["part_time"]
                assert all(part <= workers for part in visit.people.values())
            if visit.closed_on:
                assert business.registered_on <= visit.closed_on <= visit.visited_on


def test_licence_numbers_are_unique():
    plan = draw_plan(300, 9)
    businesses = {story.business.owners: story.business for story in plan.stories if story.business}
    numbers = [business.licence_number for business in businesses.values()]
    assert len(numbers) == len(set(numbers))


def test_the_plan_tells_of_the_people_of_the_roster():
    assert [story.person for story in draw_plan(50, 7).stories] == draw_people(50, 7)
