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


class FundNameTaken(Refusal):
    """A fund of this name was opened already."""

    zh = "同名的基金已设立。"
    mend = "Use that fund, or give the new one its own name."
    mend_zh = "请使用已有基金，或为新基金另起名称。"


class FundNotEmpty(Refusal):
    """The fund still holds {net} yuan, guarantees {liability} yuan and has {receivable} yuan to recover."""

    zh = "基金尚有余额 {net} 元、担保责任 {liability} 元、应收代位追偿款 {receivable} 元。"
    mend = "Withdraw the money, and wait until every guarantee has ended and every claim is recovered or written off."
    mend_zh = "请先拨出余额，待全部担保责任解除、代位追偿款追回或核销后再关闭。"


class FundClosed(Refusal):
    """The fund was closed on {closed_on}: nothing moves in it any more."""

    zh = "该基金已于 {closed_on} 关闭，不能再发生业务。"
    mend = "Use a fund that is open."
    mend_zh = "请使用在用的基金。"


class FundOverdrawn(Refusal):
    """{amount} yuan is more than the {available} yuan that the special account holds from {day} on."""

    zh = "{amount} 元超过专户自 {day} 起的可用余额 {available} 元。"
    mend = "Take out at most that amount, or check the value date: later movements count too."
    mend_zh = "最多只能支出该金额；或请核对起息日（其后的收支也计算在内）。"


class CapOverdrawn(Refusal):
    """Without {amount} yuan the fund would guarantee more than its cap allows: {free} yuan are free ({scope})."""

    zh = "支出 {amount} 元后担保责任将超过放大倍数上限：可动用 {free} 元（{scope}）。"
    mend = "Take out at most what is free, or wait until repayments lower what is guaranteed."
    mend_zh = "最多只能支出可动用金额，或待还款降低担保责任。"


class FundReferenceReused(Refusal):
    """A movement with this reference is recorded in the bank's special account already."""

    zh = "该银行专户中已有此凭证号的收支记录。"
    mend = "Nothing to do if it is the same payment; otherwise use the bank's own reference."
    mend_zh = "如为同一笔款项无需处理，否则请使用银行凭证号。"


class BankNotSuspended(Refusal):
    """The bank is not stopped: its compensation rate is {rate}%, the limit {limit}%, or a lift still holds."""

    zh = "该银行未被暂停：代偿率 {rate}%，上限 {limit}%，或解除决定仍有效。"
    mend = "Nothing to lift."
    mend_zh = "无需解除。"


class EntryNotReversible(Refusal):
    """An entry of kind {kind} follows from other records and is not reversed by hand."""

    zh = "{kind} 类分录由业务记录产生，不能手工冲销。"
    mend = "Correct the record that it follows from: the ledger follows."
    mend_zh = "请更正相应的业务记录，账务随之更正。"


class ReversalNotReversible(Refusal):
    """A reversal cannot be reversed."""

    zh = "冲销分录不能再冲销。"
    mend = "Record the movement anew, with its reference."
    mend_zh = "请按原凭证号重新登记。"


class EntryAlreadyReversed(Refusal):
    """This entry has been reversed already."""

    zh = "该分录已被冲销。"
    mend = "Nothing to do."
    mend_zh = "无需处理。"


class StatementTooLong(Refusal):
    """The period has more than {limit} movements, which is what a file holds at most."""

    zh = "该期间发生额超过文件上限 {limit} 笔。"
    mend = "Choose a shorter period, or one bank."
    mend_zh = "请缩短期间或只选一家银行。"
