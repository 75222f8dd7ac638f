"""What is refused about figures and what-if questions."""

from kit.refusal import Refusal


class FigureUnknown(Refusal):
    """There is no figure {code}."""

    zh = "没有指标 {code}。"
    mend = "Use a code of the list of figures."
    mend_zh = "请使用指标清单中的代码。"


class NothingChanged(Refusal):
    """The question changes nothing: name a leverage, coverage, cap per loan or fund."""

    zh = "未给出任何变更：请指定放大倍数、担保比例、单笔限额或基金规模。"
    mend = "Give at least one value that differs from today's."
    mend_zh = "请至少给出一项与现行不同的数值。"


class FundBelowNothing(Refusal):
    """Taking {taken} yuan out of a net fund of {net} yuan is impossible."""

    zh = "基金净额 {net} 元，无法减少 {taken} 元。"
    mend = "Take out at most the net fund."
    mend_zh = "减少额不得超过基金净额。"


class CoverageImpossible(Refusal):
    """A fund cannot answer for {percent}% of a loan: more than nothing, at most all of it."""

    zh = "担保比例 {percent}% 不成立：须大于 0 且不超过 100。"
    mend = "Give a coverage above 0 and up to 100 percent."
    mend_zh = "请填写大于 0、不超过 100 的比例。"


class LeverageImpossible(Refusal):
    """A leverage of {leverage} is not possible: it is above nothing and at most {limit} times the fund."""

    zh = "放大倍数 {leverage} 不成立：须大于 0 且不超过 {limit} 倍。"
    mend = "Give a leverage above 0; public guarantee funds keep far below the limit."
    mend_zh = "请填写大于 0 的倍数；政府性担保基金远低于该上限。"


class CapImpossible(Refusal):
    """A cap of {cap} yuan a loan is not possible: it is above nothing."""

    zh = "单笔限额 {cap} 元不成立：须大于 0。"
    mend = "Give a cap above nothing."
    mend_zh = "请填写大于 0 的限额。"
