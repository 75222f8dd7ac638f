"""Lists behind figures: claims decided and paid, recoveries, what is still to be recovered."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Numeric, Select, Subquery, case, cast, exists, func, literal, select

from credit.domain.claims import Outcome, Step
from credit.domain.scheme_figures import RECEIVABLE_AGES, age_groups
from credit.store.figure_scope import Column, Scope, row
from credit.store.tables.claims import claim, claim_payment, claim_step, recovery


def _paid(scope: Scope, amount: Column, group: Column | None = None) -> Select[Any]:
    return (
        row(
            key=claim_payment.c.claim_id,
            reference=claim.c.reference,
            bank_id=claim_payment.c.bank_id,
            group=claim_payment.c.bank_id if group is None else group,
            happened_on=claim_payment.c.paid_on,
            amount=amount,
        )
        .select_from(claim_payment)
        .join(claim, claim.c.id == claim_payment.c.claim_id)
        .where(claim_payment.c.paid_on <= scope.day, scope.within(claim_payment.c.fund_id, claim_payment.c.bank_id))
    )


def claims_paid(scope: Scope) -> Select[Any]:
    """Claims paid by the day."""
    return _paid(scope, claim_payment.c.amount)


def days_to_payment(scope: Scope) -> Select[Any]:
    """Claims paid, with the days that they took."""
    return _paid(scope, cast(claim_payment.c.paid_on - claim.c.lodged_on, Numeric))


def _recovered(scope: Scope) -> Subquery:
    return (
        select(recovery.c.claim_id, func.sum(recovery.c.to_fund).label("amount"))
        .where(recovery.c.booked_on <= scope.day)
        .group_by(recovery.c.claim_id)
        .subquery("recovered")
    )


def net_losses(scope: Scope) -> Select[Any]:
    """Claims paid, with what the fund still bears of each."""
    back = _recovered(scope)
    return _paid(scope, claim_payment.c.amount - func.coalesce(back.c.amount, 0)).outerjoin(
        back, back.c.claim_id == claim_payment.c.claim_id
    )


def receivables(scope: Scope) -> Select[Any]:
    """Claims paid of which something is still to be recovered, by age.

    What was written off is no receivable; a recovery after that lowers the loss.
    """
    back = _recovered(scope)
    gone = (
        select(claim_step.c.claim_id, func.sum(claim_step.c.amount).label("amount"))
        .where(
            claim_step.c.step == Step.WRITE_OFF.value,
            claim_step.c.outcome == Outcome.WRITTEN_OFF.value,
            claim_step.c.taken_on <= scope.day,
        )
        .group_by(claim_step.c.claim_id)
        .subquery("written_off")
    )
    left = claim_payment.c.amount - func.coalesce(back.c.amount, 0) - func.coalesce(gone.c.amount, 0)
    age = cast(literal(scope.day), Date) - claim_payment.c.paid_on
    names = age_groups()
    ages = case(
        *((age <= end, literal(name)) for end, name in zip(RECEIVABLE_AGES, names, strict=False)), else_=names[-1]
    )
    return (
        _paid(scope, left, ages)
        .outerjoin(back, back.c.claim_id == claim_payment.c.claim_id)
        .outerjoin(gone, gone.c.claim_id == claim_payment.c.claim_id)
        .where(left > 0)
    )


def recoveries(scope: Scope) -> Select[Any]:
    """Recoveries and their reversals, with the fund's share."""
    return (
        row(
            key=recovery.c.id,
            reference=recovery.c.reference,
            bank_id=recovery.c.bank_id,
            group=recovery.c.source,
            happened_on=recovery.c.booked_on,
            amount=recovery.c.to_fund,
        )
        .select_from(recovery)
        .join(claim, claim.c.id == recovery.c.claim_id)
        .where(recovery.c.booked_on <= scope.day, scope.within(claim.c.fund_id, claim.c.bank_id))
    )


_DECIDING = (Step.DECISION.value, Step.APPEAL_DECISION.value)
_GRANTED = (Outcome.APPROVED.value, Outcome.APPROVED_IN_PART.value)


def _decided(scope: Scope, *outcomes: str) -> ColumnElement[bool]:
    return exists().where(
        claim_step.c.claim_id == claim.c.id,
        claim_step.c.step.in_(_DECIDING),
        claim_step.c.outcome.in_(outcomes),
        claim_step.c.taken_on <= scope.day,
    )


def claims_rejected(scope: Scope) -> Select[Any]:
    """Claims rejected by the day and not approved on appeal."""
    rejected = (
        select(func.min(claim_step.c.taken_on))
        .where(
            claim_step.c.claim_id == claim.c.id,
            claim_step.c.step.in_(_DECIDING),
            claim_step.c.outcome == Outcome.REJECTED.value,
        )
        .scalar_subquery()
    )
    return (
        row(
            key=claim.c.id,
            reference=claim.c.reference,
            bank_id=claim.c.bank_id,
            group=claim.c.bank_id,
            happened_on=rejected,
        )
        .select_from(claim)
        .where(
            _decided(scope, Outcome.REJECTED.value),
            ~_decided(scope, *_GRANTED),
            scope.within(claim.c.fund_id, claim.c.bank_id),
        )
    )


def claims_decided(scope: Scope) -> Select[Any]:
    """How many claims were decided by the day."""
    return (
        select(cast(func.count(), Numeric))
        .select_from(claim)
        .where(_decided(scope, Outcome.REJECTED.value, *_GRANTED), scope.within(claim.c.fund_id, claim.c.bank_id))
    )
