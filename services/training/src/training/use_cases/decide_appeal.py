"""A manager without any part in it decides an appeal; an upheld one gives back what was taken."""

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.domain.appeal import Appeal, AppealState
from training.domain.dates import check_fact
from training.policy import RulesAsOf
from training.store.claims import give_back, lock_claim
from training.store.clawbacks import lock_clawback, save_clawback
from training.store.samples import verifiers_of
from training.store.scope import within
from training.store.tables.appeals import AppealRow
from training.store.tables.base import table_of
from training.use_cases.lodge_appeal import AppealShown, appeal_shown
from training.use_cases.shapes import Command, Day, Text

appeal = table_of(AppealRow)


class DecideAppeal(Command):
    """Upheld or not, and why; the institution reads the reason."""

    decided_on: Day
    upheld: bool
    reason: Text


@use_case("training.appeal.decide")
async def decide_appeal(tx: Transaction, rules_as_of: RulesAsOf, appeal_id: str, command: DecideAppeal) -> AppealShown:
    """Upheld: a refuted line's milestone is earned again and may be claimed anew; a clawback falls away."""
    actor = tx.call.actor
    check_fact("decided_on", command.decided_on, tx.today, rules_as_of(tx.today))
    mine = sa.and_(appeal.c.id == appeal_id, within(actor, appeal.c.institution_id, appeal.c.area))
    seen = await tx.one(sa.select(appeal).where(mine))
    if seen is None:
        raise NotFound(noun="appeal")
    claim, _, _ = await lock_claim(tx, seen["claim_id"], actor)
    involved = {one.account for one in claim.approvals} | await verifiers_of(tx, claim.claim_id)
    clawback = await lock_clawback(tx, seen["clawback_id"]) if seen["clawback_id"] else None
    row = await tx.lock_one(sa.select(appeal).where(mine))
    if row is None:
        raise NotFound(noun="appeal")
    held = _of(row)
    if clawback is not None:
        involved |= {by for by in (clawback.proposed_by, clawback.decided_by) if by is not None}
    held.decide(command.decided_on, upheld=command.upheld, by=actor.account, involved=involved)
    if clawback is not None:
        clawback.end_appeal(upheld=command.upheld)
        await save_clawback(tx, clawback)
    elif command.upheld:
        await give_back(tx, held.claim_id, held.line)
    changed = {
        "state": held.state.value,
        "decided_on": held.decided_on,
        "decided_by": held.decided_by,
        "reason": command.reason,
        "version": row["version"] + 1,
    }
    await tx.execute(sa.update(appeal).where(appeal.c.id == appeal_id).values(**changed))
    tx.about(appeal_id, state=held.state.value)
    return appeal_shown({**row, **changed})


def _of(row: RowMapping) -> Appeal:
    return Appeal(
        row["id"],
        row["claim_id"],
        row["line"],
        row["clawback_id"],
        row["lodged_on"],
        row["lodged_by"],
        AppealState(row["state"]),
        row["decided_on"],
        row["decided_by"],
    )
