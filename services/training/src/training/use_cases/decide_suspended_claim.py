"""A manager decides on a claim of which too much was false; and may stop the institution's claims."""

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.refusal import DatesOutOfOrder
from pydantic import BaseModel

from training.domain.claim import ClaimState, SuspendedDecision
from training.domain.claim_lines import Part
from training.domain.dates import check_fact
from training.domain.errors.claims import NotSuspended
from training.policy import RulesAsOf
from training.store.agreements import lift_suspension as lift
from training.store.agreements import open_suspension, save_budget
from training.store.claims import lock_claim, save_claim, save_lines
from training.store.institutions import load_institution
from training.store.samples import verifiers_of
from training.store.tables.agreements import ClaimsSuspensionRow
from training.use_cases.claim_shapes import ClaimShown, claim_shown
from training.use_cases.settling import announce, give_out_rest
from training.use_cases.shapes import Command, Day, Text


class DecideSuspendedClaim(Command):
    """What is paid, why, and whether the institution may claim again before somebody lifts the suspension."""

    decided_on: Day
    decision: SuspendedDecision
    reason: Text
    suspend_institution: bool = False


class LiftSuspension(Command):
    """When and why the institution may claim again."""

    lifted_on: Day
    reason: Text


class SuspensionLifted(BaseModel):
    """The suspension that was lifted."""

    id: str
    institution_id: str
    suspended_on: Day
    lifted_on: Day


@use_case("training.claim.decide_suspended")
async def decide_suspended_claim(
    tx: Transaction, rules_as_of: RulesAsOf, claim_id: str, command: DecideSuspendedClaim
) -> ClaimShown:
    """Decide on a suspended claim; not by who lodged or verified."""
    actor = tx.call.actor
    rules = rules_as_of(tx.today)
    check_fact("decided_on", command.decided_on, tx.today, rules)
    claim, _, agreement = await lock_claim(tx, claim_id, actor)
    before = list(claim.lines)
    released = claim.decide(
        command.decision,
        command.decided_on,
        command.reason,
        by=actor.account,
        verifiers=await verifiers_of(tx, claim_id),
    )
    agreement.release(released)
    if claim.state is ClaimState.FULL_VERIFICATION:
        known = set(before)
        rest = [line.line for line in claim.lines if line.part is Part.REST and line not in known]
        await give_out_rest(tx, claim, rest, rules)
    announce(tx, claim, rules)
    await save_budget(tx, agreement)
    version = await save_claim(
        tx,
        claim,
        decision=command.decision.value,
        decision_reason=command.reason,
        decided_on=command.decided_on,
        decided_by=actor.account,
    )
    await save_lines(tx, claim, before)
    if command.suspend_institution and await open_suspension(tx, claim.institution_id) is None:
        tx.insert(
            ClaimsSuspensionRow,
            {
                "id": new_id(),
                "institution_id": claim.institution_id,
                "claim_id": claim_id,
                "suspended_on": command.decided_on,
                "reason": command.reason,
                "suspended_by": actor.account,
                "recorded_at": tx.now,
            },
        )
    tx.about(claim_id, reason=command.reason, decision=command.decision.value, stops=command.suspend_institution)
    return claim_shown(claim, version)


@use_case("training.claims_suspension.lift")
async def lift_suspension(
    tx: Transaction, rules_as_of: RulesAsOf, institution_id: str, command: LiftSuspension
) -> SuspensionLifted:
    """Let an institution claim again."""
    check_fact("lifted_on", command.lifted_on, tx.today, rules_as_of(tx.today))
    await load_institution(tx, institution_id, tx.call.actor)
    row = await open_suspension(tx, institution_id, lock=True)
    if row is None:
        raise NotSuspended
    if command.lifted_on < row["suspended_on"]:
        raise DatesOutOfOrder("lifted_on", later="lifted_on", earlier="suspended_on")
    await lift(tx, row, command.lifted_on, command.reason)
    tx.about(institution_id, reason=command.reason)
    return SuspensionLifted(
        id=row["id"],
        institution_id=institution_id,
        suspended_on=row["suspended_on"],
        lifted_on=command.lifted_on,
    )
