"""Someone reads a guarantor's name and identity number in clear, and says why."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.private import PrivateData
from kit.refusal import NotFound
from pydantic import BaseModel, Field
from sqlalchemy import select

from credit.fields import Input
from credit.store.guarantors import IDENTITY, NAME
from credit.store.scope import visible
from credit.store.tables.securities import guarantor


class RevealGuarantor(Input):
    """Why the number is needed."""

    reason: Annotated[str, Field(min_length=3, max_length=500)]


class GuarantorRevealed(BaseModel):
    """Name and number in clear."""

    id: str
    name: str
    identity_number: str


@use_case("credit.guarantor.reveal")
async def reveal_guarantor(
    tx: Transaction, private: PrivateData, guarantor_id: str, command: RevealGuarantor
) -> GuarantorRevealed:
    """Reveal; the audit entry, with the reason, commits before the answer leaves."""
    row = await tx.one(select(guarantor).where(guarantor.c.id == guarantor_id, visible(guarantor, tx.call.actor)))
    if row is None:
        raise NotFound(where="guarantor_id", noun="guarantor")
    tx.about(guarantor_id, reason=command.reason)
    return GuarantorRevealed(
        id=guarantor_id,
        name=private.decrypt(row["name_encrypted"], NAME),
        identity_number=private.decrypt(row["identity_encrypted"], IDENTITY),
    )
