"""Loans with their schedules, repayments and allocations: read and written as sets."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from kit.database import Row, Transaction
from kit.money import Money
from sqlalchemy import ColumnElement, RowMapping, and_, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from credit.domain.bank_file import Line
from credit.domain.guarantees import Guarantee
from credit.domain.loans import Booked, Change, Loan, LoanState
from credit.domain.repayments import Allocation, Repayment
from credit.domain.schedules import Instalment
from credit.store.guarantees import progress_of
from credit.store.sets import one_of, update_rows
from credit.store.tables.applications import guarantee, loan_application
from credit.store.tables.loans import allocation, arrears_spell, instalment, loan, repayment


async def lock_loans(tx: Transaction, loan_ids: Collection[str], bank_id: str) -> dict[str, Loan]:
    """A bank's loans, locked in a fixed order, with everything that was repaid; by id."""
    if not loan_ids:
        return {}
    rows = await tx.lock_all(
        select(loan).where(one_of(loan.c.id, loan_ids), loan.c.bank_id == bank_id).order_by(loan.c.id)
    )
    return await _assemble(tx, rows, with_allocations=True)


async def read_loans(tx: Transaction, *conditions: ColumnElement[bool], allocations: bool = False) -> dict[str, Loan]:
    """The loans that meet ``conditions``, with their schedules and repayments; by id."""
    rows = await tx.all(select(loan).where(*conditions).order_by(loan.c.id))
    return await _assemble(tx, rows, with_allocations=allocations)


def outstanding_as_of(day: date) -> ColumnElement[bool]:
    """Loans disbursed by ``day`` and not closed by then."""
    return and_(loan.c.disbursed_on <= day, or_(loan.c.closed_on.is_(None), loan.c.closed_on > day))


async def _assemble(tx: Transaction, rows: Sequence[RowMapping], *, with_allocations: bool) -> dict[str, Loan]:
    ids = [row["id"] for row in rows]
    if not ids:
        return {}
    schedules = await _schedules(tx, ids)
    repayments = await _repayments(tx, ids)
    booked = await _booked(tx, ids) if with_allocations else {}
    return {
        row["id"]: loan_of(row, schedules[row["id"]], repayments.get(row["id"], []), booked.get(row["id"], {}))
        for row in rows
    }


def loan_of(
    row: RowMapping, schedule: Iterable[Instalment], repayments: list[Repayment], booked: dict[str, Booked]
) -> Loan:
    """The aggregate from its rows."""
    return Loan(
        id=row["id"],
        application_id=row["application_id"],
        applicant_id=row["applicant_id"],
        bank_id=row["bank_id"],
        principal=Money(row["principal"]),
        term_months=row["term_months"],
        annual_rate_percent=row["annual_rate_percent"],
        disbursed_on=row["disbursed_on"],
        schedule=tuple(schedule),
        state=LoanState(row["state"]),
        repayments=repayments,
        booked=booked,
        closed_on=row["closed_on"],
        replays=row["replays"],
    )


async def _schedules(tx: Transaction, ids: Sequence[str]) -> dict[str, list[Instalment]]:
    found: dict[str, list[Instalment]] = defaultdict(list)
    query = (
        select(instalment).where(one_of(instalment.c.loan_id, ids)).order_by(instalment.c.loan_id, instalment.c.number)
    )
    for row in await tx.all(query):
        found[row["loan_id"]].append(
            Instalment(
                row["number"], row["due_on"], Money(row["principal"]), Money(row["interest"]), Money(row["balance"])
            )
        )
    return found


async def _repayments(tx: Transaction, ids: Sequence[str]) -> dict[str, list[Repayment]]:
    found: dict[str, list[Repayment]] = defaultdict(list)
    query = select(repayment).where(one_of(repayment.c.loan_id, ids)).order_by(repayment.c.loan_id, repayment.c.number)
    for row in await tx.all(query):
        found[row["loan_id"]].append(Repayment(row["id"], row["paid_on"], Money(row["amount"]), row["number"]))
    return found


