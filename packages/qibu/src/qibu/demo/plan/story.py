"""What one person does: the facts that the players will report, each with its day. Money is in yuan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qibu.roster.people import Person


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a class; ``trainer`` is an index into the institution's trainers."""

    number: int
    held_on: date
    hours: int
    trainer: int


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """A class, all within one month. ``learners``: rows of the roster, in order."""

    number: int
    institution: int
    package: str
    track: int
    sessions: tuple[Session, ...]
    graded_on: date
    regraded_on: date
    completed_on: date
    certified_on: date
    learners: tuple[int, ...]

    @property
    def starts_on(self) -> date:
        """The day of the first session."""
        return self.sessions[0].held_on


@dataclass(frozen=True, slots=True)
class Training:
    """One learner in a class; ``absent``: numbers of the sessions missed before dropping out."""

    class_number: int
    referred_on: date
    enrolled_on: date
    absent: frozenset[int]
    dropped_on: date | None
    drop_reason: str
    first_grade: str
    second_grade: str | None

    def present(self, session: Session) -> bool:
        """Whether the learner sits in this session."""
        there = self.dropped_on is None or session.held_on < self.dropped_on
        return there and session.number not in self.absent


@dataclass(frozen=True, slots=True)
class CounterGuarantee:
    """What secures a loan. ``members``: rows of a joint group, formed ``formed_on``. ``income``: a guarantor's."""

    kind: str
    description: str
    value: Decimal
    income: Decimal | None = None
    insured_months: int | None = None
    retires_on: date | None = None
    members: tuple[int, ...] = ()
    formed_on: date | None = None


@dataclass(frozen=True, slots=True)
class LoanPlan:
    """An application on its route; steps after the one where it ends are None.

    ``delays``: days by which each instalment is late, None from the first that is never paid.
    """

    bank: int
    amount: Decimal
    term_months: int
    method: str
    purpose: str
    own_contribution: Decimal
    monthly_net_cash: tuple[Decimal, ...]
    counter_guarantees: tuple[CounterGuarantee, ...]
    applied_on: date
    recommended_on: date
    reviewed_on: date
    review_approves: bool
    second_review_on: date | None
    committed_on: date | None
    decided_on: date | None
    bank_approves: bool
    withdrawn_on: date | None
    disbursed_on: date | None
    delays: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """One visit: ``kind`` as planned by the service, ``repeat`` after a failed one, or ``unplanned``."""

    kind: str
    visited_on: date
    outcome: str
    closed_on: date | None = None
    reason: str | None = None
    people: Mapping[str, int] | None = None
    turnover: Decimal | None = None
    costs: Decimal | None = None
    owner_income: Decimal | None = None
    problems: str | None = None


@dataclass(frozen=True, slots=True)
class BusinessPlan:
    """A business and its visits, in order; ``owners``: rows, the first of them runs it."""

    owners: tuple[int, ...]
    name: str
    licence_number: str
    registered_on: date
    licence_seen_on: date
    sector: str
    area: str
    address: str
    closes_on: date | None
    visits: tuple[VisitPlan, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One person's way through the programme, as far as it goes."""

    person: Person
    screened_on: date
    accepted: bool
    withdrawn_on: date | None = None
    withdrawal_reason: str | None = None
    training: Training | None = None
    certified_on: date | None = None
    loan: LoanPlan | None = None
    business: BusinessPlan | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole pilot: stories by row, from row 1, and classes by number, from number 1."""

    seed: int
    stories: tuple[Story, ...]
    classes: tuple[ClassPlan, ...]

    def story(self, row: int) -> Story:
        """Find the story of a row."""
        return self.stories[row - 1]
