"""The people of a synthetic roster, drawn one by one: each is the same whatever the others are."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from applicants.domain.words import Education, EmploymentStatus, TargetGroup, Wants

from qibu.roster.dice import dice, weighted
from qibu.roster.identity import PREFIXES, identity_number
from qibu.roster.names import given_name, surname
from qibu.roster.places import PLACES, Place
from qibu.roster.trades import TRADES, Trade

FIRST_DAY = date(2007, 7, 2)
LAST_DAY = date(2007, 7, 27)
"""The sign-up drive: every form is signed on a weekday between these two."""

_GROUPS = (
    (TargetGroup.LAID_OFF, 29.0),
    (TargetGroup.REGISTERED_UNEMPLOYED, 28.0),
    (TargetGroup.RURAL_LABOUR, 26.0),
    (TargetGroup.NEW_GRADUATE, 5.0),
    (TargetGroup.DEMOBILISED, 4.0),
    (TargetGroup.DISABLED, 3.0),
    (TargetGroup.OTHER, 5.0),
)
_AGES = {
    TargetGroup.LAID_OFF: (33, 44, 57),
    TargetGroup.REGISTERED_UNEMPLOYED: (20, 34, 52),
    TargetGroup.RURAL_LABOUR: (19, 35, 54),
    TargetGroup.NEW_GRADUATE: (20, 22, 25),
    TargetGroup.DEMOBILISED: (20, 24, 32),
    TargetGroup.DISABLED: (22, 38, 55),
    TargetGroup.OTHER: (19, 36, 56),
}
"""Youngest, most frequent and oldest age in years."""
_WOMEN = {TargetGroup.LAID_OFF: 0.60, TargetGroup.DEMOBILISED: 0.04, TargetGroup.RURAL_LABOUR: 0.47}
_WOMEN_ELSEWHERE = 0.54
_RURAL_HOME = {
    TargetGroup.RURAL_LABOUR: 3.0,
    TargetGroup.LAID_OFF: 0.35,
    TargetGroup.REGISTERED_UNEMPLOYED: 0.4,
}
_DOCUMENT_SHARE = 0.93
_DOCUMENTS = {
    TargetGroup.LAID_OFF: "渝津再就业字第07-{row:05d}号",
    TargetGroup.REGISTERED_UNEMPLOYED: "渝津失业字第07-{row:05d}号",
    TargetGroup.NEW_GRADUATE: "毕业证2007{row:06d}",
    TargetGroup.DEMOBILISED: "退伍字第06-{row:05d}号",
    TargetGroup.DISABLED: "残联字第07-{row:05d}号",
}
_STATUSES = {
    TargetGroup.LAID_OFF: ((EmploymentStatus.LAID_OFF, 88.0), (EmploymentStatus.CASUAL, 12.0)),
    TargetGroup.REGISTERED_UNEMPLOYED: ((EmploymentStatus.UNEMPLOYED, 100.0),),
    TargetGroup.RURAL_LABOUR: ((EmploymentStatus.FARMING, 58.0), (EmploymentStatus.CASUAL, 42.0)),
    TargetGroup.NEW_GRADUATE: ((EmploymentStatus.UNEMPLOYED, 100.0),),
    TargetGroup.DEMOBILISED: ((EmploymentStatus.UNEMPLOYED, 75.0), (EmploymentStatus.CASUAL, 25.0)),
    TargetGroup.DISABLED: ((EmploymentStatus.UNEMPLOYED, 70.0), (EmploymentStatus.CASUAL, 30.0)),
    TargetGroup.OTHER: ((EmploymentStatus.CASUAL, 55.0), (EmploymentStatus.EMPLOYED, 45.0)),
}
_WANTS = ((Wants.OWN_BUSINESS, 94.5), (Wants.RE_EMPLOYMENT, 4.0), (Wants.NOT_INTERESTED, 1.5))
_SCHOOLING_BEFORE_1965 = (
    (Education.PRIMARY, 22.0),
    (Education.JUNIOR_MIDDLE, 50.0),
    (Education.SENIOR_MIDDLE, 24.0),
)
_SCHOOLING_SINCE_1965 = (
    (Education.PRIMARY, 6.0),
    (Education.JUNIOR_MIDDLE, 50.0),
    (Education.SENIOR_MIDDLE, 24.0),
    (Education.VOCATIONAL, 14.0),
    (Education.COLLEGE, 6.0),
)
_SCHOOLING_OF_GRADUATES = (
    (Education.VOCATIONAL, 30.0),
    (Education.COLLEGE, 48.0),
    (Education.UNIVERSITY, 22.0),
)
_SHARE_TOO_OLD = 0.008
_SHARE_TOO_YOUNG = 0.002
_SHARE_RUNNING_A_BUSINESS = 0.015
_SHARE_OLD_CARD = 0.06
_CARDS_CHANGED_IN = 1981
"""Only people old enough to have had a card before 1999 can still show 15 digits."""
_MOBILE_PREFIXES = ("130", "131", "132", "133", "134", "135", "136", "137", "138", "139", "159")


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the roster, before it becomes text. ``own_capital`` in yuan; ``sex`` ``f`` or ``m``."""

    row: int
    name: str
    sex: str
    birth_on: date
    identity_number: str
    shows_old_card: bool
    phone: str | None
    area: str
    education: Education
    employment_status: EmploymentStatus
    unemployed_since: date | None
    target_group: TargetGroup
    group_document_number: str | None
    wants: Wants
    trade: Trade | None
    own_capital: Decimal | None
    runs_registered_business: bool
    registered_on: date


