"""What credit refuses about schedules that cannot be made."""

from kit.refusal import Refusal


class GraceTooLong(Refusal):
    """A grace of {grace} months leaves no instalment for the principal of a loan over {term} months."""

    zh = "宽限期 {grace} 个月过长：贷款期限 {term} 个月内没有可还本金的期次。"
    mend = "Choose a shorter grace."
    mend_zh = "请缩短宽限期。"
