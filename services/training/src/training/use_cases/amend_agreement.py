"""An agreement's terms are changed by two people: one proposes, another decides; or one ends it."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.money import Money
from pydantic import BaseModel, Field

from training.domain.agreement import Agreement, Version, VersionState, check_free_period
from training.domain.dates import check_fact
from training.domain.prices import check_prices
from training.policy import RulesAsOf
from training.store.agreements import (
    load_agreement,
    lock_agreement,
    lock_periods,
    periods_of,
    save_agreement,
    save_decision,
    version_row,
)
from training.store.tables.agreements import AgreementVersionRow
from training.use_cases.make_agreement import Price, PriceAgreed, agreed_prices, price_list
from training.use_cases.shapes import Command, Day, Text, Yuan


class ProposeAmendment(Command):
    """New terms from a day on; what is not named stays as it is, ``prices`` replaces the whole list."""

    effective_from: Day
    proposed_on: Day
    reason: Text
    budget: Annotated[Yuan, Field(gt=0)] | None = None
    valid_to: Day | None = None
    prices: Annotated[list[PriceAgreed], Field(max_length=200)] | None = None


class DecideAmendment(Command):
    """What the second person says to it."""

    decided_on: Day
    approved: bool
    reason: Text


class EndAgreement(Command):
    """The last day on which a class may begin under the agreement, and why."""

    ended_on: Day
    reason: Text


class AmendmentShown(BaseModel):
    """An amendment after a step, with the prices as they are from its day on."""

    agreement_id: str
    number: int
    state: VersionState
    effective_from: Day
    valid_to: Day
    budget: Yuan
    prices: list[Price]
    version: int


class AgreementAfterEnd(BaseModel):
    """The agreement after its end was recorded."""

    id: str
    ended_on: Day
    version: int


@use_case("training.agreement.propose_amendment")
async def propose_amendment(
    tx: Transaction, rules_as_of: RulesAsOf, agreement_id: str, command: ProposeAmendment
) -> AmendmentShown:
    """Propose new terms; nothing changes until a second person approves them."""
    check_fact("proposed_on", command.proposed_on, tx.today, rules_as_of(tx.today))
    agreement, row = await lock_agreement(tx, agreement_id, tx.call.actor)
    tx.expect_version(row["version"])
    rules = rules_as_of(command.effective_from)
    running = max((v for v in agreement.versions if v.state is VersionState.APPROVED), key=lambda v: v.number)
    amendment = Version(
        max(v.number for v in agreement.versions) + 1,
        command.effective_from,
        command.valid_to or agreement.valid_to,
        agreement.budget if command.budget is None else Money(command.budget),
        running.prices if command.prices is None else agreed_prices(command.prices),
        command.reason,
        VersionState.PROPOSED,
        tx.call.actor.account,
        command.proposed_on,
    )
    check_prices(amendment.prices, rules)
    check_free_period(
        await periods_of(tx, agreement.institution_id, but=agreement_id), agreement.valid_from, amendment.valid_to
    )
    agreement.propose(amendment)
    tx.insert(AgreementVersionRow, version_row(tx, agreement_id, amendment))
    tx.about(agreement_id, reason=command.reason, amendment=amendment.number, budget=str(amendment.budget))
    return _shown(agreement, amendment, rules_as_of, await save_agreement(tx, agreement))


@use_case("training.agreement.decide_amendment")
async def decide_amendment(
    tx: Transaction, rules_as_of: RulesAsOf, agreement_id: str, number: int, command: DecideAmendment
) -> AmendmentShown:
    """Approve or reject; not by who proposed. Lines that were locked keep their price."""
    check_fact("decided_on", command.decided_on, tx.today, rules_as_of(tx.today))
    institution_id = await _lock_institution(tx, agreement_id)
    agreement, row = await lock_agreement(tx, agreement_id, tx.call.actor)
    tx.expect_version(row["version"])
    version = agreement.decide(
        number, command.decided_on, approved=command.approved, reason=command.reason, decided_by=tx.call.actor.account
    )
    if command.approved:
        others = await periods_of(tx, institution_id, but=agreement_id)
        check_free_period(others, agreement.valid_from, version.valid_to)
    await save_decision(tx, agreement, version)
    tx.about(agreement_id, reason=command.reason, amendment=number, approved=command.approved)
    return _shown(agreement, version, rules_as_of, await save_agreement(tx, agreement))


@use_case("training.agreement.end")
async def end_agreement(
    tx: Transaction, rules_as_of: RulesAsOf, agreement_id: str, command: EndAgreement
) -> AgreementAfterEnd:
    """End an agreement early. What its classes begun by then earn is still claimed."""
    check_fact("ended_on", command.ended_on, tx.today, rules_as_of(tx.today))
    agreement, row = await lock_agreement(tx, agreement_id, tx.call.actor)
    tx.expect_version(row["version"])
    agreement.end(command.ended_on, reason=command.reason, ended_by=tx.call.actor.account)
    tx.about(agreement_id, reason=command.reason, ended_on=str(command.ended_on))
    return AgreementAfterEnd(id=agreement_id, ended_on=command.ended_on, version=await save_agreement(tx, agreement))


async def _lock_institution(tx: Transaction, agreement_id: str) -> str:
    """Lock the institution of an agreement, so that the periods of two agreements are checked one after the other."""
    agreement, _ = await load_agreement(tx, agreement_id, tx.call.actor)
    await lock_periods(tx, agreement.institution_id)
    return agreement.institution_id


def _shown(agreement: Agreement, version: Version, rules_as_of: RulesAsOf, saved: int) -> AmendmentShown:
    return AmendmentShown(
        agreement_id=agreement.agreement_id,
        number=version.number,
        state=version.state,
        effective_from=version.effective_from,
        valid_to=version.valid_to,
        budget=version.budget.amount,
        prices=price_list(version.prices, rules_as_of(version.effective_from)),
        version=saved,
    )
