"""Drafts of intake forms: encrypted as a whole, readable by the account that is filling them in."""

import json
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from kit.database import Transaction
from kit.private import PrivateData
from kit.refusal import IllegalTransition, NotFound
from sqlalchemy import RowMapping

from applicants.store.intake_tables import draft

OPEN, REGISTERED, DISCARDED = "open", "registered", "discarded"
PURPOSE = "draft"


def seal(form: Mapping[str, str], private: PrivateData) -> str:
    """The form as it is stored."""
    return private.encrypt(json.dumps(dict(form), ensure_ascii=False), PURPOSE)


def unseal(row: RowMapping, private: PrivateData) -> dict[str, str]:
    """The form in a row; empty once it was erased."""
    text = row["form_encrypted"]
    form: dict[str, str] = json.loads(private.decrypt(text, PURPOSE)) if text else {}
    return form


async def own_draft(tx: Transaction, draft_id: str) -> RowMapping:
    """The caller's draft. Raises NotFound for anybody else's."""
    row = await tx.one(sa.select(draft).where(draft.c.id == draft_id, draft.c.account == tx.call.actor.account))
    if row is None:
        raise NotFound(noun="draft")
    return row


async def lock_open(tx: Transaction, draft_id: str, verb: str) -> RowMapping:
    """Lock the caller's open draft; heeds If-Match. Raises NotFound, IllegalTransition."""
    row = await tx.lock_one(sa.select(draft).where(draft.c.id == draft_id, draft.c.account == tx.call.actor.account))
    if row is None:
        raise NotFound(noun="draft")
    tx.expect_version(row["version"])
    if row["state"] != OPEN:
        raise IllegalTransition(noun="draft", state=row["state"], verb=verb)
    return row


async def close(tx: Transaction, row: RowMapping, state: str, applicant_id: str | None = None) -> int:
    """Close the draft and erase its form. Returns its new version."""
    version: int = row["version"] + 1
    await tx.execute(
        sa.update(draft)
        .where(draft.c.id == row["id"])
        .values(state=state, form_encrypted=None, applicant_id=applicant_id, version=version, saved_at=tx.now)
    )
    return version


async def own_page(tx: Transaction, *, limit: int, after: str | None) -> tuple[Sequence[RowMapping], str | None]:
    """The caller's open drafts, oldest first, and where the next page begins."""
    query = (
        sa.select(draft)
        .where(draft.c.account == tx.call.actor.account, draft.c.state == OPEN)
        .order_by(draft.c.id)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(draft.c.id > after)
    rows = await tx.all(query)
    return rows[:limit], rows[limit - 1]["id"] if len(rows) > limit else None
