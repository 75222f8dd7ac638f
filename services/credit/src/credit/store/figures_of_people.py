"""Lists behind figures: subsidies paid, loans and borrowers, jobs in their businesses."""

from typing import Any

from sqlalchemy import Numeric, Select, Subquery, cast, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from credit.domain.subsidy_batches import BatchState
from credit.store.figure_scope import Scope, row
from credit.store.tables.applications import guarantee
from credit.store.tables.loans import loan
from credit.store.tables.subsidies import business, business_jobs, business_owner, person, subsidy_batch


def batches_paid(scope: Scope) -> Select[Any]:
    """Subsidy batches that were paid (negative: returned by the bank)."""
    return row(
        key=subsidy_batch.c.id,
        reference=subsidy_batch.c.quarter,
        bank_id=subsidy_batch.c.bank_id,
        group=subsidy_batch.c.quarter,
        happened_on=subsidy_batch.c.settled_on,
        amount=subsidy_batch.c.payable,
    ).where(
        subsidy_batch.c.state == BatchState.PAID.value,
        subsidy_batch.c.settled_on <= scope.day,
        scope.within(None, subsidy_batch.c.bank_id),
    )


def _loans(scope: Scope) -> Subquery:
    """Loans disbursed by the day, each with whether it is its borrower's first of the programme."""
    first = func.row_number().over(partition_by=loan.c.applicant_id, order_by=(loan.c.disbursed_on, loan.c.id)) == 1
    numbered = (
        select(loan, guarantee.c.fund_id, first.label("is_first"))
        .join(guarantee, guarantee.c.application_id == loan.c.application_id)
        .where(loan.c.disbursed_on <= scope.day)
        .subquery("numbered")
    )
    return select(numbered).where(scope.within(numbered.c.fund_id, numbered.c.bank_id)).subquery("disbursed")


def first_loans(scope: Scope) -> Select[Any]:
    """Loans that are their borrower's first of the programme."""
    made = _loans(scope)
    return row(
        key=made.c.id,
        reference=made.c.reference,
        bank_id=made.c.bank_id,
        group=made.c.bank_id,
        happened_on=made.c.disbursed_on,
    ).where(made.c.is_first)


def loans_made(scope: Scope) -> Select[Any]:
    """How many loans were disbursed."""
    return select(cast(func.count(), Numeric)).select_from(_loans(scope))


def _borrowers(scope: Scope) -> Subquery:
    made = _loans(scope)
    return (
        select(made.c.applicant_id, func.min(made.c.disbursed_on).label("since"))
        .group_by(made.c.applicant_id)
        .subquery("borrower")
    )


def women(scope: Scope) -> Select[Any]:
    """Women who got a loan."""
    who = _borrowers(scope)
    return (
        row(key=who.c.applicant_id, group=person.c.sex, happened_on=who.c.since)
        .select_from(who)
        .join(person, person.c.applicant_id == who.c.applicant_id)
        .where(person.c.sex == "f")
    )


def people_known(scope: Scope) -> Select[Any]:
    """How many borrowers' sex is known."""
    who = _borrowers(scope)
    return (
        select(cast(func.count(), Numeric)).select_from(who).join(person, person.c.applicant_id == who.c.applicant_id)
    )


def jobs(scope: Scope) -> Select[Any]:
    """Surviving businesses of borrowers, with the people who worked there at the last verified visit."""
    latest = (
        select(business_jobs.c.business_id, business_jobs.c.workers, business_jobs.c.confirmed_on)
        .where(business_jobs.c.confirmed_on <= scope.day)
        .ext(distinct_on(business_jobs.c.business_id))
        .order_by(business_jobs.c.business_id, business_jobs.c.confirmed_on.desc())
        .subquery("latest")
    )
    who = _borrowers(scope)
    owned = (
        select(business_owner.c.business_id)
        .join(who, who.c.applicant_id == business_owner.c.applicant_id)
        .subquery("owned")
    )
    closed = exists().where(business.c.business_id == latest.c.business_id, business.c.closed_on <= scope.day)
    return (
        row(key=latest.c.business_id, happened_on=latest.c.confirmed_on, amount=cast(latest.c.workers, Numeric))
        .select_from(latest)
        .where(latest.c.business_id.in_(select(owned.c.business_id)), ~closed)
    )
