"""A case worker saves an intake form before it is finished, as often as they like."""

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.ids import new_id

from applicants.store.drafts import DISCARDED, OPEN, close, lock_open, seal
from applicants.store.intake_tables import DraftRow, draft
from applicants.use_cases.draft_shapes import DraftForm, DraftStanding
from applicants.use_cases.office import Office


@use_case("applicants.draft.begin")
async def begin_draft(tx: Transaction, office: Office, command: DraftForm) -> DraftStanding:
    """Begin a draft."""
    draft_id = new_id()
    tx.insert(
        DraftRow,
        {
            "id": draft_id,
            "account": tx.call.actor.account,
            "state": OPEN,
            "form_encrypted": seal(command.typed(), office.private),
            "applicant_id": None,
            "version": 1,
            "begun_at": tx.now,
            "saved_at": tx.now,
        },
    )
    tx.about(draft_id)
    return DraftStanding(id=draft_id, state=OPEN, version=1)


@use_case("applicants.draft.save")
async def save_draft(tx: Transaction, office: Office, draft_id: str, command: DraftForm) -> DraftStanding:
    """Put the form in the place of the one saved before."""
    row = await lock_open(tx, draft_id, "saved")
    version = row["version"] + 1
    await tx.execute(
        sa.update(draft)
        .where(draft.c.id == draft_id)
        .values(form_encrypted=seal(command.typed(), office.private), version=version, saved_at=tx.now)
    )
    tx.about(draft_id)
    return DraftStanding(id=draft_id, state=OPEN, version=version)


@use_case("applicants.draft.discard")
async def discard_draft(tx: Transaction, draft_id: str) -> DraftStanding:
    """Discard: that there was a draft stays known, what it said is erased."""
    row = await lock_open(tx, draft_id, "discarded")
    tx.about(draft_id)
    return DraftStanding(id=draft_id, state=DISCARDED, version=await close(tx, row, DISCARDED))
