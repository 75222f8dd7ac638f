"""The chart of accounts: what each account of the fund's books is called, and what it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kit.money import Money

from credit.domain.ledger import Account


class Class(StrEnum):
    """What kind of account it is; what stands below the line is promised, not yet paid."""

    ASSET = "asset"
    OWN_MEANS = "own_means"
    EXPENSE = "expense"
    LIABILITY = "liability"
    BELOW_THE_LINE = "below_the_line"


class Side(StrEnum):
    """On which side an account rises."""

    DEBIT = "debit"
    CREDIT = "credit"


CLASS_NAMES: Mapping[Class, tuple[str, str]] = {
    Class.ASSET: ("Asset", "资产"),
    Class.OWN_MEANS: ("Own means", "净资产"),
    Class.EXPENSE: ("Expense", "费用"),
    Class.LIABILITY: ("Liability", "负债"),
    Class.BELOW_THE_LINE: ("Below the line", "表外"),
}
"""English and Chinese."""


@dataclass(frozen=True)
class Titled:
    """An account with its number, its names, and the side on which it rises."""

    account: Account
    number: str
    en: str
    zh: str
    kind: Class
    side: Side
    holds: str
    holds_zh: str

    def own_side(self, balance: Money) -> Money:
        """``balance`` (debits less credits) as it is said of this account: positive on the side on which it rises."""
        return balance if self.side is Side.DEBIT else -balance


CHART: tuple[Titled, ...] = (
    Titled(
        Account.SPECIAL_ACCOUNT,
        "1001",
        "Special account",
        "担保基金专户",
        Class.ASSET,
        Side.DEBIT,
        "Money of the fund at the bank; the net fund.",
        "基金存放在银行专户的资金，即基金净额。",
    ),
    Titled(
        Account.MUTUAL_FUND_ACCOUNT,
        "1002",
        "Mutual guarantee fund account",
        "互助担保金专户",
        Class.ASSET,
        Side.DEBIT,
        "Members' deposits at the bank; never part of the net fund.",
        "成员互助担保金存款，不计入基金净额。",
    ),
    Titled(
        Account.SUBROGATION_RECEIVABLE,
        "1221",
        "Subrogation receivable",
        "应收代位追偿款",
        Class.ASSET,
        Side.DEBIT,
        "Claims paid, less what was recovered for the fund and what was written off.",
        "已代偿金额减去已追回及已核销部分。",
    ),
    Titled(
        Account.MUTUAL_FUND_DEPOSITS,
        "2241",
        "Mutual guarantee fund deposits",
        "应付互助担保金",
        Class.LIABILITY,
        Side.CREDIT,
        "What the fund owes the members for their deposits.",
        "应退还成员的互助担保金。",
    ),
    Titled(
        Account.CONTRIBUTIONS,
        "4001",
        "Contributions",
        "基金投入",
        Class.OWN_MEANS,
        Side.CREDIT,
        "What was paid into the fund, less what was withdrawn.",
        "拨入基金的资金减去拨出的资金。",
    ),
    Titled(
        Account.FEES,
        "6031",
        "Guarantee fees",
        "担保费收入",
        Class.OWN_MEANS,
        Side.CREDIT,
        "Guarantee fees that the finance bureau paid.",
        "财政支付的担保费。",
    ),
    Titled(
        Account.LOSSES,
        "6701",
        "Losses on guarantees",
        "代偿损失",
        Class.EXPENSE,
        Side.DEBIT,
        "Receivables that were written off.",
        "已核销的代位追偿款。",
    ),
    Titled(
        Account.CONTINGENT_CLAIMS,
        "9001",
        "Contingent claims on borrowers",
        "或有追偿权",
        Class.BELOW_THE_LINE,
        Side.DEBIT,
        "What borrowers would owe the fund if it had to pay; equals what is guaranteed.",
        "若发生代偿，借款人对基金的债务；与在保责任相等。",
    ),
    Titled(
        Account.GUARANTEES_RESERVED,
        "9101",
        "Guarantees reserved",
        "预留担保责任",
        Class.BELOW_THE_LINE,
        Side.CREDIT,
        "Guarantees committed for loans that are not disbursed yet.",
        "已承诺而贷款尚未发放的担保责任。",
    ),
    Titled(
        Account.GUARANTEES_EFFECTIVE,
        "9102",
        "Guarantees effective",
        "在保责任余额",
        Class.BELOW_THE_LINE,
        Side.CREDIT,
        "The fund's share of the principal that borrowers owe.",
        "借款人未还本金中由基金承担的部分。",
    ),
)
"""Every account, in the order of its number."""

TITLES: Mapping[Account, Titled] = {item.account: item for item in CHART}
"""The same by account."""

ENTRY_NAMES: Mapping[str, tuple[str, str]] = {
    "contribution": ("Contribution", "基金拨入"),
    "withdrawal": ("Withdrawal", "基金拨出"),
    "fee": ("Guarantee fee", "担保费"),
    "reversal": ("Reversal", "冲销"),
    "guarantee_reserved": ("Guarantee reserved", "预留担保"),
    "guarantee_effective": ("Guarantee takes effect", "担保生效"),
    "reservation_released": ("Reservation released", "预留释放"),
    "guarantee_reduced": ("Guarantee reduced", "担保责任减少"),
    "guarantee_reduction_corrected": ("Reduction corrected", "担保责任更正"),
    "guarantee_claimed": ("Guarantee claimed", "担保责任代偿"),
    "claim_paid": ("Claim paid", "代偿支付"),
    "recovery": ("Recovery", "追偿收回"),
    "recovery_reversed": ("Recovery reversed", "追偿收回冲销"),
    "mutual_deposit": ("Mutual fund deposit", "缴存互助担保金"),
    "mutual_return": ("Mutual fund deposit returned", "退还互助担保金"),
    "claim_written_off": ("Written off", "核销"),
}
"""What each kind of entry is called, in English and Chinese."""


def entry_name(kind: str) -> tuple[str, str]:
    """English and Chinese; the kind itself when it has no name."""
    return ENTRY_NAMES.get(kind, (kind, kind))
