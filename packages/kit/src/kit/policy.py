"""Policy: dated values with their source, read as of a date, from ``programmes/<name>/<service>.yaml``."""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Sureness(StrEnum):
    """How sure a value is: from the seminar report, verified in another source, or common knowledge."""

    SEMINAR = "S"
    VERIFIED = "V"
    KNOWLEDGE = "K"


class DatedValue(BaseModel):
    """A value in force from a day until the next one's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    valid_from: date = Field(alias="from")
    value: Any
    sureness: Sureness
    reference: str = Field(min_length=3)
    note: str = ""


class RulesFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    programme: str
    service: str
    rules: dict[str, list[DatedValue]]


class PolicyError(Exception):
    """A rules file that cannot be used; the message names the file, the rule and the fault."""


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """A value as it was on a day, with where it comes from. ``version`` names the exact rule text."""

    key: str
    value: Any
    valid_from: date
    reference: str
    sureness: str
    version: str


class Policy:
    """One service's rules of one programme."""

    def __init__(self, file: RulesFile, digest: str, name: str = "") -> None:
        self.programme = file.programme
        self.service = file.service
        self.digest = digest
        self.version = f"{file.programme}/{file.service}@{digest[:12]}"
        self._rules = {key: sorted(values, key=lambda value: value.valid_from) for key, values in file.rules.items()}
        for key, values in self._rules.items():
            days = [value.valid_from for value in values]
            if not days or len(set(days)) != len(days):
                raise PolicyError(f"{name}: {key}: needs at least one value, and one value a day")

    @classmethod
    def load(cls, path: Path) -> "Policy":
        """Read and check a rules file. Raises PolicyError."""
        try:
            raw = path.read_bytes()
            file = RulesFile.model_validate(yaml.safe_load(raw))
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise PolicyError(f"{path}: {error}") from error
        return cls(file, hashlib.sha256(raw).hexdigest(), str(path))

    @property
    def keys(self) -> list[str]:
        """All rules, sorted."""
        return sorted(self._rules)

    def at(self, key: str, on: date) -> PolicyValue:
        """The value of ``key`` in force on ``on``. Raises PolicyError when none is."""
        values = [value for value in self._rules.get(key, []) if value.valid_from <= on]
        if not values:
            raise PolicyError(f"{self.version}: {key} has no value on {on}")
        chosen = values[-1]
        return PolicyValue(
            key, chosen.value, chosen.valid_from, chosen.reference, chosen.sureness, f"{self.version}#{key}"
        )

    def history(self, key: str) -> list[PolicyValue]:
        """Every value that ``key`` has had or is to have, the oldest first."""
        return [self.at(key, value.valid_from) for value in self._rules.get(key, [])]

    def value(self, key: str, on: date) -> Any:
        """Just the value of ``key`` on ``on``."""
        return self.at(key, on).value