def draw_people(count: int, seed: int) -> list[Person]:
    """``count`` people, no two with one identity number, or with one name and birth date."""
    people: list[Person] = []
    numbers: set[str] = set()
    named: set[tuple[str, date]] = set()
    for row in range(1, count + 1):
        attempt = 0
        person = _draw_person(seed, row, attempt)
        while person.identity_number in numbers or (person.name, person.birth_on) in named:
            attempt += 1
            person = _draw_person(seed, row, attempt)
        numbers.add(person.identity_number)
        named.add((person.name, person.birth_on))
        people.append(person)
    return people


def _draw_person(seed: int, row: int, attempt: int) -> Person:
    chance = dice(seed, "person", row, attempt)
    group = weighted(chance, _GROUPS)
    sex = "f" if chance.random() < _WOMEN.get(group, _WOMEN_ELSEWHERE) else "m"
    registered_on = _weekday(chance)
    birth_on = _birthday(chance, group, registered_on)
    place = weighted(chance, [(place, _pull(place, group)) for place in PLACES])
    person = Person(
        row=row,
        name=surname(chance) + given_name(chance, sex, birth_on.year),
        sex=sex,
        birth_on=birth_on,
        identity_number=identity_number(weighted(chance, PREFIXES), birth_on, chance.randrange(500), male=sex == "m"),
        shows_old_card=birth_on.year < _CARDS_CHANGED_IN and chance.random() < _SHARE_OLD_CARD,
        phone=_phone(chance, row),
        area=place.code + (f"{chance.randint(1, 12):03d}" if chance.random() < _SHARE_COMMUNITY_KNOWN else ""),
        education=_education(chance, group, birth_on.year),
        employment_status=weighted(chance, _STATUSES[group]),
        unemployed_since=None,
        target_group=group,
        group_document_number=_document(chance, group, row),
        wants=weighted(chance, _WANTS),
        trade=None,
        own_capital=None,
        runs_registered_business=chance.random() < _SHARE_RUNNING_A_BUSINESS,
        registered_on=registered_on,
    )
    return _with_idea(chance, _with_status(chance, person), place)


_SHARE_COMMUNITY_KNOWN = 0.4


