"""Jiangjin's streets and towns as a sign-up drive meets them: who comes from where."""

from typing import NamedTuple


class Place(NamedTuple):
    """A street or town: official code, name, share of the people, and whether it is urban."""

    code: str
    zh: str
    share: float
    urban: bool


PLACES = (
    Place("500116001", "几江", 17.0, True),
    Place("500116002", "德感", 8.0, True),
    Place("500116003", "双福", 4.0, True),
    Place("500116004", "鼎山", 6.0, True),
    Place("500116101", "油溪", 5.0, False),
    Place("500116102", "吴滩", 2.0, False),
    Place("500116103", "石门", 2.5, False),
    Place("500116104", "朱杨", 2.0, False),
    Place("500116105", "永兴", 2.5, False),
    Place("500116106", "塘河", 1.5, False),
    Place("500116107", "白沙", 9.0, True),
    Place("500116108", "龙华", 2.0, False),
    Place("500116109", "李市", 4.5, False),
    Place("500116110", "慈云", 2.0, False),
    Place("500116111", "蔡家", 3.0, False),
    Place("500116112", "中山", 1.8, False),
    Place("500116113", "嘉平", 1.5, False),
    Place("500116114", "柏林", 1.2, False),
    Place("500116115", "先锋", 3.0, False),
    Place("500116116", "珞璜", 5.5, True),
    Place("500116117", "贾嗣", 2.5, False),
    Place("500116118", "夏坝", 1.5, False),
    Place("500116119", "西湖", 2.2, False),
    Place("500116120", "杜市", 2.5, False),
    Place("500116121", "广兴", 1.0, False),
    Place("500116122", "四面山", 0.8, False),
    Place("500116123", "支坪", 2.0, False),
    Place("500116124", "四屏", 0.8, False),
    Place("500116125", "石蟆", 3.2, False),
)
"""Codes as in ``programmes/jiangjin-2007/areas.yaml``; the shares are rough guesses from the size
of each place and serve invented people only."""
