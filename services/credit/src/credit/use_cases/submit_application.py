"""An applicant applies for a guaranteed loan: SYB certificate, business plan, counter-guarantees."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.money import Money
from pydantic import BaseModel, Field

from credit.domain import eligibility
from credit.domain.applications import LoanApplication
from credit.domain.counter_guarantees import CounterGuarantee, Guarantor, Kind, Member
from credit.domain.eligibility import Request
from credit.domain.errors.applications import LoanAlreadyOpen
from credit.domain.errors.fund import BankUnknown
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict
from credit.events.published import published
from credit.fields import Calendar, Day, Input, Name, Reference, Text, Whole, YesNo, Yuan
from credit.policy import RuleBook
from credit.store.applications import insert_application, insert_counter_guarantees, note_decision
from credit.store.mirrors import Intake, read_intake
from credit.use_cases.appraise import Case, judge_plan, note_appraisal
from credit.use_cases.plan import PlanGiven
from credit.use_cases.securities import Borrowing, judge_securities


class GuarantorGiven(Input):
    """An employee who answers for the borrower."""

    annual_income: Yuan
    insured_months: Annotated[Whole, Field(ge=0, le=720, description="Months of social insurance so far.")]
    retires_on: Calendar
    is_spouse: YesNo


class MemberGiven(Input):
    """A member of a joint guarantee group, the borrower included."""

    applicant_id: Id
    household: Annotated[str, Field(min_length=1, max_length=40, description="Any mark that tells households apart.")]


class CounterGuaranteeGiven(Input):
    """What secures the fund. Employees need ``guarantor``, a joint group ``members``."""

    kind: Kind
    value: Yuan
    description: Text
    evidence: Annotated[str, Field(max_length=500, description="Documents seen.")] = ""
    guarantor: GuarantorGiven | None = None
    members: Annotated[tuple[MemberGiven, ...], Field(max_length=10)] = ()


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


class ApplicationTaken(BaseModel):
    """The application."""

    id: str
    state: Name
    version: int


@use_case(
    "credit.application.submit",
    conflicts={"uq_loan_application_open": lambda: LoanAlreadyOpen(where="applicant_id")},
)
async def submit_application(tx: Transaction, book: RuleBook, command: SubmitApplication) -> ApplicationTaken:
    """Every rule is checked as of the day of the application; few reads, one write."""
    rules = book.on(command.applied_on)
    rules.check_day(command.applied_on, today=tx.today, where="applied_on")
    items = [as_counter_guarantee(given) for given in command.counter_guarantees]
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
    extra = {"sector": command.sector, "purpose": command.purpose, "plan": command.plan.as_facts()}
    insert_application(tx, application, extra)
    evidence = [given.evidence for given in command.counter_guarantees]
    insert_counter_guarantees(tx, application, items, evidence, rules)
    note_appraisal(tx, case, found, rules, "application")
    verdicts += found.verdicts
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
    request = Request(command.applicant_id, command.certificate_number, amount, command.term_months, command.applied_on)
    verdicts = eligibility.judge(request, intake.applicant, intake.certificate, rules, open_loans=intake.open_loans)
    security = await judge_securities(tx, Borrowing(command.applicant_id, amount), items, rules)
    return [*verdicts, *security]


def as_counter_guarantee(given: CounterGuaranteeGiven) -> CounterGuarantee:
    """The same in the domain."""
    guarantor = None
    if (person := given.guarantor) is not None:
        income = Money(person.annual_income)
        guarantor = Guarantor(income, person.insured_months, person.retires_on, person.is_spouse)
    members = tuple(Member(member.applicant_id, member.household) for member in given.members)
    return CounterGuarantee(given.kind, Money(given.value), given.description, guarantor, members)
