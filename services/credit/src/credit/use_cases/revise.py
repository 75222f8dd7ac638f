"""The maker mends an application that was sent back; everything is judged again, the earlier version stays."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.money import Money
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from credit.domain import eligibility
from credit.domain.applications import LoanApplication
from credit.domain.errors.route import NothingToMend
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict
from credit.events.published import published
from credit.fields import Day, Input, Text, Whole, Yuan
from credit.policy import RuleBook
from credit.store.applications import (
    application_of,
    counter_guarantees_given,
    current_securities,
    insert_counter_guarantees,
    lock_application_row,
    note_decision,
    read_counter_guarantees,
    save_application,
)
from credit.store.mirrors import read_intake
from credit.store.tables.route import application_version
from credit.use_cases.appraise import Case, judge_plan, note_appraisal
from credit.use_cases.plan import PlanGiven
from credit.use_cases.securities import Borrowing, free_securities, judge_securities
from credit.use_cases.submit_application import CounterGuaranteeGiven, as_counter_guarantee


class Revise(Input):
    """What is mended; what is not given stays as it was."""

    revised_on: Day
    what_changed: Text
    amount: Yuan | None = None
    term_months: Annotated[Whole, Field(ge=1, le=120)] | None = None
    purpose: Text | None = None
    plan: PlanGiven | None = None
    counter_guarantees: Annotated[list[CounterGuaranteeGiven], Field(min_length=1, max_length=20)] | None = None


class Revised(BaseModel):
    """The application, in its new version, at the beginning of the route."""

    id: str
    state: str
    version: int
    revision: int
    recommendation: str


@use_case("credit.application.revise")
async def revise(tx: Transaction, book: RuleBook, application_id: str, command: Revise) -> Revised:
    """From revision requested to applied, as a new version."""
    row = await lock_application_row(tx, application_id)
    application = application_of(row)
    rules = book.on(command.revised_on)
    rules.check_day(command.revised_on, today=tx.today, where="revised_on")
    _keep(tx, application, row, command)
    plan = command.plan or PlanGiven.model_validate(row["plan"])
    event = application.revise(
        command.revised_on,
        tx.call.actor.account,
        amount=Money(command.amount or row["amount"]),
        term_months=command.term_months or row["term_months"],
    )
    if not _differs(command, row):
        raise NothingToMend()
    verdicts = [*await _judge(tx, application, rules), *await _secure(tx, application, command, rules)]
    case = Case(application, row["sector"], plan.as_plan())
    found = await judge_plan(tx, case, rules)
    changed = {"amount": application.amount.amount, "term_months": application.term_months}
    changed |= {"purpose": command.purpose or row["purpose"], "plan": plan.as_facts()}
    version = await save_application(tx, application, row["version"], changed | {"applied_by": application.applied_by})
    note_appraisal(tx, case, found, rules, "revision")
    note_decision(
        tx,
        application,
        "application",
        "revised",
        command.revised_on,
        rules=rules,
        verdicts=[*verdicts, *found.verdicts],
        opinion=command.what_changed,
    )
    tx.emit(*published(event))
    tx.about(application_id, reason=command.what_changed, revision=application.revision)
    return Revised(
        id=application_id,
        state=application.state.value,
        version=version,
        revision=application.revision,
        recommendation=found.recommendation.value,
    )


def _keep(tx: Transaction, application: LoanApplication, row: RowMapping, command: Revise) -> None:
    """The version that is replaced stays as it was; its counter-guarantees stay where they are."""
    names = ("amount", "term_months", "sector", "purpose", "plan")
    tx.insert(
        application_version,
        {
            "application_id": application.id,
            "revision": application.revision,
            **{name: row[name] for name in names},
            "made_by": application.applied_by,
            "replaced_on": command.revised_on,
            "recorded_at": tx.now,
        },
    )


def _differs(command: Revise, row: RowMapping) -> bool:
    """Whether anything that was asked for is other than it was."""
    simple = {"amount": command.amount, "term_months": command.term_months, "purpose": command.purpose}
    changed = any(value is not None and value != row[name] for name, value in simple.items())
    planned = command.plan is not None and command.plan != PlanGiven.model_validate(row["plan"])
    return changed or planned or command.counter_guarantees is not None


async def _judge(tx: Transaction, application: LoanApplication, rules: Rules) -> list[Verdict]:
    """Applicant, certificate, amount and term as of the day of the revision."""
    intake = await read_intake(tx, application.applicant_id, application.certificate_number, application.bank_id)
    asked = eligibility.Request(
        application.applicant_id,
        application.certificate_number,
        application.amount,
        application.term_months,
        rules.on,
    )
    person, paper = (intake.applicant, intake.certificate) if intake else (None, None)
    return eligibility.judge(asked, person, paper, rules, open_loans=0)


async def _secure(tx: Transaction, application: LoanApplication, command: Revise, rules: Rules) -> list[Verdict]:
    """What secured the earlier version is freed, and what secures this one judged."""
    rows = await tx.all(current_securities([application.id]))
    if command.counter_guarantees is None:
        items, evidence = await read_counter_guarantees(tx, application.id), [row["evidence"] for row in rows]
    else:
        items = [as_counter_guarantee(given) for given in command.counter_guarantees]
        evidence = [given.evidence for given in command.counter_guarantees]
    await free_securities(tx, [application.id], rules.on)
    verdicts = await judge_securities(tx, Borrowing(application.applicant_id, application.amount), items, rules)
    first = 1 + await counter_guarantees_given(tx, application.id)
    insert_counter_guarantees(tx, application, items, evidence, rules, first)
    return verdicts
