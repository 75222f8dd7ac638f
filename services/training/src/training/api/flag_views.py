"""What GET answers of flags and of the risk of institutions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from training.api.views import View
from training.domain.check_rules import CheckName, Severity
from training.domain.flags import FlagState, Link
from training.domain.found import Subject
from training.domain.packages import Milestone
from training.domain.risk import Level, Score
from training.store.milestones import CLAIMED, EARNED, PAID


class TouchedView(BaseModel):
    """Something that a flag touches, by id."""

    kind: str
    id: str


class FlagView(View):
    """A flag. `evidence` holds ids, dates and counts; it is withheld while a case worker's verification is blind."""

    id: str
    kind: CheckName
    subject: Subject
    subject_id: str
    area: str
    severity: Severity
    points: int
    reference: str
    detail: str | None
    detail_zh: str | None
    evidence: dict[str, Any] | None
    withheld: bool = Field(description="Its evidence is not shown until the verification is over.")
    state: FlagState
    raised_on: date
    due_on: date
    overdue: bool
    times_raised: int
    worker: str | None
    outcome_reason: str | None
    closed_on: date | None
    closed_by: str | None
    touches: list[TouchedView]
    version: int


class FlagPage(BaseModel):
    """A page of the work list."""

    items: list[FlagView]
    next: str | None


class StepView(View):
    """A step of a flag's story."""

    step: str
    happened_on: date
    account: str
    note: str | None
    evidence: dict[str, Any] | None


class Suggestion(BaseModel):
    """What may follow from a confirmed flag for one milestone; nothing is done by itself.

    `revoke`: revoke the certificate on which an unclaimed milestone rests. `refute`: tell who decides on the
    claim. `claw_back`: propose a clawback of the paid line. `path` is where that is done.
    """

    action: Literal["revoke", "refute", "claw_back"]
    milestone_id: str
    milestone: Milestone
    applicant_id: str
    institution_id: str
    state: str
    amount: Decimal
    claim_id: str | None
    line: int | None
    path: str


class FlagDetail(FlagView):
    """A flag with its story, oldest first, and what may follow if it is confirmed."""

    steps: list[StepView]
    suggestions: list[Suggestion]


class ComponentView(BaseModel):
    """A part of a score, and why."""

    key: str
    count: int
    points: int
    en: str
    zh: str


class RiskView(BaseModel):
    """An institution's risk score: what its parts add up to, and what it is called by the policy's bounds."""

    institution_id: str
    name: str
    area: str
    points: int
    level: Level
    since: date
    components: list[ComponentView]
    policy_version: str


class RiskPage(BaseModel):
    """A page of institutions with their scores."""

    items: list[RiskView]
    next: str | None


def flag_fields(row: RowMapping, links: Collection[Link], today: date, *, withheld: bool) -> dict[str, Any]:
    """The fields of a flag's view."""
    standing = row["closed_on"] is None
    hidden: Mapping[str, Any] = {"detail": None, "detail_zh": None, "evidence": None} if withheld else {}
    return {
        **row,
        **hidden,
        "withheld": withheld,
        "overdue": standing and row["due_on"] < today,
        "touches": [TouchedView(kind=kind, id=one) for kind, one in sorted(links)],
    }


def suggestions(rows: Sequence[RowMapping]) -> list[Suggestion]:
    """What may follow for each milestone that a flag touches and that still holds."""
    return [
        Suggestion(
            action=action,
            milestone_id=row["id"],
            milestone=row["milestone"],
            applicant_id=row["applicant_id"],
            institution_id=row["institution_id"],
            state=row["state"],
            amount=row["claimed_amount"] if row["claimed_amount"] is not None else row["amount"],
            claim_id=row["claim_id"],
            line=row["line"],
            path=path.format(number=row["certificate_number"], claim_id=row["claim_id"]),
        )
        for row in rows
        for state, (action, path) in _FOLLOWS.items()
        if row["state"] == state
    ]


_FOLLOWS: dict[str, tuple[Literal["revoke", "refute", "claw_back"], str]] = {
    EARNED: ("revoke", "/v1/certificates/{number}/revocation"),
    CLAIMED: ("refute", "/v1/claims/{claim_id}"),
    PAID: ("claw_back", "/v1/clawbacks"),
}


def risk_view(row: RowMapping, score: Score, since: date, policy_version: str) -> RiskView:
    """A score as answered."""
    return RiskView(
        institution_id=row["id"],
        name=row["name"],
        area=row["area"],
        points=score.points,
        level=score.level,
        since=since,
        components=[ComponentView(**vars(component)) for component in score.components],
        policy_version=policy_version,
    )
