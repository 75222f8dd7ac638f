"""The bank pays out an approved loan at the benchmark rate of that day; the guarantee takes effect."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.money import Money
from pydantic import BaseModel, Field

from credit.domain import ledger
from credit.domain.applications import LoanApplication
from credit.domain.errors.loans import DisbursementReferenceReused
from credit.domain.loans import DisbursementChoices, Loan, terms_of
from credit.domain.rules import Rules
from credit.domain.schedules import DayCount, Frequency, Method, Terms, build_schedule
from credit.events.published import published
from credit.fields import Day, Input, MoneyText, Reference, Whole, Yuan
from credit.policy import RuleBook
from credit.store.applications import lock_application, note_decision, save_application
from credit.store.fund import lock_fund, move_fund, post
from credit.store.guarantees import read_guarantees, save_guarantee
from credit.store.loans import insert_loan
from credit.views import InstalmentShown, instalments_shown

GraceMonths = Annotated[Whole, Field(ge=0, le=24)]


class Disburse(Input):
    """The payment; how it is repaid unless in the programme's usual way, within what the product allows."""

    disbursed_on: Day
    reference: Reference
    method: Method | None = None
    frequency: Frequency | None = None
    day_count: DayCount | None = None
    grace_months: Annotated[GraceMonths, Field(description="First months that bear interest only.")] = 0
    interest_grace_months: Annotated[
        GraceMonths, Field(description="First months whose interest is collected with the first instalment after them.")
    ] = 0
    instalment_multiple_of: Annotated[
        Yuan | None, Field(description="Equal instalments in multiples of this; the last takes the difference.")
    ] = None


class Disbursed(BaseModel):
    """The loan with its repayment schedule; ``version`` is the application's."""

    loan_id: str
    application_id: str
    state: str
    version: int
    principal: MoneyText
    annual_rate_percent: str
    rate_reference: str
    method: Method
    schedule: list[InstalmentShown]


@use_case(
    "credit.loan.disburse",
    conflicts={"uq_loan_reference": lambda: DisbursementReferenceReused(where="reference")},
)
async def disburse(tx: Transaction, book: RuleBook, application_id: str, command: Disburse) -> Disbursed:
    """From approved to disbursed."""
    application, version = await lock_application(tx, application_id)
    rules = book.on(command.disbursed_on)
    rules.check_day(command.disbursed_on, today=tx.today, where="disbursed_on")
    application.disburse(command.disbursed_on)
    terms = _terms(application, command, rules)
    guarantee = (await read_guarantees(tx, [application_id]))[application_id]
    guarantee.take_effect()
    version = await save_application(tx, application, version)
    await save_guarantee(tx, guarantee)
    await lock_fund(tx, guarantee.account)
    await move_fund(tx, guarantee.account, guaranteed=guarantee.amount)
    loan = _loan(application, terms)
    insert_loan(
        tx,
        loan,
        {
            "area": application.area,
            "rate_reference": rules.annual_rate(application.term_months).reference,
            "method": terms.method.value,
            "day_count": terms.day_count.value,
            "rounding": terms.rounding.value,
            "grace_instalments": terms.grace_instalments,
            "interest_grace_instalments": terms.interest_grace_instalments,
            "months_between": terms.every,
            "instalment_multiple_of": Money(terms.instalment_multiple_of),
            "policy_version": rules.version,
            "disbursed_by": tx.call.actor.account,
            "reference": command.reference,
        },
    )
    post(
        tx,
        [
            ledger.guarantee_effective(
                guarantee.account, guarantee.amount, command.disbursed_on, guarantee.letter_number
            )
        ],
        tx.now,
    )
    note_decision(tx, application, "disbursement", "disbursed", command.disbursed_on, rules=rules)
    tx.emit(*published(loan.disbursed()))
    tx.about(application_id, loan_id=loan.id)
    return Disbursed(
        loan_id=loan.id,
        application_id=application_id,
        state=application.state.value,
        version=version,
        principal=str(loan.principal),
        annual_rate_percent=str(loan.annual_rate_percent),
        rate_reference=rules.annual_rate(application.term_months).reference,
        method=terms.method,
        schedule=instalments_shown(loan.schedule),
    )


def _terms(application: LoanApplication, command: Disburse, rules: Rules) -> Terms:
    choices = DisbursementChoices(
        method=command.method,
        grace_months=command.grace_months,
        interest_grace_months=command.interest_grace_months,
        frequency=command.frequency,
        day_count=command.day_count,
        instalment_multiple_of=command.instalment_multiple_of,
    )
    return terms_of(application.amount, application.term_months, command.disbursed_on, rules, choices)


def _loan(application: LoanApplication, terms: Terms) -> Loan:
    return Loan(
        id=new_id(),
        application_id=application.id,
        applicant_id=application.applicant_id,
        bank_id=application.bank_id,
        principal=terms.principal,
        term_months=application.term_months,
        annual_rate_percent=terms.annual_rate_percent,
        disbursed_on=terms.disbursed_on,
        schedule=build_schedule(terms),
    )
