"""The applicants service reads the samples as their README promises."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from applicants.domain.errors import HeaderMissing, HeaderUnknown
from applicants.domain.roster_reading import Reading, Setting, read_roster
from applicants.policy import load_areas, load_rules
from applicants.store.sheets import read_sheet
from qibu.roster.mistakes import rows
from qibu.roster.people import draw_people

ROOT = Path(__file__).parents[4]
PROGRAMME = ROOT / "programmes" / "jiangjin-2007"
TODAY = date(2008, 1, 15)


@cache
def _read(name: str) -> Reading:
    rules = load_rules(PROGRAMME / "applicants.yaml")(TODAY)
    setting = Setting(load_areas(PROGRAMME / "areas.yaml"), rules, "500116", TODAY)
    sheet = read_sheet((ROOT / "samples" / name).read_bytes(), rules.roster_maximum_rows, rules.roster_maximum_bytes)
    return read_roster(sheet, setting)


def test_the_roster_of_1000_has_no_fault():
    reading = _read("roster-1000.xlsx")
    assert reading.faults == []
    for (row, facts), person in zip(reading.people, draw_people(1000, 2007), strict=True):
        assert row == person.row + 1
        assert facts.name == person.name
        assert facts.identity.number == person.identity_number
        assert facts.identity.birth_on == person.birth_on
        assert (facts.idea.own_capital.amount if facts.idea else None) == person.own_capital


@pytest.mark.parametrize(
    ("number", "row"), list(enumerate(rows(), start=2)), ids=lambda part: getattr(part, "what", part)
)
def test_each_odd_row_is_named_by_its_column_or_taken(number: int, row):
    faults = {(fault.row, fault.key) for fault in _read("roster-with-mistakes.xlsx").faults if fault.row == number}
    assert faults == (set() if row.tolerated else {(number, row.column)})


def test_wrong_headers_are_refused_before_any_row():
    faults = _read("roster-with-wrong-headers.xlsx").faults
    assert {type(fault.refusal) for fault in faults} == {HeaderUnknown, HeaderMissing}
    assert {fault.row for fault in faults} == {1}
