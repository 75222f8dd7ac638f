"""What is refused of flags."""

from __future__ import annotations

from kit.refusal import Refusal


class FlagOfAnother(Refusal):
    """The flag is in somebody else's hands, or in nobody's yet."""

    zh = "该线索由他人承办，或尚未有人承办。"
    mend = "Take it first, or have it handed back; a manager may assign it."
    mend_zh = "请先领取，或由承办人退回、由主管改派。"


class FlagDeciderInvolved(Refusal):
    """Who decides {involvement}."""

    zh = "决定人与该线索有关联：{involvement}。"
    mend = "Let a colleague decide who had nothing to do with it."
    mend_zh = "请由与此无关的同事决定。"
