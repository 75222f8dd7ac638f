"""Who may be the same person, and two files side by side, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from applicants.domain.facts import Facts


class Likeness(StrEnum):
    """Why two files may be one person's (rulebook, section 2)."""

    NAME_AND_BIRTH = "name_and_birth"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Traits:
    """What likeness is found by; None for what is not known (yet)."""

    name: str | None
    birth_on: date | None
    phone: str | None


def traits_of(facts: Facts) -> Traits:
    """The traits of a whole file."""
    return Traits(facts.name, facts.identity.birth_on, facts.phone)


def likeness(one: Traits, other: Traits) -> tuple[Likeness, ...]:
    """Why the two may be the same person: same name and birth date, same phone, both, or neither."""
    found = []
    if one.name is not None and one.birth_on is not None and (one.name, one.birth_on) == (other.name, other.birth_on):
        found.append(Likeness.NAME_AND_BIRTH)
    if one.phone is not None and one.phone == other.phone:
        found.append(Likeness.PHONE)
    return tuple(found)


Shown = str | date | Decimal | bool | None
Side = Mapping[str, Shown]
"""A file as it is compared: field → value, None for what it does not say."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of two files; ``same`` is None when one of them does not say."""

    field: str
    this: Shown
    other: Shown
    same: bool | None


def side_of(facts: Facts) -> Side:
    """Every compared field of a file, numbers in clear: to be masked before they are shown."""
    idea = facts.idea
    return {
        "name": facts.name,
        "identity_number": facts.identity.number,
        "sex": facts.identity.sex.value,
        "birth_on": facts.identity.birth_on,
        "phone": facts.phone,
        "area": facts.area,
        "education": facts.education.value,
        "employment_status": facts.employment_status.value,
        "unemployed_since": facts.unemployed_since,
        "target_group": facts.target_group.value,
        "group_document_number": facts.group_document_number,
        "wants": facts.wants.value,
        "sector": idea.sector if idea else None,
        "idea": idea.description if idea else None,
        "own_capital": idea.own_capital.amount if idea else None,
        "runs_registered_business": facts.runs_registered_business,
        "consent_purpose": facts.consent.purpose,
        "consent_given_on": facts.consent.given_on,
        "registered_on": facts.registered_on,
    }


def side_by_side(this: Side, other: Side) -> list[Difference]:
    """Field by field in the order of the form, whatever either side leaves out."""
    fields = [*this, *(name for name in other if name not in this)]
    return [_difference(name, this.get(name), other.get(name)) for name in fields]


def _difference(field: str, this: Shown, other: Shown) -> Difference:
    return Difference(field, this, other, None if this is None or other is None else this == other)
