"""The maker mends an application that was sent back; everything is judged again, the earlier version stays."""

from dataclasses import dataclass, replace
from typing import Annotated

from kit.database import Transaction, use_case
from kit.money import Money
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from credit.domain import eligibility, partners
from credit.domain.applications import LoanApplication
from credit.domain.counter_guarantees import CounterGuarantee
from credit.domain.errors.route import NothingToMend
from credit.domain.errors.securities import AssetPledgedAlready
from credit.domain.evidence import Papers
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict
from credit.events.published import published
from credit.fields import Day, Input, Text, Whole, Yuan
from credit.policy import RuleBook
from credit.store.applications import (
    application_of,
    insert_counter_guarantees,
    lock_application_row,
    note_decision,
    read_counter_guarantees,
    save_application,
)
from credit.store.mirrors import read_intake
from credit.store.partners import lock_partners, partners_of
from credit.store.securities import bind, note_evidence
from credit.store.tables.route import application_version
from credit.use_cases.appraise import Case, judge_plan, note_appraisal
from credit.use_cases.plan import PlanGiven
from credit.use_cases.securities import Borrowing, free_securities, judge_securities
from credit.use_cases.securities_given import CounterGuaranteeGiven, counter_guarantees_of, papers_of


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


@use_case(
    "credit.application.revise",
    conflicts={"uq_bound_security_asset": lambda: AssetPledgedAlready(where="counter_guarantees", asset="an asset")},
)
async def revise(tx: Transaction, book: RuleBook, application_id: str, command: Revise) -> Revised:
    """From revision requested to applied, as a new version."""
    row = await lock_application_row(tx, application_id)
    application = application_of(row)
    rules = book.on(command.revised_on)
    rules.check_day(command.revised_on, today=tx.today, where="revised_on")
    _keep(tx, application, row, command)
    event = application.revise(
        command.revised_on,
        tx.call.actor.account,
        amount=Money(command.amount or row["amount"]),
        term_months=command.term_months or row["term_months"],
    )
    if not _differs(command, row):
        raise NothingToMend()
    offered = await _offer(tx, application, command, rules)
    verdicts = await _judge(tx, application, offered.items, rules)
    verdicts += await _secure(tx, application, command, offered, rules)
    plan = command.plan or PlanGiven.model_validate(row["plan"])
    case = Case(application, row["sector"], plan.as_plan())
    found = await judge_plan(tx, case, rules)
    changed = {
        "amount": application.amount.amount,
        "term_months": application.term_months,
        "purpose": command.purpose or row["purpose"],
        "plan": plan.as_facts(),
        "applied_by": application.applied_by,
    }
    version = await save_application(tx, application, row["version"], changed)
    note_appraisal(tx, case, found, rules, "revision")
    verdicts += found.verdicts
    opinion = command.what_changed
    note_decision(tx, application, "application", "revised", rules.on, rules=rules, verdicts=verdicts, opinion=opinion)
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
    names = ("amount", "term_months", "sector", "purpose", "plan", "securities_from")
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


async def _judge(
    tx: Transaction, application: LoanApplication, items: list[CounterGuarantee], rules: Rules
) -> list[Verdict]:
    """Applicant, certificate, amount, term and partners as of the day of the revision.

    This application is the open one of all of them, so that is not asked again.
    """
    intake = await read_intake(tx, application.applicant_id, application.certificate_number, application.bank_id)
    together = await partners_of(tx, application.id)
    asked = eligibility.Request(
        application.applicant_id,
        application.certificate_number,
        application.amount,
        application.term_months,
        rules.on,
        len(together),
    )
    person, paper = (intake.applicant, intake.certificate) if intake else (None, None)
    verdicts = eligibility.judge(asked, person, paper, rules, open_loans=0)
    known = await lock_partners(tx, together, rules.on, rules.certificate_packages.value)
    here = {partner: replace(found, borrows_already=False) for partner, found in known.items()}
    guaranteeing = {member.applicant_id for item in items for member in item.members}
    return [*verdicts, *partners.judge(application.applicant_id, together, here, guaranteeing, rules)]


@dataclass(frozen=True)
class _Offered:
    """What is to secure this version; ``papers`` only when it was given now, in place of what was."""

    items: list[CounterGuarantee]
    first: int
    papers: list[tuple[int, Papers]] | None = None


async def _offer(tx: Transaction, application: LoanApplication, command: Revise, rules: Rules) -> _Offered:
    known, given = await read_counter_guarantees(tx, application.id), command.counter_guarantees
    if given is None:
        return _Offered(known, application.securities_from)
    first = max((item.number for item in known), default=0) + 1
    items = counter_guarantees_of(given, application.amount, rules, first=first)
    return _Offered(items, first, papers_of(given, tx.call.actor.account, rules, first=first))


async def _secure(
    tx: Transaction, application: LoanApplication, command: Revise, offered: _Offered, rules: Rules
) -> list[Verdict]:
    """Judge what secures this version; when it was given now, what was is freed and this is bound."""
    borrowing = Borrowing(application.applicant_id, application.amount, application.id)
    verdicts = await judge_securities(tx, borrowing, offered.items, rules)
    if offered.papers is None:
        return verdicts
    await free_securities(tx, [application.id], rules.on)
    application.securities_from = offered.first
    evidence = [item.evidence for item in command.counter_guarantees or ()]
    insert_counter_guarantees(tx, application.id, offered.items, evidence, rules)
    bind(tx, application.id, application.applicant_id, offered.items, rules.on)
    note_evidence(tx, application.id, offered.papers, rules.on)
    return verdicts
