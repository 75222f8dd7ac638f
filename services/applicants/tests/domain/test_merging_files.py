from dataclasses import fields, replace
from datetime import date

import pytest
from applicants.domain.applicant import Applicant, Milestone, Progress, State
from applicants.domain.duplicate_errors import MergeIntoLesser, MergeWithItself
from applicants.domain.duplicates import Likeness, Traits, likeness, side_by_side
from applicants.domain.facts import Consent, Facts
from applicants.domain.identity import read_identity
from applicants.domain.merge import merge, together
from applicants.domain.words import Education, EmploymentStatus, TargetGroup, Wants
from hypothesis import given
from hypothesis import strategies as st
from kit.refusal import DatesOutOfOrder, IllegalTransition

ON = date(2007, 9, 1)
FACTS = Facts(
    name="王秀英",
    identity=read_identity("50038119680315002X", ON),
    phone=None,
    area="500116103",
    education=Education.JUNIOR_MIDDLE,
    employment_status=EmploymentStatus.LAID_OFF,
    unemployed_since=None,
    target_group=TargetGroup.LAID_OFF,
    group_document_number=None,
    wants=Wants.OWN_BUSINESS,
    idea=None,
    consent=Consent("the programme", date(2007, 7, 2)),
    runs_registered_business=False,
    registered_on=date(2007, 7, 2),
)
days = st.dates(date(2007, 7, 2), date(2008, 6, 30)) | st.none()
reached = st.builds(
    Progress,
    accepted_on=days,
    referred_on=days,
    in_training_on=days,
    certified_on=days,
    business_registered_on=days,
    surviving_on=days,
)


def file(id_: str, progress: Progress | None = None) -> Applicant:
    return Applicant(id_, FACTS, progress or Progress(accepted_on=date(2007, 7, 5)))


@given(reached, reached)
def test_the_file_that_stays_has_reached_everything_that_either_reached_at_the_earlier_date(mine, theirs):
    both = together(mine, theirs)
    for milestone in Milestone:
        name = f"{milestone.value}_on"
        found = [day for day in (getattr(mine, name), getattr(theirs, name)) if day]
        assert getattr(both, name) == (min(found) if found else None)
    for field in fields(Progress):
        if not field.name.startswith(("in_training", "certified", "business", "surviving", "referred")):
            assert getattr(both, field.name) == getattr(mine, field.name)


@given(reached)
def test_merging_the_same_progress_changes_nothing(progress):
    assert together(progress, progress) == progress


def test_the_merged_file_points_to_the_other_and_keeps_its_own_history():
    one = file("a", Progress(accepted_on=date(2007, 7, 5), certified_on=date(2007, 8, 1)))
    other = file("b")
    [told] = merge(one, other, ON)
    assert (told.into, told.merged_on) == ("b", ON)
    assert (one.state, one.progress.certified_on, one.version) == (State.MERGED, date(2007, 8, 1), 2)
    assert (other.state, other.version) == (State.CERTIFIED, 2)


def test_a_withdrawn_file_may_go_but_not_stay():
    gone = file("a", Progress(withdrawn_on=date(2007, 8, 1)))
    with pytest.raises(IllegalTransition):
        merge(file("b"), gone, ON)
    merge(gone, file("b"), ON)
    with pytest.raises(IllegalTransition):
        merge(gone, file("c"), ON)


def test_an_accepted_file_never_disappears_into_one_that_was_not():
    with pytest.raises(MergeIntoLesser):
        merge(file("a"), file("b", Progress()), ON)


def test_a_file_is_not_merged_into_itself_or_before_it_was_registered():
    with pytest.raises(MergeWithItself):
        merge(file("a"), file("a"), ON)
    with pytest.raises(DatesOutOfOrder):
        merge(file("a"), file("b"), date(2007, 7, 1))


traits = st.builds(
    Traits,
    name=st.sampled_from([None, "王芳", "李明"]),
    birth_on=st.sampled_from([None, date(1968, 3, 15), date(1970, 1, 1)]),
    phone=st.sampled_from([None, "13800138000", "13900139000"]),
)


@given(traits, traits)
def test_likeness_is_mutual_and_never_rests_on_what_is_unknown(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert likeness(replace(one, name=None, phone=None), other) == ()
    assert (Likeness.PHONE in likeness(one, other)) == (one.phone is not None and one.phone == other.phone)


def test_two_files_side_by_side_show_every_field_of_either():
    found = {
        one.field: one.same for one in side_by_side({"name": "王芳", "phone": None}, {"name": "王方", "area": "5"})
    }
    assert found == {"name": False, "phone": None, "area": None}
