"""A trainer, the licences that say which packages they may teach and when, and whom they work for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from kit.calendar import add_months
from kit.refusal import DatesOutOfOrder, IllegalTransition

from training.domain.errors.institutions import LicenceTooLong
from training.domain.errors.trainers import (
    CoursesTooFew,
    LicenceOverlaps,
    MovedBefore,
    RenewalTooLate,
)
from training.domain.packages import Package
from training.domain.rules import Rules
from training.domain.suspension import Suspension, add_suspension, lift_suspension, suspended_on

ONE_DAY = timedelta(days=1)


class Level(StrEnum):
    """A trainer teaches learners. A master trainer does that too, trains trainers, and takes part in inspections."""

    TRAINER = "trainer"
    MASTER_TRAINER = "master_trainer"


@dataclass
class Licence:
    """A licence for one package, both days included; withdrawn, it ends before ``withdrawn_on``."""

    package: Package
    level: Level
    valid_from: date
    valid_to: date
    suspensions: list[Suspension] = field(default_factory=list)
    withdrawn_on: date | None = None
    renews: int | None = None

    def stands(self, day: date) -> bool:
        """Whether ``day`` lies within the licence, not withdrawn; it may be suspended."""
        return self.valid_from <= day <= self.valid_to and (self.withdrawn_on is None or day < self.withdrawn_on)

    def covers(self, package: Package, day: date) -> bool:
        """Whether it allows teaching ``package`` on ``day``."""
        return self.package is package and self.stands(day) and not suspended_on(self.suspensions, day)

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return self.valid_to if self.withdrawn_on is None else self.withdrawn_on - ONE_DAY


class LicenceState(StrEnum):
    """Where a licence stands on a day."""

    COMING = "coming"
    VALID = "valid"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Engagement:
    """From which day a trainer works for an institution; None: for none. The next one ends it."""

    engaged_from: date
    institution_id: str | None


@dataclass
class Trainer:
    """A trainer; ``institution_id`` is the institution of today, ``engagements`` say which one when."""

    trainer_id: str
    institution_id: str | None
    name: str
    licences: Sequence[Licence]
    engagements: Sequence[Engagement] = ()

    def licensed(self, package: Package, day: date) -> bool:
        """Whether some licence covers ``package`` on ``day``."""
        return any(licence.covers(package, day) for licence in self.licences)

    def master(self, day: date) -> bool:
        """Whether they may train trainers and take part in inspections on ``day``."""
        return any(
            licence.level is Level.MASTER_TRAINER and licence.covers(licence.package, day) for licence in self.licences
        )

    def works_for(self, day: date) -> str | None:
        """The institution that they work for on ``day``."""
        if not self.engagements:
            return self.institution_id
        begun = [engagement for engagement in self.engagements if engagement.engaged_from <= day]
        return begun[-1].institution_id if begun else None

    def ran_out(self, day: date) -> list[int]:
        """The numbers of licences that ran out before ``day`` without another of the package going on at once."""
        return [
            number
            for number, held in enumerate(self.licences, start=1)
            if held.withdrawn_on is None
            and held.valid_to < day
            and not any(o.package is held.package and o.stands(held.valid_to + ONE_DAY) for o in self.licences)
        ]

    def ending(self, day: date) -> list[int]:
        """The numbers of licences that stand on ``day`` and that no later one of the package continues."""
        return [
            number
            for number, held in enumerate(self.licences, start=1)
            if held.stands(day)
            and held.withdrawn_on is None
            and not any(o.package is held.package and o.last_day > held.valid_to for o in self.licences)
        ]

    def move(self, engaged_from: date, institution_id: str | None) -> Engagement:
        """Work for another institution, or for none, from a day on. Raises MovedBefore, IllegalTransition."""
        last = self.engagements[-1] if self.engagements else None
        if last is not None and engaged_from <= last.engaged_from:
            raise MovedBefore("engaged_from", day=last.engaged_from)
        if last is not None and last.institution_id == institution_id:
            raise IllegalTransition(
                "institution_id", noun="trainer", state="already there", verb="moved to that institution"
            )
        engagement = Engagement(engaged_from, institution_id)
        self.engagements = (*self.engagements, engagement)
        self.institution_id = institution_id
        return engagement

    def license(self, licence: Licence, rules: Rules) -> Licence:
        """Add a licence of its own. Raises LicenceTooLong, LicenceOverlaps, DatesOutOfOrder."""
        check_licences([*self.licences, licence], rules, first=len(self.licences))
        self.licences = (*self.licences, licence)
        return licence

    def renew(self, number: int, valid_from: date | None, valid_to: date, courses: int, rules: Rules) -> Licence:
        """Continue licence ``number`` (counted from 1), at once unless a later day is given.

        ``courses`` were taught under it; ``rules`` as of the first new day. Raises IllegalTransition when it was
        withdrawn or continued already, CoursesTooFew, RenewalTooLate, and what :meth:`license` raises.
        """
        old = self.licences[number - 1]
        begins = valid_from or old.valid_to + ONE_DAY
        if old.withdrawn_on is not None:
            raise IllegalTransition(noun="licence", state=LicenceState.WITHDRAWN.value, verb="renewed")
        if suspended_on(old.suspensions, old.valid_to):
            raise IllegalTransition(noun="licence", state=LicenceState.SUSPENDED.value, verb="renewed")
        if any(licence.renews == number for licence in self.licences):
            raise IllegalTransition(noun="licence", state="already renewed", verb="renewed")
        if begins <= old.valid_to:
            raise LicenceOverlaps("valid_from", package=old.package.value, until=old.valid_to)
        if begins > old.valid_to + timedelta(days=rules.providers.renewal_late_days):
            raise RenewalTooLate("valid_from", days=rules.providers.renewal_late_days)
        if courses < rules.providers.renewal_courses:
            raise CoursesTooFew(needed=rules.providers.renewal_courses, taught=courses)
        return self.license(Licence(old.package, old.level, begins, valid_to, renews=number), rules)

    def suspend_licence(self, number: int, fact: int, starts_on: date, ends_on: date | None) -> Suspension:
        """Suspend licence ``number`` from a day on which it stands."""
        licence = self.licences[number - 1]
        if not licence.stands(starts_on):
            raise IllegalTransition(
                "starts_on", noun="licence", state=licence_state(licence, starts_on).value, verb="suspended"
            )
        return add_suspension(licence.suspensions, fact, starts_on, ends_on)

    def lift_licence(self, number: int, lifted_on: date) -> Suspension:
        """Lift the suspension of licence ``number`` that holds on ``lifted_on``."""
        return lift_suspension(self.licences[number - 1].suspensions, lifted_on, "licence")

    def withdraw_licence(self, number: int, withdrawn_on: date) -> None:
        """Withdraw licence ``number`` for good, from a day on which it stands."""
        licence = self.licences[number - 1]
        if licence.withdrawn_on is not None:
            raise IllegalTransition("withdrawn_on", noun="licence", state="withdrawn", verb="withdrawn again")
        if not licence.stands(withdrawn_on):
            raise IllegalTransition(
                "withdrawn_on", noun="licence", state=licence_state(licence, withdrawn_on).value, verb="withdrawn"
            )
        licence.withdrawn_on = withdrawn_on


def licence_state(licence: Licence, day: date) -> LicenceState:
    """Where ``licence`` stands on ``day``."""
    if licence.withdrawn_on is not None and licence.withdrawn_on <= day:
        return LicenceState.WITHDRAWN
    if day < licence.valid_from:
        return LicenceState.COMING
    if day > licence.valid_to:
        return LicenceState.EXPIRED
    return LicenceState.SUSPENDED if suspended_on(licence.suspensions, day) else LicenceState.VALID


def check_licences(licences: Sequence[Licence], rules: Rules, *, first: int = 0) -> None:
    """Refuse periods that end before they begin, run longer than a licence may (ILO: 3 years [V]), or overlap.

    Those from index ``first`` on are new; a second licence of the same package and level begins after the first
    has ended.
    """
    for index, licence in enumerate(licences[first:], start=first):
        where = f"licences[{index}]." if first == 0 else ""
        if licence.valid_to < licence.valid_from:
            raise DatesOutOfOrder(f"{where}valid_to", later="valid_to", earlier="valid_from")
        if licence.valid_to > add_months(licence.valid_from, 12 * rules.licence_years):
            raise LicenceTooLong(f"{where}valid_to", years=rules.licence_years)
        for earlier in licences[:index]:
            same = (earlier.package, earlier.level) == (licence.package, licence.level)
            if same and licence.valid_from <= earlier.last_day and earlier.valid_from <= licence.valid_to:
                raise LicenceOverlaps(f"{where}valid_from", package=licence.package.value, until=earlier.last_day)
