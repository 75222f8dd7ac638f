"""The register of experts, and whose plans they may grade: never of people they taught (Urumqi 2007 [V])."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.calendar import add_months
from kit.refusal import Refusal

from training.domain.assessment_rules import AssessmentRules
from training.domain.errors.assessment import ExpertEnded, ExpertInvolved, ExpertNotOfSubject
from training.domain.packages import Package


class TieKind(StrEnum):
    """How an expert is bound to an institution."""

    EMPLOYED = "employed"
    TEACHES = "teaches"
    OWNER = "owner"
    RELATIVE = "relative"
    OTHER = "other"


@dataclass(frozen=True)
class Tie:
    """A tie to an institution, both days included; without ``to_on`` it lasts."""

    institution_id: str
    kind: TieKind
    from_on: date
    to_on: date | None = None

    def binds(self, day: date, cooling_months: int) -> bool:
        """Whether it keeps from grading on ``day``: while it lasts, and for some months after.

        A tie that begins later binds as well: who is about to work there is no stranger.
        """
        return self.to_on is None or day <= add_months(self.to_on, cooling_months)


@dataclass(frozen=True)
class Expert:
    """An expert of the register; ``trainer_id`` when the same person is a trainer."""

    expert_id: str
    name: str
    subjects: frozenset[Package]
    registered_on: date
    ended_on: date | None = None
    trainer_id: str | None = None
    ties: tuple[Tie, ...] = ()

    def in_register(self, day: date) -> bool:
        """Whether the register holds this expert on ``day``."""
        return self.registered_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True)
class Taught:
    """Whose plans are to be graded: the class, by whom it was taught, and who works for its institution."""

    class_id: str
    institution_id: str
    package: Package
    trainer_ids: frozenset[str]
    trainer_names: frozenset[str]
    staff_ids: frozenset[str] = frozenset()
    """Trainers who worked for the institution while the class lasted, or do now."""
    staff_names: frozenset[str] = frozenset()


def plain(name: str) -> str:
    """A name without the differences that spelling it twice makes."""
    return "".join(name.split()).casefold()


def why_involved(expert: Expert, taught: Taught, day: date, rules: AssessmentRules) -> str | None:
    """Why ``expert`` may not grade plans of ``taught``, in a word; None when nothing stands against it."""
    if expert.trainer_id in taught.trainer_ids:
        return "taught_the_class"
    if plain(expert.name) in {plain(name) for name in taught.trainer_names}:
        return "same_name_as_a_trainer_of_the_class"
    if expert.trainer_id in taught.staff_ids or plain(expert.name) in {plain(name) for name in taught.staff_names}:
        return "trainer_of_the_institution"
    if any(
        tie.institution_id == taught.institution_id and tie.binds(day, rules.tie_cooling_months) for tie in expert.ties
    ):
        return "tied_to_the_institution"
    return None


def objection(expert: Expert, taught: Taught, day: date, rules: AssessmentRules, where: str = "") -> Refusal | None:
    """The refusal that stands against giving ``expert`` a plan of ``taught`` on ``day``, or None."""
    if not expert.in_register(day):
        return ExpertEnded(where, day=day)
    if taught.package not in expert.subjects:
        return ExpertNotOfSubject(where, package=taught.package.value)
    why = why_involved(expert, taught, day, rules)
    return ExpertInvolved(where, why=why) if why else None


@dataclass(frozen=True)
class Seat:
    """A place for a grader: of a plan, numbered 1, 2, and 3 for who decides between two."""

    plan_id: str
    plan_version: int
    seat: int
    class_id: str
    barred: frozenset[str] = frozenset()
    """Experts who hold another seat of this version, or gave it back."""


def assign(
    seats: Sequence[Seat],
    experts: Sequence[Expert],
    classes: Mapping[str, Taught],
    load: Mapping[str, int],
    day: date,
    rules: AssessmentRules,
) -> tuple[list[tuple[Seat, Expert]], list[Seat]]:
    """Give seats to experts in turn, to the one with the fewest open tasks first; those that nobody may take.

    The same input gives the same answer: between equals the id decides.
    """
    open_tasks = {expert.expert_id: load.get(expert.expert_id, 0) for expert in experts}
    allowed = {
        class_id: [expert for expert in experts if objection(expert, taught, day, rules) is None]
        for class_id, taught in classes.items()
    }
    held: dict[tuple[str, int], set[str]] = {}
    given: list[tuple[Seat, Expert]] = []
    left: list[Seat] = []
    for seat in seats:
        taken = held.setdefault((seat.plan_id, seat.plan_version), set(seat.barred))
        free = [expert for expert in allowed[seat.class_id] if expert.expert_id not in taken]
        if not free:
            left.append(seat)
            continue
        chosen = min(free, key=lambda expert: (open_tasks[expert.expert_id], expert.expert_id))
        open_tasks[chosen.expert_id] += 1
        taken.add(chosen.expert_id)
        given.append((seat, chosen))
    return given, left


def named(experts: Iterable[Expert], text: str, numbers: Mapping[str, str], day: date) -> Expert | None:
    """The expert meant by a number, or by a name that only one in the register on ``day`` has."""
    on_day = [expert for expert in experts if expert.in_register(day)]
    by_number = [expert for expert in on_day if numbers.get(expert.expert_id) == text.strip()]
    by_name = [expert for expert in on_day if plain(expert.name) == plain(text)]
    found = by_number or by_name
    return found[0] if len(found) == 1 else None
