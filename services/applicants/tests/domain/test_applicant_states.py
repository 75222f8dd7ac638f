from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from applicants.domain import errors
from applicants.domain.applicant import Applicant, Milestone, Package, Progress, State
from applicants.domain.areas import Area, AreaTree
from applicants.domain.eligibility import Outcome, Screening
from applicants.domain.events import Accepted, Amended, Declined, Referred, Withdrawn
from applicants.domain.facts import Consent, Facts, Idea
from applicants.domain.identity import check_character, read_identity
from applicants.domain.words import Education, EmploymentStatus, TargetGroup, Wants
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition

FIRST = "50011619680315002"
DAY = date(2007, 7, 2)
LATER = date(2007, 7, 9)
INSTITUTION = "0198c1de-0000-7000-8000-000000000001"


def registered() -> Applicant:
    facts = Facts(
        name="王秀英",
        identity=read_identity(FIRST + check_character(FIRST), DAY),
        phone=None,
        area="500116103",
        education=Education.JUNIOR_MIDDLE,
        employment_status=EmploymentStatus.LAID_OFF,
        unemployed_since=None,
        target_group=TargetGroup.LAID_OFF,
        group_document_number=None,
        wants=Wants.OWN_BUSINESS,
        idea=Idea("6521", "小超市", Money(8000)),
        consent=Consent("the programme", DAY),
        runs_registered_business=False,
        registered_on=DAY,
    )
    return Applicant("0198c1de-0000-7000-8000-000000000004", facts, Progress())


def screened(outcome: Outcome, on: date = LATER) -> Screening:
    return Screening(on, outcome, outcome is Outcome.ACCEPTED, ())


def accepted() -> Applicant:
    applicant = registered()
    applicant.record_screening(screened(Outcome.ACCEPTED), "p@1")
    return applicant


def test_screening_accepts_or_declines_and_says_so():
    applicant = registered()
    assert applicant.record_screening(screened(Outcome.INELIGIBLE), "p@1") == [Declined(LATER, Outcome.INELIGIBLE)]
    assert applicant.state is State.INELIGIBLE
    assert applicant.record_screening(screened(Outcome.ACCEPTED), "p@2") == [Accepted(LATER, True, "p@2")]
    assert applicant.state is State.ACCEPTED
    assert applicant.version == 3


def test_one_who_is_accepted_is_not_screened_again():
    with pytest.raises(IllegalTransition):
        accepted().record_screening(screened(Outcome.ACCEPTED), "p@1")


def test_no_step_comes_before_the_one_that_it_follows():
    with pytest.raises(DatesOutOfOrder):
        registered().record_screening(screened(Outcome.ACCEPTED, date(2007, 7, 1)), "p@1")
    with pytest.raises(DatesOutOfOrder):
        accepted().refer(INSTITUTION, Package.SYB, DAY)
    with pytest.raises(DatesOutOfOrder):
        accepted().withdraw(DAY)


def test_only_accepted_people_are_referred_and_a_later_referral_replaces():
    with pytest.raises(IllegalTransition):
        registered().refer(INSTITUTION, Package.SYB, LATER)
    applicant = accepted()
    assert applicant.refer(INSTITUTION, Package.GYB, LATER) == [Referred(INSTITUTION, "GYB", LATER)]
    applicant.refer(INSTITUTION, Package.SYB, LATER)
    assert (applicant.state, applicant.package) == (State.REFERRED, Package.SYB)


def test_withdrawal_is_final():
    applicant = accepted()
    assert applicant.withdraw(LATER) == [Withdrawn(LATER)]
    for verb in (
        lambda: applicant.withdraw(LATER),
        lambda: applicant.refer(INSTITUTION, Package.SYB, LATER),
        lambda: applicant.amend(area="500116101"),
        lambda: applicant.record_screening(screened(Outcome.ACCEPTED), "p@1"),
    ):
        with pytest.raises(IllegalTransition):
            verb()


def test_an_amendment_tells_only_of_area_education_and_sector():
    applicant = registered()
    assert applicant.amend(phone="13800138000") == []
    assert applicant.version == 2
    assert applicant.amend(area="500116101") == [Amended()]
    assert applicant.amend(area="500116101") == []
    assert applicant.version == 3


reports = st.lists(st.tuples(st.sampled_from(Milestone), st.dates(date(2007, 7, 1), date(2008, 12, 31))), max_size=6)


@given(reports, st.randoms(use_true_random=False), st.booleans())
def test_the_state_is_the_same_whatever_the_order_and_however_often_milestones_come(reports, random, withdrawn):
    start = Progress(accepted_on=DAY, withdrawn_on=LATER if withdrawn else None)
    straight = start
    for milestone, on in reports:
        straight = straight.reaching(milestone, on)
    shuffled = [*reports, *reports]
    random.shuffle(shuffled)
    other = start
    for milestone, on in shuffled:
        other = other.reaching(milestone, on)
    assert other == straight
    assert (straight.state is State.WITHDRAWN) == withdrawn


def test_the_furthest_milestone_counts_and_withdrawn_and_merged_win():
    dates = {milestone: date(2007, 8, number) for number, milestone in enumerate(Milestone, start=1)}
    for order in permutations(Milestone):
        progress = Progress(accepted_on=DAY)
        for milestone in order:
            progress = progress.reaching(milestone, dates[milestone])
        assert progress.state is State.SURVIVING
    assert replace(progress, withdrawn_on=LATER).state is State.WITHDRAWN
    assert replace(progress, withdrawn_on=LATER, merged_into="other").state is State.MERGED


def test_inside_the_territory_only_listed_towns_and_their_communities_exist():
    tree = AreaTree("500116", {"500116103": Area("500116103", "town", "石门镇", "Shimen Town")})
    assert tree.read("500116103004") == "500116103004"
    assert tree.read("110101001") == "110101001"
    for unknown in ("500116999", "50011610", "500116", "abc", "000000"):
        with pytest.raises(errors.AreaUnknown):
            tree.read(unknown)
