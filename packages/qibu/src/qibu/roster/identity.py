"""Resident identity numbers that are valid by their form (GB 11643) and belong to nobody we know."""

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"

PREFIXES = (
    ("510225", 78.0),  # Jiangjin county, Sichuan: where almost everyone of this age got a number
    ("510281", 5.0),  # Jiangjin city, Sichuan, from 1992
    ("500381", 5.0),  # Jiangjin city, Chongqing, from 1997
    ("500116", 1.0),  # Jiangjin district, from 2006
    ("510229", 3.0),  # Yongchuan county
    ("510223", 2.5),  # Qijiang county
    ("510222", 2.0),  # Ba county
    ("510232", 1.0),  # Bishan county
    ("510521", 1.0),  # Lu county, Sichuan
    ("520321", 0.8),  # Zunyi county, Guizhou
    ("512221", 0.7),  # Wan county, Sichuan
)
"""Places that gave the number, each with its share: Jiangjin's own codes through the years, and
neighbours' for those who moved or married in."""


def identity_number(prefix: str, birth_on: date, order: int, *, male: bool) -> str:
    """Make the 18 characters; ``order`` 0 to 499 tells apart people of one place, birthday and sex."""
    serial = order * 2 + (1 if male else 0)
    seventeen = f"{prefix}{birth_on:%Y%m%d}{serial:03d}"
    return seventeen + check_character(seventeen)


def check_character(seventeen: str) -> str:
    """Compute the eighteenth character for 17 digits: ISO 7064 MOD 11-2, as GB 11643 takes it."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, seventeen, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def fifteen_digits(number: str) -> str:
    """Shorten a number to what cards before 1999 show: no century, no check character."""
    return number[:6] + number[8:17]
