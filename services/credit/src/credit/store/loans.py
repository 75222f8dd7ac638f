"""Loans with their schedules, repayments and allocations: read and written as sets."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kit.database import Row, Transaction
from kit.money import Money, Rounding
from sqlalchemy import BigInteger, ColumnElement, RowMapping, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from credit.domain.bank_file import Known, Line
from credit.domain.debt import Extension, Habits
from credit.domain.guarantees import Guarantee
from credit.domain.loans import Booked, Change, Loan, LoanState
from credit.domain.repayments import Allocation, Repayment
from credit.domain.schedules import DayCount, Instalment, Method
from credit.store.guarantees import progress_of
from credit.store.sets import one_of, update_rows
from credit.store.standings import insert_standings
from credit.store.tables.applications import guarantee, loan_application
from credit.store.tables.loans import (
    allocation,
    arrears_spell,
    instalment,
    loan,
    loan_extension,
    repayment,
    repayment_reversal,
)


async def lock_loans(tx: Transaction, loan_ids: Collection[str], bank_id: str | None = None) -> dict[str, Loan]:
    """Loans (a bank's, if one is given), locked in a fixed order, with everything that was repaid; by id."""
    if not loan_ids:
        return {}
    query = select(loan).where(one_of(loan.c.id, loan_ids)).order_by(loan.c.id)
    rows = await tx.lock_all(query if bank_id is None else query.where(loan.c.bank_id == bank_id))
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
    history = await _history(tx, ids)
    booked = await _booked(tx, ids) if with_allocations else {}
    return {
        row["id"]: loan_of(row, schedules[row["id"]], history[row["id"]], booked.get(row["id"], {})) for row in rows
    }


@dataclass
class _History:
    """What happened to a loan after its disbursement."""

    repayments: list[Repayment] = field(default_factory=list)
    bounced: dict[str, Repayment] = field(default_factory=dict)
    extensions: list[Extension] = field(default_factory=list)


def loan_of(row: RowMapping, schedule: Iterable[Instalment], history: _History, booked: dict[str, Booked]) -> Loan:
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
        repayments=history.repayments,
        booked=booked,
        closed_on=row["closed_on"],
        replays=row["replays"],
        habits=Habits(DayCount(row["day_count"]), Rounding(row["rounding"]), Method(row["method"])),
        extensions=history.extensions,
        bounced=history.bounced,
    )


async def _schedules(tx: Transaction, ids: Sequence[str]) -> dict[str, list[Instalment]]:
    """One row for each loan: its lines as arrays, amounts in fen."""
    lines = instalment.c
    money = {name: cast(lines[name] * 100, BigInteger) for name in ("principal", "interest", "balance")}
    each = {"number": lines.number, "due_on": lines.due_on, **money}
    query = (
        select(lines.loan_id, *(func.array_agg(aggregate_order_by(what, lines.number)) for what in each.values()))
        .where(one_of(lines.loan_id, ids))
        .group_by(lines.loan_id)
    )
    made = Money.from_fen
    found: dict[str, list[Instalment]] = {}
    for row in await tx.all(query):
        loan_id, *columns = row.values()
        found[str(loan_id)] = [
            Instalment(number, due_on, made(principal), made(interest), made(balance))
            for number, due_on, principal, interest, balance in zip(*columns, strict=True)
        ]
    return found


