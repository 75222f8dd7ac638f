"""A bank's own figures are laid beside ours, and what differs is kept; nothing else is changed."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import date

from kit.database import Row, Transaction, use_case
from kit.ids import new_id
from kit.money import Money
from pydantic import BaseModel
from sqlalchemy import select

from credit.domain.bank_file import Line
from credit.domain.bank_sheet import Read
from credit.domain.reconciliation import (
    Balance,
    Compared,
    Kind,
    compare_balances,
    compare_payments,
    read_balances,
    read_payments,
)
from credit.domain.rules import check_order
from credit.fields import MoneyText
from credit.policy import RuleBook
from credit.store.loans import known_lines
from credit.store.portfolio import held_on
from credit.store.sheets import read_rows
from credit.store.tables.loans import (
    loan,
    reconciliation,
    reconciliation_difference,
    repayment,
    repayment_reversal,
)
from credit.use_cases.record_repayments import bank_of
from credit.use_cases.upload_repayments import invalid_file, sender_of


@dataclass(frozen=True)
class Reconcile:
    """The bank's file: balances at the end of ``as_of``, or payments from ``since_on`` to it."""

    kind: Kind
    as_of: date
    since_on: date | None
    content: bytes

    @property
    def digest(self) -> str:
        """What the question is known by."""
        asked = f"{self.kind.value} {self.as_of} {self.since_on}\n".encode()
        return hashlib.sha256(asked + self.content).hexdigest()


class Reconciled(BaseModel):
    """How many lines agree and differ, and both totals."""

    id: str
    kind: Kind
    as_of: date
    since_on: date | None
    lines: int
    agreed: int
    differences: int
    their_total: MoneyText
    our_total: MoneyText


@use_case("credit.bank.reconcile")
async def reconcile(tx: Transaction, rule_book: RuleBook, command: Reconcile) -> Reconciled:
    """Raises ContentInvalid when the file itself is not sound."""
    bank_id = bank_of(tx)
    rule_book.on(command.as_of).check_day(command.as_of, today=tx.today, where="as_of")
    since = command.since_on or command.as_of
    check_order(since, command.as_of, names=("since_on", "as_of"))
    found: Read[Balance] | Read[Line]
    if command.kind is Kind.BALANCES:
        found, compared = await _balances(tx, bank_id, command)
    else:
        found, compared = await _payments(tx, bank_id, command, since)
    answer = Reconciled(
        id=new_id(),
        kind=command.kind,
        as_of=command.as_of,
        since_on=since if command.kind is Kind.PAYMENTS else None,
        lines=found.count,
        agreed=compared.agreed,
        differences=len(compared.differences),
        their_total=str(compared.their_total),
        our_total=str(compared.our_total),
    )
    tx.insert(
        reconciliation,
        {
            **answer.model_dump(),
            "bank_id": bank_id,
            "digest": command.digest,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    _keep(tx, answer.id, compared)
    tx.about(answer.id, lines=answer.lines, differences=answer.differences)
    return answer


def _keep(tx: Transaction, reconciliation_id: str, compared: Compared) -> None:
    rows: list[Row] = [
        {
            "reconciliation_id": reconciliation_id,
            "number": number,
            "row": item.row,
            "kind": item.kind.value,
            "loan_id": item.loan_id,
            "reference": item.reference,
            "theirs": item.theirs,
            "ours": item.ours,
        }
        for number, item in enumerate(compared.differences, start=1)
    ]
    if rows:
        tx.insert(reconciliation_difference, *rows)


async def _balances(tx: Transaction, bank_id: str, command: Reconcile) -> tuple[Read[Balance], Compared]:
    sender = await sender_of(tx, bank_id)
    found = await asyncio.to_thread(lambda: read_balances(read_rows(command.content), sender))
    _refuse_unsound(tx, found)
    held = held_on(command.as_of)
    rows = await tx.all(
        select(loan.c.id, held.c.principal)
        .select_from(loan)
        .outerjoin(held, held.c.loan_id == loan.c.id)
        .where(loan.c.bank_id == bank_id, loan.c.disbursed_on <= command.as_of)
    )
    ours = {row["id"]: Money(row["principal"]) for row in rows if row["principal"] is not None}
    others = {row["id"]: Money.zero() for row in rows if row["principal"] is None}
    return found, compare_balances(found.lines, ours, others)


async def _payments(tx: Transaction, bank_id: str, command: Reconcile, since: date) -> tuple[Read[Line], Compared]:
    sender = await sender_of(tx, bank_id)
    found = await asyncio.to_thread(lambda: read_payments(read_rows(command.content), sender))
    _refuse_unsound(tx, found)
    rows = await tx.all(
        select(repayment.c.reference, repayment.c.loan_id, repayment.c.amount, repayment.c.paid_on)
        .outerjoin(repayment_reversal, repayment_reversal.c.repayment_id == repayment.c.id)
        .where(
            repayment.c.bank_id == bank_id,
            repayment.c.paid_on.between(since, command.as_of),
            repayment_reversal.c.repayment_id.is_(None),
        )
    )
    ours = {
        row["reference"]: Line(row["reference"], row["loan_id"], Money(row["amount"]), row["paid_on"]) for row in rows
    }
    missing = {line.reference for _, line in found.lines} - set(ours)
    known = await known_lines(tx, bank_id, missing)
    elsewhere = {reference: item.line for reference, item in known.items() if not item.reversed}
    return found, compare_payments(found.lines, ours, elsewhere, (since, command.as_of))


def _refuse_unsound(tx: Transaction, found: Read[Balance] | Read[Line]) -> None:
    faults = found.file_faults + found.line_faults
    if faults:
        raise invalid_file(faults, tx.call.language)
