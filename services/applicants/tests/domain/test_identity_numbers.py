from datetime import date, timedelta

import pytest
from applicants.domain import errors
from applicants.domain.identity import age_in_years, check_character, full_number, read_identity
from hypothesis import given
from hypothesis import strategies as st

ON = date(2007, 7, 2)
days = st.dates(date(1930, 1, 1), date(1999, 12, 31))


def seventeen(born: date, order: int, region: str = "500116") -> str:
    return f"{region}{born:%Y%m%d}{order:03d}"


@given(days, st.integers(0, 999))
def test_sex_and_birth_date_are_read_from_the_number(born, order):
    first = seventeen(born, order)
    read = read_identity(first + check_character(first), ON)
    assert read.birth_on == born
    assert read.sex == ("m" if order % 2 else "f")


@given(days, st.integers(0, 999))
def test_a_number_of_15_digits_becomes_the_same_18(born, order):
    first = seventeen(born, order)
    whole = first + check_character(first)
    assert full_number(first[:6] + first[8:]) == whole
    assert full_number(whole.lower()) == whole


@given(days, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_breaks_the_checksum(born, order, place, step):
    first = seventeen(born, order)
    whole = first + check_character(first)
    wrong = whole[:place] + str((int(whole[place]) + step) % 10) + whole[place + 1 :]
    with pytest.raises(errors.IdentityNumberChecksumWrong):
        full_number(wrong)


@given(days, st.integers(0, 999), st.integers(0, 15))
def test_two_swapped_neighbours_break_the_checksum(born, order, place):
    first = seventeen(born, order)
    whole = first + check_character(first)
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    if swapped != whole:
        with pytest.raises((errors.IdentityNumberChecksumWrong, errors.IdentityNumberMalformed)):
            full_number(swapped)


def test_gb_11643_own_example_has_the_check_character_x():
    assert check_character("11010519491231002") == "X"
    assert full_number(" １１０１０５19491231002ｘ".replace("ｘ", "x")) == "11010519491231002X"


@pytest.mark.parametrize("text", ["", "1234", "5001161968031500241", "50011619680315002Y", "五0011619680315002"])
def test_other_shapes_are_malformed(text):
    with pytest.raises(errors.IdentityNumberMalformed):
        full_number(text)


@pytest.mark.parametrize(
    ("first", "refusal"),
    [
        ("99011619680315002", errors.IdentityNumberRegionUnknown),
        ("50011619680230002", errors.IdentityNumberBirthImpossible),
        ("50011620070702002", errors.IdentityNumberBirthImpossible),
        ("50011617000101002", errors.IdentityNumberBirthImpossible),
    ],
)
def test_impossible_regions_and_birth_dates_are_refused(first, refusal):
    with pytest.raises(refusal):
        read_identity(first + check_character(first), ON)


def test_sex_and_birth_date_given_beside_it_must_agree():
    first = "50011619680315002"
    whole = first + check_character(first)
    read_identity(whole, ON, "f", date(1968, 3, 15))
    with pytest.raises(errors.IdentityNumberDisagrees) as refused:
        read_identity(whole, ON, "m")
    assert refused.value.where == "sex"
    with pytest.raises(errors.IdentityNumberDisagrees) as refused:
        read_identity(whole, ON, None, date(1968, 3, 16))
    assert refused.value.where == "birth_on"


def test_a_refusal_and_a_repr_never_show_the_number():
    first = "50011619680315002"
    with pytest.raises(errors.IdentityNumberChecksumWrong) as refused:
        full_number(first + "9")
    assert first not in str(refused.value)
    assert first not in repr(read_identity(first + check_character(first), ON))


@given(days, st.integers(0, 30000))
def test_age_is_completed_years(born, later):
    on = born + timedelta(days=later)
    age = age_in_years(born, on)
    assert (on.year - born.year) - 1 <= age <= on.year - born.year
    assert age_in_years(date(1968, 2, 29), date(2007, 2, 28)) == 38
    assert age_in_years(date(1968, 2, 29), date(2007, 3, 1)) == 39
