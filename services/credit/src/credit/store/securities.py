"""What secures applications: what is bound by it, its documents, and what can be called when a claim was paid."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from kit.database import Row, Transaction
from kit.ids import new_id
from kit.money import Money
from sqlalchemy import ColumnElement, RowMapping, ScalarSelect, exists, func, or_, select, update
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from credit.domain.claim_calls import CallableSecurity
from credit.domain.counter_guarantees import CounterGuarantee, Kind
from credit.domain.evidence import Evidence, Papers
from credit.store.joint_groups import members_on
from credit.store.sets import one_of
from credit.store.tables.applications import counter_guarantee, loan_application
from credit.store.tables.securities import bound_security, evidence_step


def bind(tx: Transaction, application_id: str, borrower_id: str, items: Sequence[CounterGuarantee], on: date) -> None:
    """Buffer what the counter-guarantees bind: promises, pledges, groups; each has its number."""
    rows: list[Row] = [
        {
            "application_id": application_id,
            "number": item.number,
            "borrower_id": borrower_id,
            "kind": item.kind.value,
            "amount": item.value,
            "guarantor_id": item.guarantor_id,
            "group_id": item.group_id,
            "asset_reference": item.asset_reference,
            "bound_on": on,
            "freed_on": None,
        }
        for item in items
        if item.bound is not None and item.kind is not Kind.CREDIT_COMMUNITY
    ]
    if rows:
        tx.insert(bound_security, *rows)


async def free(tx: Transaction, application_ids: Collection[str], on: date, number: int | None = None) -> None:
    """Free what the applications bind, or what one counter-guarantee of them does; nothing when it is free."""
    bound = bound_security
    freed = update(bound).where(one_of(bound.c.application_id, application_ids), bound.c.freed_on.is_(None))
    if number is not None:
        freed = freed.where(bound.c.number == number)
    await tx.execute(freed.values(freed_on=on))


async def bind_again(tx: Transaction, application_ids: Collection[str]) -> None:
    """A loan that had closed is open again (a repayment was reversed): what secured it is bound as before.

    A promise revives whatever else was promised since. An asset that secures another loan by now, and what was
    rejected or belonged to an earlier version of the application, stay free.
    """
    bound, other = bound_security, bound_security.alias("other")
    taken = exists().where(
        other.c.kind == bound.c.kind, other.c.asset_reference == bound.c.asset_reference, other.c.freed_on.is_(None)
    )
    current = exists().where(loan_application.c.id == bound.c.application_id, in_force(bound.c))
    await tx.execute(
        update(bound)
        .where(
            one_of(bound.c.application_id, application_ids),
            bound.c.freed_on.is_not(None),
            current,
            or_(bound.c.asset_reference.is_(None), ~taken),
            evidence_of(bound.c) != Evidence.REJECTED.value,
        )
        .values(freed_on=None)
    )


async def assets_taken(
    tx: Transaction, named: Collection[tuple[str, str]], besides: str | None
) -> set[tuple[str, str]]:
    """Those of ``named`` (kind, reference) that secure an open application or loan other than ``besides``."""
    if not named:
        return set()
    bound = bound_security
    query = select(bound.c.kind, bound.c.asset_reference).where(
        bound.c.freed_on.is_(None), one_of(bound.c.asset_reference, {reference for _, reference in named})
    )
    if besides is not None:
        query = query.where(bound.c.application_id != besides)
    return {(row["kind"], row["asset_reference"]) for row in await tx.all(query)} & set(named)


def evidence_of(of: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[str]:
    """Within a query over a table with ``application_id`` and ``number``: how far the documents have come."""
    latest: ScalarSelect[str] = (
        select(evidence_step.c.status)
        .where(evidence_step.c.application_id == of.application_id, evidence_step.c.number == of.number)
        .order_by(evidence_step.c.recorded_at.desc(), evidence_step.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(latest, Evidence.MISSING.value)


def in_force(of: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[bool]:
    """Within a query that joins ``loan_application``: what secures its current version, not one that was replaced."""
    current: ColumnElement[bool] = of.number >= loan_application.c.securities_from
    return current


async def read_papers(tx: Transaction, application_id: str, number: int) -> Papers | None:
    """The documents of one counter-guarantee of an application that is locked; None when there is none."""
    kind = await tx.value(
        select(counter_guarantee.c.kind)
        .join(loan_application, loan_application.c.id == counter_guarantee.c.application_id)
        .where(
            counter_guarantee.c.application_id == application_id,
            counter_guarantee.c.number == number,
            in_force(counter_guarantee.c),
        )
    )
    if kind is None:
        return None
    papers = Papers(str(kind))
    steps = await tx.all(
        select(evidence_step)
        .where(evidence_step.c.application_id == application_id, evidence_step.c.number == number)
        .order_by(evidence_step.c.recorded_at, evidence_step.c.id)
    )
    for step in steps:
        papers.status = Evidence(step["status"])
        if papers.status is Evidence.SEEN:
            papers.documents, papers.seen_by = tuple(step["documents"]), step["noted_by"]
    return papers


def note_evidence(
    tx: Transaction, application_id: str, papers: Sequence[tuple[int, Papers]], on: date, note: str = ""
) -> None:
    """Buffer how far the documents have come; by counter-guarantee number."""
    rows: list[Row] = [
        {
            "id": new_id(),
            "application_id": application_id,
            "number": number,
            "status": item.status.value,
            "documents": list(item.documents),
            "noted_on": on,
            "noted_by": tx.call.actor.account,
            "note": note,
            "recorded_at": tx.now,
        }
        for number, item in papers
    ]
    if rows:
        tx.insert(evidence_step, *rows)


async def callable_securities(tx: Transaction, application_id: str) -> list[CallableSecurity]:
    """What was verified for an application's loan, and who can be called; a waiver leaves nothing to call."""
    item, bound = counter_guarantee, bound_security
    rows = await tx.all(
        select(
            *item.c,
            loan_application.c.applicant_id,
            loan_application.c.committed_on,
            bound.c.guarantor_id,
            bound.c.group_id,
        )
        .join(loan_application, loan_application.c.id == item.c.application_id)
        .outerjoin(bound, (bound.c.application_id == item.c.application_id) & (bound.c.number == item.c.number))
        .where(
            item.c.application_id == application_id,
            in_force(item.c),
            item.c.kind != Kind.CREDIT_COMMUNITY.value,
            evidence_of(item.c) == Evidence.VERIFIED.value,
        )
        .order_by(item.c.number)
    )
    groups = {row["group_id"] for row in rows if row["group_id"] is not None}
    committed_on = rows[0]["committed_on"] if rows else None
    signed = await members_on(tx, groups, committed_on) if groups and committed_on else {}
    return [_callable(row, [member.applicant_id for member in signed.get(row["group_id"], [])]) for row in rows]


def _callable(row: RowMapping, signed: Sequence[str]) -> CallableSecurity:
    members = signed or [member["applicant_id"] for member in row["details"].get("members", [])]
    return CallableSecurity(
        row["number"],
        row["kind"],
        Money(row["value"]),
        tuple(sorted(set(members) - {row["applicant_id"]})),
        Money(row["counted"]),
        row["guarantor_id"] or row["group_id"] or _own_asset(row["kind"], row["applicant_id"]),
    )


def _own_asset(kind: str, borrower_id: str) -> str | None:
    from_others = (Kind.PUBLIC_EMPLOYEE, Kind.LOCAL_EMPLOYEE, Kind.JOINT_GROUP)
    return None if Kind(kind) in from_others else borrower_id
