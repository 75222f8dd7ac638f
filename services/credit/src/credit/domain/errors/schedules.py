"""What credit refuses about schedules that cannot be made."""

from kit.refusal import Refusal


class GraceTooLong(Refusal):
    """A grace of {grace} months leaves no instalment for the principal of a loan over {term} months."""

    zh = "宽限期 {grace} 个月过长：贷款期限 {term} 个月内没有可还本金的期次。"
    mend = "Choose a shorter grace."
    mend_zh = "请缩短宽限期。"


class ScheduleImpossible(Refusal, ValueError):
    """No repayment schedule follows from these terms."""

    zh = "按所给条件无法生成还款计划。"


class TermsOutOfRange(ScheduleImpossible):
    """{what} must be {allowed}; {given} is not."""

    zh = "{what} 须为 {allowed}，而所给为 {given}。"
    mend = "Correct the terms."
    mend_zh = "请更正条件。"


class GraceLeavesNoInstalment(ScheduleImpossible):
    """A grace of {grace} instalments leaves none of {instalments} to collect what rests until then."""

    zh = "宽限 {grace} 期过长：共 {instalments} 期，宽限后没有可收款的期次。"
    mend = "Choose a shorter grace, or more instalments."
    mend_zh = "请缩短宽限期或增加期数。"


class InstalmentBelowInterest(ScheduleImpossible):
    """The instalment of {instalment} yuan due on {due_on} does not exceed its interest of {interest} yuan: the balance would not fall."""  # noqa: E501 (a refusal's text is one line)

    zh = "{due_on} 到期的还款额 {instalment} 元不高于当期利息 {interest} 元，本金余额不会下降。"
    mend = "Choose a finer multiple, more frequent instalments, or a lower rate."
    mend_zh = "请选用更小的取整单位、缩短还款间隔或降低利率。"


class MultipleTooCoarse(ScheduleImpossible):
    """Amounts in multiples of {multiple} yuan are too coarse for {principal} yuan in {instalments} instalments."""

    zh = "以 {multiple} 元为取整单位，{principal} 元分 {instalments} 期无法均摊。"
    mend = "Choose a finer multiple, or fewer instalments."
    mend_zh = "请选用更小的取整单位或减少期数。"


class CaseNotUnderstood(ScheduleImpossible):
    """{field}: {reason}."""

    zh = "{field}：无法识别（{reason}）。"
    mend = "Write the case as the oracle file does."
    mend_zh = "请按示例文件的格式书写案例。"


class GraceAbovePolicy(Refusal):
    """A grace of {grace} months is longer than the {limit} months that the product allows."""

    zh = "宽限期 {grace} 个月超过产品允许的 {limit} 个月。"
    mend = "Choose a grace of at most {limit} months."
    mend_zh = "宽限期不得超过 {limit} 个月。"


class ScheduleChoiceNotAllowed(Refusal):
    """{what} {given} is not among what the product allows: {allowed}."""

    zh = "{what} {given} 不在产品允许的范围内：{allowed}。"
    mend = "Choose one of these: {allowed}."
    mend_zh = "请在以下选项中选择：{allowed}。"


class MonthsDoNotDivide(Refusal):
    """{months} months cannot be divided into instalments {every} months apart."""

    zh = "{months} 个月不能按每 {every} 个月一期划分。"
    mend = "Choose a term and a grace that are multiples of {every} months, or monthly instalments."
    mend_zh = "请选择 {every} 个月的整数倍，或按月还款。"
