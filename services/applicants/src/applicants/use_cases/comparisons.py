"""Files side by side, as answers show them: equal or not is found in clear, then numbers are masked."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from kit.database import Transaction
from kit.private import PrivateData, mask
from pydantic import BaseModel, Field

from applicants.domain.applicant import State
from applicants.domain.duplicates import Difference, Likeness, Shown, Side, side_by_side, side_of
from applicants.store.applicants import applicant_of
from applicants.store.tables import applicant

_MASKED = frozenset({"identity_number", "phone"})


class DifferenceView(BaseModel):
    """One field of the two files; `same` is null when one of them does not say. Numbers are masked."""

    field: str
    this: str | date | Decimal | bool | None
    other: str | date | Decimal | bool | None
    same: bool | None


class Comparison(BaseModel):
    """Another file, why it may be the same person's, and both side by side."""

    applicant_id: str
    state: State
    because: list[Likeness]
    fields: list[DifferenceView]
    differences: int = Field(description="How many fields both fill in differently.")


async def compare_with(
    tx: Transaction, private: PrivateData, this: Side, others: Sequence[tuple[str, Sequence[str]]]
) -> list[Comparison]:
    """``this`` beside each of the files (id, reasons); one query, in the order given."""
    rows = await tx.all(sa.select(applicant).where(applicant.c.id.in_([id_ for id_, _ in others])))
    files = {row["id"]: applicant_of(row, private) for row in rows}
    return [
        _comparison(id_, files[id_].state, because, side_by_side(this, side_of(files[id_].facts)))
        for id_, because in others
    ]


def _comparison(id_: str, state: State, because: Sequence[str], fields: Sequence[Difference]) -> Comparison:
    return Comparison(
        applicant_id=id_,
        state=state,
        because=[Likeness(one) for one in because],
        fields=[
            DifferenceView(
                field=one.field,
                this=_shown(one.field, one.this),
                other=_shown(one.field, one.other),
                same=one.same,
            )
            for one in fields
        ],
        differences=sum(one.same is False for one in fields),
    )


def _shown(field: str, value: Shown) -> Shown:
    return mask(value) if field in _MASKED and isinstance(value, str) else value
