"""What the players work out by themselves before they ask the platform."""

from datetime import date
from decimal import Decimal

import pytest
from kit.calendar import add_months
from qibu.demo.plan.cast import INSTITUTIONS, institution_of, station_of
from qibu.demo.plan.days import LAST_DAY, months
from qibu.demo.plan.draw import draw_plan
from qibu.demo.plan.tally import tally
from qibu.demo.play.borrowing import _items
from qibu.demo.play.claiming import _earned, _milestones
from qibu.demo.play.pilot import facts_by_month
from qibu.demo.play.waiting import deeds, figures_of
from qibu.demo.play.world import Borrowed, Enrolled, Opened, World
from qibu.roster.places import PLACES


@pytest.fixture(scope="module")
def world():
    """As it is when everything was played, without anybody having played it."""
    plan = draw_plan(200, 2007)
    world = World(plan, office=None)
    world.applicants = {story.person.row: f"a{story.person.row}" for story in plan.stories}
    world.deeds.accepted = {story.person.row for story in plan.stories if story.accepted}
    for story in plan.stories:
        row = story.person.row
        if story.training:
            sessions = plan.classes[story.training.class_number - 1].sessions
            present = sum(map(story.training.present, sessions))
            number = f"JJ-{row}" if story.certified_on else ""
            world.enrolled[row] = Enrolled(f"e{row}", row % 3 != 0, present, number)
        if story.business and story.business.owners[0] == row:
            world.businesses[row] = Opened(f"b{row}", {})
    return world


def test_every_place_has_an_institution_and_a_case_worker():
    assert {institution_of(place.code) for place in PLACES} == set(range(len(INSTITUTIONS)))
    assert station_of("500116107003").username == "station-baisha"
    assert station_of("500116112") is None


def test_what_was_done_agrees_with_the_plans_own_tally(world):
    counted, done = tally(world.plan), deeds(world)
    for name, value in {
        "participants": counted.participants,
        "certified": counted.certified,
        "business_registered": counted.started,
        "businesses_surviving_six_months": counted.surviving,
        "closed": counted.closed,
        "new_jobs": counted.new_jobs,
    }.items():
        assert done[name] == value, name


def test_every_month_of_the_pilot_has_something_to_play(world):
    facts = facts_by_month(world.plan)
    assert set(facts) <= set(months())
    assert all(facts[month] > 0 for month in months())


def test_instalments_are_paid_when_due_or_as_late_as_planned(world):
    story = next(one for one in world.plan.stories if one.loan and one.loan.disbursed_on)
    first = add_months(story.loan.disbursed_on, 1)
    dues = [(add_months(first, number), Decimal("900.00")) for number in range(story.loan.term_months)]
    world.loans = {story.person.row: Borrowed("l", story.loan.bank, dues)}
    paid = [item for month in months() for item in _items(world, story.loan.bank, month)]
    late = [delay for delay in story.loan.delays if delay is not None]
    assert len({item["reference"] for item in paid}) == len(paid) <= len(late)
    assert all(item["paid_on"] <= LAST_DAY for item in paid)
    assert _items(world, 1 - story.loan.bank, months().__next__()) == []


def test_only_free_learners_earn_milestones_and_each_once(world):
    earned = [line for index in range(len(INSTITUTIONS)) for line in _earned(world, index, LAST_DAY)]
    assert len(earned) == len(set(earned))
    paying = {world.applicants[row] for row, one in world.enrolled.items() if not one.free}
    assert not paying & {applicant for applicant, _ in earned}
    assert {milestone for _, milestone in earned} == {"M1", "M2", "M3"}


def test_a_start_after_six_months_earns_no_second_milestone():
    plan = draw_plan(400, 3)
    for story in plan.stories:
        if story.business and story.certified_on:
            names = [name for name, _ in _milestones(story, date(2007, 7, 1))]
            timely = story.business.registered_on <= add_months(story.certified_on, 6)
            assert ("M2" in names) == timely


def test_figures_are_read_from_measures_steps_and_money():
    scorecard = {
        "figures": {"participants": {"value": 5}, "start_up_share": {"value": None}},
        "funnel": [{"step": "accepted", "people": 6}],
        "money": {"loans_disbursed": {"value": "12.00"}},
    }
    assert figures_of(scorecard) == {"participants": 5, "accepted": 6, "loans_disbursed": Decimal("12.00")}
