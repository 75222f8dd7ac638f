"""Lists behind figures: special accounts and the guarantees that stand, by the ledger."""

from typing import Any

from sqlalchemy import Select, Subquery, and_, case, func, literal, or_, select

from credit.domain.ledger import Account
from credit.store.figure_scope import Column, Scope, row
from credit.store.standings import LONGEST
from credit.store.tables.applications import guarantee, loan_application
from credit.store.tables.fund import journal_entry, posting
from credit.store.tables.loans import loan, loan_standing


def _balance(*accounts: Account, sign: int = 1) -> Column:
    chosen = posting.c.account.in_([account.value for account in accounts])
    return func.coalesce(func.sum(case((chosen, posting.c.amount * sign), else_=0)), 0)


GUARANTEED = (Account.GUARANTEES_RESERVED, Account.GUARANTEES_EFFECTIVE)


def accounts(scope: Scope) -> Select[Any]:
    """Special accounts with their net fund."""
    return _accounts(scope, _balance(Account.SPECIAL_ACCOUNT))


def headrooms(scope: Scope) -> Select[Any]:
    """Special accounts with what may still be guaranteed through each; negative where too much is."""
    cap = func.round(_balance(Account.SPECIAL_ACCOUNT) * scope.leverage_cap, 2)
    return _accounts(scope, cap - _balance(*GUARANTEED, sign=-1))


def _accounts(scope: Scope, amount: Column) -> Select[Any]:
    return (
        row(
            key=posting.c.fund_id + literal("/") + posting.c.bank_id,
            id_=posting.c.bank_id,
            reference=posting.c.fund_id,
            bank_id=posting.c.bank_id,
            amount=amount,
        )
        .where(posting.c.booked_on <= scope.day, scope.within(posting.c.fund_id, posting.c.bank_id))
        .group_by(posting.c.fund_id, posting.c.bank_id)
    )


def _guarantees(scope: Scope, *chosen: Account) -> Subquery:
    """Guarantees with what the fund answers for, by the letters that the entries name."""
    amount = -func.sum(posting.c.amount)
    return (
        select(journal_entry.c.document, posting.c.bank_id, amount.label("amount"))
        .join(journal_entry, journal_entry.c.id == posting.c.entry_id)
        .where(
            posting.c.account.in_([account.value for account in chosen]),
            posting.c.booked_on <= scope.day,
            scope.within(posting.c.fund_id, posting.c.bank_id),
        )
        .group_by(journal_entry.c.document, posting.c.bank_id)
        .having(amount != 0)
        .subquery("standing_guarantee")
    )


def guarantees(scope: Scope, group: Column | None = None, *chosen: Account) -> Select[Any]:
    """Guarantees that stand on the day, grouped by a column of theirs or of the application."""
    found = _guarantees(scope, *(chosen or GUARANTEED))
    by = found.c.bank_id if group is None else group
    return (
        row(
            key=found.c.document,
            id_=func.coalesce(guarantee.c.id, found.c.document),
            reference=found.c.document,
            bank_id=found.c.bank_id,
            group=by,
            happened_on=guarantee.c.issued_on,
            amount=found.c.amount,
        )
        .select_from(found)
        .outerjoin(guarantee, guarantee.c.letter_number == found.c.document)
        .outerjoin(loan_application, loan_application.c.id == guarantee.c.application_id)
    )


def principal_owed(scope: Scope) -> Select[Any]:
    """Principal owed on the day on all loans."""
    spell = loan_standing.c
    bounded = and_(spell.to_on > scope.day, spell.from_on <= scope.day, spell.from_on >= scope.day - LONGEST)
    unbounded = and_(spell.to_on.is_(None), spell.from_on <= scope.day)
    return (
        select(func.coalesce(func.sum(spell.principal), 0))
        .join(loan, loan.c.id == spell.loan_id)
        .join(guarantee, guarantee.c.application_id == loan.c.application_id)
        .where(or_(bounded, unbounded), scope.within(guarantee.c.fund_id, guarantee.c.bank_id))
    )


def took_effect(scope: Scope) -> Select[Any]:
    """All that was ever guaranteed on disbursed loans."""
    return (
        select(func.coalesce(func.sum(guarantee.c.amount), 0))
        .join(loan, loan.c.application_id == guarantee.c.application_id)
        .where(loan.c.disbursed_on <= scope.day, scope.within(guarantee.c.fund_id, guarantee.c.bank_id))
    )
