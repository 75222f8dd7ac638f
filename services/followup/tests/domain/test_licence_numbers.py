"""Licence numbers: GS15—2006 with ISO 7064 MOD 11,10, and GB 32100—2015."""

import pytest
from followup.domain.errors import LicenceCheckWrong, LicenceShapeWrong
from followup.domain.licence import (
    ALPHABET,
    checked_licence_number,
    registration_check_digit,
    unified_check_character,
)
from hypothesis import given
from hypothesis import strategies as st

fourteen = st.text("0123456789", min_size=14, max_size=14)
seventeen = st.builds(
    lambda head, division, tail: head + division + tail,
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)


def test_published_examples_are_valid():
    assert checked_licence_number("110108000000016") == "110108000000016"
    assert checked_licence_number("91350100M000100Y43") == "91350100M000100Y43"


def test_spaces_and_small_letters_are_forgiven():
    assert checked_licence_number(" 91350100 m000100y43 ") == "91350100M000100Y43"


@given(fourteen)
def test_a_number_with_its_own_check_digit_is_valid(first):
    number = first + registration_check_digit(first)
    assert checked_licence_number(number) == number


@given(seventeen)
def test_a_unified_code_with_its_own_check_character_is_valid(first):
    number = first + unified_check_character(first)
    assert checked_licence_number(number) == number


@given(fourteen, st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(first, place, by):
    number = first + registration_check_digit(first)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(LicenceCheckWrong):
        checked_licence_number(wrong)


@given(seventeen, st.integers(8, 17), st.integers(1, 30))
def test_one_wrong_character_is_always_found(first, place, by):
    number = first + unified_check_character(first)
    character = ALPHABET[(ALPHABET.index(number[place]) + by) % 31]
    with pytest.raises(LicenceCheckWrong):
        checked_licence_number(number[:place] + character + number[place + 1 :])


@given(seventeen, st.integers(8, 16))
def test_two_swapped_neighbours_are_always_found(first, place):
    number = first + unified_check_character(first)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(LicenceCheckWrong):
            checked_licence_number(swapped)


@pytest.mark.parametrize("text", ["", "1", "1101080000000161", "91350100I000100Y43", "一一〇一〇八〇〇〇〇〇〇〇一六"])
def test_another_shape_is_refused(text):
    with pytest.raises(LicenceShapeWrong):
        checked_licence_number(text)
