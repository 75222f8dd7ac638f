"""Loan applications, their steps and guarantees as they are answered."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from credit.domain.applications import State
from credit.fields import MoneyText, text_of


class ApplicationShown(BaseModel):
    """An application in a list."""

    id: str
    applicant_id: str
    bank_id: str
    area: str
    amount: MoneyText
    term_months: int
    sector: str
    state: str
    applied_on: date
    revision: int = Field(description="Which version of the application this is, from 1.")
    waiting_since: date = Field(description="The day of the last step.")
    bank_deadline: date | None = Field(description="The last day on which the bank may decide, once committed.")
    bank_days_left: int | None = Field(description="While it waits for the bank: negative when the day has passed.")
    version: int


class ApplicationList(BaseModel):
    """A page of applications."""

    items: list[ApplicationShown]
    next: str | None


class CounterGuaranteeShown(BaseModel):
    """What secures it: full value, what it counts for, and how far its documents have come (`status`)."""

    number: int
    kind: str
    value: MoneyText
    counted: MoneyText
    description: str
    evidence: str
    status: str
    details: dict[str, Any]


class DecisionShown(BaseModel):
    """A step: who, when, what, by which rules, with which verdicts."""

    step: str
    outcome: str
    taken_on: date
    taken_by: str
    recorded_at: str
    opinion: str
    policy_version: str
    verdicts: list[dict[str, Any]]


class ApplicationStepShown(DecisionShown):
    """A step of an application; ``revision``: the version that it was taken on."""

    revision: int


class GuaranteeShown(BaseModel):
    """Its guarantee; ``outstanding`` is what the fund answers for."""

    id: str
    letter_number: str
    amount: MoneyText
    outstanding: MoneyText
    coverage_percent: str
    state: str
    issued_on: date
    ended_on: date | None


class VersionShown(BaseModel):
    """A version that was sent back and replaced."""

    revision: int
    amount: MoneyText
    term_months: int
    sector: str
    purpose: str
    plan: dict[str, Any]
    made_by: str
    replaced_on: date
    counter_guarantees: list[CounterGuaranteeShown]


class ApplicationDetail(ApplicationShown):
    """An application with everything that was decided on it."""

    certificate_number: str
    partner_ids: list[str] = Field(description="Who borrows with the applicant: the participants of a partnership.")
    purpose: str
    plan: dict[str, Any]
    counter_guarantees: list[CounterGuaranteeShown]
    decisions: list[ApplicationStepShown]
    earlier_versions: list[VersionShown]
    guarantee: GuaranteeShown | None
    loan_id: str | None


def application_summary(row: RowMapping, today: date) -> dict[str, Any]:
    """What a list says of an application; days left as of ``today``."""
    names = ("id", "applicant_id", "bank_id", "area", "term_months", "sector", "state", "applied_on", "version")
    deadline = row["decide_by"]
    waits = deadline is not None and row["state"] == State.COMMITTED.value
    return {
        **{name: row[name] for name in (*names, "revision", "waiting_since")},
        "amount": text_of(row["amount"]),
        "bank_deadline": deadline,
        "bank_days_left": (deadline - today).days if waits else None,
    }


def security_shown(row: RowMapping) -> CounterGuaranteeShown:
    """A counter-guarantee as it is answered."""
    values = {name: row[name] for name in ("number", "kind", "description", "evidence", "status", "details")}
    return CounterGuaranteeShown(**values, value=text_of(row["value"]), counted=text_of(row["counted"]))


def step_shown(row: RowMapping) -> ApplicationStepShown:
    """A step as it is answered."""
    names = ("revision", "step", "outcome", "taken_on", "taken_by", "opinion", "policy_version", "verdicts")
    return ApplicationStepShown(**{name: row[name] for name in names}, recorded_at=row["recorded_at"].isoformat())


def guarantee_shown(row: RowMapping) -> GuaranteeShown:
    """A guarantee as it is answered."""
    return GuaranteeShown(
        id=row["id"],
        letter_number=row["letter_number"],
        amount=text_of(row["amount"]),
        outstanding=text_of(row["outstanding"]),
        coverage_percent=str(row["coverage_percent"].normalize()),
        state=row["state"],
        issued_on=row["issued_on"],
        ended_on=row["ended_on"],
    )


def versions_shown(
    rows: Sequence[RowMapping], secured: Sequence[CounterGuaranteeShown], current_from: int
) -> list[VersionShown]:
    """Earlier versions as they are answered; ``secured``: all counter-guarantees, the current ones too.

    A version's counter-guarantees are those from its own first number up to the next different one.
    """
    shown = []
    for place, row in enumerate(rows):
        first = row["securities_from"]
        later = [after["securities_from"] for after in rows[place + 1 :]] + [current_from]
        end = next((number for number in later if number != first), None)
        own = [item for item in secured if first <= item.number and (end is None or item.number < end)]
        shown.append(_version(row, own))
    return shown


def _version(row: RowMapping, secured: list[CounterGuaranteeShown]) -> VersionShown:
    names = ("revision", "term_months", "sector", "purpose", "plan", "made_by", "replaced_on")
    return VersionShown(
        **{name: row[name] for name in names},
        amount=text_of(row["amount"]),
        counter_guarantees=secured,
    )
