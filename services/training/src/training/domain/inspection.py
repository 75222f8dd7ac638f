"""An inspection: the policy's checklist, each item met or not, and a verdict that follows by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from training.domain.errors.institutions import ChecklistIncomplete, ChecklistItemUnknown, RemarkMissing
from training.domain.errors.results import DuplicateLine
from training.domain.provider_rules import ProviderRules

_SHARE = Decimal("0.0001")


@dataclass(frozen=True)
class ItemFound:
    """What was found of one item of the checklist. An item that is not met says why."""

    item: str
    met: bool
    remark: str


@dataclass(frozen=True)
class ItemScored:
    """An item as found, with what it counted in the policy of that day."""

    item: str
    met: bool
    remark: str
    weight: int
    critical: bool


@dataclass(frozen=True)
class Assessed:
    """The whole checklist: ``score`` is the share of weights met, rounded down to four decimals."""

    items: tuple[ItemScored, ...]
    score: Decimal
    pass_score: Decimal

    @property
    def critical_failed(self) -> tuple[str, ...]:
        """The critical items that were not met."""
        return tuple(item.item for item in self.items if item.critical and not item.met)

    @property
    def passed(self) -> bool:
        """Passed with every critical item met and a score that reaches the policy's."""
        return not self.critical_failed and self.score >= self.pass_score


@dataclass(frozen=True)
class Inspection:
    """One inspection on the spot; a failed one is kept and another may follow."""

    inspected_on: date
    passed: bool
    findings: str
    inspected_by: str


def assess(found: Sequence[ItemFound], rules: ProviderRules) -> Assessed:
    """Score a checklist; ``rules`` as of the day of the inspection.

    Raises ChecklistItemUnknown, DuplicateLine, RemarkMissing, ChecklistIncomplete.
    """
    seen: set[str] = set()
    for index, answer in enumerate(found):
        if answer.item not in rules.checklist:
            raise ChecklistItemUnknown(f"items[{index}].item", item=answer.item)
        if answer.item in seen:
            raise DuplicateLine(f"items[{index}].item", what="An item")
        if not answer.met and not answer.remark:
            raise RemarkMissing(f"items[{index}].remark", item=answer.item)
        seen.add(answer.item)
    missing = [item for item in rules.checklist if item not in seen]
    if missing:
        raise ChecklistIncomplete("items", missing=", ".join(missing))
    scored = tuple(
        ItemScored(a.item, a.met, a.remark, rules.checklist[a.item].weight, rules.checklist[a.item].critical)
        for a in found
    )
    full = sum(item.weight for item in scored)
    reached = Decimal(sum(item.weight for item in scored if item.met))
    score = (reached / full).quantize(_SHARE, ROUND_DOWN)
    return Assessed(scored, score, rules.inspection_pass_score)
