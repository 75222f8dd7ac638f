"""What institutions offer to the public."""

import sqlalchemy as sa
from kit.database import Transaction
from kit.money import Money
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.domain.offer import Offer, TaughtAt
from training.domain.packages import Package
from training.store.scope import within
from training.store.tables.base import table_of
from training.store.tables.class_changes import OfferRow

offer = table_of(OfferRow)


def offer_of(row: RowMapping) -> Offer:
    """An offer from its row."""
    return Offer(
        row["id"],
        row["institution_id"],
        Package(row["package"]),
        row["hours"],
        Money(row["fee"]),
        TaughtAt(row["taught_at"]),
        row["valid_from"],
        row["valid_to"],
        row["withdrawn_on"],
    )


async def load_offer(
    tx: Transaction, offer_id: str, where: str = "", *, lock: bool = False
) -> tuple[Offer, RowMapping]:
    """The offer and its row, if the caller may see it. Raises NotFound."""
    query = sa.select(offer).where(offer.c.id == offer_id, within(tx.call.actor, offer.c.institution_id, offer.c.area))
    row = await (tx.lock_one(query) if lock else tx.one(query))
    if row is None:
        raise NotFound(where, noun="offer")
    return offer_of(row), row
