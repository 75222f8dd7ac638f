"""The guarantee graph as it stands: who guarantees whom on open applications and loans.

Whoever borrows owes: a guarantee for a partnership is an edge to the lead applicant and to each partner.
"""

from collections.abc import Collection
from typing import Any

from kit.database import Transaction
from kit.money import Money
from sqlalchemy import ARRAY, ColumnElement, Select, String, Subquery, func, literal, or_, select

from credit.domain.guarantee_graph import Edge
from credit.store.sets import one_of
from credit.store.tables.partners import application_partner
from credit.store.tables.securities import bound_security, guarantor

GRAPH_LOCK = 0x51_42_47  # any number of our own
"""The advisory lock of whoever adds an edge that could close a circle: one at a time, and always taken last."""


async def lock_graph(tx: Transaction) -> None:
    """Wait until nobody else adds an edge that could close a circle; then read the edges."""
    await tx.execute(select(func.pg_advisory_xact_lock(GRAPH_LOCK)))


async def edges_reached_from(tx: Transaction, people: Collection[str]) -> list[Edge]:
    """Whom ``people`` guarantee, whom those guarantee, and so on: the edges on which a circle could run."""
    edge = _open_edges()
    begins = func.unnest(literal(sorted(set(people)), ARRAY(String)))
    reached = select(begins.label("person")).cte("reached", recursive=True)
    reached = reached.union(select(edge.c.borrower).join(reached, reached.c.person == edge.c.participant))
    return await _edges(tx, select(edge).join(reached, reached.c.person == edge.c.participant))


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
    """The guarantor is named as applicant when they are one."""
    return [
        Edge(row["participant"] or row["guarantor_id"], row["borrower"], row["application_id"], Money(row["amount"]))
        for row in await tx.all(query)
    ]
