"""The guarantee graph as it stands: who guarantees whom on open applications and loans.

Whoever borrows owes: a guarantee for a partnership is an edge to the lead applicant and to each partner.
"""

from collections.abc import Collection
from typing import Any

from kit.database import Transaction
from kit.money import Money
from sqlalchemy import ARRAY, ColumnElement, RowMapping, Select, String, Subquery, bindparam, func, or_, select, text

from credit.domain.guarantee_graph import Edge
from credit.store.sets import one_of
from credit.store.tables.partners import application_partner
from credit.store.tables.securities import bound_security, guarantor

GRAPH_LOCK = 0x51_42_47  # any number of our own
"""The advisory lock of whoever adds an edge that could close a circle: one at a time, and always taken last."""


_REACHED = text("""
WITH RECURSIVE reached(person) AS (
    SELECT unnest(:people)
    UNION
    SELECT debtor.person
    FROM reached
    JOIN guarantor ON guarantor.applicant_id = reached.person
    JOIN bound_security AS bound ON bound.guarantor_id = guarantor.id AND bound.freed_on IS NULL
    CROSS JOIN LATERAL (
        SELECT bound.borrower_id
        UNION ALL
        SELECT partner.applicant_id FROM application_partner AS partner
        WHERE partner.application_id = bound.application_id
    ) AS debtor(person)
)
SELECT guarantor.id AS guarantor_id, guarantor.applicant_id AS participant, debtor.person AS borrower,
       bound.application_id, bound.amount
FROM reached
JOIN guarantor ON guarantor.applicant_id = reached.person
JOIN bound_security AS bound ON bound.guarantor_id = guarantor.id AND bound.freed_on IS NULL
CROSS JOIN LATERAL (
    SELECT bound.borrower_id
    UNION ALL
    SELECT partner.applicant_id FROM application_partner AS partner
    WHERE partner.application_id = bound.application_id
) AS debtor(person)
""")
"""Step by step from person to person by the indexes: what a query over all edges would cost at every step."""


async def lock_graph(tx: Transaction) -> None:
    """Wait until nobody else adds an edge that could close a circle; then read the edges."""
    await tx.execute(select(func.pg_advisory_xact_lock(GRAPH_LOCK)))


async def edges_reached_from(tx: Transaction, people: Collection[str]) -> list[Edge]:
    """Whom ``people`` guarantee, whom those guarantee, and so on: the edges on which a circle could run."""
    begin = bindparam("people", sorted(set(people)), ARRAY(String))
    rows = (await tx.execute(_REACHED.bindparams(begin))).mappings().all()
    return [_edge(row) for row in rows]


async def edges_at(tx: Transaction, people: Collection[str], most: int) -> list[Edge]:
    """The edges that begin or end at one of ``people``, the oldest first, ``most`` at most."""
    edge = _open_edges()
    at = or_(one_of(edge.c.borrower, people), one_of(edge.c.participant, people), one_of(edge.c.guarantor_id, people))
    return await _edges(tx, select(edge).where(at).order_by(edge.c.application_id, edge.c.number).limit(most))


def _open_edges() -> Subquery:
    """Every open edge; ``participant`` is the guarantor as applicant, null when they are none."""
    bound = bound_security
    to_partners = _edges_to(application_partner.c.applicant_id).join(
        application_partner, application_partner.c.application_id == bound.c.application_id
    )
    return _edges_to(bound.c.borrower_id).union_all(to_partners).subquery("edge")


def _edges_to(borrower: ColumnElement[str]) -> Select[Any]:
    bound = bound_security
    return (
        select(
            guarantor.c.id.label("guarantor_id"),
            guarantor.c.applicant_id.label("participant"),
            borrower.label("borrower"),
            bound.c.application_id,
            bound.c.number,
            bound.c.amount,
        )
        .select_from(bound)
        .join(guarantor, guarantor.c.id == bound.c.guarantor_id)
        .where(bound.c.freed_on.is_(None))
    )


async def _edges(tx: Transaction, query: Select[Any]) -> list[Edge]:
    return [_edge(row) for row in await tx.all(query)]


def _edge(row: RowMapping) -> Edge:
    """The guarantor is named as applicant when they are one."""
    person = row["participant"] or row["guarantor_id"]
    return Edge(person, row["borrower"], row["application_id"], Money(row["amount"]))
