"""Business licence numbers: the 15-digit registration number of the time and the 18-digit unified code.

15 digits (工商行政管理注册号编制规则 GS15—2006): six of the registering authority, eight in sequence,
and a check digit by GB/T 17710 (ISO 7064) MOD 11,10.

18 characters (GB 32100—2015 统一社会信用代码): registering department, category, six digits of the
division, nine of the subject's code, and a check character: weights 3^i mod 31 over an alphabet
of 31 without I, O, S, V and Z.
"""

import re

from followup.domain.errors import LicenceCheckWrong, LicenceShapeWrong

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Characters of GB 32100, each worth its position."""

_WEIGHTS = tuple(pow(3, power, 31) for power in range(17))
_FIFTEEN = re.compile(r"[0-9]{15}")
_EIGHTEEN = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")


def registration_check_digit(first_fourteen: str) -> str:
    """The fifteenth digit of a registration number. Raises ValueError unless given 14 digits."""
    if not re.fullmatch(r"[0-9]{14}", first_fourteen):
        raise ValueError("a registration number's check digit follows from its first 14 digits")
    product = 10
    for digit in first_fourteen:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def unified_check_character(first_seventeen: str) -> str:
    """The eighteenth character of a unified code. Raises ValueError unless given 17 of its characters."""
    if not re.fullmatch(rf"[{ALPHABET}]{{17}}", first_seventeen):
        raise ValueError("a unified code's check character follows from its first 17 characters")
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def checked_licence_number(text: str, where: str = "licence_number") -> str:
    """``text`` without spaces and in capitals, if it is a licence number.

    Raises LicenceShapeWrong, or LicenceCheckWrong when the last character does not follow from
    the others (almost always a slip in typing).
    """
    number = re.sub(r"\s", "", text).upper()
    if _FIFTEEN.fullmatch(number):
        expected = registration_check_digit(number[:14])
    elif _EIGHTEEN.fullmatch(number):
        expected = unified_check_character(number[:17])
    else:
        raise LicenceShapeWrong(where=where)
    if number[-1] != expected:
        raise LicenceCheckWrong(where=where)
    return number


def kind_of_licence_number(number: str) -> str:
    """``registration_15`` or ``unified_18``, of a checked number."""
    return "registration_15" if _FIFTEEN.fullmatch(number) else "unified_18"


def authority_of(number: str) -> str:
    """The division of the registering authority in a checked number: six digits (GB/T 2260)."""
    return number[:6] if _FIFTEEN.fullmatch(number) else number[2:8]
