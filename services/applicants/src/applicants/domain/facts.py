"""The facts that an intake form gives, checked against each other before anything is stored."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from kit.money import Money
from kit.refusal import DatesOutOfOrder, Refusal

from applicants.domain.areas import AreaTree
from applicants.domain.contact import read_phone
from applicants.domain.errors import (
    DatedTooFarBack,
    DateInFuture,
    NameMalformed,
    UnemployedSinceContradictsStatus,
)
from applicants.domain.identity import Identity, read_identity
from applicants.domain.rules import Rules
from applicants.domain.sectors import read_sector
from applicants.domain.words import Education, EmploymentStatus, TargetGroup, Wants


@dataclass(frozen=True, slots=True)
class Idea:
    """The business that the person has in mind; ``sector`` a GB/T 4754-2002 code."""

    sector: str
    description: str
    own_capital: Money


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person agreed to have their data used for, and when."""

    purpose: str
    given_on: date


@dataclass(frozen=True, slots=True)
class Intake:
    """One intake form as written: typed, but neither normalised nor checked."""

    name: str = field(repr=False)
    identity_number: str = field(repr=False)
    phone: str | None = field(repr=False)
    area: str
    education: Education
    employment_status: EmploymentStatus
    unemployed_since: date | None
    target_group: TargetGroup
    group_document_number: str | None
    wants: Wants
    idea: Idea | None
    consent: Consent
    runs_registered_business: bool
    registered_on: date
    sex: str | None = None
    birth_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """An intake form that holds together: what an applicant is registered with."""

    name: str = field(repr=False)
    identity: Identity
    phone: str | None = field(repr=False)
    area: str
    education: Education
    employment_status: EmploymentStatus
    unemployed_since: date | None
    target_group: TargetGroup
    group_document_number: str | None
    wants: Wants
    idea: Idea | None
    consent: Consent
    runs_registered_business: bool
    registered_on: date


def demand_day(day: date, field_: str, today: date, backdating_days: int) -> None:
    """Refuse a day in the future, or further back than the programme's rules allow late papers to be.

    Raises DateInFuture or DatedTooFarBack.
    """
    if day > today:
        raise DateInFuture(field_, field=field_)
    if day < today - timedelta(days=backdating_days):
        raise DatedTooFarBack(field_, field=field_, days=backdating_days)


def demand_order(earlier: date | None, earlier_name: str, later: date, later_name: str) -> None:
    """Refuse ``later`` before ``earlier``; an unknown ``earlier`` says nothing. Raises DatesOutOfOrder."""
    if earlier is not None and later < earlier:
        raise DatesOutOfOrder(later_name, earlier=earlier_name, later=later_name)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a form that must fit each other; None for one that is not known."""

    birth_on: date | None
    registered_on: date | None
    consent_given_on: date | None
    unemployed_since: date | None


def contradictions(days: Days, status: EmploymentStatus | None) -> Iterator[Refusal]:
    """Find what does not fit together; ``where`` is the field that is compared, never the registration."""
    pairs = (
        ("consent.given_on", "birth_on", days.birth_on, "consent.given_on", days.consent_given_on),
        ("consent.given_on", "consent.given_on", days.consent_given_on, "registered_on", days.registered_on),
        ("unemployed_since", "birth_on", days.birth_on, "unemployed_since", days.unemployed_since),
        ("unemployed_since", "unemployed_since", days.unemployed_since, "registered_on", days.registered_on),
    )
    for where, earlier_name, earlier, later_name, later in pairs:
        if earlier is not None and later is not None and later < earlier:
            yield DatesOutOfOrder(where, earlier=earlier_name, later=later_name)
    if status is EmploymentStatus.EMPLOYED and days.unemployed_since is not None:
        yield UnemployedSinceContradictsStatus("unemployed_since", employment_status=status.value)


def read_idea(idea: Idea) -> Idea:
    """Normalise the sector. Raises SectorUnknown."""
    return Idea(read_sector(idea.sector), idea.description.strip(), idea.own_capital)


def read_name(name: str) -> str:
    """Bring a name to one form: no spaces around; none inside a Chinese name, single ones in others.

    Raises NameMalformed for anything but 2 to 50 letters and the marks that names have.
    """
    words = name.split()
    plain = ("" if all(not word.isascii() for word in words) else " ").join(words)
    letters = sum(character.isalpha() for character in plain)
    marks = all(character.isalpha() or character in _MARKS for character in plain)
    if not (letters >= _SHORTEST_NAME and len(plain) <= _LONGEST_NAME and marks):
        raise NameMalformed("name")
    return plain


_MARKS = frozenset(" ·•・.-'’")
_SHORTEST_NAME = 2
_LONGEST_NAME = 50


def read_intake(intake: Intake, areas: AreaTree, rules: Rules, today: date) -> Facts:
    """Check one form as a whole on the day it is recorded.

    Raises the first refusal, its ``where`` naming the field: identity number, phone, area, sector, and
    dates that are in the future, too far back or in the wrong order.
    """
    demand_day(intake.registered_on, "registered_on", today, rules.backdating_days)
    identity = read_identity(intake.identity_number, intake.registered_on, intake.sex, intake.birth_on)
    phone = read_phone(intake.phone) if intake.phone else None
    area = areas.read(intake.area)
    idea = read_idea(intake.idea) if intake.idea else None
    days = Days(identity.birth_on, intake.registered_on, intake.consent.given_on, intake.unemployed_since)
    for fault in contradictions(days, intake.employment_status):
        raise fault
    document = (intake.group_document_number or "").strip() or None
    return Facts(
        name=read_name(intake.name),
        identity=identity,
        phone=phone,
        area=area,
        education=intake.education,
        employment_status=intake.employment_status,
        unemployed_since=intake.unemployed_since,
        target_group=intake.target_group,
        group_document_number=document,
        wants=intake.wants,
        idea=idea,
        consent=Consent(intake.consent.purpose.strip(), intake.consent.given_on),
        runs_registered_business=intake.runs_registered_business,
        registered_on=intake.registered_on,
    )
