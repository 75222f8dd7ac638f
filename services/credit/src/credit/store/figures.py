"""Where each figure comes from: the list behind it, as of a day, whose sum it is, and its denominator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Numeric, Select, cast, func, select

from credit.domain.ledger import Account
from credit.store import figures_of_claims as of_claims
from credit.store import figures_of_fund as of_fund
from credit.store import figures_of_people as of_people
from credit.store.figure_scope import Scope
from credit.store.tables.applications import loan_application


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: its list, and its denominator (one number)."""

    listed: Callable[[Scope], Select[Any]]
    denominator: Callable[[Scope], Select[Any]] | None = None
    largest_group: bool = False


def total(listed: Callable[[Scope], Select[Any]]) -> Callable[[Scope], Select[Any]]:
    """The sum of a list, as a denominator."""

    def query(scope: Scope) -> Select[Any]:
        return select(func.coalesce(func.sum(listed(scope).subquery().c.amount), 0))

    return query


def _number(listed: Callable[[Scope], Select[Any]]) -> Callable[[Scope], Select[Any]]:
    def query(scope: Scope) -> Select[Any]:
        return select(cast(func.count(), Numeric)).select_from(listed(scope).subquery())

    return query


def _effective(scope: Scope) -> Select[Any]:
    return of_fund.guarantees(scope, None, Account.GUARANTEES_EFFECTIVE)


def _by_sector(scope: Scope) -> Select[Any]:
    return of_fund.guarantees(scope, func.coalesce(loan_application.c.sector, ""))


def _by_area(scope: Scope) -> Select[Any]:
    return of_fund.guarantees(scope, func.coalesce(loan_application.c.area, ""))


SOURCES: Mapping[str, Source] = {
    "net_fund": Source(of_fund.accounts),
    "guaranteed_liability": Source(of_fund.guarantees),
    "leverage": Source(of_fund.guarantees, total(of_fund.accounts)),
    "headroom": Source(of_fund.headrooms),
    "coverage": Source(_effective, of_fund.principal_owed),
    "concentration_bank": Source(of_fund.guarantees, total(of_fund.guarantees), largest_group=True),
    "concentration_sector": Source(_by_sector, total(of_fund.guarantees), largest_group=True),
    "concentration_area": Source(_by_area, total(of_fund.guarantees), largest_group=True),
    "claims_rate": Source(of_claims.claims_paid, of_fund.took_effect),
    "claim_rejection_rate": Source(of_claims.claims_rejected, of_claims.claims_decided),
    "days_to_payment": Source(of_claims.days_to_payment, _number(of_claims.claims_paid)),
    "recovery_rate": Source(of_claims.recoveries, total(of_claims.claims_paid)),
    "net_loss": Source(of_claims.net_losses),
    "receivables": Source(of_claims.receivables),
    "subsidy_paid": Source(of_people.batches_paid),
    "women": Source(of_people.women, of_people.people_known),
    "first_time_borrowers": Source(of_people.first_loans, of_people.loans_made),
    "jobs": Source(of_people.jobs),
}
"""What stands behind each figure, by its code."""
