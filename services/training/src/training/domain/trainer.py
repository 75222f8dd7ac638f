"""A trainer and the licences that say which packages they may teach, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.calendar import add_months
from kit.refusal import DatesOutOfOrder

from training.domain.errors.institutions import LicenceTooLong
from training.domain.packages import Package
from training.domain.rules import Rules


class Level(StrEnum):
    """Trainer, or master trainer who also trains trainers."""

    TRAINER = "trainer"
    MASTER_TRAINER = "master_trainer"


@dataclass(frozen=True)
class Licence:
    """A licence for one package, both days included."""

    package: Package
    level: Level
    valid_from: date
    valid_to: date

    def covers(self, package: Package, day: date) -> bool:
        """Whether it allows teaching ``package`` on ``day``."""
        return self.package is package and self.valid_from <= day <= self.valid_to


@dataclass(frozen=True)
class Trainer:
    """A trainer of one institution."""

    trainer_id: str
    institution_id: str
    name: str
    licences: tuple[Licence, ...]

    def licensed(self, package: Package, day: date) -> bool:
        """Whether some licence covers ``package`` on ``day``."""
        return any(licence.covers(package, day) for licence in self.licences)


def check_licences(licences: Sequence[Licence], rules: Rules) -> None:
    """Refuse periods that end before they begin or run longer than a licence may (ILO: 3 years [V])."""
    for index, licence in enumerate(licences):
        where = f"licences[{index}].valid_to"
        if licence.valid_to < licence.valid_from:
            raise DatesOutOfOrder(where, later="valid_to", earlier="valid_from")
        if licence.valid_to > add_months(licence.valid_from, 12 * rules.licence_years):
            raise LicenceTooLong(where, years=rules.licence_years)
