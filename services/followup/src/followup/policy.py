"""The programme's files read into what the domain needs: rules as of a day, target, territory."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from kit.policy import Policy, PolicyError, RulesFile
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from followup.domain.estimates.forecast import Assumed
from followup.domain.pipeline import STEPS, ForecastPlan
from followup.domain.rules import Check, Rules, VisitKind
from followup.domain.target import Target

_AREA = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}(?:[0-9]{3})?)?")
_TOWN_DIGITS = 9
KEYS = (
    "backdating_days",
    "survival.months",
    "visit.plan",
    "visit.early_days",
    "visit.repeat_after_days",
    "visit.untraceable_attempts",
    "visit.untraceable_days",
    "forecast.arrivals_a_month",
    "forecast.stages",
)


class Name(BaseModel):
    """What the programme is called."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    zh: str
    en: str


class Period(BaseModel):
    """First and last day."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    first: date = Field(alias="from")
    last: date = Field(alias="to")


class Wanted(BaseModel):
    """How many participants the programme is to have."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    participants_low: int = Field(ge=1)
    participants_high: int = Field(ge=1)


class ProgrammeFile(BaseModel):
    """``programme.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    programme: str
    name: Name
    period: Period
    target: Wanted
    areas: str


@dataclass(frozen=True)
class Territory:
    """The programme's area and the streets and towns listed in it."""

    code: str
    listed: frozenset[str]

    def holds(self, area: str) -> bool:
        """Whether ``area`` is the territory, a listed street or town in it, or a community of one."""
        if not _AREA.fullmatch(area) or not area.startswith(self.code):
            return False
        return area in self.listed or area[:_TOWN_DIGITS] in self.listed


@dataclass(frozen=True)
class Programme:
    """The programme's own facts."""

    key: str
    name: Name
    target: Target
    territory: Territory

    @classmethod
    def load(cls, folder: Path) -> "Programme":
        """Read ``programme.yaml`` and the areas that it names. Raises PolicyError."""
        try:
            file = ProgrammeFile.model_validate(yaml.safe_load((folder / "programme.yaml").read_bytes()))
            areas = yaml.safe_load((folder / file.areas).read_bytes())
            listed = frozenset(str(area["code"]) for area in areas["areas"])
            territory = Territory(str(areas["territory"]), listed)
        except (OSError, yaml.YAMLError, ValidationError, KeyError, TypeError) as error:
            raise PolicyError(f"{folder}: programme.yaml or its areas cannot be used: {error}") from error
        target = Target(
            file.target.participants_low, file.target.participants_high, file.period.first, file.period.last
        )
        return cls(file.programme, file.name, target, territory)


class FollowupPolicy:
    """Follow-up's rules, as of any day."""

    def __init__(self, folder: Path) -> None:
        """Read ``followup.yaml`` and ``programme.yaml`` in ``folder``. Raises PolicyError."""
        self.policy = Policy.load(folder / "followup.yaml")
        self.programme = Programme.load(folder)
        self._rules = lru_cache(maxsize=512)(self._read)
        self._first_day = _first_day(folder / "followup.yaml")

    def rules(self, on: date, today: date) -> Rules:
        """The rules for what happened on ``on``; how far back it may lie is the rule of ``today``.

        What happened before the first rules is judged by those. Raises PolicyError when a rule
        has no value.
        """
        backdating = int(self.policy.value("backdating_days", today))
        return replace(self._rules(max(on, self._first_day)), backdating_days=backdating)

    def forecast_plan(self, on: date) -> ForecastPlan:
        """What the plan assumes, for a forecast made on ``on``. Raises PolicyError."""
        day = max(on, self._first_day)
        stages = self.policy.value("forecast.stages", day)
        if [stage.get("to") for stage in stages] != [name.removesuffix("_on") for name in STEPS[1:]]:
            raise PolicyError("forecast.stages: one for each step, in their order")
        return ForecastPlan(
            int(self.policy.value("forecast.arrivals_a_month", day)),
            tuple(Assumed(stage["share"] / 100, int(stage["days"]), stage["people"]) for stage in stages),
        )

    def _read(self, on: date) -> Rules:
        values = {key: self.policy.at(key, on) for key in KEYS}
        return Rules(
            version=self.policy.version,
            backdating_days=int(values["backdating_days"].value),
            survival_months=int(values["survival.months"].value),
            visit_plan=tuple(_check(item) for item in values["visit.plan"].value),
            visit_early_days=int(values["visit.early_days"].value),
            repeat_after_days=int(values["visit.repeat_after_days"].value),
            untraceable_attempts=int(values["visit.untraceable_attempts"].value),
            untraceable_days=int(values["visit.untraceable_days"].value),
            sources={key: value.reference for key, value in values.items()},
        )


def _first_day(path: Path) -> date:
    """The first day on which every rule has a value."""
    file = RulesFile.model_validate(yaml.safe_load(path.read_bytes()))
    missing = [key for key in KEYS if key not in file.rules]
    if missing:
        raise PolicyError(f"{path}: {', '.join(missing)} missing")
    return max(min(value.valid_from for value in file.rules[key]) for key in KEYS)


def _check(item: Mapping[str, Any]) -> Check:
    try:
        days, months = item.get("days"), item.get("months")
        if (days is None) == (months is None):
            raise PolicyError("visit.plan: a check counts either days or months")
        return Check(VisitKind(item["kind"]), days, months, int(item["window_days"]))
    except (KeyError, ValueError, AttributeError) as error:
        raise PolicyError(f"visit.plan: {error}") from error
