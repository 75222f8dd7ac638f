"""How names are read: every usual pinyin reading of a name, whole and by initials, so that either finds the person."""

from collections.abc import Iterable
from itertools import islice, product

from pypinyin import Style, pinyin

MOST = 16
"""So many readings of one name are kept; each character has two or three at most in names."""


def readings(name: str) -> set[str]:
    """Lower case, without tones, spaces or marks: 单小王 gives danxiaowang, shanxiaowang, dxw and sxw.

    What is not Chinese in a name is kept as it is written.
    """
    of_each = pinyin(name, style=Style.NORMAL, heteronym=True, errors="default")
    choices = [list(dict.fromkeys(plain(option) for option in options)) for options in of_each]
    ways = list(islice(product(*filter(any, choices)), MOST))
    return {"".join(way) for way in ways} | {"".join(part[:1] for part in way) for way in ways}


def plain(text: str) -> str:
    """Letters alone, lower case, ü written v as on a keyboard."""
    return "".join(sign for sign in text.casefold().replace("ü", "v") if sign.isalnum())


def rows_of(people: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Rows of the table for people by id and name."""
    return [
        {"applicant_id": applicant_id, "reading": reading}
        for applicant_id, name in people
        for reading in sorted(readings(name))
    ]
