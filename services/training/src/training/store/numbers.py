"""Numbers without gaps: a series' last serial is kept in one row and raised within the transaction."""

from kit.database import Transaction
from sqlalchemy.dialects.postgresql import insert

from training.store.tables.base import table_of
from training.store.tables.certificates import NumberSeriesRow

series_table = table_of(NumberSeriesRow)


async def take(tx: Transaction, series: str, count: int = 1) -> int:
    """Take ``count`` serials of ``series``; the first of them. The row stays locked until the end."""
    statement = insert(series_table).values(series=series, last=count)
    raised = statement.on_conflict_do_update(
        index_elements=["series"], set_={"last": series_table.c.last + count}
    ).returning(series_table.c.last)
    last = (await tx.execute(raised)).scalar_one()
    return int(last) - count + 1
