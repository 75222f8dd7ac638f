"""An institution claims earned milestones: locked under a content hash, their budget reserved first."""

from collections.abc import Sequence
from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from pydantic import Field

from training.domain.claim import ClaimState
from training.domain.claim_lines import LineState
from training.domain.dates import check_fact
from training.domain.errors.claims import ClaimsSuspended
from training.domain.lodging import lodge
from training.events.published import claims as published
from training.policy import RulesAsOf
from training.store.agreements import lock_agreement, open_suspension, save_budget
from training.store.claim_offers import offers_of
from training.store.claims import add_claim
from training.use_cases.claim_shapes import ClaimShown, claim_shown, published_lines
from training.use_cases.raise_flags import raise_flags
from training.use_cases.shapes import Command, Day


class LodgeClaim(Command):
    """Under which agreement, and when; ``milestone_ids`` claims those alone, else all that can be claimed."""

    agreement_id: Id
    claimed_on: Day
    milestone_ids: Annotated[Sequence[Id], Field(min_length=1, max_length=20_000)] | None = None


@use_case("training.claim.lodge")
async def lodge_claim(tx: Transaction, rules_as_of: RulesAsOf, command: LodgeClaim) -> ClaimShown:
    """Lock the milestones, price them, check them; a line that a check refutes is refuted at once."""
    actor = tx.call.actor
    rules = rules_as_of(tx.today)
    check_fact("claimed_on", command.claimed_on, tx.today, rules)
    agreement, row = await lock_agreement(tx, command.agreement_id, actor, where="agreement_id")
    tx.expect_version(row["version"])
    suspension = await open_suspension(tx, agreement.institution_id)
    if suspension is not None:
        raise ClaimsSuspended(suspended_on=suspension["suspended_on"], reason=suspension["reason"])
    offers = await offers_of(tx, agreement, rules_as_of, lock=True)
    claim = lodge(
        new_id(),
        agreement,
        offers,
        command.claimed_on,
        lodged_by=actor.account,
        rules_as_of=rules_as_of,
        chosen=command.milestone_ids,
    )
    await save_budget(tx, agreement)
    await add_claim(tx, claim, row["area"])
    lines = {offer.claimable.milestone_id: offer.claimable for offer in offers}
    await raise_flags(tx, [(lines[line.milestone_id], line.checks) for line in claim.lines], claim.claimed_on, rules)
    tx.emit(
        published.ClaimLodged(
            claim_id=claim.claim_id,
            institution_id=claim.institution_id,
            claimed_on=claim.claimed_on,
            amount=claim.amount.amount,
            lines=published_lines(claim, {LineState.CLAIMED}),
        )
    )
    if claim.state is ClaimState.REFUSED:
        tx.emit(
            published.ClaimRefused(
                claim_id=claim.claim_id, institution_id=claim.institution_id, refused_on=claim.claimed_on
            )
        )
    tx.about(claim.claim_id, lines=len(claim.lines), amount=str(claim.amount), content_hash=claim.content_hash)
    return claim_shown(claim, 1)
