"""Credit communities, and the repayment rate of an area."""

from collections.abc import Collection
from datetime import date

from kit.database import Transaction
from kit.money import Money
from sqlalchemy import RowMapping, func, or_, select

from credit.domain.credit_communities import CommunityStanding, CreditCommunity, RepaymentRate, repayment_rate
from credit.domain.debt import yuan
from credit.domain.loans import Loan
from credit.store.loans import read_loans
from credit.store.tables.loans import loan
from credit.store.tables.people import applicant
from credit.store.tables.securities import credit_community


async def rate_of_area(tx: Transaction, area: str, day: date) -> RepaymentRate:
    """The repayment rate of all loans in the subtree of ``area`` as of the end of ``day``."""
    return (await rates_of_areas(tx, [area], day))[area]


async def rates_of_areas(tx: Transaction, areas: Collection[str], day: date) -> dict[str, RepaymentRate]:
    """The rates of several areas, read together; a loan counts in each area that it lies in."""
    if not areas:
        return {}
    in_one = or_(*(loan.c.area.startswith(area, autoescape=True) for area in areas))
    of_day = loan.c.disbursed_on <= day
    lies_in = {row["id"]: row["area"] for row in await tx.all(select(loan.c.id, loan.c.area).where(in_one, of_day))}
    loans = await read_loans(tx, in_one, of_day)
    return {
        area: repayment_rate(due_and_repaid(item, day) for item in loans.values() if lies_in[item.id].startswith(area))
        for area in areas
    }


def due_and_repaid(found: Loan, day: date) -> tuple[Money, Money]:
    """What had fallen due on a loan before ``day``, of the schedule then in force, and how much of it was paid."""
    step = found.course.at(day)
    due = yuan(step.filled if step.closed else step.stream.due_before(day))
    return due, due - found.owed_as_of(day).overdue


async def community_of(tx: Transaction, applicant_id: str, day: date) -> CommunityStanding:
    """The recognised community in which an applicant lives, the smallest if there are several; and its rate."""
    row = await tx.one(
        select(credit_community)
        .join(applicant, applicant.c.area.startswith(credit_community.c.area, autoescape=False))
        .where(
            applicant.c.applicant_id == applicant_id,
            credit_community.c.withdrawn_on.is_(None),
            credit_community.c.recognised_on <= day,
        )
        .order_by(func.length(credit_community.c.area).desc())
        .limit(1)
    )
    if row is None:
        return CommunityStanding(None, repayment_rate([]))
    return CommunityStanding(row["id"], await rate_of_area(tx, row["area"], day))


def community_from(row: RowMapping) -> CreditCommunity:
    """The aggregate from its row."""
    return CreditCommunity(row["id"], row["area"], row["recognised_on"], row["withdrawn_on"])
