"""Policy of intake: ``applicants.yaml`` as the domain's Rules on a day, ``areas.yaml`` as its area tree."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from kit.policy import Policy, PolicyError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from applicants.domain.areas import Area, AreaTree
from applicants.domain.errors import NoRuleInForce
from applicants.domain.rules import Rules, Source, WorkDays
from applicants.domain.words import TargetGroup, Wants

RulesAsOf = Callable[[date], Rules]


def load_rules(path: Path) -> RulesAsOf:
    """Read a rules file; the answer makes each day's rules once. Raises PolicyError.

    The answer raises NoRuleInForce for a day before the file's first values.
    """
    policy = Policy.load(path)

    @lru_cache(maxsize=4096)
    def as_of(day: date) -> Rules:
        try:
            return _rules(policy, day)
        except PolicyError as error:
            raise NoRuleInForce(day=day) from error

    return as_of


def _rules(policy: Policy, day: date) -> Rules:
    known = {key: policy.at(key, day) for key in policy.keys}
    return Rules(
        version=policy.version,
        minimum_age_years=int(known["eligibility.minimum_age_years"].value),
        maximum_age_years=int(known["eligibility.maximum_age_years"].value),
        territory=str(known["eligibility.territory"].value),
        registered_business_allowed=bool(known["eligibility.registered_business_allowed"].value),
        path=Wants(known["eligibility.path"].value),
        free_groups=frozenset(TargetGroup(group) for group in known["eligibility.free_groups"].value),
        group_document_pattern=str(known["intake.group_document_pattern"].value),
        backdating_days=int(known["intake.backdating_days"].value),
        duplicates_hold_screening=bool(known["duplicates.hold_screening"].value),
        work_days=WorkDays(
            settle_duplicate=int(known["work.settle_duplicate_days"].value),
            screen=int(known["work.screen_days"].value),
            refer=int(known["work.refer_days"].value),
            see_into_training=int(known["work.see_into_training_days"].value),
        ),
        roster_consent_purpose=str(known["roster.consent_purpose"].value),
        roster_maximum_rows=int(known["roster.maximum_rows"].value),
        roster_maximum_bytes=int(known["roster.maximum_bytes"].value),
        sources={key: Source(value.reference, value.version) for key, value in known.items()},
    )


class _ListedArea(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^[0-9]{6}([0-9]{3}([0-9]{3})?)?$")
    level: str
    zh: str
    en: str
    sureness: str = Field(pattern="^[SVK]$")
    note: str = ""


class _AreasFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    programme: str
    territory: str
    reference: str
    areas: list[_ListedArea]


def load_areas(path: Path) -> AreaTree:
    """Read an areas file. Raises PolicyError."""
    try:
        file = _AreasFile.model_validate(yaml.safe_load(path.read_bytes()))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise PolicyError(f"{path}: {error}") from error
    listed = {area.code: Area(area.code, area.level, area.zh, area.en) for area in file.areas}
    if len(listed) != len(file.areas):
        raise PolicyError(f"{path}: an area code is listed twice")
    return AreaTree(file.territory, listed)
