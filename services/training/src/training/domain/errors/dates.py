"""What is refused of dates."""

from __future__ import annotations

from kit.refusal import Refusal


class DateInFuture(Refusal):
    """{field} lies in the future."""

    zh = "{field} 晚于今天。"
    mend = "A fact is recorded when it has happened; correct the date."
    mend_zh = "事实发生后才能登记，请更正日期。"


class DatedTooFarBack(Refusal):
    """{field} is more than {days} days back."""

    zh = "{field} 早于 {days} 天之前。"
    mend = "Correct the date, or ask the manager about late papers."
    mend_zh = "请更正日期；迟交材料请联系管理人员。"
