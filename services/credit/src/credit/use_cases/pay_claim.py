"""Finance pays an approved claim, once: the fund is subrogated to the bank, the guarantee ends."""

from datetime import date

from kit.database import Transaction, use_case
from kit.money import Money
from pydantic import BaseModel
from sqlalchemy import update

from credit.domain import claim_entries
from credit.domain.claim_rules import judge_payment
from credit.domain.claims import Claim
from credit.domain.errors.claims import ClaimAlreadyPaid, ClaimFundsMissing, PaymentReferenceReused
from credit.domain.fund import BankStanding, bank_stopped
from credit.domain.guarantees import Guarantee
from credit.domain.happened import Happened
from credit.domain.happened.claims import ClaimPaid, GuaranteeClaimed
from credit.domain.happened.loans import BalanceChange, LoanBalanceChanged
from credit.domain.loans import LoanState
from credit.domain.recoveries import Shares
from credit.domain.rules import Rules, check_order
from credit.fields import Day, Input, MoneyText, Reference, Text
from credit.policy import RuleBook
from credit.store.claims import lock_claim
from credit.store.fund import LockedFund, lock_fund, move_fund, post
from credit.store.guarantees import read_guarantees, save_guarantee
from credit.store.loans import read_loans
from credit.store.movements import lowest_from
from credit.store.standings import end_standings
from credit.store.tables.claims import claim_payment
from credit.store.tables.loans import loan
from credit.use_cases.claim_moved import finish, rules_of


class PayClaim(Input):
    """The payment's day and voucher."""

    paid_on: Day
    reference: Reference
    note: Text


class ClaimPaidOut(BaseModel):
    """What was paid, of which loss, and what of it the bank bears."""

    id: str
    state: str
    version: int
    amount: MoneyText
    approved: MoneyText
    loss: MoneyText
    bank_share: MoneyText
    compensation_rate_percent: str
    bank_stopped: bool


@use_case(
    "credit.claim.pay",
    conflicts={
        "pk_claim_payment": ClaimAlreadyPaid,
        "uq_claim_payment_loan": ClaimAlreadyPaid,
        "uq_claim_payment_reference": lambda: PaymentReferenceReused(where="reference"),
    },
)
async def pay_claim(tx: Transaction, book: RuleBook, claim_id: str, command: PayClaim) -> ClaimPaidOut:
    """Loan, claim, then the fund are locked; the special account must hold the money."""
    rules = rules_of(tx, book, command.paid_on, "paid_on")
    held = await lock_claim(tx, claim_id, loan_too=True)
    claim = held.claim
    guarantee = (await read_guarantees(tx, [claim.application_id]))[claim.application_id]
    taken = claim.pay(command.paid_on, tx.call.actor.account, guarantee.outstanding, await _owed(tx, claim, command))
    loss = claim.require_paid()
    left, limit = guarantee.claim(command.paid_on), guarantee.covers(loss.total)
    await save_guarantee(tx, guarantee)
    await tx.execute(
        update(loan).where(loan.c.id == claim.loan_id).values(state=LoanState.CLAIMED.value, version=loan.c.version + 1)
    )
    await end_standings(tx, [claim.loan_id], command.paid_on)
    fund, available = await _take_money(tx, guarantee, loss.fund, left, command.paid_on)
    verdicts = judge_payment(loss.fund, limit, available, rules)
    after = fund.bank.after_claim(loss.fund)
    _book(tx, claim, guarantee, loss, left, command)
    events = _events(claim, guarantee, loss, left, fund.bank, rules)
    moved = await finish(tx, held, taken, rules, *events, opinion=command.note, verdicts=verdicts)
    return ClaimPaidOut(
        id=claim.id,
        state=moved.state,
        version=moved.version,
        amount=str(loss.fund),
        approved=str(claim.approved),
        loss=str(loss.total),
        bank_share=str(loss.bank),
        compensation_rate_percent=str(after.compensation_rate_percent),
        bank_stopped=after.suspended(rules),
    )


async def _owed(tx: Transaction, claim: Claim, command: PayClaim) -> Money:
    """The principal owed by all that is recorded; nothing recorded may lie after the payment."""
    owing = (await read_loans(tx, loan.c.id == claim.loan_id))[claim.loan_id]
    last = max((item.paid_on for item in owing.repayments), default=None)
    if last is not None:
        check_order(last, command.paid_on, names=("the last repayment", "paid_on"))
    return owing.balance


async def _take_money(
    tx: Transaction, guarantee: Guarantee, amount: Money, left: Money, day: date
) -> tuple[LockedFund, Money]:
    """The fund as it was before, and what its special account could pay. Raises ClaimFundsMissing."""
    fund = await lock_fund(tx, guarantee.account)
    available = min(fund.bank.capacity.net, await lowest_from(tx, guarantee.account, day))
    if amount > available:
        raise ClaimFundsMissing(day=day, amount=amount, available=available)
    await move_fund(tx, guarantee.account, net=-amount, liability=-left, compensated=amount)
    return fund, available


def _book(tx: Transaction, claim: Claim, guarantee: Guarantee, loss: Shares, left: Money, command: PayClaim) -> None:
    tx.insert(
        claim_payment,
        {
            "claim_id": claim.id,
            "loan_id": claim.loan_id,
            "fund_id": claim.fund_id,
            "bank_id": claim.bank_id,
            "reference": command.reference,
            "amount": loss.fund,
            "loss": loss.total,
            "paid_on": command.paid_on,
            "paid_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    entries = [
        claim_entries.claim_paid(guarantee.account, loss.fund, command.paid_on, command.reference),
        claim_entries.guarantee_claimed(guarantee.account, left, command.paid_on, guarantee.letter_number),
    ]
    post(tx, entries, tx.now)


def _events(
    claim: Claim, guarantee: Guarantee, loss: Shares, left: Money, bank: BankStanding, rules: Rules
) -> list[Happened]:
    """``left``: what the guarantee was still good for; ``bank``: how it stood with the fund before."""
    gone = BalanceChange(rules.on, loss.total, left)
    found: list[Happened] = [
        LoanBalanceChanged(claim.loan_id, claim.applicant_id, claim.bank_id, (gone,)),
        ClaimPaid(*claim.ids, loss.fund, loss.total, rules.on),
        GuaranteeClaimed(
            guarantee.id,
            guarantee.application_id,
            guarantee.applicant_id,
            guarantee.bank_id,
            guarantee.amount,
            rules.on,
        ),
    ]
    stopped = bank_stopped(guarantee.account, bank, loss.fund, rules.on, rules)
    return found if stopped is None else [*found, stopped]
