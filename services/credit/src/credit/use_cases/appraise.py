"""Appraise a business plan: at the application, at each revision, at the commitment, and whenever asked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.database import Transaction, use_case
from kit.ids import new_id
from pydantic import BaseModel

from credit.domain.applications import LoanApplication
from credit.domain.appraisal import Appraisal, appraise
from credit.domain.business_plan import BusinessPlan, CashFlow
from credit.domain.loans import DisbursementChoices, terms_of
from credit.domain.rules import Rules
from credit.fields import Day, Input
from credit.policy import RuleBook
from credit.store.applications import application_of, read_visible
from credit.store.saturation import read_saturation
from credit.store.tables.route import appraisal
from credit.use_cases.plan import PlanGiven


class AppraisePlan(Input):
    """The day by whose rules, rates and book to appraise."""

    as_of: Day


class AppraisalTaken(BaseModel):
    """An appraisal as it was stored."""

    id: str
    application_id: str
    revision: int
    stage: str
    as_of: date
    recommendation: str
    figures: dict[str, Any]
    findings: list[dict[str, Any]]
    policy_version: str
    taken_by: str


@dataclass(frozen=True)
class Case:
    """What is appraised: an application, its sector and plan."""

    application: LoanApplication
    sector: str
    plan: BusinessPlan


@use_case("credit.application.appraise")
async def appraise_plan(tx: Transaction, book: RuleBook, application_id: str, command: AppraisePlan) -> AppraisalTaken:
    """Appraise the current version again; the earlier appraisals stay."""
    row = await read_visible(tx, application_id)
    rules = book.on(command.as_of)
    rules.check_day(command.as_of, today=tx.today, where="as_of")
    case = Case(application_of(row), row["sector"], PlanGiven.model_validate(row["plan"]).as_plan())
    found = await judge_plan(tx, case, rules)
    tx.about(application_id, as_of=command.as_of.isoformat())
    return note_appraisal(tx, case, found, rules, "recalculation")


async def judge_plan(tx: Transaction, case: Case, rules: Rules) -> Appraisal:
    """The appraisal by the rules, the benchmark rate and credit's own book of the rules' day."""
    application = case.application
    terms = terms_of(application.amount, application.term_months, rules.on, rules, DisbursementChoices())
    saturation = await read_saturation(tx, case.sector, application.area, rules, application.id)
    return appraise(case.plan, terms, saturation, rules)


def note_appraisal(tx: Transaction, case: Case, found: Appraisal, rules: Rules, stage: str) -> AppraisalTaken:
    """Buffer an appraisal; never changed afterwards."""
    taken = AppraisalTaken(
        id=new_id(),
        application_id=case.application.id,
        revision=case.application.revision,
        stage=stage,
        as_of=rules.on,
        recommendation=found.recommendation.value,
        figures={"planned": _flow(found.flow), "sales_fallen": _flow(found.stressed)},
        findings=[item.as_facts() for item in found.findings],
        policy_version=rules.version,
        taken_by=tx.call.actor.account,
    )
    tx.insert(appraisal, taken.model_dump(mode="json") | {"recorded_at": tx.now})
    return taken


def _flow(flow: CashFlow) -> dict[str, Any]:
    """The cash flow as plain values; yuan as text."""
    return {
        "opening": str(flow.opening),
        "operating_cash": str(flow.operating_cash),
        "debt_service": str(flow.debt_service),
        "debt_service_cover": None if flow.cover is None else str(flow.cover),
        "months": [
            {
                "month": line.month,
                "operating_cash": str(line.operating_cash),
                "investment": str(line.investment),
                "debt_service": str(line.debt_service),
                "debt_service_cover": None if line.cover is None else str(line.cover),
                "balance": str(line.balance),
            }
            for line in flow.lines
        ],
    }
