"""An institution offers a package to the public, and withdraws the offer."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.money import Money
from kit.refusal import NotFound
from pydantic import BaseModel, Field

from training.domain.dates import check_fact
from training.domain.offer import Offer, TaughtAt, check_offer
from training.domain.packages import Package
from training.policy import RulesAsOf
from training.store.institutions import load_institution
from training.store.offers import load_offer, offer
from training.store.register import licensed_trainers
from training.store.tables.class_changes import OfferRow
from training.use_cases.shapes import Command, Day, Text, Yuan

CourseHours = Annotated[Decimal, Field(gt=0, le=1000, max_digits=6, decimal_places=2)]


class PublishOffer(Command):
    """What is offered, at which price in yuan, and for how long."""

    package: Package
    hours: CourseHours
    fee: Yuan
    taught_at: TaughtAt
    description: Text
    valid_from: Day
    valid_to: Day


class WithdrawOffer(Command):
    """From which day it no longer stands, and why."""

    withdrawn_on: Day
    reason: Text


class OfferPublished(BaseModel):
    """The offer as the public sees it."""

    id: str
    institution_id: str
    package: Package
    fee: Decimal
    valid_from: date
    valid_to: date
    withdrawn_on: date | None
    policy_version: str
    version: int


@use_case("training.offer.publish")
async def publish_offer(tx: Transaction, rules_as_of: RulesAsOf, command: PublishOffer) -> OfferPublished:
    """Publish an offer that the institution can keep on its first and last day."""
    organisation = tx.call.actor.organisation
    if organisation is None:
        raise NotFound(noun="institution")
    institution, _ = await load_institution(tx, organisation, tx.call.actor)
    made = Offer(
        new_id(),
        organisation,
        command.package,
        command.hours,
        Money(command.fee),
        command.taught_at,
        command.valid_from,
        command.valid_to,
    )
    people = (await licensed_trainers(tx, [organisation], made.valid_from)).get(organisation, [])
    able = [person.trainer_id for person in people if person.licensed(made.package, made.valid_from)]
    check_offer(made, institution, able, rules_as_of)
    policy_version = rules_as_of(made.valid_from).version
    tx.insert(
        OfferRow,
        {
            "id": made.offer_id,
            "institution_id": organisation,
            "area": institution.area,
            "package": made.package.value,
            "hours": made.hours,
            "fee": made.fee,
            "taught_at": made.taught_at.value,
            "description": command.description,
            "valid_from": made.valid_from,
            "valid_to": made.valid_to,
            "policy_version": policy_version,
            "version": 1,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.about(made.offer_id, package=made.package.value)
    return _shown(made, policy_version, 1)


@use_case("training.offer.withdraw")
async def withdraw_offer(
    tx: Transaction, rules_as_of: RulesAsOf, offer_id: str, command: WithdrawOffer
) -> OfferPublished:
    """End an offer; classes opened under it stay."""
    check_fact("withdrawn_on", command.withdrawn_on, tx.today, rules_as_of(tx.today))
    made, row = await load_offer(tx, offer_id, lock=True)
    tx.expect_version(row["version"])
    made.withdraw(command.withdrawn_on)
    await tx.execute(
        sa.update(offer)
        .where(offer.c.id == offer_id)
        .values(withdrawn_on=command.withdrawn_on, withdrawn_because=command.reason, version=offer.c.version + 1)
    )
    tx.about(offer_id, reason=command.reason)
    ended = replace(made, withdrawn_on=command.withdrawn_on)
    return _shown(ended, row["policy_version"], row["version"] + 1)


def _shown(made: Offer, policy_version: str, version: int) -> OfferPublished:
    return OfferPublished(
        id=made.offer_id,
        institution_id=made.institution_id,
        package=made.package,
        fee=made.fee.amount,
        valid_from=made.valid_from,
        valid_to=made.valid_to,
        withdrawn_on=made.withdrawn_on,
        policy_version=policy_version,
        version=version,
    )