def _with_status(chance: random.Random, person: Person) -> Person:
    """Add since when the person has had no work; above sixty many are retired."""
    status = person.employment_status
    if _age_on(person.birth_on, person.registered_on) > _OLDEST:
        status = EmploymentStatus.RETIRED if chance.random() < _HALF else EmploymentStatus.CASUAL
    since = None
    if status in (EmploymentStatus.UNEMPLOYED, EmploymentStatus.LAID_OFF):
        longest = {TargetGroup.NEW_GRADUATE: 12, TargetGroup.DEMOBILISED: 9, TargetGroup.LAID_OFF: 84}
        months = min(1 + int(chance.expovariate(1 / 16)), longest.get(person.target_group, 60))
        since = person.registered_on - timedelta(days=30 * months + chance.randrange(28))
    return replace(person, employment_status=status, unemployed_since=since)


_OLDEST = 60
_HALF = 0.5


def _with_idea(chance: random.Random, person: Person, place: Place) -> Person:
    """Add the business idea of someone who wants an own business."""
    if person.wants is not Wants.OWN_BUSINESS:
        return person
    appeal = [(trade, _appeal(trade, person.sex, place)) for trade in TRADES]
    trade = weighted(chance, appeal)
    low, high = trade.capital
    thousands = chance.triangular(low, high, low + (high - low) * 0.3)
    return replace(person, trade=trade, own_capital=Decimal(int(thousands / 500) * 500))


def _appeal(trade: Trade, sex: str, place: Place) -> float:
    by_sex = trade.women if sex == "f" else 1 - trade.women
    if trade.rural:
        return trade.share * by_sex * (0.1 if place.urban else 2.2)
    return trade.share * by_sex


def _pull(place: Place, group: TargetGroup) -> float:
    return place.share if place.urban else place.share * _RURAL_HOME.get(group, 1.0)


def _weekday(chance: random.Random) -> date:
    days = [FIRST_DAY + timedelta(days=count) for count in range((LAST_DAY - FIRST_DAY).days + 1)]
    return chance.choice([day for day in days if day.weekday() < _SATURDAY])


_SATURDAY = 5


def _birthday(chance: random.Random, group: TargetGroup, on: date) -> date:
    youngest, usual, oldest = _AGES[group]
    age = int(chance.triangular(youngest, oldest, usual))
    odd = chance.random()
    if odd < _SHARE_TOO_YOUNG:
        age = 17
    elif odd < _SHARE_TOO_YOUNG + _SHARE_TOO_OLD:
        age = chance.randint(_OLDEST + 1, _OLDEST + 4)
    return date(on.year - age - 1, on.month, on.day) + timedelta(days=chance.randint(1, 364))


def _age_on(birth_on: date, on: date) -> int:
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def _education(chance: random.Random, group: TargetGroup, birth_year: int) -> Education:
    if group is TargetGroup.NEW_GRADUATE:
        return weighted(chance, _SCHOOLING_OF_GRADUATES)
    return weighted(chance, _SCHOOLING_BEFORE_1965 if birth_year < _MORE_SCHOOLS_SINCE else _SCHOOLING_SINCE_1965)


_MORE_SCHOOLS_SINCE = 1965


def _document(chance: random.Random, group: TargetGroup, row: int) -> str | None:
    pattern = _DOCUMENTS.get(group)
    return pattern.format(row=row) if pattern and chance.random() < _DOCUMENT_SHARE else None


def _phone(chance: random.Random, row: int) -> str | None:
    """A number that is unmistakably made up: the row, after a prefix of the time; a few have a landline."""
    kind = chance.random()
    if kind < _SHARE_NO_PHONE:
        return None
    if kind < _SHARE_NO_PHONE + _SHARE_LANDLINE:
        return f"023-47{row:06d}"
    return f"{chance.choice(_MOBILE_PREFIXES)}0{row:07d}"


_SHARE_NO_PHONE = 0.04
_SHARE_LANDLINE = 0.06
