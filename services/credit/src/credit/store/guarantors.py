"""Guarantors: who they are, what they have promised, to whom they are related, whom they guarantee."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from kit.database import Transaction
from kit.money import Money
from kit.private import PrivateData
from kit.refusal import NotFound
from sqlalchemy import RowMapping, Select, func, literal, or_, select

from credit.domain.guarantee_graph import Edge
from credit.domain.guarantors import Employer, Identity, RegisteredGuarantor, Relation
from credit.store.scope import visible
from credit.store.sets import one_of
from credit.store.tables.securities import bound_security, guarantor, guarantor_relation

NAME, IDENTITY = "guarantor_name", "guarantor_identity"
"""What the encrypted columns are bound to."""

GRAPH_LOCK = 0x51_42_47  # any number of our own
"""The advisory lock of whoever adds an edge that could close a circle: one at a time, and always taken last."""


def guarantor_of(row: RowMapping) -> RegisteredGuarantor:
    """The person from their row, without name and number."""
    return RegisteredGuarantor(
        id=row["id"],
        area=row["area"],
        employer=Employer(row["employer"]),
        employer_name=row["employer_name"],
        annual_income=Money(row["annual_income"]),
        insured_months=row["insured_months"],
        retires_on=row["retires_on"],
        facts_on=row["facts_on"],
        applicant_id=row["applicant_id"],
    )


def private_values(name: str, identity: Identity, private: PrivateData) -> dict[str, str]:
    """Name and number as they are stored: encrypted, the number with its blind index."""
    return {
        "name_encrypted": private.encrypt(name, NAME),
        "identity_encrypted": private.encrypt(identity.number, IDENTITY),
        "identity_index": private.index(identity.number, IDENTITY),
    }


def fact_values(person: RegisteredGuarantor) -> dict[str, Any]:
    """The columns that an update may change."""
    return {
        "employer": person.employer.value,
        "employer_name": person.employer_name,
        "annual_income": person.annual_income.amount,
        "insured_months": person.insured_months,
        "retires_on": person.retires_on,
        "facts_on": person.facts_on,
        "applicant_id": person.applicant_id,
    }


async def registered_as(tx: Transaction, private: PrivateData, identity: Identity) -> str | None:
    """The id of the guarantor with this identity number."""
    index = private.index(identity.number, IDENTITY)
    found = await tx.value(select(guarantor.c.id).where(guarantor.c.identity_index == index))
    return None if found is None else str(found)


async def lock_visible_guarantor(tx: Transaction, guarantor_id: str) -> tuple[RegisteredGuarantor, int]:
    """A guarantor of the caller's area, locked, with the version; If-Match is honoured.

    Raises NotFound, VersionStale.
    """
    row = await tx.lock_one(select(guarantor).where(guarantor.c.id == guarantor_id, visible(guarantor, tx.call.actor)))
    if row is None:
        raise NotFound(where="guarantor_id", noun="guarantor")
    tx.expect_version(row["version"])
    return guarantor_of(row), row["version"]


async def lock_guarantors(tx: Transaction, ids: Collection[str]) -> dict[str, RegisteredGuarantor]:
    """Those of ``ids`` that exist, whatever their area, locked in a fixed order."""
    rows = await tx.lock_all(select(guarantor).where(one_of(guarantor.c.id, ids)).order_by(guarantor.c.id))
    return {row["id"]: guarantor_of(row) for row in rows}


async def promised_by(tx: Transaction, ids: Collection[str], besides: str | None = None) -> dict[str, Money]:
    """What each has promised for open applications and loans other than ``besides``; yuan."""
    bound = bound_security
    query = (
        select(bound.c.guarantor_id, func.sum(bound.c.amount).label("promised"))
        .where(one_of(bound.c.guarantor_id, ids), bound.c.freed_on.is_(None))
        .group_by(bound.c.guarantor_id)
    )
    if besides is not None:
        query = query.where(bound.c.application_id != besides)
    return {row["guarantor_id"]: Money(row["promised"]) for row in await tx.all(query)}


async def relations_among(tx: Transaction, people: Collection[str], on: date) -> Mapping[frozenset[str], Relation]:
    """Couples and partners among ``people`` (applicants' ids; guarantors' when they are no applicants) on ``on``.

    A relation holds in both directions, whoever of the two it was recorded for.
    """
    relation, other = guarantor_relation, guarantor.alias("other")
    same = select(guarantor.c.id).where(or_(one_of(guarantor.c.id, people), one_of(guarantor.c.applicant_id, people)))
    one = func.coalesce(guarantor.c.applicant_id, guarantor.c.id).label("one")
    two = func.coalesce(relation.c.other_applicant_id, other.c.applicant_id, other.c.id).label("two")
    rows = await tx.all(
        select(one, two, relation.c.relation)
        .select_from(relation)
        .join(guarantor, guarantor.c.id == relation.c.guarantor_id)
        .outerjoin(other, other.c.id == relation.c.other_guarantor_id)
        .where(
            relation.c.guarantor_id.in_(same),
            or_(relation.c.other_guarantor_id.in_(same), one_of(relation.c.other_applicant_id, people)),
            relation.c.since_on <= on,
            or_(relation.c.ended_on.is_(None), relation.c.ended_on > on),
        )
        .order_by(relation.c.relation)
    )
    return {frozenset((row["one"], row["two"])): Relation(row["relation"]) for row in rows}


async def lock_graph(tx: Transaction) -> None:
    """Wait until nobody else adds an edge that could close a circle; then read the edges."""
    await tx.execute(select(func.pg_advisory_xact_lock(GRAPH_LOCK)))


async def edges_reached_from(tx: Transaction, person: str) -> list[Edge]:
    """Whom ``person`` guarantees, whom those guarantee, and so on: the edges on which a circle could run."""
    bound = bound_security
    reached = select(literal(person).label("person")).cte("reached", recursive=True)
    onward = (
        select(bound.c.borrower_id)
        .select_from(reached)
        .join(guarantor, guarantor.c.applicant_id == reached.c.person)
        .join(bound, (bound.c.guarantor_id == guarantor.c.id) & bound.c.freed_on.is_(None))
    )
    reached = reached.union(onward)
    return await _edges(tx, edge_query().join(reached, reached.c.person == guarantor.c.applicant_id))


async def edges_at(tx: Transaction, people: Collection[str], most: int) -> list[Edge]:
    """The edges that begin or end at one of ``people``, the oldest first, ``most`` at most."""
    of_people = select(guarantor.c.id).where(
        or_(one_of(guarantor.c.id, people), one_of(guarantor.c.applicant_id, people))
    )
    query = edge_query().where(
        or_(one_of(bound_security.c.borrower_id, people), bound_security.c.guarantor_id.in_(of_people))
    )
    return await _edges(tx, query.order_by(bound_security.c.application_id, bound_security.c.number).limit(most))


def edge_query() -> Select[Any]:
    """Every open edge: the guarantor is named as applicant when they are one."""
    return (
        select(
            func.coalesce(guarantor.c.applicant_id, guarantor.c.id).label("person"),
            bound_security.c.borrower_id,
            bound_security.c.application_id,
            bound_security.c.amount,
        )
        .select_from(bound_security)
        .join(guarantor, guarantor.c.id == bound_security.c.guarantor_id)
        .where(bound_security.c.freed_on.is_(None))
    )


async def _edges(tx: Transaction, query: Select[Any]) -> list[Edge]:
    return [
        Edge(row["person"], row["borrower_id"], row["application_id"], Money(row["amount"]))
        for row in await tx.all(query)
    ]
