"""Every movement of an institution's budgets, read from claims, payments and clawbacks as sets."""

from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from kit.money import Money
from sqlalchemy import ColumnElement, RowMapping

from training.domain.agreement import VersionState
from training.domain.claim_lines import LineState
from training.domain.clawback import ClawbackState
from training.domain.packages import Milestone, Package
from training.domain.payment import OrderState
from training.domain.statement import Kind, Movement
from training.store.agreements import agreement, agreement_version
from training.store.claims import claim, claim_line
from training.store.clawbacks import clawback
from training.store.milestones import milestone
from training.store.payments import payment_batch, payment_order, payment_part
from training.store.samples import finding, task

_REFUTED_WHEN_LODGED = sa.func.jsonb_path_exists(
    claim_line.c.checks, sa.text("""'$[*] ? (@.passed == false && @.severity == "refutes")'::jsonpath""")
)
"""A check refuted the line when it was lodged: nothing was ever reserved for it."""


async def movements_of(tx: Transaction, institution_id: str, until: date) -> list[Movement]:
    """All movements up to ``until``, in no order."""
    return [
        *await _budgets(tx, institution_id, until),
        *await _lines(tx, institution_id, until),
        *await _clawbacks(tx, institution_id, until),
    ]


async def _budgets(tx: Transaction, institution_id: str, until: date) -> list[Movement]:
    """An agreement's budget from its first day, and how amendments changed it from the day of their approval."""
    version = agreement_version
    agreed_on = sa.case(
        (version.c.number == 1, agreement.c.valid_from),
        else_=sa.func.greatest(agreement.c.valid_from, version.c.decided_on),
    )
    rows = await tx.all(
        sa.select(version.c.agreement_id, version.c.number, version.c.budget, version.c.reason, agreed_on.label("on"))
        .join(agreement, agreement.c.id == version.c.agreement_id)
        .where(agreement.c.institution_id == institution_id, version.c.state == VersionState.APPROVED.value)
        .order_by(version.c.agreement_id, version.c.number)
    )
    found: list[Movement] = []
    before: dict[str, Money] = {}
    for row in rows:
        change = Money(row["budget"]) - before.get(row["agreement_id"], Money.zero())
        before[row["agreement_id"]] = Money(row["budget"])
        if change and row["on"] <= until:
            record = f"{row['agreement_id']}/{row['number']}"
            found.append(
                Movement(
                    row["on"],
                    Kind.BUDGET,
                    change,
                    row["agreement_id"],
                    record,
                    reason=row["reason"],
                    reason_zh=row["reason"],
                )
            )
    return found


def _released_on() -> ColumnElement[date]:
    """When a line that is not to be paid stopped being reserved."""
    found_on = (
        sa.select(sa.func.max(finding.c.found_on))
        .join(task, task.c.id == finding.c.task_id)
        .where(task.c.claim_id == claim_line.c.claim_id, task.c.line == claim_line.c.line)
        .scalar_subquery()
    )
    verified = claim_line.c.finding.is_not(None)
    return sa.func.coalesce(
        sa.case((claim_line.c.state == LineState.WITHDRAWN.value, claim.c.withdrawn_on)),
        sa.case((verified, found_on)),
        milestone.c.invalid_on,
        claim.c.decided_on,
        claim.c.verified_on,
        claim.c.claimed_on,
    )


async def _lines(tx: Transaction, institution_id: str, until: date) -> list[Movement]:
    """What each line reserved, and whether that was released or paid."""
    orders = (
        sa.select(payment_part.c.of_id, sa.func.max(payment_batch.c.number).label("batch_number"))
        .join(payment_batch, payment_batch.c.id == payment_part.c.batch_id)
        .join(
            payment_order,
            sa.and_(
                payment_order.c.batch_id == payment_part.c.batch_id,
                payment_order.c.number == payment_part.c.order_number,
            ),
        )
        .where(payment_order.c.institution_id == institution_id, payment_order.c.state == OrderState.PAID.value)
        .group_by(payment_part.c.of_id)
        .subquery()
    )
    rows = await tx.all(
        sa.select(
            claim_line.c.claim_id,
            claim_line.c.line,
            claim_line.c.milestone,
            claim_line.c.package,
            claim_line.c.amount,
            claim_line.c.state,
            claim_line.c.reason,
            claim_line.c.reason_zh,
            claim_line.c.facts["target_group"].astext.label("target_group"),
            claim.c.agreement_id,
            claim.c.claimed_on,
            claim.c.paid_on,
            orders.c.batch_number,
            _released_on().label("released_on"),
        )
        .join(claim, claim.c.id == claim_line.c.claim_id)
        .join(milestone, milestone.c.id == claim_line.c.milestone_id)
        .outerjoin(orders, orders.c.of_id == claim.c.id)
        .where(claim.c.institution_id == institution_id, claim.c.claimed_on <= until, ~_REFUTED_WHEN_LODGED)
    )
    found = []
    for row in rows:
        found.append(_line(row, Kind.RESERVED, row["claimed_on"]))
        if row["state"] in {LineState.REFUTED.value, LineState.WITHDRAWN.value}:
            found.append(_line(row, Kind.RELEASED, max(row["claimed_on"], row["released_on"])))
        elif row["paid_on"] is not None:
            found.append(_line(row, Kind.PAID, row["paid_on"]))
    return [movement for movement in found if movement.moved_on <= until]


def _line(row: RowMapping, kind: Kind, day: date) -> Movement:
    released = kind is Kind.RELEASED
    return Movement(
        day,
        kind,
        Money(row["amount"]),
        row["agreement_id"],
        row["batch_number"] if kind is Kind.PAID and row["batch_number"] else f"{row['claim_id']}/{row['line']}",
        row["claim_id"],
        row["line"],
        Milestone(row["milestone"]),
        Package(row["package"]),
        row["target_group"],
        row["reason"] if released else None,
        row["reason_zh"] if released else None,
    )


async def _clawbacks(tx: Transaction, institution_id: str, until: date) -> list[Movement]:
    """What came back, netted or repaid."""
    rows = await tx.all(
        sa.select(
            clawback,
            claim_line.c.milestone,
            claim_line.c.package,
            claim_line.c.facts["target_group"].astext.label("target_group"),
        )
        .join(claim_line, sa.and_(claim_line.c.claim_id == clawback.c.claim_id, claim_line.c.line == clawback.c.line))
        .where(
            clawback.c.institution_id == institution_id,
            clawback.c.state.in_([ClawbackState.NETTED.value, ClawbackState.REPAID.value]),
            clawback.c.settled_on <= until,
        )
    )
    return [
        Movement(
            row["settled_on"],
            Kind.CLAWED_BACK,
            Money(row["amount"]),
            row["agreement_id"],
            row["id"],
            row["claim_id"],
            row["line"],
            Milestone(row["milestone"]),
            Package(row["package"]),
            row["target_group"],
            row["reason"],
            row["reason"],
        )
        for row in rows
    ]
