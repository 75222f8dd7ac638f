"""What the programme knows of itself as of a day, for what-if questions: four reads, nothing is written."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from kit.database import Transaction
from kit.money import Money
from sqlalchemy import and_, func, select

from credit.domain.claims_history import PastLoan, claims_rate
from credit.domain.rules import Rules
from credit.domain.subsidies import Quarter
from credit.domain.what_if import BankAccount, Known, Setting
from credit.policy import RuleBook
from credit.store.figure_scope import Scope
from credit.store.figures_of_fund import accounts, guarantees
from credit.store.fund import standing_of
from credit.store.tables.applications import guarantee, loan_application
from credit.store.tables.claims import claim_payment
from credit.store.tables.fund import fund_account
from credit.store.tables.loans import loan


class By(StrEnum):
    """By what the claims history is broken down."""

    BANK = "bank"
    SECTOR = "sector"
    COHORT = "cohort"


async def read_known(tx: Transaction, book: RuleBook, rules: Rules, fund_id: str | None, by: By) -> Known:
    """The fund by its ledger, whether banks are stopped (as of now), and the history of all loans."""
    scope = Scope(rules.on, rules.leverage_cap.value, fund_id)
    held = await _accounts(tx, scope, rules)
    loans = await _loans(tx, book, scope, by)
    net = Money.sum(account.net for account in held)
    setting = Setting(rules.leverage_cap.value, rules.coverage_percent.value, rules.amount_cap.value, net)
    return Known(setting, held, loans, claims_rate(loans, rules.on))


async def _accounts(tx: Transaction, scope: Scope, rules: Rules) -> Sequence[BankAccount]:
    nets = accounts(scope).subquery()
    standing = guarantees(scope).subquery()
    answered = select(standing.c.bank_id, func.sum(standing.c.amount).label("amount")).group_by(standing.c.bank_id)
    liabilities = {row["bank_id"]: Money(row["amount"]) for row in await tx.all(answered)}
    by_bank = select(nets.c.bank_id, func.sum(nets.c.amount).label("amount")).group_by(nets.c.bank_id)
    rows = await tx.all(by_bank.order_by(nets.c.bank_id))
    stopped = select(fund_account).where(scope.within(fund_account.c.fund_id, None))
    halted = {row["bank_id"] for row in await tx.all(stopped) if standing_of(row).suspended(rules)}
    zero = Money.zero()
    return [
        BankAccount(
            row["bank_id"], Money(row["amount"]), liabilities.get(row["bank_id"], zero), row["bank_id"] in halted
        )
        for row in rows
    ]


async def _loans(tx: Transaction, book: RuleBook, scope: Scope, by: By) -> Sequence[PastLoan]:
    paid = and_(claim_payment.c.loan_id == loan.c.id, claim_payment.c.paid_on <= scope.day)
    query = (
        select(
            loan.c.id,
            loan.c.bank_id,
            loan.c.principal,
            loan.c.term_months,
            loan.c.disbursed_on,
            loan.c.closed_on,
            guarantee.c.amount.label("guaranteed"),
            loan_application.c.applied_on,
            loan_application.c.sector,
            claim_payment.c.paid_on,
            claim_payment.c.amount.label("claim_paid"),
        )
        .join(guarantee, guarantee.c.application_id == loan.c.application_id)
        .join(loan_application, loan_application.c.id == loan.c.application_id)
        .outerjoin(claim_payment, paid)
        .where(loan.c.disbursed_on <= scope.day, scope.within(guarantee.c.fund_id, None))
        .order_by(loan.c.id)
    )
    found = []
    for row in await tx.all(query):
        cap = book.on(row["applied_on"]).amount_cap.value
        persons, at_cap = persons_of(Money(row["principal"]), cap)
        closed = row["closed_on"]
        group = {By.BANK: row["bank_id"], By.SECTOR: row["sector"], By.COHORT: str(Quarter.of(row["disbursed_on"]))}
        found.append(
            PastLoan(
                row["id"],
                row["disbursed_on"],
                row["term_months"],
                Money(row["principal"]),
                Money(row["guaranteed"]),
                at_cap,
                persons,
                group[by],
                closed if closed is not None and closed <= scope.day else None,
                row["paid_on"],
                Money(row["claim_paid"] or 0),
            )
        )
    return found


def persons_of(principal: Money, cap: Money) -> tuple[int, bool]:
    """How many times the personal cap of its time a loan needed, and whether it took all of that."""
    persons = max(1, int((principal.amount / cap.amount).to_integral_value(rounding=ROUND_CEILING)))
    return persons, principal.amount == cap.amount * Decimal(persons)
