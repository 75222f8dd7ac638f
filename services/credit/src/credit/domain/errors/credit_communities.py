"""What credit refuses about credit communities."""

from kit.refusal import Refusal


class CommunityNotRecognised(Refusal):
    """No recognised credit community with a sufficient repayment rate: {value}, required {limit}."""

    zh = "不属于还款率达标的信用社区：{value}，要求 {limit}。"
    mend = "Offer a counter-guarantee; or let a manager recognise the community when it qualifies."
    mend_zh = "请提供反担保；或在社区达标后由管理人员认定。"


class CommunityRateTooLow(Refusal):
    """The community's repayment rate on {day} is {rate}; at least {limit}% are required."""

    zh = "该社区 {day} 的到期还款率为 {rate}，要求不低于 {limit}%。"
    mend = "Recognise it when arrears have been paid."
    mend_zh = "请待逾期款项收回后再认定。"


class CommunityTooFewLoans(Refusal):
    """The community has {loans} loans with something due; at least {limit} are required to judge it."""

    zh = "该社区有到期还款的贷款 {loans} 笔，认定至少需要 {limit} 笔。"
    mend = "Wait until more loans have fallen due."
    mend_zh = "请待更多贷款到期后再认定。"


class CommunityRecognisedAlready(Refusal):
    """This community is recognised already."""

    zh = "该社区已被认定为信用社区。"
    mend = "Nothing to do."
    mend_zh = "无需处理。"
