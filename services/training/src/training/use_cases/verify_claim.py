"""A case worker verifies a claim line by line; what is refuted releases its budget."""

from typing import Annotated

from kit.database import Transaction, use_case
from pydantic import Field

from training.domain.claim import LineState, Refutation
from training.domain.dates import check_fact
from training.events.published import claims as published
from training.policy import RulesAsOf
from training.store.agreements import lock_agreement, save_budget
from training.store.claims import lock_claim, save_claim, save_lines
from training.use_cases.claim_shapes import ClaimShown, claim_shown, published_lines
from training.use_cases.shapes import Command, Day, Text


class RefutedLine(Command):
    """A line that was not found true, and why."""

    line: Annotated[int, Field(ge=1, le=1_000_000)]
    reason: Text


class VerifyClaim(Command):
    """The lines that were refuted; all others are confirmed unless an automatic check failed."""

    verified_on: Day
    refuted: Annotated[list[RefutedLine], Field(max_length=10_000)] = Field(default_factory=list)


@use_case("training.claim.verify")
async def verify_claim(tx: Transaction, rules_as_of: RulesAsOf, claim_id: str, command: VerifyClaim) -> ClaimShown:
    """Confirm or refute every line; not by who lodged the claim."""
    actor = tx.call.actor
    check_fact("verified_on", command.verified_on, tx.today, rules_as_of(tx.today))
    claim, _ = await lock_claim(tx, claim_id, actor)
    refuted = [Refutation(line.line, line.reason) for line in command.refuted]
    released = claim.verify(command.verified_on, refuted, verified_by=actor.account)
    if released:
        agreement, _ = await lock_agreement(tx, claim.agreement_id, actor)
        agreement.release(released)
        await save_budget(tx, agreement)
    version = await save_claim(tx, claim)
    await save_lines(tx, claim)
    tx.emit(
        published.ClaimVerified(
            claim_id=claim_id,
            institution_id=claim.institution_id,
            verified_on=command.verified_on,
            amount=claim.amount.amount,
            lines=published_lines(claim, {LineState.CONFIRMED}),
        )
    )
    tx.about(claim_id, refuted=sum(line.state is LineState.REFUTED for line in claim.lines))
    return claim_shown(claim, version)
