"""Finance pays the confirmed lines of an approved claim."""

from kit.database import Transaction, use_case

from training.domain.claim_lines import LineState
from training.domain.dates import check_fact
from training.domain.errors.claims import PaymentReferenceUsed
from training.events.published import claims as published
from training.policy import RulesAsOf
from training.store.agreements import save_budget
from training.store.claims import lock_claim, reference_used, save_claim, save_lines
from training.use_cases.claim_shapes import ClaimPaidOut, claim_shown, published_lines
from training.use_cases.shapes import Command, Day, Name


class PayClaim(Command):
    """The day and the bank reference of the payment; a reference counts once."""

    paid_on: Day
    reference: Name


@use_case(
    "training.claim.pay",
    conflicts={"uq_claim_reference": lambda: PaymentReferenceUsed("reference", reference="of this payment")},
)
async def pay_claim(tx: Transaction, rules_as_of: RulesAsOf, claim_id: str, command: PayClaim) -> ClaimPaidOut:
    """Pay; not by who approved. What was reserved becomes what was paid."""
    actor = tx.call.actor
    check_fact("paid_on", command.paid_on, tx.today, rules_as_of(tx.today))
    claim, _, agreement = await lock_claim(tx, claim_id, actor)
    before = list(claim.lines)
    paid = claim.pay(command.paid_on, command.reference, paid_by=actor.account)
    if await reference_used(tx, command.reference):
        raise PaymentReferenceUsed("reference", reference=command.reference)
    agreement.pay(paid)
    await save_budget(tx, agreement)
    version = await save_claim(tx, claim)
    await save_lines(tx, claim, before)
    tx.emit(
        published.ClaimPaid(
            claim_id=claim_id,
            institution_id=claim.institution_id,
            paid_on=command.paid_on,
            amount=paid.amount,
            lines=published_lines(claim, {LineState.PAID}),
        )
    )
    tx.about(claim_id, amount=str(paid), reference=command.reference)
    return ClaimPaidOut(**claim_shown(claim, version).model_dump(), reference=command.reference)