async def _history(tx: Transaction, ids: Sequence[str]) -> dict[str, _History]:
    found: dict[str, _History] = defaultdict(_History)
    query = (
        select(
            repayment.c.id,
            repayment.c.loan_id,
            repayment.c.paid_on,
            repayment.c.amount,
            repayment.c.reference,
            repayment.c.settles,
            repayment_reversal.c.repayment_id.is_not(None).label("reversed"),
        )
        .outerjoin(repayment_reversal, repayment_reversal.c.repayment_id == repayment.c.id)
        .where(one_of(repayment.c.loan_id, ids))
        .order_by(repayment.c.loan_id, repayment.c.number)
    )
    for row in await tx.all(query):
        item = Repayment(row["id"], row["paid_on"], Money(row["amount"]), row["reference"], row["settles"])
        if row["reversed"]:
            found[row["loan_id"]].bounced[item.id] = item
        else:
            found[row["loan_id"]].repayments.append(item)
    agreed = select(loan_extension).where(one_of(loan_extension.c.loan_id, ids), loan_extension.c.state == "agreed")
    for row in await tx.all(agreed.order_by(loan_extension.c.id)):
        found[row["loan_id"]].extensions.append(
            Extension(row["extended_on"], row["months"], row["annual_rate_percent"])
        )
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
        kept = Allocation(
            row["repayment_id"],
            Money(row["interest"]),
            Money(row["principal"]),
            Money(row["balance"]),
            Money(row["excess"]),
        )
        found[row["loan_id"]][row["repayment_id"]] = Booked(
            kept, Money(row["guarantee_freed"]), row["version"], row["superseded"]
        )
    return found


async def known_lines(tx: Transaction, bank_id: str, references: Collection[str]) -> dict[str, Known]:
    """What was recorded under these references of a bank before."""
    rows = await tx.all(
        select(*repayment.c, repayment_reversal.c.repayment_id.is_not(None).label("reversed"))
        .outerjoin(repayment_reversal, repayment_reversal.c.repayment_id == repayment.c.id)
        .where(repayment.c.bank_id == bank_id, one_of(repayment.c.reference, references))
    )
    return {
        row["reference"]: Known(
            Line(row["reference"], row["loan_id"], Money(row["amount"]), row["paid_on"], row["settles"]),
            row["reversed"],
        )
        for row in rows
    }


def insert_repayments(
    tx: Transaction, bank_id: str, taken: Iterable[tuple[Loan, Repayment]], file_id: str | None = None
) -> None:
    """Buffer new repayments, each numbered on within its loan."""
    taken = list(taken)
    new = Counter(found.id for found, _ in taken)
    last: dict[str, int] = {}
    rows: list[Row] = []
    for found, item in taken:
        number = last.get(found.id, found.recorded - new[found.id])
        last[found.id] = number + 1
        rows.append(
            {
                "id": item.id,
                "bank_id": bank_id,
                "reference": item.reference,
                "loan_id": found.id,
                "number": number,
                "amount": item.amount,
                "paid_on": item.paid_on,
                "settles": item.settles,
                "file_id": file_id,
                "recorded_by": tx.call.actor.account,
                "recorded_at": tx.now,
            }
        )
    if rows:
        tx.insert(repayment, *rows)


def insert_loan(tx: Transaction, found: Loan, extra: Mapping[str, Any]) -> None:
    """Buffer a new loan with its schedule; ``extra``: how and by whom it was disbursed."""
    row: Row = {
        "id": found.id,
        "application_id": found.application_id,
        "applicant_id": found.applicant_id,
        "bank_id": found.bank_id,
        "principal": found.principal,
        "principal_owed": found.principal,
        "excess": found.excess,
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
    insert_standings(tx, [found])


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
            "excess": change.booked.allocation.excess,
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
                    "principal_owed": str(item.balance),
                    "excess": str(item.excess),
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


async def open_applications(tx: Transaction, application_ids: Collection[str], *, is_open: bool) -> None:
    """Close the applications of closed loans, or open them again: one open one to an applicant."""
    if application_ids:
        await tx.execute(
            loan_application.update().where(one_of(loan_application.c.id, application_ids)).values(is_open=is_open)
        )


async def known_spells(tx: Transaction, loan_ids: Collection[str]) -> set[tuple[str, date]]:
    """The spells of arrears that were told already: loan and first day."""
    if not loan_ids:
        return set()
    query = select(arrears_spell.c.loan_id, arrears_spell.c.began_on).where(one_of(arrears_spell.c.loan_id, loan_ids))
    return {(row["loan_id"], row["began_on"]) for row in await tx.all(query)}
