"""What is refused of bank accounts, payment batches, the bank's confirmations and clawbacks."""

from __future__ import annotations

from kit.refusal import Refusal


class AccountMissing(Refusal):
    """Institution {institution_id} has no confirmed bank account on {day}."""

    zh = "机构 {institution_id} 在 {day} 没有经确认的银行账户。"
    mend = "Propose the account, and have another person confirm it."
    mend_zh = "请登记银行账户，并由另一人确认。"


class AccountPending(Refusal):
    """Another account of this institution waits to be confirmed."""

    zh = "该机构另有一个银行账户待确认。"
    mend = "Confirm or reject that one first."
    mend_zh = "请先确认或退回该账户。"


class NothingToPay(Refusal):
    """No approved claim is left to pay."""

    zh = "没有待支付的已批准申领。"
    mend = "Approve claims first; a claim stands in one batch only."
    mend_zh = "请先批准申领；一份申领只能列入一个支付批次。"


class ClaimNotPayable(Refusal):
    """Claim {claim_id} is not approved, or stands in another batch."""

    zh = "申领 {claim_id} 未获批准，或已列入其他批次。"
    mend = "Take it out of the list."
    mend_zh = "请从清单中去除。"


class NotDueBack(Refusal):
    """Line {line} of the claim was not paid, or is being clawed back already."""

    zh = "申领第 {line} 行未支付，或已在追回。"
    mend = "Choose a paid line that nobody claws back."
    mend_zh = "请选择已支付且未在追回的行。"


class ReceiptUsed(Refusal):
    """A repayment is already entered under the receipt {receipt}."""

    zh = "收据 {receipt} 已登记过退款。"
    mend = "Check the receipt's number."
    mend_zh = "请核对收据编号。"


class ColumnsMissing(Refusal):
    """The confirmation has no lines, or not these columns: {columns}."""

    zh = "回单没有数据行，或缺少列：{columns}。"
    mend = "Columns: end_to_end_id, status, value_on, reason; amount if the bank gives it."
    mend_zh = "所需列：end_to_end_id、status、value_on、reason；银行提供时可加 amount。"


class NothingToAppeal(Refusal):
    """Line {line} was not refuted in a claim that is decided, or its clawback is not confirmed."""

    zh = "第 {line} 行未被判定不实，或其追回尚未确认，不能申诉。"
    mend = "Appeal against a refuted line once its claim is verified, or against a confirmed clawback."
    mend_zh = "请在申领核查完成后对不实行申诉，或对已确认的追回申诉。"


class AppealTooLate(Refusal):
    """The last day of appeal was {until}."""

    zh = "申诉期已于 {until} 届满。"
    mend = "Nothing can be appealed after its days of appeal."
    mend_zh = "申诉期届满后不能申诉。"


class AppealedAlready(Refusal):
    """This line or clawback was appealed against already."""

    zh = "该行或该追回已申诉过。"
    mend = "Read the appeal and its decision; each is appealed once."
    mend_zh = "请查看已有申诉及其决定；每项只能申诉一次。"
