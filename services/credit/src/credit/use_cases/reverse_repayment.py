"""A repayment bounced: everything is as if it had not come, and the fund answers again for what is owed again."""

from datetime import date
from typing import Annotated

from kit.database import Transaction, use_case
from pydantic import BaseModel, Field
from sqlalchemy import select

from credit.domain.errors.loans import BorrowerHasNewLoan, RecordedMeanwhile, RepaymentReversedAlready, RepaymentUnknown
from credit.domain.rules import check_order
from credit.events.published import published
from credit.fields import Day, Input, MoneyText, Reference, Text
from credit.policy import RuleBook
from credit.store.loans import lock_loans
from credit.store.tables.loans import repayment, repayment_reversal
from credit.use_cases.booking import Occasion, book
from credit.use_cases.record_repayments import bank_of


class ReverseRepayment(Input):
    """Which repayment of the caller's bank, when it bounced and why."""

    reference: Reference
    reversed_on: Day
    reason: Annotated[Text, Field(description="Why the money did not come, such as a returned cheque.")]


class RepaymentReversed(BaseModel):
    """The loan after the reversal; ``reopened``: it had been closed, and owes again."""

    repayment_id: str
    loan_id: str
    reference: str
    amount: MoneyText
    paid_on: date
    reversed_on: date
    state: str
    reopened: bool
    balance: MoneyText
    excess: MoneyText


@use_case(
    "credit.repayment.reverse",
    conflicts={
        "pk_repayment_reversal": RecordedMeanwhile,
        "uq_loan_application_open": BorrowerHasNewLoan,
    },
)
async def reverse_repayment(tx: Transaction, rule_book: RuleBook, command: ReverseRepayment) -> RepaymentReversed:
    """By reference, once. A loan that was closed opens again, within the fund's headroom."""
    bank_id = bank_of(tx)
    rules = rule_book.on(command.reversed_on)
    rules.check_day(command.reversed_on, today=tx.today, where="reversed_on")
    query = select(repayment.c.id, repayment.c.loan_id)
    row = await tx.one(query.where(repayment.c.bank_id == bank_id, repayment.c.reference == command.reference))
    if row is None:
        raise RepaymentUnknown(where="reference", reference=command.reference)
    loan = (await lock_loans(tx, [row["loan_id"]], bank_id))[row["loan_id"]]
    if row["id"] in loan.bounced:
        raise RepaymentReversedAlready(where="reference", reference=command.reference)
    was = loan.closed_on
    gone = loan.reverse(row["id"])
    check_order(gone.paid_on, command.reversed_on, names=("paid_on", "reversed_on"))
    happened = await book(tx, [loan], Occasion(command.reversed_on, rule_book.on(tx.today)))
    tx.insert(
        repayment_reversal,
        {
            "repayment_id": gone.id,
            "loan_id": loan.id,
            "reversed_on": command.reversed_on,
            "reason": command.reason,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.emit(*published(loan.reversal(gone, command.reversed_on), *happened))
    tx.about(loan.id, reason=command.reason, reference=command.reference)
    return RepaymentReversed(
        repayment_id=gone.id,
        loan_id=loan.id,
        reference=gone.reference,
        amount=str(gone.amount),
        paid_on=gone.paid_on,
        reversed_on=command.reversed_on,
        state=loan.state.value,
        reopened=was is not None and loan.closed_on is None,
        balance=str(loan.balance),
        excess=str(loan.excess),
    )
