"""What credit refuses about the guarantee fund."""

from kit.refusal import Refusal


class BankUnknown(Refusal):
    """There is no partner bank with this id."""

    zh = "没有该编号的合作银行。"
    mend = "Use the id that the bank was registered under."
    mend_zh = "请使用合作银行登记时的编号。"


class BankNameTaken(Refusal):
    """A partner bank of this name is registered already."""

    zh = "同名的合作银行已登记。"
    mend = "Use the registered bank, or give the branch its own name."
    mend_zh = "请使用已登记的银行，或为分支机构另起名称。"


class ContributionAlreadyRecorded(Refusal):
    """A contribution with this reference is recorded in the bank's special account already."""

    zh = "该银行专户中已有此凭证号的入账。"
    mend = "Nothing to do if it is the same payment; otherwise use the bank's own reference."
    mend_zh = "如为同一笔款项无需处理，否则请使用银行凭证号。"


class HeadroomTooSmall(Refusal):
    """A guarantee of {amount} yuan does not fit: the headroom is {headroom} yuan ({scope})."""

    zh = "担保金额 {amount} 元超出可用额度 {headroom} 元（{scope}）。"
    mend = "Top up the fund, wait for repayments, or use another partner bank."
    mend_zh = "请增补基金、等待还款释放额度，或改用其他合作银行。"


class BankSuspended(Refusal):
    """The bank's compensation rate of {rate}% has reached {limit}%: it gets no new guarantees."""

    zh = "该银行代偿率 {rate}% 已达 {limit}%，暂停新增担保。"
    mend = "A manager must lift the suspension, or use another partner bank."
    mend_zh = "须由管理人员解除暂停，或改用其他合作银行。"


class FundUnknown(Refusal):
    """There is no open fund with this id."""

    zh = "没有该编号的在用基金。"
    mend = "Choose one of the programme's open funds."
    mend_zh = "请选择项目在用的基金。"


class FundNotNamed(Refusal):
    """The programme has {funds} open funds: name the one that is meant."""

    zh = "项目有 {funds} 个在用基金，请指明是哪一个。"
    mend = "Give fund_id."
    mend_zh = "请填写 fund_id。"
