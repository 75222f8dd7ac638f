"""The plan has the rates that the national programme and the pilot's report make believable."""

import pytest
from qibu.demo.plan.draw import draw_plan
from qibu.demo.plan.tally import tally


@pytest.fixture(scope="module")
def counted():
    return tally(draw_plan(1000, 2007))


def test_participants_reach_the_pilots_target_of_800_to_1000(counted):
    assert 800 <= counted.participants <= 1000


def test_not_everybody_is_accepted_and_a_few_withdraw(counted):
    assert 0.88 <= counted.accepted / counted.registered <= 0.95
    assert 0.01 <= counted.withdrawn / counted.accepted <= 0.06


def test_some_never_come_or_drop_out_or_fail(counted):
    assert 0.01 <= 1 - counted.participants / counted.enrolled <= 0.06
    assert 0.84 <= counted.certified / counted.enrolled <= 0.93


def test_about_55_percent_of_the_trained_start():
    shares = [(one.started, one.certified) for one in (tally(draw_plan(1000, seed)) for seed in (2007, 1, 2))]
    assert 0.52 <= sum(started for started, _ in shares) / sum(certified for _, certified in shares) <= 0.58


def test_about_a_third_of_the_starters_ask_for_a_loan_and_most_get_it(counted):
    assert 0.25 <= counted.loan_applied / counted.started <= 0.40
    assert 0.70 <= counted.loan_disbursed / counted.loan_applied <= 0.90


def test_most_that_are_due_survive_and_some_close(counted):
    assert 0.70 <= counted.surviving / counted.due <= 0.90
    assert 0.08 <= counted.closed / counted.started <= 0.25
    assert counted.new_jobs > counted.surviving * 0.5
