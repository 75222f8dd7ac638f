"""The programme agrees on a budget with a certified institution."""

from decimal import Decimal
from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from pydantic import BaseModel, Field

from training.domain.agreement import check_agreement
from training.domain.packages import Milestone, Package
from training.policy import RulesAsOf
from training.store.institutions import load_institution
from training.store.tables.agreements import AgreementRow
from training.use_cases.shapes import Command, Day, Yuan


class MakeAgreement(Command):
    """Which institution, for which period, with which budget."""

    institution_id: Id
    valid_from: Day
    valid_to: Day
    budget: Annotated[Yuan, Field(gt=0)]


class Price(BaseModel):
    """What a milestone of a package is worth on the first day of the agreement, before its own date decides."""

    package: Package
    milestone: Milestone
    amount: Decimal


class AgreementMade(BaseModel):
    """The agreement, with the prices of the day."""

    id: str
    budget: Yuan
    prices: list[Price]
    policy_version: str
    version: int


@use_case("training.agreement.make")
async def make_agreement(tx: Transaction, rules_as_of: RulesAsOf, command: MakeAgreement) -> AgreementMade:
    """Make an agreement. Classes that begin within it are claimed from its budget."""
    institution, _ = await load_institution(tx, command.institution_id, tx.call.actor, where="institution_id")
    check_agreement(institution, command.valid_from, command.valid_to)
    rules = rules_as_of(command.valid_from)
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
            "version": 1,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.about(agreement_id, institution_id=institution.institution_id, budget=str(command.budget))
    prices = [
        Price(package=package, milestone=milestone, amount=held.subsidy.times(share).amount)
        for package, held in rules.packages.items()
        for milestone, share in rules.milestone_shares.items()
        if held.subsidy
    ]
    return AgreementMade(id=agreement_id, budget=command.budget, prices=prices, policy_version=rules.version, version=1)
