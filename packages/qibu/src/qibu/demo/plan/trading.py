"""Businesses: who starts one, when it is registered, how long it lasts, what each visit finds."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from applicants.domain.words import Education, TargetGroup
from followup.domain.licence import registration_check_digit
from kit.calendar import add_months

from qibu.demo.plan.cast import INSTITUTIONS
from qibu.demo.plan.days import LAST_DAY, working_day
from qibu.demo.plan.story import BusinessPlan, LoanPlan, Training, VisitPlan
from qibu.roster.dice import dice, weighted
from qibu.roster.people import Person
from qibu.roster.places import PLACES
from qibu.roster.trades import Trade

START_RATE = 0.55
"""Chance of an average learner with a certificate to go on to a start; what shifts it evens out, so that
about 55% start, as in the national programme of 2003-06 [S]."""
SHARE_OF_STARTERS_WHO_ASK_FOR_A_LOAN = 0.36
SHARE_THAT_STARTS_WITHOUT_THE_LOAN = 0.45
SHARE_WITH_A_PARTNER = 0.05
MONTHLY_HAZARD = 0.020
SHARE_VISIT_MISSED = 0.06
SHARE_VISIT_LATE = 0.05
SHARE_REOPENED = 0.05
USUAL_WORKERS = 1.15
_AUTHORITY = "500381"
"""The registering authority of Jiangjin in the numbers of the time."""
_FIRST_OF_INDIVIDUALS = "6"
_OUTCOMES = (("operating", 93.5), ("suspended", 3.0), ("not_found", 2.5), ("moved", 1.0))
_CLOSED_BECAUSE = (("客源不足", 40.0), ("租金上涨", 20.0), ("家庭原因", 15.0), ("外出务工", 15.0), ("经营亏损", 10.0))
_PROBLEMS = (
    (None, 62.0),
    ("客源不稳定", 12.0),
    ("流动资金不足", 12.0),
    ("同行竞争激烈", 9.0),
    ("缺乏记账经验", 5.0),
)
_STREETS = ("大西门路", "滨江路", "人民街", "新街", "文化路", "农贸市场", "车站路", "建设路", "老街")


def starts(seed: int, person: Person, course: Training, institution: int) -> bool:
    """Draw whether somebody with a certificate goes on to start."""
    rate = START_RATE + INSTITUTIONS[institution].strength
    rate += 0.05 if (person.own_capital or 0) >= _GOOD_CAPITAL else -0.03
    rate += 0.08 if course.first_grade == "excellent" else 0.0
    rate -= 0.06 if course.second_grade == "pass" else 0.0
    rate -= 0.10 if person.target_group is TargetGroup.NEW_GRADUATE else 0.0
    rate -= 0.04 if person.education is Education.PRIMARY else 0.0
    return dice(seed, "starts", person.row).random() < rate


_GOOD_CAPITAL = 12_000


def registration_without_loan(seed: int, person: Person, ready_on: date) -> date | None:
    """Draw when somebody registers without a loan; None when that is after the pilot."""
    chance = dice(seed, "registration", person.row)
    day = working_day(ready_on + timedelta(days=7 + int(chance.expovariate(1 / 45))))
    return day if day <= LAST_DAY else None


def asks_for_loan(seed: int, person: Person) -> bool:
    """Draw whether a starter wants to borrow."""
    return dice(seed, "asks for loan", person.row).random() < SHARE_OF_STARTERS_WHO_ASK_FOR_A_LOAN


def starts_without_loan(seed: int, person: Person) -> bool:
    """Draw whether a starter goes on after the loan was refused."""
    return dice(seed, "without loan", person.row).random() < SHARE_THAT_STARTS_WITHOUT_THE_LOAN


def business(seed: int, person: Person, trade: Trade, registered_on: date, loan: LoanPlan | None) -> BusinessPlan:
    """Draw a business from its registration to its last visit in the pilot."""
    chance = dice(seed, "business", person.row)
    place = next(place for place in PLACES if person.area.startswith(place.code))
    fourteen = f"{_AUTHORITY}{_FIRST_OF_INDIVIDUALS}{person.row:07d}"
    hazard = MONTHLY_HAZARD * trade.hazard * (0.9 if loan else 1.0)
    lives_days = 30 + int(chance.expovariate(hazard / 30))
    closes_on = registered_on + timedelta(days=lives_days)
    planned = BusinessPlan(
        owners=(person.row,),
        name=f"江津区{place.zh}{person.name[0]}记{trade.sign}",
        licence_number=fourteen + registration_check_digit(fourteen),
        registered_on=registered_on,
        licence_seen_on=registered_on,
        sector=trade.sector,
        area=person.area,
        address=f"{place.zh}{chance.choice(_STREETS)}{chance.randint(1, 298)}号",
        closes_on=closes_on if closes_on <= LAST_DAY else None,
        visits=(),
    )
    return replace(planned, visits=_visits(chance, planned, trade))


def with_partner(first: BusinessPlan, partner: int) -> BusinessPlan:
    """Add a second owner."""
    return replace(first, owners=(*first.owners, partner))


def _visits(chance: random.Random, plan: BusinessPlan, trade: Trade) -> tuple[VisitPlan, ...]:
    """Draw the visits until the pilot or the business ends; a failed one is repeated."""
    size = int(chance.expovariate(1 / (USUAL_WORKERS * trade.workers)) + 0.4)
    visits: list[VisitPlan] = []
    for order, (kind, day) in enumerate(_visit_days(chance, plan.registered_on)):
        if day > LAST_DAY or chance.random() < SHARE_VISIT_MISSED:
            continue
        workers = size * (order + 2) // 4 if order < _FULL_SIZE_FROM else size
        visits += _visit(chance, plan, kind, day, workers)
        if visits[-1].outcome == "closed":
            visits += _reopened(chance, visits[-1], workers)
            break
    return tuple(visit for visit in visits if visit.visited_on <= LAST_DAY)


_FULL_SIZE_FROM = 2


def _visit_days(chance: random.Random, registered_on: date) -> Sequence[tuple[str, date]]:
    """Draw when each planned visit is made: near its day, in the two weeks' window, or late."""
    six_months = add_months(registered_on, 6)
    planned = (
        ("day_30", registered_on + timedelta(days=30 + chance.randint(-5, 9))),
        ("day_90", registered_on + timedelta(days=90 + chance.randint(-7, 14))),
        ("six_month", six_months + timedelta(days=chance.randint(1, 14))),
        ("day_365", registered_on + timedelta(days=365 + chance.randint(-7, 14))),
    )
    return [
        (kind, day + timedelta(days=chance.randint(10, 30) if chance.random() < SHARE_VISIT_LATE else 0))
        for kind, day in planned
    ]


