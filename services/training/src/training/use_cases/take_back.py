"""What the facts no longer support is owed no longer: taken out of its claim, or to be clawed back once it is paid."""

from collections.abc import Collection
from datetime import date

from kit.database import Transaction

from training.domain.claim import ClaimState
from training.policy import RulesAsOf
from training.store.agreements import lock_any_agreement, save_budget
from training.store.claims import agreement_of, lock_known_claim, save_claim, save_lines
from training.store.milestones import award, invalidate, unsupported, void_refuted
from training.use_cases.settling import announce, settle_if_done


async def take_back(
    tx: Transaction, applicant_ids: Collection[str], rules_as_of: RulesAsOf, on: date, reason: str
) -> int:
    """Take back what is not supported any more, then make what is; how many milestones were taken back.

    The applicants must be locked. Locks agreement, claim and lines before milestones.
    """
    wrong = await unsupported(tx, applicant_ids, rules_as_of)
    ids = {row["id"] for row in wrong}
    for claim_id in sorted({row["claim_id"] for row in wrong if row["claim_id"] is not None}):
        await _out_of_claim(tx, claim_id, ids, rules_as_of, on, reason)
    if ids:
        await invalidate(tx, ids, on, reason)
    await award(tx, applicant_ids, rules_as_of)
    return len(ids)


async def _out_of_claim(
    tx: Transaction, claim_id: str, ids: Collection[str], rules_as_of: RulesAsOf, on: date, reason: str
) -> None:
    agreement = await lock_any_agreement(tx, await agreement_of(tx, claim_id))
    claim, _, agreement = await lock_known_claim(tx, claim_id, agreement, expect_version=False)
    before, stood = list(claim.lines), claim.state
    released = claim.take_out(ids, reason)
    if not released:
        return
    agreement.release(released)
    rules = rules_as_of(claim.claimed_on)
    if claim.state is ClaimState.REFUSED:
        claim.verified_on = claim.verified_on or on
        announce(tx, claim, rules)
    elif claim.state is stood:
        await settle_if_done(tx, claim, rules, by=tx.call.actor.account)
    await save_budget(tx, agreement)
    await save_claim(tx, claim)
    await save_lines(tx, claim, before)
    await void_refuted(tx, ids, on, reason)
