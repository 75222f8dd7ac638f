"""Finance draws up a payment batch from approved claims; what institutions owe is netted."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.money import Money
from pydantic import Field

from training.domain.clawback import ClawbackState
from training.domain.dates import check_fact
from training.domain.errors.payments import ClaimNotPayable
from training.domain.payment import Part, PaymentBatch, make_orders
from training.policy import RulesAsOf
from training.store.agreements import lock_any_agreement
from training.store.claims import save_claim
from training.store.clawbacks import due, lock_standing, move
from training.store.numbers import take
from training.store.payments import accounts_on, add_batch, payable
from training.use_cases.payment_moves import lock_claims
from training.use_cases.payment_shapes import BatchShown, batch_shown
from training.use_cases.shapes import Command, Day


class DrawUpPayment(Command):
    """Of which claims; without ``claim_ids``, all that are approved and whose institution has an account."""

    drawn_on: Day
    claim_ids: Annotated[list[str], Field(min_length=1, max_length=1000)] | None = None


@use_case("training.payment.draw_up")
async def draw_up_payment(tx: Transaction, rules_as_of: RulesAsOf, command: DrawUpPayment) -> BatchShown:
    """Claims enter payment; clawbacks past their days of appeal are netted, oldest first, never below zero."""
    actor, on = tx.call.actor, command.drawn_on
    check_fact("drawn_on", on, tx.today, rules_as_of(tx.today))
    wanted = None if command.claim_ids is None else set(command.claim_ids)
    found = await payable(tx, wanted, on)
    for claim_id in sorted((wanted or set()) - {row["id"] for row in found}):
        raise ClaimNotPayable("claim_ids", claim_id=claim_id)
    schools = {row["institution_id"] for row in found}
    accounts = await accounts_on(tx, schools, on)
    if wanted is None:
        found = [row for row in found if row["institution_id"] in accounts]
    owed = await due(tx, accounts, on)
    agreements = {
        one: await lock_any_agreement(tx, one) for one in sorted({row["agreement_id"] for row in (*found, *owed)})
    }
    claims = await lock_claims(tx, [row["id"] for row in found], agreements)
    standing = await lock_standing(tx, [row["id"] for row in owed], ClawbackState.CONFIRMED)
    for claim in claims.values():
        claim.enter_payment(on, drawn_by=actor.account)
    orders = make_orders(
        [Part(claim.claim_id, claim.institution_id, claim.amount) for claim in claims.values()],
        [Part(row["id"], row["institution_id"], Money(row["amount"])) for row in owed if row["id"] in standing],
        accounts,
        on,
    )
    number = f"ZF{on.year}-{await take(tx, f'payment-{on.year}'):05d}"
    batch = PaymentBatch(new_id(), number, on, actor.account, orders)
    await add_batch(tx, batch)
    for claim in claims.values():
        await save_claim(tx, claim)
    await move(tx, [part.id for order in orders for part in order.netted], ClawbackState.IN_BATCH)
    tx.about(batch.batch_id, net=str(batch.net), orders=len(orders))
    return batch_shown(batch, 1)