def _visit(chance: random.Random, plan: BusinessPlan, kind: str, day: date, workers: int) -> Sequence[VisitPlan]:
    """Draw what one planned visit finds, with the repeats that it takes."""
    closed = plan.closes_on is not None and plan.closes_on < day
    outcome = "closed" if closed else weighted(chance, _OUTCOMES)
    attempts = []
    if outcome == "not_found" or (closed and chance.random() < _CLOSED_AND_NOBODY_THERE):
        attempts = [VisitPlan(kind, day, "not_found")]
        kind, day = "repeat", day + timedelta(days=chance.randint(7, 10))
        outcome = "closed" if closed else "operating"
    if closed:
        reason = weighted(chance, _CLOSED_BECAUSE)
        return [*attempts, VisitPlan(kind, day, outcome, closed_on=plan.closes_on, reason=reason)]
    return [*attempts, _found(chance, kind, day, outcome, workers)]


_CLOSED_AND_NOBODY_THERE = 0.15


def _found(chance: random.Random, kind: str, day: date, outcome: str, workers: int) -> VisitPlan:
    """Draw the findings of a visit that found somebody."""
    if outcome not in ("operating", "suspended"):
        return VisitPlan(kind, day, outcome)
    at_work = workers if outcome == "operating" else 0
    turnover = (
        Decimal(100 * round((25 + 22 * at_work) * chance.uniform(0.6, 1.7))) if outcome == "operating" else Decimal(0)
    )
    costs = (turnover * Decimal(chance.randint(58, 92)) / 100).quantize(Decimal(1))
    return VisitPlan(
        kind,
        day,
        outcome,
        people=_people(chance, at_work),
        turnover=turnover,
        costs=costs,
        owner_income=turnover - costs,
        problems=weighted(chance, _PROBLEMS),
    )


def _people(chance: random.Random, workers: int) -> dict[str, int]:
    part_time = sum(chance.random() < _PART_TIME for _ in range(workers))
    return {
        "full_time": workers - part_time,
        "part_time": part_time,
        "women": sum(chance.random() < _WOMEN for _ in range(workers)),
        "formerly_laid_off": sum(chance.random() < _FORMERLY_LAID_OFF for _ in range(workers)),
        "with_contract": sum(chance.random() < _WITH_CONTRACT for _ in range(workers)),
        "with_social_insurance": sum(chance.random() < _INSURED for _ in range(workers)),
    }


_PART_TIME = 0.3
_WOMEN = 0.55
_FORMERLY_LAID_OFF = 0.3
_WITH_CONTRACT = 0.35
_INSURED = 0.2


def _reopened(chance: random.Random, closing: VisitPlan, workers: int) -> Sequence[VisitPlan]:
    """Draw the few closed businesses that are found open again."""
    day = closing.visited_on + timedelta(days=chance.randint(25, 60))
    if chance.random() >= SHARE_REOPENED:
        return []
    return [_found(chance, "unplanned", day, "operating", workers)]
