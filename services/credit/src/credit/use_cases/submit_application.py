"""An applicant applies for a guaranteed loan: SYB certificate, business plan, counter-guarantees."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.money import Money
from pydantic import BaseModel, Field

from credit.domain import eligibility, partners
from credit.domain.applications import LoanApplication
from credit.domain.counter_guarantees import CounterGuarantee
from credit.domain.eligibility import Request
from credit.domain.errors.applications import LoanAlreadyOpen
from credit.domain.errors.fund import BankUnknown
from credit.domain.errors.securities import AssetPledgedAlready
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict
from credit.events.published import published
from credit.fields import Day, Input, Name, Reference, Text, Whole, Yuan
from credit.policy import RuleBook
from credit.store.applications import insert_application, insert_counter_guarantees, note_decision
from credit.store.mirrors import Intake, read_intake
from credit.store.partners import insert_partners, lock_partners
from credit.store.securities import bind, note_evidence
from credit.use_cases.appraise import Case, judge_plan, note_appraisal
from credit.use_cases.plan import PlanGiven
from credit.use_cases.securities import Borrowing, judge_securities
from credit.use_cases.securities_given import CounterGuaranteeGiven, counter_guarantees_of, papers_of


class SubmitApplication(Input):
    """A loan application."""

    applicant_id: Id
    certificate_number: Reference
    bank_id: Id
    amount: Yuan
    term_months: Annotated[Whole, Field(ge=1, le=120)]
    sector: Annotated[str, Field(min_length=1, max_length=40, description="GB/T 4754.", examples=["H62"])]
    purpose: Text
    plan: PlanGiven
    counter_guarantees: Annotated[list[CounterGuaranteeGiven], Field(min_length=1, max_length=20)]
    applied_on: Day
    partners: Annotated[
        tuple[Id, ...],
        Field(max_length=20, description="Applicants who borrow together with this one; each raises the maximum."),
    ] = ()


class ApplicationTaken(BaseModel):
    """The application."""

    id: str
    state: Name
    version: int


@use_case(
    "credit.application.submit",
    conflicts={
        "uq_loan_application_open": lambda: LoanAlreadyOpen(where="applicant_id"),
        "uq_bound_security_asset": lambda: AssetPledgedAlready(where="counter_guarantees", asset="an asset"),
    },
)
async def submit_application(tx: Transaction, book: RuleBook, command: SubmitApplication) -> ApplicationTaken:
    """Every rule is checked as of the day of the application; few reads (more for what is registered), one write."""
    rules = book.on(command.applied_on)
    rules.check_day(command.applied_on, today=tx.today, where="applied_on")
    items = counter_guarantees_of(command.counter_guarantees, Money(command.amount), rules)
    papers = papers_of(command.counter_guarantees, tx.call.actor.account, rules)
    intake = await _intake(tx, command)
    verdicts = await _judge(tx, command, items, intake, rules)
    application = LoanApplication(
        id=new_id(),
        applicant_id=command.applicant_id,
        bank_id=command.bank_id,
        area=intake.applicant.area if intake.applicant else "",
        amount=Money(command.amount),
        term_months=command.term_months,
        certificate_number=command.certificate_number,
        applied_on=command.applied_on,
        applied_by=tx.call.actor.account,
    )
    case = Case(application, command.sector, command.plan.as_plan())
    found = await judge_plan(tx, case, rules)
    verdicts += found.verdicts
    extra = {"sector": command.sector, "purpose": command.purpose, "plan": command.plan.as_facts()}
    insert_application(tx, application, extra)
    insert_partners(tx, application.id, command.partners)
    evidence = [given.evidence for given in command.counter_guarantees]
    insert_counter_guarantees(tx, application.id, items, evidence, rules)
    bind(tx, application.id, application.applicant_id, items, command.applied_on)
    note_evidence(tx, application.id, papers, command.applied_on)
    note_appraisal(tx, case, found, rules, "application")
    note_decision(tx, application, "application", "applied", command.applied_on, rules=rules, verdicts=verdicts)
    tx.emit(*published(application.submit()))
    tx.about(application.id)
    return ApplicationTaken(id=application.id, state=application.state.value, version=1)


async def _intake(tx: Transaction, command: SubmitApplication) -> Intake:
    """What is known; an applicant outside the caller's area is as good as unknown."""
    found = await read_intake(tx, command.applicant_id, command.certificate_number, command.bank_id)
    if found is None:
        raise BankUnknown(where="bank_id")
    if found.applicant is not None and not tx.call.actor.within_area(found.applicant.area):
        return Intake(None, None, 0)
    return found


async def _judge(
    tx: Transaction, command: SubmitApplication, items: list[CounterGuarantee], intake: Intake, rules: Rules
) -> list[Verdict]:
    amount = Money(command.amount)
    request = Request(
        command.applicant_id,
        command.certificate_number,
        amount,
        command.term_months,
        command.applied_on,
        len(command.partners),
    )
    verdicts = eligibility.judge(request, intake.applicant, intake.certificate, rules, open_loans=intake.open_loans)
    known = await lock_partners(tx, command.partners, command.applied_on, rules.certificate_packages.value)
    guaranteeing = {member.applicant_id for item in items for member in item.members}
    verdicts += partners.judge(command.applicant_id, command.partners, known, guaranteeing, rules)
    security = await judge_securities(
        tx, Borrowing(command.applicant_id, amount, partners=tuple(command.partners)), items, rules
    )
    return [*verdicts, *security]
