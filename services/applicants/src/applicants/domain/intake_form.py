"""An intake form while it is being filled in: every fault at once, and what can be said of it already."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from kit.refusal import Refusal

from applicants.domain import roster
from applicants.domain.contact import read_phone
from applicants.domain.duplicates import Side, Traits, side_of, traits_of
from applicants.domain.eligibility import Person
from applicants.domain.facts import Consent, Facts, read_name
from applicants.domain.identity import Identity, read_identity
from applicants.domain.roster_reading import Fault, Setting, Sheet, read_day, read_roster
from applicants.domain.words import EmploymentStatus, TargetGroup, Wants, YesNo

CONSENT_PURPOSE = "consent_purpose"
"""The one field of a form that a roster has no column for."""

FIELDS = (*(column.key for column in roster.COLUMNS), CONSENT_PURPOSE)
Value = TypeVar("Value")
Form = Mapping[str, str]
"""Field → text as typed; what is not there has not been filled in."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A form as it stands: its facts when it holds together, or its faults; and what can be said already."""

    facts: Facts | None
    faults: tuple[Fault, ...]
    identity: Identity | None
    traits: Traits
    person: Person | None
    side: Side


def check_form(form: Form, setting: Setting) -> Checked:
    """Check the whole form, as a roster of one row is checked. Empty texts count as not filled in."""
    filled = {key: text for key, text in form.items() if text.strip()}
    headers = [column.zh if setting.language == "zh" else column.en for column in roster.COLUMNS]
    sheet = Sheet(headers, [(1, [filled.get(column.key) for column in roster.COLUMNS])])
    reading = read_roster(sheet, setting)
    purpose = (filled.get(CONSENT_PURPOSE) or setting.rules.roster_consent_purpose).strip()
    facts = reading.people[0][1] if reading.people and not reading.faults else None
    if facts is not None:
        facts = replace(facts, consent=Consent(purpose, facts.consent.given_on))
        return Checked(facts, (), facts.identity, traits_of(facts), _person(facts), side_of(facts))
    identity = _read(lambda: read_identity(filled["identity_number"], _registered_on(filled, setting.today)))
    traits = Traits(
        _read(lambda: read_name(filled["name"])),
        identity.birth_on if identity else None,
        _read(lambda: read_phone(filled["phone"])),
    )
    side = dict(_typed(filled, identity, traits))
    return Checked(None, tuple(reading.faults), identity, traits, _person_so_far(filled, identity, setting), side)


def _registered_on(filled: Form, today: date) -> date:
    return read_day(filled.get("registered_on", "")) or today


def _read(read: Callable[[], Value]) -> Value | None:
    """What ``read`` makes of a field, or None while the field is missing or refused."""
    try:
        return read()
    except (KeyError, Refusal):
        return None


def _typed(filled: Form, identity: Identity | None, traits: Traits) -> Iterator[tuple[str, str | date | None]]:
    """The fields as typed, the compared ones in the form in which they are compared."""
    for key in FIELDS:
        yield key, filled.get(key)
    if identity is not None:
        yield "identity_number", identity.number
        yield "sex", identity.sex.value
        yield "birth_on", identity.birth_on
    if traits.name is not None:
        yield "name", traits.name
    if traits.phone is not None:
        yield "phone", traits.phone


def _person(facts: Facts) -> Person:
    return Person(
        birth_on=facts.identity.birth_on,
        area=facts.area,
        employment_status=facts.employment_status,
        target_group=facts.target_group,
        group_document_number=facts.group_document_number,
        wants=facts.wants,
        runs_registered_business=facts.runs_registered_business,
    )


def _person_so_far(filled: Form, identity: Identity | None, setting: Setting) -> Person | None:
    """What the eligibility rules look at, once all of it is there, whatever else is missing."""
    area = _read(lambda: setting.areas.read(filled["area"]))
    status = EmploymentStatus.read(filled.get("employment_status", ""))
    group = TargetGroup.read(filled.get("target_group", ""))
    wants = Wants.read(filled.get("wants", ""))
    runs = YesNo.read(filled.get("runs_registered_business", ""))
    if identity is None or area is None or status is None or group is None or wants is None or runs is None:
        return None
    document = filled.get("group_document_number")
    return Person(identity.birth_on, area, status, group, document, wants, runs is YesNo.YES)