async def _booked(tx: Transaction, ids: Sequence[str]) -> dict[str, dict[str, Booked]]:
    """The allocations in force: of each repayment the one with the highest version."""
    found: dict[str, dict[str, Booked]] = defaultdict(dict)
    earlier = func.count().over(partition_by=allocation.c.repayment_id) - 1
    query = (
        select(*allocation.c, earlier.label("superseded"))
        .where(one_of(allocation.c.loan_id, ids))
        .ext(distinct_on(allocation.c.repayment_id))
        .order_by(allocation.c.repayment_id, allocation.c.version.desc())
    )
    for row in await tx.all(query):
        kept = Allocation(row["repayment_id"], Money(row["interest"]), Money(row["principal"]), Money(row["balance"]))
        found[row["loan_id"]][row["repayment_id"]] = Booked(
            kept, Money(row["guarantee_freed"]), row["version"], row["superseded"]
        )
    return found


async def known_lines(tx: Transaction, bank_id: str, references: Collection[str]) -> dict[str, Line]:
    """What was recorded under these references of a bank before."""
    rows = await tx.all(
        select(repayment).where(repayment.c.bank_id == bank_id, one_of(repayment.c.reference, references))
    )
    return {
        row["reference"]: Line(row["reference"], row["loan_id"], Money(row["amount"]), row["paid_on"]) for row in rows
    }


def insert_loan(tx: Transaction, found: Loan, extra: Mapping[str, Any]) -> None:
    """Buffer a new loan with its schedule; ``extra``: how and by whom it was disbursed."""
    row: Row = {
        "id": found.id,
        "application_id": found.application_id,
        "applicant_id": found.applicant_id,
        "bank_id": found.bank_id,
        "principal": found.principal,
        "principal_owed": found.principal,
        "term_months": found.term_months,
        "annual_rate_percent": found.annual_rate_percent,
        "disbursed_on": found.disbursed_on,
        "state": found.state.value,
        "closed_on": None,
        "replays": 0,
        "version": 1,
        "recorded_at": tx.now,
        **extra,
    }
    lines: list[Row] = [
        {
            "loan_id": found.id,
            "number": line.number,
            "due_on": line.due_on,
            "principal": line.principal,
            "interest": line.interest,
            "balance": line.balance,
        }
        for line in found.schedule
    ]
    tx.insert(loan, row)
    tx.insert(instalment, *lines)


def insert_allocations(tx: Transaction, loan_id: str, changes: Iterable[Change]) -> None:
    """Buffer new allocations; those that they supersede stay."""
    rows: list[Row] = [
        {
            "repayment_id": change.booked.allocation.repayment_id,
            "version": change.booked.version,
            "loan_id": loan_id,
            "interest": change.booked.allocation.interest,
            "principal": change.booked.allocation.principal,
            "balance": change.booked.allocation.balance,
            "guarantee_freed": change.booked.freed,
            "recorded_at": tx.now,
        }
        for change in changes
    ]
    if rows:
        tx.insert(allocation, *rows)


async def save_repaid(tx: Transaction, loans: Sequence[Loan], guarantees: Mapping[str, Guarantee]) -> None:
    """Write how far loans and their guarantees have come: one statement for each table."""
    if not loans:
        return
    await tx.execute(
        update_rows(
            loan,
            [
                {
                    "id": item.id,
                    "principal_owed": str(item.stream.balance_after(item.paid)),
                    "state": item.state.value,
                    "closed_on": item.closed_on,
                    "replays": item.replays,
                    "version": 1 + item.replays,
                }
                for item in loans
            ],
        )
    )
    found = [guarantees[item.application_id] for item in loans]
    await tx.execute(update_rows(guarantee, [{"id": item.id, **progress_of(item)} for item in found]))
    closed = [item.application_id for item in loans if item.state is LoanState.CLOSED]
    if closed:
        await tx.execute(loan_application.update().where(one_of(loan_application.c.id, closed)).values(is_open=False))


async def known_spells(tx: Transaction, loan_ids: Collection[str]) -> set[tuple[str, date]]:
    """The spells of arrears that were told already: loan and first day."""
    if not loan_ids:
        return set()
    query = select(arrears_spell.c.loan_id, arrears_spell.c.began_on).where(one_of(arrears_spell.c.loan_id, loan_ids))
    return {(row["loan_id"], row["began_on"]) for row in await tx.all(query)}
