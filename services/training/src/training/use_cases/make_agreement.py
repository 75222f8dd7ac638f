"""The programme agrees with a certified institution on a budget and prices."""

from decimal import Decimal
from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.money import Money
from pydantic import BaseModel, Field

from training.domain.agreement import Version, VersionState, check_agreement, check_free_period
from training.domain.packages import Milestone, Package
from training.domain.prices import AgreedPrice, PriceSource, check_prices, policy_price
from training.domain.rules import Rules
from training.policy import RulesAsOf
from training.store.agreements import lock_periods, periods_of, version_row
from training.store.institutions import load_institution
from training.store.tables.agreements import AgreementRow, AgreementVersionRow
from training.use_cases.shapes import Command, Day, Name, Yuan


class PriceAgreed(Command):
    """Yuan for a milestone of a package; for one target group, or without one for all other groups."""

    package: Package
    milestone: Milestone
    target_group: Name | None = None
    amount: Annotated[Yuan, Field(gt=0)]


class MakeAgreement(Command):
    """Which institution, for which period, with which budget and prices; what has no price is paid by policy."""

    institution_id: Id
    valid_from: Day
    valid_to: Day
    budget: Annotated[Yuan, Field(gt=0)]
    prices: Annotated[list[PriceAgreed], Field(max_length=200)] = Field(default_factory=list)


class Price(BaseModel):
    """What a milestone of a package is worth on a day, and whether the agreement or the policy says so."""

    package: Package
    milestone: Milestone
    target_group: str | None
    amount: Decimal
    source: PriceSource


class AgreementMade(BaseModel):
    """The agreement, with the prices of its first day."""

    id: str
    budget: Yuan
    prices: list[Price]
    policy_version: str
    version: int


@use_case("training.agreement.make")
async def make_agreement(tx: Transaction, rules_as_of: RulesAsOf, command: MakeAgreement) -> AgreementMade:
    """Make an agreement. Classes that begin within it are claimed from its budget; periods do not overlap."""
    institution, _ = await load_institution(tx, command.institution_id, tx.call.actor, where="institution_id")
    check_agreement(institution, command.valid_from, command.valid_to)
    await lock_periods(tx, command.institution_id)
    check_free_period(await periods_of(tx, command.institution_id), command.valid_from, command.valid_to)
    rules = rules_as_of(command.valid_from)
    agreed = agreed_prices(command.prices)
    check_prices(agreed, rules)
    agreement_id = new_id()
    tx.insert(
        AgreementRow,
        {
            "id": agreement_id,
            "institution_id": institution.institution_id,
            "area": institution.area,
            "valid_from": command.valid_from,
            "valid_to": command.valid_to,
            "budget": command.budget,
            "reserved": Decimal(0),
            "paid": Decimal(0),
            "clawed_back": Decimal(0),
            "version": 1,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    first = Version(
        1,
        command.valid_from,
        command.valid_to,
        Money(command.budget),
        agreed,
        "as made",
        VersionState.APPROVED,
        tx.call.actor.account,
        tx.today,
    )
    tx.insert(AgreementVersionRow, version_row(tx, agreement_id, first))
    tx.about(agreement_id, institution_id=institution.institution_id, budget=str(command.budget))
    return AgreementMade(
        id=agreement_id,
        budget=command.budget,
        prices=price_list(agreed, rules),
        policy_version=rules.version,
        version=1,
    )


def agreed_prices(prices: list[PriceAgreed]) -> tuple[AgreedPrice, ...]:
    """As the domain has them."""
    return tuple(AgreedPrice(p.package, p.milestone, p.target_group, Money(p.amount)) for p in prices)


def price_list(agreed: tuple[AgreedPrice, ...], rules: Rules) -> list[Price]:
    """What is agreed, and the policy's amount for all that is not."""
    named = [
        Price(
            package=price.package,
            milestone=price.milestone,
            target_group=price.target_group,
            amount=price.amount.amount,
            source=PriceSource.AGREEMENT,
        )
        for price in agreed
    ]
    for_all = {(price.package, price.milestone) for price in agreed if price.target_group is None}
    by_policy = [
        Price(
            package=package,
            milestone=milestone,
            target_group=None,
            amount=policy_price(rules, package, milestone).amount,
            source=PriceSource.POLICY,
        )
        for package, held in rules.packages.items()
        for milestone in rules.milestone_shares
        if held.subsidy and (package, milestone) not in for_all
    ]
    return named + by_policy
