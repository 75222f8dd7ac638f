"""What credit refuses about people who borrow together."""

from kit.refusal import Refusal


class TooManyPartners(Refusal):
    """{partners} people borrow together; at most {limit} count."""

    zh = "合伙借款人 {partners} 人，超过上限 {limit} 人。"
    mend = "Name fewer partners; each may apply alone later."
    mend_zh = "请减少合伙人；其他人可另行申请。"


class PartnerNotQualified(Refusal):
    """A partner does not qualify: {reason}."""

    zh = "合伙人不符合条件：{reason}。"
    mend = "A partner is another accepted participant with a certificate of their own and no other open loan."
    mend_zh = "合伙人须为另一名已受理的参加者，持有本人合格证，且无其他未结清贷款或在办申请。"
