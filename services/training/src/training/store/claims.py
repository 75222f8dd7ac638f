"""Claims and their lines, read, locked, written; a milestone moves with its line."""

from collections.abc import Sequence

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from kit.money import Money
from kit.refusal import NotFound
from sqlalchemy import ColumnElement, RowMapping

from training.domain.agreement import Agreement
from training.domain.checks import Check
from training.domain.claim import Approval, Claim, ClaimState
from training.domain.claim_lines import ClaimLine, Facts, LineState, Outcome, Part
from training.domain.packages import Milestone, Package
from training.store.agreements import lock_any_agreement
from training.store.milestones import CLAIMED, EARNED, PAID, REFUTED, milestone
from training.store.scope import within
from training.store.tables.base import table_of
from training.store.tables.claims import ClaimLineRow, ClaimRow

claim = table_of(ClaimRow)
claim_line = table_of(ClaimLineRow)


async def lock_claim(tx: Transaction, claim_id: str, actor: Actor) -> tuple[Claim, RowMapping, Agreement]:
    """The claim with its lines, locked after its agreement. Raises NotFound, VersionStale."""
    mine = sa.and_(claim.c.id == claim_id, within(actor, claim.c.institution_id, claim.c.area))
    agreement_id = await tx.value(sa.select(claim.c.agreement_id).where(mine))
    if agreement_id is None:
        raise NotFound(noun="claim")
    return await lock_known_claim(tx, claim_id, await lock_any_agreement(tx, agreement_id))


async def load_claim(tx: Transaction, claim_id: str, actor: Actor) -> tuple[Claim, RowMapping]:
    """The claim with its lines, as it stands, and its row, if ``actor`` may see it. Raises NotFound."""
    row = await tx.one(
        sa.select(claim).where(claim.c.id == claim_id, within(actor, claim.c.institution_id, claim.c.area))
    )
    if row is None:
        raise NotFound(noun="claim")
    return _claim(row, await _lines_of(tx, claim_id)), row


async def agreement_of(tx: Transaction, claim_id: str) -> str:
    """The id of the agreement under which a claim was lodged. Raises NotFound."""
    agreement_id: str | None = await tx.value(sa.select(claim.c.agreement_id).where(claim.c.id == claim_id))
    if agreement_id is None:
        raise NotFound(noun="claim")
    return agreement_id


async def lock_known_claim(
    tx: Transaction, claim_id: str, agreement: Agreement, *, expect_version: bool = True
) -> tuple[Claim, RowMapping, Agreement]:
    """The claim of a locked agreement, with its lines. Raises NotFound, VersionStale."""
    row = await tx.lock_one(sa.select(claim).where(claim.c.id == claim_id))
    if row is None:
        raise NotFound(noun="claim")
    if expect_version:
        tx.expect_version(row["version"])
    return _claim(row, await _lines_of(tx, claim_id)), row, agreement


async def _lines_of(tx: Transaction, claim_id: str) -> Sequence[RowMapping]:
    return await tx.all(sa.select(claim_line).where(claim_line.c.claim_id == claim_id).order_by(claim_line.c.line))


def _claim(row: RowMapping, lines: Sequence[RowMapping]) -> Claim:
    approvals = [
        Approval(row[f"{step}_by"], row[f"{step}_role"] or "manager", row[f"{step}_on"])
        for step in ("first_approved", "approved")
        if row[f"{step}_by"] is not None
    ]
    return Claim(
        claim_id=row["id"],
        institution_id=row["institution_id"],
        agreement_id=row["agreement_id"],
        claimed_on=row["claimed_on"],
        lodged_by=row["lodged_by"],
        lines=[_line(line) for line in lines],
        state=ClaimState(row["state"]),
        content_hash=row["content_hash"],
        drawn_on=row["drawn_on"],
        verified_on=row["verified_on"],
        verified_by=row["verified_by"],
        approvals=approvals,
        paid_on=row["paid_on"],
        paid_by=row["paid_by"],
        reference=row["reference"],
    )


def _line(row: RowMapping) -> ClaimLine:
    return ClaimLine(
        row["line"],
        row["milestone_id"],
        Milestone(row["milestone"]),
        Package(row["package"]),
        row["applicant_id"],
        Money(row["amount"]),
        tuple(Check.of(check) for check in row["checks"]),
        Facts.of(row["facts"]) if row["facts"] else None,
        row["price_source"],
        row["price_en"],
        row["price_zh"],
        LineState(row["state"]),
        row["reason"],
        row["reason_zh"],
        Part(row["part"]) if row["part"] else None,
        Outcome(row["finding"]) if row["finding"] else None,
    )


