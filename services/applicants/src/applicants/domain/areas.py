"""Area codes: official statistical codes of six digits (district), nine (town) or twelve (community)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from applicants.domain.errors import AreaOutsideYours, AreaUnknown

_CODE = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}(?:[0-9]{3})?)?")
_TOWN_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Area:
    """One listed area, with its names."""

    code: str
    level: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class AreaTree:
    """The programme's territory and the areas listed in it, by code."""

    territory: str
    listed: Mapping[str, Area]

    def read(self, text: str) -> str:
        """Check ``text``: inside the territory its street or town must be listed.

        An area elsewhere is taken as written: such a person is registered and found ineligible.
        Raises AreaUnknown.
        """
        code = text.strip()
        if not _CODE.fullmatch(code):
            raise AreaUnknown("area", area=code[:20])
        listed = code in self.listed or code[:_TOWN_DIGITS] in self.listed
        if within(code, self.territory) and not listed:
            raise AreaUnknown("area", area=code)
        return code


def within(code: str, prefix: str | None) -> bool:
    """Tell whether ``code`` lies in the subtree ``prefix``; no prefix means everywhere."""
    return prefix is None or code.startswith(prefix)


def demand_within(code: str, prefix: str | None) -> None:
    """Refuse an area outside the subtree that the actor works in. Raises AreaOutsideYours."""
    if not within(code, prefix):
        raise AreaOutsideYours("area", area=code)
