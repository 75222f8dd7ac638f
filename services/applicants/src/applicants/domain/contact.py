"""Phone numbers as people write them, brought to one form so that equal ones are found."""

import re

from applicants.domain.errors import PhoneMalformed

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[1-9][0-9]{1,2}[2-8][0-9]{6,7}")
_DROPPED = str.maketrans("０１２３４５６７８９－（）", "0123456789-()", " ()-\t\u3000")


def read_phone(text: str) -> str:
    """Reduce ``text`` to digits: an 11-digit mobile, or a landline with area code.

    A leading country code (+86, 0086) is dropped. Raises PhoneMalformed.
    """
    digits = text.translate(_DROPPED).translate(_DROPPED)
    for prefix in ("+86", "0086"):
        digits = digits.removeprefix(prefix)
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits
    raise PhoneMalformed("phone")
