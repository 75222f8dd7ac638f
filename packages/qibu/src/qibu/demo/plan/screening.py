"""Screening: when, and whom the rules of intake accept; then who leaves before the class."""

import random
from datetime import date, timedelta

from applicants.domain.identity import age_in_years
from applicants.domain.words import EmploymentStatus, Wants

from qibu.demo.plan.days import after
from qibu.roster.dice import dice, weighted
from qibu.roster.people import Person

YOUNGEST = 18
OLDEST = 60
SHARE_WITHDRAWN = 0.03
_REASONS = (("找到工作", 55.0), ("外出务工", 25.0), ("家庭原因", 20.0))


def screening_day(seed: int, person: Person) -> date:
    """Draw the day on which a case worker screens the person."""
    return after(person.registered_on, dice(seed, "screening", person.row), 2, 8)


def accepted(person: Person, on: date) -> bool:
    """Foresee the answer of the eligibility rules; the service decides, the plan only has to agree."""
    return (
        person.wants is Wants.OWN_BUSINESS
        and person.employment_status is not EmploymentStatus.RETIRED
        and YOUNGEST <= age_in_years(person.birth_on, on) <= OLDEST
        and not person.runs_registered_business
    )


def withdrawal(seed: int, person: Person, screened_on: date) -> tuple[date, str] | None:
    """Draw whether and why somebody leaves after acceptance, before being referred."""
    chance: random.Random = dice(seed, "withdrawal", person.row)
    if chance.random() >= SHARE_WITHDRAWN:
        return None
    return screened_on + timedelta(days=chance.randint(1, 3)), weighted(chance, _REASONS)
