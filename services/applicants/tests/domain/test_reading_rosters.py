from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from applicants.domain import errors
from applicants.domain.contact import read_phone
from applicants.domain.facts import read_name
from applicants.domain.identity import check_character
from applicants.domain.roster import COLUMNS
from applicants.domain.roster_reading import Setting, Sheet, read_day, read_roster
from applicants.domain.sectors import read_sector
from applicants.policy import load_areas, load_rules
from hypothesis import given
from hypothesis import strategies as st

PROGRAMME = Path(__file__).parents[4] / "programmes/jiangjin-2007"
TODAY = date(2008, 1, 1)
SETTING = Setting(
    load_areas(PROGRAMME / "areas.yaml"), load_rules(PROGRAMME / "applicants.yaml")(TODAY), "500116", TODAY
)
HEADERS = [column.zh for column in COLUMNS]


def read(*rows, headers=HEADERS):
    cells = [[row.get(column.key) for column in COLUMNS] for row in rows]
    return read_roster(Sheet(headers, list(enumerate(cells, start=2))), SETTING)


def faults(*rows, headers=HEADERS):
    return [(fault.row, fault.key, fault.refusal.code()) for fault in read(*rows, headers=headers).faults]


def test_a_sound_row_gives_a_persons_facts(row):
    told = row()
    [(number, facts)] = read(told).people
    assert number == 2
    assert (facts.name, facts.area, facts.education, facts.wants) == (
        told["name"],
        "500116103",
        "junior_middle",
        "own_business",
    )
    assert str(facts.idea.own_capital) == "12000.00"
    assert facts.consent.purpose == SETTING.rules.roster_consent_purpose


@pytest.mark.parametrize("language", ["zh", "en", "key"])
def test_headers_may_be_chinese_or_english_and_in_any_order(row, language):
    headers = [getattr(column, language) for column in COLUMNS]
    cells = [row()[column.key] for column in COLUMNS]
    turned = Sheet([f" {header}* " for header in reversed(headers)], [(2, cells[::-1])])
    assert len(read_roster(turned, SETTING).people) == 1


def test_unknown_repeated_and_missing_headers_are_named_before_any_row(row):
    headers = ["姓名", "name", "备注", *HEADERS[3:]]
    assert faults(row(name=None), headers=headers) == [
        (1, "name", "header_repeated"),
        (1, "", "header_unknown"),
        (1, "identity_number", "header_missing"),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"name": None}, "name", "cell_missing"),
        ({"name": "  "}, "name", "cell_missing"),
        ({"name": "王2"}, "name", "name_malformed"),
        ({"identity_number": "500116196803150029"}, "identity_number", "identity_number_checksum_wrong"),
        ({"identity_number": Decimal("5.00116E+17")}, "identity_number", "identity_number_stored_as_number"),
        ({"identity_number": "5.00116E+17"}, "identity_number", "identity_number_stored_as_number"),
        ({"phone": "123"}, "phone", "phone_malformed"),
        ({"area": "500116999"}, "area", "area_unknown"),
        ({"area": "500118001"}, "area", "area_outside_yours"),
        ({"education": "博学"}, "education", "word_unknown"),
        ({"employment_status": "在职"}, "unemployed_since", "unemployed_since_contradicts_status"),
        ({"unemployed_since": "2007-02-30"}, "unemployed_since", "day_unreadable"),
        ({"unemployed_since": "2007-12-01"}, "unemployed_since", "dates_out_of_order"),
        ({"registered_on": "2008-01-02"}, "registered_on", "date_in_future"),
        ({"consent_given_on": "2007-07-03"}, "consent_given_on", "dates_out_of_order"),
        ({"sector": "99"}, "sector", "sector_unknown"),
        ({"idea": None}, "idea", "idea_incomplete"),
        ({"idea": "x" * 501}, "idea", "cell_too_long"),
        ({"idea": "面\x01馆"}, "idea", "cell_character_invalid"),
        ({"own_capital": "-1"}, "own_capital", "amount_unreadable"),
        ({"own_capital": "1.005"}, "own_capital", "amount_unreadable"),
        ({"own_capital": "NaN"}, "own_capital", "amount_unreadable"),
        ({"own_capital": "1e999999"}, "own_capital", "amount_unreadable"),
        ({"runs_registered_business": "？"}, "runs_registered_business", "word_unknown"),
    ],
)
def test_each_fault_is_named_by_row_and_column(row, cells, column, code):
    assert faults(row(), row(**cells)) == [(3, column, code)]


def test_all_faults_of_a_row_are_named_at_once(row):
    assert {column for _, column, _ in faults(row(name=None, phone="1", education="?", consent_given_on="x"))} == {
        "name",
        "phone",
        "education",
        "consent_given_on",
    }


def test_the_second_row_with_an_identity_number_is_named_with_the_first(row):
    one = row()
    reading = read(one, row(), one)
    assert [(fault.row, fault.refusal.facts) for fault in reading.faults] == [(4, {"first_row": 2})]


def test_a_15_digit_number_in_a_number_cell_is_taken(row):
    seventeen = "50011619680315002"
    [(_, facts)] = read(row(identity_number=Decimal(500116680315002))).people
    assert facts.identity.number == seventeen + check_character(seventeen)


cell = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.dates(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.integers().map(Decimal),
)


@given(st.lists(st.lists(cell, max_size=18), min_size=1, max_size=3))
def test_whatever_the_cells_hold_a_row_gives_a_person_or_faults(rows):
    reading = read_roster(Sheet(HEADERS, list(enumerate(rows, start=2))), SETTING)
    faulty = {fault.row for fault in reading.faults}
    assert faulty.isdisjoint(number for number, _ in reading.people)
    assert len(faulty) + len(reading.people) == len(rows)


@pytest.mark.parametrize("text", ["2007-07-02", "2007/7/2", "2007.7.2", "2007年7月2日", "20070702"])
def test_days_are_read_as_people_write_them(text):
    assert read_day(text) == date(2007, 7, 2)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("138-0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("(023)47521234", "02347521234"),
        ("０２３－４７５２１２３４", "02347521234"),
    ],
)
def test_phones_are_brought_to_one_form(text, digits):
    assert read_phone(text) == digits


@pytest.mark.parametrize(
    ("text", "code"), [("6521", "6521"), ("h6521", "6521"), ("65 零售业", "65"), ("A0111", "0111")]
)
def test_sectors_are_codes_of_gb_t_4754(text, code):
    assert read_sector(text) == code


@pytest.mark.parametrize("text", ["", "64", "38", "00", "A65", "retail", "652111", "U65"])
def test_codes_that_were_never_given_out_are_refused(text):
    with pytest.raises(errors.SectorUnknown):
        read_sector(text)


def test_names_have_no_spaces_inside_when_chinese():
    assert read_name(" 王 秀英 ") == "王秀英"
    assert read_name("Ana  Maria") == "Ana Maria"
    assert read_name("买买提·艾力") == "买买提·艾力"
