"""Sectors of the economy: codes of GB/T 4754-2002, the classification in force in 2007."""

import re

from applicants.domain.errors import SectorUnknown

_CODE = re.compile(r"([A-T]?)([0-9]{2,4})")
_SECTIONS = {
    "A": range(1, 6),
    "B": range(6, 12),
    "C": range(13, 44),
    "D": range(44, 47),
    "E": range(47, 51),
    "F": range(51, 60),
    "G": range(60, 63),
    "H": range(63, 66),
    "I": range(66, 68),
    "J": range(68, 72),
    "K": range(72, 73),
    "L": range(73, 75),
    "M": range(75, 79),
    "N": range(79, 82),
    "O": range(82, 84),
    "P": range(84, 85),
    "Q": range(85, 88),
    "R": range(88, 93),
    "S": range(93, 98),
    "T": range(98, 99),
}
_NEVER_GIVEN_OUT = frozenset({38, 64})


def read_sector(text: str) -> str:
    """Reduce ``text`` to the digits of a division, group or class: ``H6521`` and ``6521 超市`` are ``6521``.

    Raises SectorUnknown when no division begins with those two digits, or lies in another section.
    """
    words = text.split()
    match = _CODE.fullmatch(words[0].upper()) if words else None
    if match is None:
        raise SectorUnknown("sector", sector=text[:20])
    section, digits = match.groups()
    division = int(digits[:2])
    holders = {letter for letter, divisions in _SECTIONS.items() if division in divisions}
    if division in _NEVER_GIVEN_OUT or not holders or (section and section not in holders):
        raise SectorUnknown("sector", sector=text[:20])
    return digits
