"""What credit refuses about the mutual guarantee fund."""

from kit.refusal import Refusal


class MutualDepositTooSmall(Refusal):
    """The borrower's free deposits in the mutual guarantee fund do not suffice: {value} asked, {limit}."""

    zh = "借款人在互助担保基金中的可用存款不足：需 {value} 元，{limit}。"
    mend = "Pay in more first, or add another counter-guarantee."
    mend_zh = "请先补存，或增加其他反担保。"


class MutualDepositPledged(Refusal):
    """{amount} yuan cannot be returned: {free} yuan of the deposit are free, the rest is pledged."""

    zh = "不能退还 {amount} 元：可退 {free} 元，其余已质押。"
    mend = "Return what is free, or wait until the loan that it secures is repaid."
    mend_zh = "请退还可退部分，或待所担保贷款结清。"


class MutualReferenceReused(Refusal):
    """This reference is recorded already for the bank's mutual fund account."""

    zh = "该银行互助基金账户中已有此凭证号。"
    mend = "Nothing to do if it is the same payment; otherwise use the bank's own reference."
    mend_zh = "如为同一笔款项无需处理，否则请使用银行凭证号。"
