"""Loans: who asks, for how much, secured by what, how each step goes, and how it is repaid."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from qibu.demo.plan.cast import BANKS
from qibu.demo.plan.days import after
from qibu.demo.plan.story import CounterGuarantee, LoanPlan
from qibu.roster.dice import dice, weighted
from qibu.roster.people import Person
from qibu.roster.trades import Trade

SHARE_REJECTED_BY_REVIEW = 0.06
SHARE_DECLINED_BY_BANK = 0.09
SHARE_WITHDRAWN = 0.04
SHARE_TOO_LITTLE_SECURITY = 0.03
CAP_UNTIL_2007 = 20_000
CAP_SINCE_2008 = 30_000
"""What people ask for at most; from 2008 the programme would lend up to 50,000."""
TWO_REVIEWERS_ABOVE = 20_000
_TERMS = ((12, 30.0), (18, 20.0), (24, 50.0))
_METHODS = (("equal_instalment", 80.0), ("equal_principal", 20.0))
_PURPOSES = (("购置设备", 45.0), ("铺面租金与装修", 30.0), ("进货周转", 25.0))
_SECURITIES = (
    ("public_employee", 34.0),
    ("local_employee", 20.0),
    ("property_mortgage", 18.0),
    ("joint_group", 16.0),
    ("deposit", 7.0),
    ("movable_pledge", 5.0),
)
_PAYERS = (("prompt", 70.0), ("careless", 24.0), ("stops", 6.0))
_GUARANTEED = Decimal("0.80")
_COUNTED = {"property_mortgage": Decimal("0.70"), "movable_pledge": Decimal("0.50")}
_GROUP_SIZE, _GROUP_LEAST, _GROUP_MOST = 4, 3, 5


def loan(seed: int, person: Person, trade: Trade, certified_on: date, classmates: Sequence[int]) -> LoanPlan:
    """Draw an application and its whole route. ``classmates``: rows who could join a joint group."""
    chance = dice(seed, "loan", person.row)
    applied_on = after(certified_on, chance, 4, 40)
    cap = CAP_UNTIL_2007 if applied_on.year == 2007 else CAP_SINCE_2008  # noqa: PLR2004 - a year is a year
    amount = Decimal(1000 * round(chance.triangular(6, cap / 1000, cap / 1000 * 0.8)))
    term = weighted(chance, _TERMS)
    recommended_on = after(applied_on, chance, 2, 5)
    plan = LoanPlan(
        bank=chance.randrange(len(BANKS)),
        amount=amount,
        term_months=term,
        method=weighted(chance, _METHODS),
        purpose=weighted(chance, _PURPOSES),
        own_contribution=person.own_capital or Decimal(0),
        monthly_net_cash=_net_cash(chance, amount, term),
        counter_guarantees=_security(chance, person, amount, applied_on, Fellows(certified_on, tuple(classmates))),
        applied_on=applied_on,
        recommended_on=recommended_on,
        reviewed_on=after(recommended_on, chance, 3, 7),
        review_approves=True,
        second_review_on=None,
        committed_on=None,
        decided_on=None,
        bank_approves=False,
        withdrawn_on=None,
        disbursed_on=None,
        delays=_delays(chance, term, trade.hazard),
    )
    return _route(chance, plan)


def registration_day(plan: LoanPlan) -> date | None:
    """Give the day on which a borrower registers: between the bank's consent and the money."""
    if plan.disbursed_on is None:
        return None
    return plan.disbursed_on - timedelta(days=_FRIDAY_BEFORE if plan.disbursed_on.weekday() == 0 else 1)


_FRIDAY_BEFORE = 3


def ended_on(plan: LoanPlan) -> date:
    """Give the day of the last step."""
    steps = (plan.disbursed_on, plan.withdrawn_on, plan.decided_on, plan.committed_on, plan.second_review_on)
    return next((day for day in steps if day is not None), plan.reviewed_on)


