"""A claim as the claim verbs answer it, and its lines as events carry them."""

from collections.abc import Collection
from decimal import Decimal

from pydantic import BaseModel

from training.domain.checks import Check, CheckName, Severity
from training.domain.claim import Claim
from training.domain.claim_lines import ClaimLine, LineState, Outcome, Part
from training.domain.packages import Milestone, Package
from training.domain.prices import PriceSource
from training.events.published.claims import ClaimedLine


class CheckShown(BaseModel):
    """An automatic check and what it found."""

    check: CheckName
    passed: bool
    detail: str
    detail_zh: str
    severity: Severity | None
    reference: str

    @classmethod
    def of(cls, check: Check) -> "CheckShown":
        """Of a check; what it means and where the rule stands only when it failed."""
        return cls(
            check=check.check,
            passed=check.passed,
            detail=check.detail,
            detail_zh=check.detail_zh,
            severity=None if check.passed else check.severity,
            reference=check.reference,
        )


class LineShown(BaseModel):
    """One milestone in a claim: its price and whence, its checks and what they found, how it fared.

    ``part``: why it is verified: drawn at random, put on top for risk, or because every line is.
    ``facts``: what is claimed; texts, days as `YYYY-MM-DD`.
    """

    line: int
    milestone_id: str
    milestone: Milestone
    package: Package
    applicant_id: str
    amount: Decimal
    state: LineState
    reason: str | None
    reason_zh: str | None
    price_source: PriceSource
    price_en: str
    price_zh: str
    facts: dict[str, str | None] | None
    checks: list[CheckShown]
    part: Part | None
    finding: Outcome | None


class ClaimShown(BaseModel):
    """A claim after a step; ``amount`` is what its lines that are not refuted add up to."""

    id: str
    state: str
    agreement_id: str
    amount: Decimal
    content_hash: str
    lines: list[LineShown]
    version: int


def claim_shown(claim: Claim, version: int) -> ClaimShown:
    """The claim as answered."""
    return ClaimShown(
        id=claim.claim_id,
        state=claim.state.value,
        agreement_id=claim.agreement_id,
        amount=claim.amount.amount,
        content_hash=claim.content_hash,
        lines=[line_shown(line) for line in claim.lines],
        version=version,
    )


def line_shown(line: ClaimLine) -> LineShown:
    """A line as answered."""
    return LineShown(
        line=line.line,
        milestone_id=line.milestone_id,
        milestone=line.milestone,
        package=line.package,
        applicant_id=line.applicant_id,
        amount=line.amount.amount,
        state=line.state,
        reason=line.reason,
        reason_zh=line.reason_zh,
        price_source=PriceSource(line.price_source),
        price_en=line.price_en,
        price_zh=line.price_zh,
        facts=line.facts.plain() if line.facts else None,
        checks=[CheckShown.of(check) for check in line.checks],
        part=line.part,
        finding=line.finding,
    )


def published_lines(claim: Claim, states: Collection[LineState]) -> list[ClaimedLine]:
    """The lines in one of ``states`` as events carry them."""
    return [
        ClaimedLine(
            applicant_id=line.applicant_id,
            milestone=line.milestone.value,
            package=line.package.value,
            amount=line.amount.amount,
        )
        for line in claim.lines
        if line.state in states
    ]