async def add_claim(tx: Transaction, lodged: Claim, area: str) -> None:
    """Write a new claim and lock its milestones into it."""
    tx.insert(
        ClaimRow,
        {
            "id": lodged.claim_id,
            "institution_id": lodged.institution_id,
            "area": area,
            "agreement_id": lodged.agreement_id,
            "claimed_on": lodged.claimed_on,
            "content_hash": lodged.content_hash,
            "claimed_amount": Money.sum(line.amount for line in lodged.lines),
            "amount": lodged.amount,
            "state": lodged.state.value,
            "lodged_by": lodged.lodged_by,
            "version": 1,
            "recorded_at": tx.now,
        },
    )
    tx.insert(
        ClaimLineRow,
        *(
            {
                "claim_id": lodged.claim_id,
                "line": line.line,
                "milestone_id": line.milestone_id,
                "milestone": line.milestone.value,
                "package": line.package.value,
                "applicant_id": line.applicant_id,
                "amount": line.amount,
                "facts": line.facts.plain() if line.facts else None,
                "price_source": line.price_source,
                "price_en": line.price_en,
                "price_zh": line.price_zh,
                "checks": [check.plain() for check in line.checks],
                "state": line.state.value,
                "reason": line.reason,
                "reason_zh": line.reason_zh,
            }
            for line in lodged.lines
        ),
    )
    for state, ids in (
        (CLAIMED, [line.milestone_id for line in lodged.lines if line.open]),
        (REFUTED, [line.milestone_id for line in lodged.lines if not line.open]),
    ):
        await _move_milestones(tx, ids, state, lodged.claim_id, milestone.c.state == EARNED)


async def save_claim(tx: Transaction, changed: Claim, **more: object) -> int:
    """Write a locked claim's state and dates, and ``more`` of its columns; its new version."""
    first, second = [*changed.approvals, None, None][:2]
    saved = await tx.execute(
        sa.update(claim)
        .where(claim.c.id == changed.claim_id)
        .values(
            state=changed.state.value,
            amount=changed.amount.amount,
            drawn_on=changed.drawn_on,
            verified_on=changed.verified_on,
            verified_by=changed.verified_by,
            first_approved_on=first.on if first else None,
            first_approved_by=first.account if first else None,
            first_approved_role=first.role if first else None,
            approved_on=second.on if second else None,
            approved_by=second.account if second else None,
            approved_role=second.role if second else None,
            paid_on=changed.paid_on,
            paid_by=changed.paid_by,
            reference=changed.reference,
            version=claim.c.version + 1,
            **more,
        )
        .returning(claim.c.version)
    )
    return int(saved.scalar_one())


_MANY = 4_000
"""Lines written by one statement; PostgreSQL takes 32,767 parameters."""


async def save_lines(tx: Transaction, changed: Claim, before: Sequence[ClaimLine] = ()) -> None:
    """Write the lines that differ from ``before`` (all, if it is not given), and where their milestones stand."""
    known = {line.line: line for line in before}
    lines = [line for line in changed.lines if known.get(line.line) != line]
    for start in range(0, len(lines), _MANY):
        await _save_some(tx, changed.claim_id, lines[start : start + _MANY])
    for line_state, milestone_state in (
        (LineState.REFUTED, REFUTED),
        (LineState.PAID, PAID),
        (LineState.WITHDRAWN, EARNED),
    ):
        ids = [line.milestone_id for line in lines if line.state is line_state]
        holder = None if milestone_state == EARNED else changed.claim_id
        held = sa.and_(milestone.c.state == CLAIMED, milestone.c.claim_id == changed.claim_id)
        await _move_milestones(tx, ids, milestone_state, holder, held)


async def _save_some(tx: Transaction, claim_id: str, lines: Sequence[ClaimLine]) -> None:
    names = ("state", "reason", "reason_zh", "part", "finding")
    new = sa.values(sa.column("line", sa.Integer), *(sa.column(name, sa.String) for name in names), name="new").data(
        [
            (
                line.line,
                line.state.value,
                line.reason,
                line.reason_zh,
                line.part.value if line.part else None,
                line.finding.value if line.finding else None,
            )
            for line in lines
        ]
    )
    await tx.execute(
        sa.update(claim_line)
        .where(claim_line.c.claim_id == claim_id, claim_line.c.line == new.c.line)
        .values({name: new.c[name] for name in names})
    )


async def _move_milestones(
    tx: Transaction, ids: Sequence[str], state: str, claim_id: str | None, still: ColumnElement[bool]
) -> None:
    """Set where these milestones stand; one that became void or was claimed anew meanwhile is not ``still`` ours."""
    if ids:
        await tx.execute(
            sa.update(milestone)
            .where(milestone.c.id == sa.any_(sa.literal(list(ids), sa.ARRAY(sa.String))), still)
            .values(state=state, claim_id=claim_id)
        )


async def give_back(tx: Transaction, claim_id: str, line: int) -> bool:
    """After an upheld appeal: the milestone of a refuted line is earned again; whether there was one.

    The claim stays as it was decided. A milestone that became void meanwhile, or stands in another claim, is
    left alone. The claim and its agreement must be locked.
    """
    held = sa.select(claim_line.c.milestone_id).where(
        claim_line.c.claim_id == claim_id, claim_line.c.line == line, claim_line.c.state == LineState.REFUTED.value
    )
    changed = await tx.execute(
        sa.update(milestone)
        .where(
            milestone.c.id.in_(held),
            milestone.c.state == REFUTED,
            milestone.c.claim_id == claim_id,
        )
        .values(state=EARNED, claim_id=None)
    )
    return bool(changed.rowcount)