def _route(chance: random.Random, plan: LoanPlan) -> LoanPlan:
    """Draw each step after the review until one of them ends it."""
    if chance.random() < SHARE_REJECTED_BY_REVIEW:
        return replace(plan, review_approves=False)
    second = after(plan.reviewed_on, chance, 1, 3) if plan.amount > TWO_REVIEWERS_ABOVE else None
    reviewed_on = second or plan.reviewed_on
    if chance.random() < SHARE_WITHDRAWN:
        return replace(plan, second_review_on=second, withdrawn_on=after(reviewed_on, chance, 1, 6))
    committed_on = after(reviewed_on, chance, 2, 6)
    decided_on = after(committed_on, chance, 4, 16)
    plan = replace(plan, second_review_on=second, committed_on=committed_on, decided_on=decided_on)
    if chance.random() < SHARE_DECLINED_BY_BANK:
        return plan
    return replace(plan, bank_approves=True, disbursed_on=after(decided_on, chance, 3, 10))


def _net_cash(chance: random.Random, amount: Decimal, term: int) -> tuple[Decimal, ...]:
    """Draw twelve months of cash after costs: a slow start, then about twice what the loan takes."""
    service = float(amount) / term * 1.08
    cover = chance.triangular(0.9, 3.4, 1.9)
    starts = [chance.uniform(-0.8, 0.2), chance.uniform(0.1, 0.7)]
    months = [service * cover * share for share in (*starts, *([1.0] * 10))]
    return tuple(Decimal(round(month * chance.uniform(0.85, 1.15) / 10) * 10) for month in months)


@dataclass(frozen=True)
class Fellows:
    """Those who got their certificates on the same day from the same class: rows."""

    certified_on: date
    rows: tuple[int, ...]

    def group_of(self, row: int) -> tuple[int, ...]:
        """The joint group of ``row``: everybody of a class is in one group; empty when it would be too small."""
        rows = sorted(self.rows)
        groups = max(1, len(rows) // _GROUP_SIZE)
        members = tuple(rows[rows.index(row) % groups :: groups][:_GROUP_MOST]) if row in rows else ()
        return members if row in members and len(members) >= _GROUP_LEAST else ()


def _security(
    chance: random.Random, person: Person, amount: Decimal, on: date, fellows: Fellows
) -> tuple[CounterGuarantee, ...]:
    """Draw what secures the loan: as a rule enough, now and then too little."""
    kind = weighted(chance, _SECURITIES)
    members = fellows.group_of(person.row)
    if kind == "joint_group" and not members:
        kind = "public_employee"
    required = amount * _GUARANTEED / _COUNTED.get(kind, Decimal(1))
    enough = chance.random() >= SHARE_TOO_LITTLE_SECURITY
    margin = chance.uniform(1.05, 1.6) if enough else chance.uniform(0.5, 0.8)
    value = Decimal(round(float(required) * margin / 100) * 100)
    if kind in ("public_employee", "local_employee"):
        income = max(amount, value) + 1000 * chance.randint(1, 9)
        return (
            CounterGuarantee(
                kind,
                "区属机关在编人员" if kind == "public_employee" else "本地企业职工",
                value,
                income=income,
                insured_months=chance.randint(18, 160),
                retires_on=date(on.year + chance.randint(6, 22), chance.randint(1, 12), 1),
            ),
        )
    if kind == "joint_group":
        return (CounterGuarantee(kind, "同班学员联保小组", value, members=members, formed_on=fellows.certified_on),)
    described = {"property_mortgage": "自有住房抵押", "movable_pledge": "机器设备质押", "deposit": "保证金存款"}
    return (CounterGuarantee(kind, described[kind], value),)


def _delays(chance: random.Random, term: int, hazard: float) -> tuple[int | None, ...]:
    """Draw by how many days each instalment is late; None from the one after which nothing comes."""
    payer = weighted(chance, [(kind, share * (hazard if kind == "stops" else 1)) for kind, share in _PAYERS])
    if payer == "prompt":
        return tuple(chance.randint(5, 20) if chance.random() < _SLIPS else 0 for _ in range(term))
    if payer == "careless":
        return tuple(chance.choice((0, 0, 3, 8, 15, 28, 40)) for _ in range(term))
    paid = chance.randint(2, 9)
    return tuple(chance.choice((0, 5, 20)) if index < paid else None for index in range(term))


_SLIPS = 0.02
