"""What credit refuses about dates and rules."""

from kit.refusal import Refusal


class NoBenchmarkRate(Refusal):
    """No benchmark lending rate is known for {day}."""

    zh = "未设定 {day} 的基准贷款利率。"
    mend = "Check the date, or add the rate to the programme's rules."
    mend_zh = "请核对日期，或在项目规则中补充利率。"


class NoRulesYet(Refusal):
    """The programme has no credit rules for {day}."""

    zh = "项目在 {day} 尚无信贷规则。"
    mend = "Check the date."
    mend_zh = "请核对日期。"


class TooFarBack(Refusal):
    """{day} is more than {limit} days ago."""

    zh = "{day} 距今超过 {limit} 天。"
    mend = "Check the date; older facts need the programme office."
    mend_zh = "请核对日期；更早的事项须由项目办处理。"


class DateInFuture(Refusal):
    """{day} lies in the future."""

    zh = "{day} 是未来日期。"
    mend = "Record it when it has happened."
    mend_zh = "请在事项发生后再登记。"
