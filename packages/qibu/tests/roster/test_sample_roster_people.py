"""What every synthetic roster keeps to, whatever its size and seed."""

from collections import Counter
from pathlib import Path

import yaml
from applicants.domain.contact import read_phone
from applicants.domain.identity import read_identity
from applicants.domain.sectors import read_sector
from applicants.domain.words import TargetGroup, Wants
from hypothesis import given, settings
from hypothesis import strategies as st
from qibu.roster.people import FIRST_DAY, LAST_DAY, draw_people
from qibu.roster.places import PLACES
from qibu.roster.trades import TRADES

AREAS = Path(__file__).parents[4] / "programmes" / "jiangjin-2007" / "areas.yaml"


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(), count=st.integers(1, 40))
def test_every_identity_number_is_valid_and_agrees_with_sex_and_birth(seed: int, count: int):
    for person in draw_people(count, seed):
        read_identity(person.identity_number, person.registered_on, person.sex, person.birth_on)


def test_no_number_phone_or_name_with_birth_date_comes_twice():
    people = draw_people(3000, 5)
    assert len({person.identity_number for person in people}) == 3000
    assert len({(person.name, person.birth_on) for person in people}) == 3000
    phones = [read_phone(person.phone) for person in people if person.phone]
    assert len(set(phones)) == len(phones)


def test_a_person_stays_the_same_however_many_follow():
    assert draw_people(20, 2007) == draw_people(60, 2007)[:20]
    assert draw_people(20, 2007) != draw_people(20, 2008)


def test_places_are_those_of_the_programme():
    areas = {area["code"]: area["zh"] for area in yaml.safe_load(AREAS.read_text())["areas"]}
    for place in PLACES:
        assert areas[place.code].startswith(place.zh)
    assert len(PLACES) == len(areas) - 1


def test_sectors_are_those_of_the_classification():
    for trade in TRADES:
        assert read_sector(trade.sector) == trade.sector


def test_proportions_are_believable():
    people = draw_people(1000, 2007)
    groups = Counter(person.target_group for person in people)
    assert 480 <= sum(person.sex == "f" for person in people) <= 600
    assert 240 <= groups[TargetGroup.LAID_OFF] <= 340
    assert 220 <= groups[TargetGroup.RURAL_LABOUR] <= 310
    assert 920 <= sum(person.wants is Wants.OWN_BUSINESS for person in people) <= 970
    crowded = sum(person.trade is not None and person.trade.sector in {"65", "67", "82"} for person in people)
    assert crowded > 550
    assert all(FIRST_DAY <= person.registered_on <= LAST_DAY for person in people)
    assert all(person.registered_on.weekday() < 5 for person in people)
    assert all(person.unemployed_since < person.registered_on for person in people if person.unemployed_since)
