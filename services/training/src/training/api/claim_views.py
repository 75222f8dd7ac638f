"""What GET answers of agreements, claims, samples and verification tasks."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from training.api.views import View
from training.domain.agreement import VersionState
from training.domain.claim_lines import Outcome, Part
from training.domain.lodging import Fate
from training.domain.packages import Milestone, Package
from training.domain.prices import PriceSource
from training.domain.verification import Verdict, VisitKind
from training.use_cases.claim_shapes import CheckShown, LineShown


class AgreementView(View):
    """An agreement; budget = reserved + paid − clawed back + free."""

    id: str
    institution_id: str
    valid_from: date
    valid_to: date
    ended_on: date | None
    budget: Decimal
    reserved: Decimal
    paid: Decimal
    clawed_back: Decimal
    free: Decimal
    version: int


class AgreedPriceView(View):
    """A price of the agreement, yuan; without a group, for all groups that have none of their own."""

    package: Package
    milestone: Milestone
    target_group: str | None
    amount: Decimal


class AgreementVersionView(View):
    """The terms from a day on. Approved ones hold; who proposed is never who decided."""

    number: int
    effective_from: date
    valid_to: date
    budget: Decimal
    prices: list[AgreedPriceView]
    reason: str
    state: VersionState
    proposed_by: str
    proposed_on: date
    decided_by: str | None
    decided_on: date | None
    decision_reason: str | None


class AgreementDetail(AgreementView):
    """An agreement with every version of its terms, oldest first."""

    end_reason: str | None
    versions: list[AgreementVersionView]


class AgreementPage(BaseModel):
    """A page of agreements."""

    items: list[AgreementView]
    next: str | None


class BudgetView(BaseModel):
    """Where an agreement's money stands, yuan.

    ``expected``: earned by ``as_of``, not yet claimed, within its window and not refuted by a check, at the
    agreement's prices. ``too_late``: earned and never claimed in time.
    """

    agreement_id: str
    budget: Decimal
    reserved: Decimal
    paid: Decimal
    clawed_back: Decimal
    free: Decimal
    as_of: date
    expected: Decimal
    expected_lines: int
    too_late: Decimal
    shortfall: Decimal
    warning: str | None
    warning_zh: str | None


class ProposedView(BaseModel):
    """A milestone as it would be claimed: its price, its checks, and what becomes of it and why."""

    milestone_id: str
    milestone: Milestone
    package: Package
    applicant_id: str
    target_group: str | None
    earned_on: date
    last_day: date
    amount: Decimal
    price_source: PriceSource
    price_en: str
    price_zh: str
    fate: Fate
    why: str
    why_zh: str
    checks: list[CheckShown]


class ClaimPreview(BaseModel):
    """What a claim would hold now; counts and sums are of all lines, ``lines`` is one page of them."""

    agreement_id: str
    claimed_on: date
    free: Decimal
    amount: Decimal
    counts: dict[Fate, int]
    lines: list[ProposedView]
    next: str | None


class ClaimView(View):
    """A claim; ``amount`` is what its lines that are not refuted add up to."""

    id: str
    institution_id: str
    agreement_id: str
    state: str
    claimed_on: date
    content_hash: str
    claimed_amount: Decimal
    amount: Decimal
    withdrawn_on: date | None
    drawn_on: date | None
    verified_on: date | None
    decision: str | None
    decision_reason: str | None
    first_approved_on: date | None
    approved_on: date | None
    paid_on: date | None
    reference: str | None
    version: int


class ErrorRateView(BaseModel):
    """False lines among those verified; the random part alone, or all lines once all are verified."""

    errors: int
    verified: int
    percent: Decimal


class ClaimDetail(ClaimView):
    """A claim with its lines; ``content_intact``: whether the lines still are what was locked."""

    content_intact: bool
    error_rate: ErrorRateView
    lines: list[LineShown]


class ClaimPage(BaseModel):
    """A page of claims."""

    items: list[ClaimView]
    next: str | None


class SampleView(View):
    """How a claim's sample was drawn, for anybody to draw it again; lines by number, nobody's name.

    ``seed`` is SHA-256 of ``<content_hash>|<beacon>``. Order the ``eligible`` numbers by SHA-256 of
    ``<seed>|<number>``: the first ones are ``random``.
    """

    claim_id: str
    drawn_on: date
    content_hash: str
    beacon: str
    seed: str
    false_share: Decimal
    confidence: Decimal
    eligible: list[int]
    random: list[int]
    topup: list[int]
    policy_version: str


class TaskView(View):
    """A person to be seen and a question; never the claimed answer.

    ``reach``: where the applicants' service tells how to reach the person.
    """

    id: str
    area: str
    applicant_id: str
    reach: str
    package: Package
    question: str
    question_zh: str
    required: list[str]
    optional: list[str]
    due_on: date
    state: str
    verifier: str | None
    attempts: int
    version: int


class TaskPage(BaseModel):
    """A page of verification tasks."""

    items: list[TaskView]
    next: str | None


class FindingView(View):
    """One attempt, and what it said of the claim."""

    number: int
    found_on: date
    kind: VisitKind
    answers: dict[str, Any] | None
    evidence: str
    verdict: Verdict
    why: str
    why_zh: str
    recorded_by: str


class LineFindings(BaseModel):
    """A line's task with all its attempts."""

    task_id: str
    line: int
    part: Part
    state: str
    verifier: str | None
    due_on: date
    outcome: Outcome | None
    findings: list[FindingView]


class FindingsPage(BaseModel):
    """A page of a claim's tasks with their findings."""

    items: list[LineFindings]
    next: str | None


class SuspensionView(View):
    """A time in which an institution may not claim."""

    id: str
    institution_id: str
    claim_id: str | None
    suspended_on: date
    reason: str
    lifted_on: date | None
    lift_reason: str | None


class SuspensionPage(BaseModel):
    """A page of suspensions."""

    items: list[SuspensionView]
    next: str | None
