"""What grading of plans, ratings and class files need of the policy, as it stood on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from training.domain.packages import Package

WHOLE = 100


@dataclass(frozen=True)
class Criterion:
    """What a plan is judged by, and how many of the 100 points it carries."""

    criterion: str
    title: str
    title_zh: str
    weight: int


@dataclass(frozen=True)
class RatingItem:
    """What a learner rates from 1 to 5."""

    item: str
    title: str
    title_zh: str


@dataclass(frozen=True)
class FileItem:
    """What belongs in a class file.

    ``check``: ``upload`` counts documents against ``minimum``; the others look at the class's own books.
    ``when``: ``always``, or ``paying_learners``: only when somebody paid a fee.
    """

    item: str
    title: str
    title_zh: str
    check: str
    minimum: int
    when: str


@dataclass(frozen=True)
class AssessmentRules:
    """Points are 0 to 100, shares 0 to 1; months and days are calendar ones unless called working days."""

    graders: Mapping[Package, int]
    """How many experts grade a plan apart from each other; 1 or 2, a third decides when two disagree."""
    max_attempts: int
    """So often a plan is graded at most: once, and after each rework."""
    grading_days: int
    criteria: tuple[Criterion, ...]
    excellent_from: Decimal
    pass_from: Decimal
    tie_cooling_months: int
    """So long after its end a tie to an institution still keeps an expert from grading its plans."""
    paper_grading: bool
    rating_items: tuple[RatingItem, ...]
    rating_min_shown: int
    rating_window_days: int
    file_items: tuple[FileItem, ...]
    file_working_days: int
    file_rating_share: Decimal
    certificate_needs_file: bool

    def __post_init__(self) -> None:
        """Refuse a policy that grading could not follow. Raises ValueError."""
        if not set(self.graders.values()) <= {1, 2}:
            raise ValueError("plan.graders: one or two experts grade a plan; a third decides when two disagree")
        if sum(criterion.weight for criterion in self.criteria) != WHOLE:
            raise ValueError("plan.criteria: the weights must add up to 100 points")

    @classmethod
    def read(cls, value: Callable[[str], Any]) -> AssessmentRules:
        """From the policy's values, by key."""
        return cls(
            graders={package: int(value("plan.graders")[package.value]) for package in Package},
            max_attempts=int(value("plan.max_attempts")),
            grading_days=int(value("plan.grading_days")),
            criteria=tuple(
                Criterion(c["criterion"], c["en"], c["zh"], int(c["weight"])) for c in value("plan.criteria")
            ),
            excellent_from=Decimal(str(value("plan.excellent_from"))),
            pass_from=Decimal(str(value("plan.pass_from"))),
            tie_cooling_months=int(value("plan.tie_cooling_months")),
            paper_grading=bool(value("plan.paper_grading")),
            rating_items=tuple(RatingItem(i["item"], i["en"], i["zh"]) for i in value("rating.items")),
            rating_min_shown=int(value("rating.min_shown")),
            rating_window_days=int(value("rating.window_days")),
            file_items=tuple(
                FileItem(i["item"], i["en"], i["zh"], i["check"], int(i["minimum"]), i["when"])
                for i in value("class_file.items")
            ),
            file_working_days=int(value("class_file.working_days")),
            file_rating_share=Decimal(str(value("class_file.rating_share"))),
            certificate_needs_file=bool(value("certificate.needs_class_file")),
        )
