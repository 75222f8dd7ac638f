"""A manager recognises a credit community, or withdraws it; an assessment withdraws those whose rate has fallen."""

from datetime import date
from typing import Annotated

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.refusal import NotFound
from pydantic import BaseModel, Field
from sqlalchemy import select

from credit.domain.credit_communities import CreditCommunity, RepaymentRate
from credit.domain.errors.credit_communities import CommunityRecognisedAlready
from credit.domain.happened.securities import CommunityWithdrawn
from credit.events.published import published
from credit.fields import Day, Input
from credit.policy import RuleBook
from credit.store.credit_communities import community_from, rate_of_area, rates_of_areas
from credit.store.tables.securities import credit_community
from credit.use_cases.register_guarantor import Area

RATE_FELL = "the repayment rate is no longer sufficient"


class RecogniseCommunity(Input):
    """The area whose subtree is the community."""

    area: Area
    recognised_on: Day


class WithdrawCommunity(Input):
    """Why the recognition ends before the rate says so."""

    withdrawn_on: Day
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class AssessCommunities(Input):
    """The day to look at."""

    as_of: Day


class CommunityShown(BaseModel):
    """A community with the rate that the step found; percent rounded down to a hundredth."""

    id: str
    area: str
    loans: int
    rate_percent: str | None
    recognised_on: date
    withdrawn_on: date | None
    version: int


class CommunitiesAssessed(BaseModel):
    """Every recognised community with its rate as of the day; those withdrawn by it carry the day."""

    as_of: str
    communities: list[CommunityShown]


@use_case(
    "credit.community.recognise",
    conflicts={"uq_credit_community_open": lambda: CommunityRecognisedAlready(where="area")},
)
async def recognise_community(tx: Transaction, book: RuleBook, command: RecogniseCommunity) -> CommunityShown:
    """Only with enough loans and a sufficient repayment rate as of the day."""
    rules = book.on(command.recognised_on)
    rules.check_day(command.recognised_on, today=tx.today, where="recognised_on")
    rate = await rate_of_area(tx, command.area, command.recognised_on)
    community = CreditCommunity(new_id(), command.area, command.recognised_on)
    event = community.recognise(rate, rules)
    tx.insert(
        credit_community,
        {
            "id": community.id,
            "area": community.area,
            "loans": rate.loans,
            "rate_percent": rate.percent,
            "recognised_on": command.recognised_on,
            "recognised_by": tx.call.actor.account,
            "withdrawn_on": None,
            "withdrawn_by": "",
            "withdrawal_reason": "",
            "recorded_at": tx.now,
            "version": 1,
        },
    )
    tx.emit(*published(event))
    tx.about(community.id, area=community.area)
    return _shown(community, rate, 1)


@use_case("credit.community.withdraw")
async def withdraw_community(
    tx: Transaction, book: RuleBook, community_id: str, command: WithdrawCommunity
) -> CommunityShown:
    """Loans that were made on its waiver stay as they are."""
    rules = book.on(command.withdrawn_on)
    rules.check_day(command.withdrawn_on, today=tx.today, where="withdrawn_on")
    row = await tx.lock_one(select(credit_community).where(credit_community.c.id == community_id))
    if row is None:
        raise NotFound(where="community_id", noun="credit community")
    tx.expect_version(row["version"])
    community = community_from(row)
    rate = await rate_of_area(tx, community.area, command.withdrawn_on)
    event = community.withdraw(rate, command.withdrawn_on)
    await _save_withdrawal(tx, event, command.reason)
    tx.about(community_id, reason=command.reason)
    return _shown(community, rate, row["version"] + 1)


@use_case("credit.community.assess")
async def assess_communities(tx: Transaction, book: RuleBook, command: AssessCommunities) -> CommunitiesAssessed:
    """A recognition ends when the rate as of the day is below the limit."""
    rules = book.on(command.as_of)
    rules.check_day(command.as_of, today=tx.today, where="as_of")
    rows = await tx.lock_all(
        select(credit_community)
        .where(credit_community.c.withdrawn_on.is_(None), credit_community.c.recognised_on <= command.as_of)
        .order_by(credit_community.c.id)
    )
    rates = await rates_of_areas(tx, {row["area"] for row in rows}, command.as_of)
    shown = []
    for row in rows:
        community, version = community_from(row), row["version"]
        rate = rates[community.area]
        if not rate.sufficient(rules):
            await _save_withdrawal(tx, community.withdraw(rate, command.as_of), RATE_FELL)
            version += 1
        shown.append(_shown(community, rate, version))
    tx.about("credit communities", as_of=command.as_of.isoformat())
    return CommunitiesAssessed(as_of=command.as_of.isoformat(), communities=shown)


async def _save_withdrawal(tx: Transaction, event: CommunityWithdrawn, reason: str) -> None:
    await tx.execute(
        credit_community.update()
        .where(credit_community.c.id == event.community_id)
        .values(
            withdrawn_on=event.withdrawn_on,
            withdrawn_by=tx.call.actor.account,
            withdrawal_reason=reason,
            version=credit_community.c.version + 1,
        )
    )
    tx.emit(*published(event))


def _shown(community: CreditCommunity, rate: RepaymentRate, version: int) -> CommunityShown:
    return CommunityShown(
        id=community.id,
        area=community.area,
        loans=rate.loans,
        rate_percent=None if rate.percent is None else str(rate.percent),
        recognised_on=community.recognised_on,
        withdrawn_on=community.withdrawn_on,
        version=version,
    )
