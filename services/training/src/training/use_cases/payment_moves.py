"""What an order that is paid, rejected or cancelled does to its claims, clawbacks and budgets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from kit.database import Transaction
from kit.money import Money
from sqlalchemy import RowMapping

from training.domain.agreement import Agreement
from training.domain.claim import Claim, ClaimState
from training.domain.claim_lines import LineState
from training.domain.clawback import ClawbackState
from training.domain.payment import Order, PaymentBatch
from training.events.published import claims as published
from training.events.published.payments import SubsidyClawedBack
from training.policy import RulesAsOf
from training.store.agreements import lock_any_agreement, save_budget
from training.store.applicants import lock_applicants
from training.store.claims import lock_known_claim, save_claim, save_lines
from training.store.clawbacks import came_back, lock_standing, move, with_lines
from training.store.milestones import CLAIMED, award, milestone, void_refuted
from training.store.payments import agreements_of, load_batch
from training.use_cases.claim_shapes import published_lines


@dataclass
class Held:
    """A batch and all that it touches, locked in the order of the service."""

    batch: PaymentBatch
    claims: Mapping[str, Claim]
    agreements: Mapping[str, Agreement]
    clawbacks: Mapping[str, RowMapping]


async def lock_all_of(tx: Transaction, batch_id: str) -> Held:
    """Lock applicants, agreements, claims, the batch, its clawbacks. Raises NotFound, VersionStale."""
    seen, _ = await load_batch(tx, batch_id)
    claim_ids = sorted(part.id for order in seen.orders for part in order.claims)
    netted = sorted(part.id for order in seen.orders for part in order.netted)
    clawbacks = {row["id"]: row for row in await with_lines(tx, netted)} if netted else {}
    if clawbacks:
        await lock_applicants(tx, [row["applicant_id"] for row in clawbacks.values()])
    agreements = {
        one: await lock_any_agreement(tx, one)
        for one in sorted({*await agreements_of(tx, claim_ids), *(row["agreement_id"] for row in clawbacks.values())})
    }
    claims = await lock_claims(tx, claim_ids, agreements)
    batch, _ = await load_batch(tx, batch_id, lock=True)
    await lock_standing(tx, netted, ClawbackState.IN_BATCH)
    return Held(batch, claims, agreements, clawbacks)


async def lock_claims(
    tx: Transaction, claim_ids: Iterable[str], agreements: Mapping[str, Agreement]
) -> dict[str, Claim]:
    """These claims with their lines, after their agreements."""
    claims = {}
    for claim_id in claim_ids:
        any_agreement = next(iter(agreements.values()))
        claims[claim_id], _, _ = await lock_known_claim(tx, claim_id, any_agreement, expect_version=False)
    return claims


async def settle(tx: Transaction, held: Held, orders: Sequence[Order], rules_as_of: RulesAsOf) -> None:
    """The orders are paid on their value days: claims, budgets, milestones, what was netted."""
    for order in orders:
        value_on = order.value_day
        for part in order.claims:
            await _pay(tx, held, held.claims[part.id], value_on, held.batch.end_to_end_id(order))
        rows = [held.clawbacks[part.id] for part in order.netted]
        await take_in(tx, rows, held.agreements, value_on, "netted")
        await move(tx, [row["id"] for row in rows], ClawbackState.NETTED, settled_on=value_on)
    for agreement in held.agreements.values():
        await save_budget(tx, agreement)
    await earn_anew(tx, [held.clawbacks[part.id] for order in orders for part in order.netted], rules_as_of)


async def _pay(tx: Transaction, held: Held, claim: Claim, value_on: date, reference: str) -> None:
    before = list(claim.lines)
    paid = claim.pay(value_on, reference, paid_by=held.batch.drawn_by)
    held.agreements[claim.agreement_id].pay(paid)
    await save_claim(tx, claim)
    await save_lines(tx, claim, before)
    tx.emit(
        published.ClaimPaid(
            claim_id=claim.claim_id,
            institution_id=claim.institution_id,
            paid_on=value_on,
            amount=paid.amount,
            lines=published_lines(claim, {LineState.PAID}),
        )
    )


async def take_in(
    tx: Transaction, rows: Sequence[RowMapping], agreements: Mapping[str, Agreement], on: date, way: str
) -> None:
    """What came back frees its budget; ``rows`` as :func:`with_lines` reads them."""
    for row in rows:
        agreements[row["agreement_id"]].claw_back(Money(row["amount"]))
        tx.emit(
            SubsidyClawedBack(
                clawback_id=row["id"],
                claim_id=row["claim_id"],
                institution_id=row["institution_id"],
                applicant_id=row["applicant_id"],
                milestone=row["milestone"],
                package=row["package"],
                amount=row["amount"],
                clawed_back_on=on,
                way=way,
            )
        )
    await came_back(tx, rows)


async def earn_anew(tx: Transaction, rows: Collection[RowMapping], rules_as_of: RulesAsOf) -> None:
    """What the facts support again although it was clawed back is earned once more; the applicants are locked."""
    if rows:
        await award(tx, {row["applicant_id"] for row in rows}, rules_as_of)


async def put_back(tx: Transaction, held: Held, orders: Sequence[Order], on: date) -> None:
    """The orders are not paid: their claims wait for another batch, less the lines that facts took away meanwhile."""
    for order in orders:
        for part in order.claims:
            await _leave(tx, held, held.claims[part.id], on)
        await move(tx, [part.id for part in order.netted], ClawbackState.CONFIRMED)
    for agreement in held.agreements.values():
        await save_budget(tx, agreement)


async def _leave(tx: Transaction, held: Held, claim: Claim, on: date) -> None:
    before = list(claim.lines)
    claim.leave_payment()
    invalid = await tx.all(
        sa.select(milestone.c.id, milestone.c.invalid_reason)
        .where(
            milestone.c.claim_id == claim.claim_id,
            milestone.c.state == CLAIMED,
            milestone.c.invalid_on.is_not(None),
        )
        .order_by(milestone.c.id)
    )
    for row in invalid:
        released = claim.take_out([row["id"]], row["invalid_reason"])
        held.agreements[claim.agreement_id].release(released)
    await save_claim(tx, claim)
    await save_lines(tx, claim, before)
    for row in invalid:
        await void_refuted(tx, [row["id"]], on, row["invalid_reason"])
    if claim.state is ClaimState.REFUSED:
        tx.emit(published.ClaimRefused(claim_id=claim.claim_id, institution_id=claim.institution_id, refused_on=on))
