"""What credit refuses about guarantee fees."""

from kit.refusal import Refusal


class LetterUnknown(Refusal):
    """No guarantee letter {letter} rests on this special account."""

    zh = "该专户没有编号为 {letter} 的担保函。"
    mend = "Check the number, the bank and the fund."
    mend_zh = "请核对担保函编号、银行和基金。"


class LetterTwice(Refusal):
    """The letter {letter} is named twice in one payment."""

    zh = "同一笔款项中担保函 {letter} 重复。"
    mend = "Name each letter once."
    mend_zh = "每份担保函只列一次。"


class FeeNotDue(Refusal):
    """No fee is due for the letter {letter}: its guarantee has not taken effect by {day}."""

    zh = "担保函 {letter} 在 {day} 尚未生效，无应付担保费。"
    mend = "A fee is due once the loan is disbursed."
    mend_zh = "担保费在贷款发放后才应支付。"


class FeeAlreadyRecorded(Refusal):
    """The fee for the letter {letter} is recorded already."""

    zh = "担保函 {letter} 的担保费已登记。"
    mend = "Nothing to do; a wrong fee is reversed first."
    mend_zh = "无需处理；登记有误的请先冲销。"


class FeeAboveDue(Refusal):
    """{amount} yuan is more than the fee of {due} yuan that is due for the letter {letter}."""

    zh = "{amount} 元超过担保函 {letter} 应付的担保费 {due} 元。"
    mend = "Record at most what is due and return the rest."
    mend_zh = "最多登记应付金额，其余退还。"


class FeesDoNotAddUp(Refusal):
    """The fees of the letters add up to {sum} yuan, not to the {amount} yuan that were paid."""

    zh = "各担保函担保费合计 {sum} 元，与到账金额 {amount} 元不符。"
    mend = "Check the list against the payment; every yuan belongs to a letter."
    mend_zh = "请将清单与到账款项核对，每笔金额须对应担保函。"
