from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from applicants.domain.eligibility import Outcome, Person, screen
from applicants.domain.errors import NoRuleInForce
from applicants.domain.words import EmploymentStatus, TargetGroup, Wants
from applicants.policy import load_areas, load_rules
from hypothesis import given
from hypothesis import strategies as st

PROGRAMME = Path(__file__).parents[4] / "programmes/jiangjin-2007"
ON = date(2007, 7, 5)
rules_as_of = load_rules(PROGRAMME / "applicants.yaml")
RULES = rules_as_of(ON)
SOUND = Person(
    birth_on=date(1968, 3, 15),
    area="500116103",
    employment_status=EmploymentStatus.LAID_OFF,
    target_group=TargetGroup.LAID_OFF,
    group_document_number="渝津再就业字第0123号",
    wants=Wants.OWN_BUSINESS,
    runs_registered_business=False,
)


def failed(person: Person, on: date = ON) -> tuple[Outcome, set[str]]:
    answer = screen(person, RULES, on)
    return answer.outcome, {rule.rule for rule in answer.rules if not rule.met}


def test_a_sound_person_is_accepted_free_of_charge_with_reason_and_source_for_every_rule():
    answer = screen(SOUND, RULES, ON)
    assert answer.outcome is Outcome.ACCEPTED
    assert answer.free_of_charge
    assert len(answer.rules) == 7
    assert all(rule.met and rule.reason and rule.reason_zh and rule.reference for rule in answer.rules)
    assert all(rule.policy_version.startswith("jiangjin-2007/applicants@") for rule in answer.rules)


@pytest.mark.parametrize(
    ("change", "outcome", "rule"),
    [
        ({"wants": Wants.RE_EMPLOYMENT}, Outcome.OTHER_PATH, "wants_to_start"),
        ({"wants": Wants.NOT_INTERESTED}, Outcome.OTHER_PATH, "wants_to_start"),
        ({"employment_status": EmploymentStatus.RETIRED}, Outcome.OTHER_PATH, "not_retired"),
        ({"area": "500118001"}, Outcome.INELIGIBLE, "lives_or_works_in_territory"),
        ({"runs_registered_business": True}, Outcome.INELIGIBLE, "no_registered_business"),
        ({"birth_on": date(1989, 7, 6)}, Outcome.INELIGIBLE, "of_age"),
        ({"birth_on": date(1946, 7, 5)}, Outcome.INELIGIBLE, "not_above_maximum_age"),
        ({"group_document_number": None}, Outcome.ACCEPTED, "free_of_charge"),
        ({"group_document_number": "?"}, Outcome.ACCEPTED, "free_of_charge"),
        ({"target_group": TargetGroup.RURAL_LABOUR}, Outcome.ACCEPTED, "free_of_charge"),
    ],
)
def test_each_rule_of_section_2_fails_by_itself(change, outcome, rule):
    assert failed(replace(SOUND, **change)) == (outcome, {rule})


@pytest.mark.parametrize(
    ("born", "outcome"),
    [
        (date(1989, 7, 5), Outcome.ACCEPTED),
        (date(1989, 7, 6), Outcome.INELIGIBLE),
        (date(1946, 7, 6), Outcome.ACCEPTED),
        (date(1946, 7, 5), Outcome.INELIGIBLE),
    ],
)
def test_of_age_means_18_today_and_not_above_60_lasts_until_the_61st_birthday(born, outcome):
    assert failed(replace(SOUND, birth_on=born))[0] is outcome


people = st.builds(
    Person,
    birth_on=st.dates(date(1930, 1, 1), date(1999, 1, 1)),
    area=st.sampled_from(["500116103", "500116001004", "500118001", "110101"]),
    employment_status=st.sampled_from(EmploymentStatus),
    target_group=st.sampled_from(TargetGroup),
    group_document_number=st.sampled_from([None, "A-1234", "?"]),
    wants=st.sampled_from(Wants),
    runs_registered_business=st.booleans(),
)


@given(people)
def test_every_rule_is_answered_and_the_outcome_follows_from_the_deciding_ones(person):
    answer = screen(person, RULES, ON)
    assert len(answer.rules) == 7
    accepted = all(rule.met for rule in answer.rules if rule.decides)
    assert (answer.outcome is Outcome.ACCEPTED) == accepted
    assert not answer.free_of_charge or accepted


def test_a_day_before_the_programme_has_no_rules():
    with pytest.raises(NoRuleInForce):
        rules_as_of(date(1999, 1, 1))


def test_jiangjins_areas_lie_in_the_territory_and_have_both_names():
    areas = load_areas(PROGRAMME / "areas.yaml")
    assert areas.territory == RULES.territory == "500116"
    assert len(areas.listed) == 30
    assert all(area.code.startswith("500116") and area.zh and area.en for area in areas.listed.values())
