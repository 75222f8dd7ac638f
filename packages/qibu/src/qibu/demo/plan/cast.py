"""Who acts in the pilot: stations, institutions, banks. None of these names is a real organisation's."""

from typing import NamedTuple

DISTRICT = "500116"


class Station(NamedTuple):
    """A street or town with a case worker of its own; the district's case workers serve the others."""

    username: str
    name: str
    area: str


class Institution(NamedTuple):
    """A training institution: where it is, what it asks for a SYB course, and how well it teaches.

    ``strength`` shifts its learners' chance to start a business; it is for the story only, so
    that a comparison of institutions has something to find.
    """

    username: str
    name: str
    area: str
    fee: str
    trainers: tuple[str, ...]
    strength: float
    serves: frozenset[str]


class Bank(NamedTuple):
    """A partner bank: one person decides on loans, another pays them out and books repayments."""

    username: str
    name: str


STATIONS = (
    Station("station-jijiang", "江小平", "500116001"),
    Station("station-degan", "余红梅", "500116002"),
    Station("station-baisha", "陈永芬", "500116107"),
    Station("station-luohuang", "罗志勇", "500116116"),
    Station("station-lishi", "周晓兰", "500116109"),
    Station("station-youxi", "唐建华", "500116101"),
)

INSTITUTIONS = (
    Institution(
        "institution-jijiang",
        "几江创业培训学校（演示）",
        "500116001",
        "980.00",
        ("黄明亮", "吴静", "何世平"),
        0.03,
        frozenset({"500116001"}),
    ),
    Institution(
        "institution-dingshan",
        "鼎山职业技能培训中心（演示）",
        "500116004",
        "900.00",
        ("邓文军", "蒋雪梅", "曾小波"),
        0.00,
        frozenset({"500116002", "500116003", "500116004", "500116123"}),
    ),
    Institution(
        "institution-baisha",
        "白沙创业培训中心（演示）",
        "500116107",
        "860.00",
        ("肖建国", "彭丽", "钟海波"),
        -0.04,
        frozenset(f"500116{code}" for code in (103, 104, 105, 106, 107, 125)),
    ),
    Institution(
        "institution-luohuang",
        "珞璜职业培训学校（演示）",
        "500116116",
        "950.00",
        ("程光明", "夏春燕", "代俊"),
        0.05,
        frozenset(f"500116{code}" for code in (115, 116, 117, 118, 119, 120, 121)),
    ),
    Institution(
        "institution-lishi",
        "李市返乡创业培训学校（演示）",
        "500116109",
        "880.00",
        ("谢永强", "龚小英", "胡志明"),
        -0.02,
        frozenset(f"500116{code}" for code in (101, 102, 108, 109, 110, 111, 112, 113, 114, 122, 124)),
    ),
)

BANKS = (Bank("bank-first", "江州农村信用社（演示）"), Bank("bank-second", "津沙商业银行（演示）"))

GRADERS = ("创业专家组甲", "创业专家组乙", "创业专家组丙")
"""Experts who grade business plans and teach nowhere."""


def station_of(area: str) -> Station | None:
    """Find the station of an area, or None when the district's case workers serve it."""
    return next((station for station in STATIONS if area.startswith(station.area)), None)


def institution_of(area: str) -> int:
    """Find the index of the institution nearest to an area."""
    return next(index for index, school in enumerate(INSTITUTIONS) if area[:9] in school.serves)
