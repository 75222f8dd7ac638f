"""Risk, in points that add up and can be read: of a line of a claim, and of an institution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from training.domain.flag_rules import FlagRules


def line_risk(warnings: Mapping[str, int], flags: Iterable[tuple[str, int]]) -> int:
    """The points of a line's warnings and of the flags that stand on it; each kind counts once, at its highest."""
    points = dict(warnings)
    for kind, worth in flags:
        points[kind] = max(points.get(kind, 0), worth)
    return sum(points.values())


class Level(StrEnum):
    """What a score means, by the policy's bounds."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True)
class Record:
    """What the books say of an institution within the policy's months."""

    open_flags: int = 0
    open_points: int = 0
    confirmed_flags: int = 0
    confirmed_points: int = 0
    corrected_flags: int = 0
    corrected_points: int = 0
    verified_lines: int = 0
    refuted_lines: int = 0
    suspended_claims: int = 0


@dataclass(frozen=True)
class Component:
    """A part of a score: how many, at how many points altogether, and why."""

    key: str
    count: int
    points: int
    en: str
    zh: str


@dataclass(frozen=True)
class Score:
    """An institution's risk: what its parts add up to."""

    components: tuple[Component, ...]
    level: Level

    @property
    def points(self) -> int:
        """All of it."""
        return sum(component.points for component in self.components)


def score_of(record: Record, rules: FlagRules) -> Score:
    """The score of an institution; unfounded flags count nothing."""
    share = Decimal(100 * record.refuted_lines) / record.verified_lines if record.verified_lines else Decimal(0)
    percent = int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    components = (
        Component(
            "open_flags",
            record.open_flags,
            record.open_points,
            f"{record.open_flags} flags stand open, worth {record.open_points} points",
            f"未结线索 {record.open_flags} 条，计 {record.open_points} 分",
        ),
        Component(
            "confirmed",
            record.confirmed_flags,
            record.confirmed_points * rules.confirmed_factor,
            f"{record.confirmed_flags} frauds confirmed in {rules.months} months: "
            f"{record.confirmed_points} points, {rules.confirmed_factor} times",
            f"{rules.months} 个月内查实欺诈 {record.confirmed_flags} 条：{record.confirmed_points} 分的 "
            f"{rules.confirmed_factor} 倍",
        ),
        Component(
            "corrected",
            record.corrected_flags,
            record.corrected_points * rules.corrected_factor,
            f"{record.corrected_flags} errors corrected in {rules.months} months: "
            f"{record.corrected_points} points, {rules.corrected_factor} times",
            f"{rules.months} 个月内更正差错 {record.corrected_flags} 条：{record.corrected_points} 分的 "
            f"{rules.corrected_factor} 倍",
        ),
        Component(
            "refuted_lines",
            record.refuted_lines,
            percent * rules.refuted_points,
            f"{record.refuted_lines} of {record.verified_lines} verified lines were refuted: {percent} percent, "
            f"{rules.refuted_points} points each",
            f"核查 {record.verified_lines} 行，其中 {record.refuted_lines} 行不实：{percent}%，每一个百分点 "
            f"{rules.refuted_points} 分",
        ),
        Component(
            "suspended_claims",
            record.suspended_claims,
            record.suspended_claims * rules.suspended_points,
            f"{record.suspended_claims} claims were suspended: {rules.suspended_points} points each",
            f"申领被暂停 {record.suspended_claims} 次：每次 {rules.suspended_points} 分",
        ),
    )
    points = sum(component.points for component in components)
    level = Level.HIGH if points >= rules.high_from else Level.MEDIUM if points >= rules.medium_from else Level.LOW
    return Score(components, level)
