"""Resident identity numbers (GB 11643-1999), and the 15-digit ones that came before them."""

import re
from dataclasses import dataclass, field
from datetime import date

from applicants.domain.errors import (
    IdentityNumberBirthImpossible,
    IdentityNumberChecksumWrong,
    IdentityNumberDisagrees,
    IdentityNumberMalformed,
    IdentityNumberRegionUnknown,
)
from applicants.domain.words import Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_NEW = re.compile(r"[0-9]{17}[0-9X]")
_OLD = re.compile(r"[0-9]{15}")
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


@dataclass(frozen=True, slots=True)
class Identity:
    """What an identity number says: the full 18 characters (kept out of ``repr``), sex, birth date."""

    number: str = field(repr=False)
    sex: Sex
    birth_on: date


def check_character(first_seventeen: str) -> str:
    """Compute the eighteenth character for 17 digits (ISO 7064 MOD 11-2, as GB 11643 takes it)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def full_number(text: str) -> str:
    """Bring ``text`` to 18 characters: spaces dropped, full-width digits and ``x`` normalised.

    A 15-digit number lacks the century, which is always 19, and the check character. Raises
    IdentityNumberMalformed or IdentityNumberChecksumWrong.
    """
    plain = "".join(text.split()).upper().translate(_HALF_WIDTH)
    if _OLD.fullmatch(plain):
        seventeen = f"{plain[:6]}19{plain[6:]}"
        return seventeen + check_character(seventeen)
    if not _NEW.fullmatch(plain):
        raise IdentityNumberMalformed("identity_number")
    if check_character(plain[:17]) != plain[17]:
        raise IdentityNumberChecksumWrong("identity_number")
    return plain


def read_identity(text: str, on: date, sex: str | None = None, birth_on: date | None = None) -> Identity:
    """Read ``text`` as it stands on the day ``on``; ``sex`` and ``birth_on``, if given, must agree.

    Raises the refusals of this module, each naming the field that it is about.
    """
    number = full_number(text)
    if not _PROVINCE.fullmatch(number[:2]):
        raise IdentityNumberRegionUnknown("identity_number")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdentityNumberBirthImpossible("identity_number") from None
    if born >= on or born.year < _FIRST_YEAR:
        raise IdentityNumberBirthImpossible("identity_number")
    identity = Identity(number, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE, born)
    if sex is not None and sex != identity.sex:
        raise IdentityNumberDisagrees("sex", field="sex")
    if birth_on is not None and birth_on != identity.birth_on:
        raise IdentityNumberDisagrees("birth_on", field="birth_on")
    return identity


def age_in_years(birth_on: date, on: date) -> int:
    """Count completed years; someone born on 29 February turns on 1 March of a common year."""
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


_FIRST_YEAR = 1890
_HALF_WIDTH = str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")
