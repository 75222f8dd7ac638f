"""What the players have learnt so far: the ids behind the plan's rows and numbers, and what they did."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from qibu.demo.plan.story import BusinessPlan, ClassPlan, Plan, Story
from qibu.demo.play.gateway import Desk, Refused
from qibu.demo.play.office import Office

Result = TypeVar("Result")


class Astray(Exception):
    """The platform allowed everything, but came to other results than the plan foresaw."""


@dataclass
class Enrolled:
    """A learner's place: its id, and whether the course is free."""

    enrolment_id: str
    free: bool
    present: int = 0
    certificate_number: str = ""


@dataclass
class Borrowed:
    """A loan that was paid out: its id and its instalments (due on, amount)."""

    loan_id: str
    bank: int
    instalments: list[tuple[date, Decimal]]


@dataclass
class Opened:
    """A registered business: its id, its planned visits by kind, and when survival was verified."""

    business_id: str
    visits: dict[str, str]


@dataclass
class Deeds:
    """What was really done, from the answers: for knowing what to wait for at the end. Money in yuan."""

    accepted: set[int] = field(default_factory=set)
    subsidies_paid: Decimal = Decimal(0)
    loans_disbursed: Decimal = Decimal(0)
    applications: int = 0
    loans: int = 0
    fund_claims: int = 0
    claims_paid: Decimal = Decimal(0)
    recovered: Decimal = Decimal(0)
    interest_subsidies: Decimal = Decimal(0)


@dataclass
class World:
    """The plan, the office, and everything learnt on the way."""

    plan: Plan
    office: Office
    institution_ids: list[str] = field(default_factory=list)
    trainer_ids: list[list[str]] = field(default_factory=list)
    short_institution: str = ""
    short_trainers: list[str] = field(default_factory=list)
    experts: dict[str, Desk] = field(default_factory=dict)
    agreement_ids: list[str] = field(default_factory=list)
    bank_ids: list[str] = field(default_factory=list)
    applicants: dict[int, str] = field(default_factory=dict)
    class_ids: dict[int, str] = field(default_factory=dict)
    enrolled: dict[int, Enrolled] = field(default_factory=dict)
    applications: dict[int, str] = field(default_factory=dict)
    loans: dict[int, Borrowed] = field(default_factory=dict)
    businesses: dict[int, Opened] = field(default_factory=dict)
    groups: dict[tuple[int, ...], asyncio.Future[str]] = field(default_factory=dict)
    claims: dict[int, str] = field(default_factory=dict)
    claimed: set[tuple[str, str]] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)
    deeds: Deeds = field(default_factory=Deeds)

    def rows_by_id(self) -> dict[str, int]:
        """The roster's rows by applicant id."""
        return {applicant_id: row for row, applicant_id in self.applicants.items()}

    def stories(self) -> Iterable[Story]:
        """The stories of those who are in the platform."""
        return (story for story in self.plan.stories if story.person.row in self.applicants)

    def class_of(self, story: Story) -> ClassPlan | None:
        """The class in which somebody sits."""
        return self.plan.classes[story.training.class_number - 1] if story.training else None

    def led_businesses(self) -> Iterable[BusinessPlan]:
        """Every business once, by its first owner."""
        for story in self.plan.stories:
            if story.business is not None and story.business.owners[0] == story.person.row:
                yield story.business

    async def allowed(self, work: Awaitable[Result], *expected: str) -> Result | None:
        """Do it; None when it is refused for one of the ``expected`` reasons, which is counted."""
        try:
            return await work
        except Refused as refused:
            if refused.code not in expected:
                raise
            self.refused[refused.code] += 1
            return None


async def together(work: Iterable[Awaitable[object]]) -> None:
    """Do everything side by side; the first failure ends the rest."""
    tasks = [asyncio.ensure_future(item) for item in work]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


def within(day: date | None, month: date) -> bool:
    """Whether ``day`` lies in the month that begins with ``month``."""
    return day is not None and (day.year, day.month) == (month.year, month.month)
