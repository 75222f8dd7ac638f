"""A bank's own figures beside ours: what agrees, what is missing here or there, what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.money import Money
from kit.refusal import Refusal

from credit.domain.bank_file import Line
from credit.domain.bank_sheet import (
    AMOUNT,
    BALANCE,
    LOAN,
    PAID_ON,
    REFERENCE,
    Cell,
    Fault,
    Form,
    Made,
    Name,
    Read,
    Rows,
    Sender,
    read_file,
    take_amount,
    take_day,
    take_loan,
    take_reference,
)
from credit.domain.errors.files import LineTwice


class Kind(StrEnum):
    """What the bank sends: principal owed by loan on a day, or payments of a period."""

    BALANCES = "balances"
    PAYMENTS = "payments"


class Difference(StrEnum):
    """How a line differs."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    OTHER_BALANCE = "other_balance"
    OTHER_LOAN = "other_loan"
    OTHER_AMOUNT = "other_amount"
    OTHER_DATE = "other_date"


@dataclass(frozen=True, slots=True)
class Differs:
    """A line that differs; ``row`` in the bank's file, None where the bank has none. Values as text."""

    row: int | None
    kind: Difference
    loan_id: str
    reference: str
    theirs: str
    ours: str


@dataclass(frozen=True)
class Compared:
    """The outcome: how many lines agree, the differences in order, both totals in yuan."""

    agreed: int
    differences: tuple[Differs, ...]
    their_total: Money
    our_total: Money


@dataclass(frozen=True, slots=True)
class Balance:
    """The principal that a loan owes by the bank's books; yuan."""

    loan_id: str
    principal: Money


def read_balances(rows: Rows, sender: Sender) -> Read[Balance]:
    """A file of balances, each loan once."""
    return _each_once(read_file(rows, sender, BALANCES), lambda line: line.loan_id, LOAN)


def read_payments(rows: Rows, sender: Sender) -> Read[Line]:
    """A file of payments, each reference once."""
    return _each_once(read_file(rows, sender, PAYMENTS), lambda line: line.reference, REFERENCE)


def compare_balances(
    theirs: Sequence[tuple[int, Balance]], ours: Mapping[str, Money], others: Mapping[str, Money]
) -> Compared:
    """``ours``: what outstanding loans owe; ``others``: what the bank's other loans owe on that day: nothing."""
    differences = []
    seen = set()
    for row, line in theirs:
        seen.add(line.loan_id)
        mine = ours.get(line.loan_id, others.get(line.loan_id))
        if mine is None:
            differences.append(Differs(row, Difference.MISSING_HERE, line.loan_id, "", str(line.principal), ""))
        elif mine != line.principal:
            differences.append(Differs(row, Difference.OTHER_BALANCE, line.loan_id, "", str(line.principal), str(mine)))
    agreed = len(theirs) - len(differences)
    differences += [
        Differs(None, Difference.MISSING_THERE, loan_id, "", "", str(ours[loan_id]))
        for loan_id in sorted(set(ours) - seen)
    ]
    total = Money.sum(line.principal for _, line in theirs)
    return Compared(agreed, tuple(differences), total, Money.sum(ours.values()))


def compare_payments(
    theirs: Sequence[tuple[int, Line]],
    ours: Mapping[str, Line],
    elsewhere: Mapping[str, Line],
    period: tuple[date, date],
) -> Compared:
    """By reference. ``ours``: recorded in the period; ``elsewhere``: recorded under these references outside it."""
    differences: list[Differs] = []
    agreed = 0
    seen = set()
    for row, line in theirs:
        seen.add(line.reference)
        mine = ours.get(line.reference) or elsewhere.get(line.reference)
        found = _payment_differs(row, line, mine, period)
        differences += found
        agreed += not found
    differences += [
        Differs(None, Difference.MISSING_THERE, ours[reference].loan_id, reference, "", _shown(ours[reference]))
        for reference in sorted(set(ours) - seen)
    ]
    total = Money.sum(line.amount for _, line in theirs)
    return Compared(agreed, tuple(differences), total, Money.sum(line.amount for line in ours.values()))


def _payment_differs(row: int, line: Line, mine: Line | None, period: tuple[date, date]) -> list[Differs]:
    if mine is None:
        return [Differs(row, Difference.MISSING_HERE, line.loan_id, line.reference, _shown(line), "")]
    found = []
    if mine.loan_id != line.loan_id:
        found.append((Difference.OTHER_LOAN, line.loan_id, mine.loan_id))
    if mine.amount != line.amount:
        found.append((Difference.OTHER_AMOUNT, str(line.amount), str(mine.amount)))
    if mine.paid_on != line.paid_on or not period[0] <= line.paid_on <= period[1]:
        found.append((Difference.OTHER_DATE, line.paid_on.isoformat(), mine.paid_on.isoformat()))
    return [Differs(row, kind, line.loan_id, line.reference, theirs, ours) for kind, theirs, ours in found]


def _shown(line: Line) -> str:
    return f"{line.amount} {line.paid_on.isoformat()}"


def _each_once(found: Read[Made], key: Callable[[Made], str], name: Name) -> Read[Made]:
    first: dict[str, int] = {}
    kept = []
    for row, line in found.lines:
        if key(line) in first:
            found.line_faults.append(Fault(row, name.header, LineTwice(where="file", first=first[key(line)])))
            continue
        first[key(line)] = row
        kept.append((row, line))
    found.lines = kept
    return found


def _balance(cells: Mapping[Name, Cell], wrong: Callable[[Name, Refusal], None]) -> Balance:
    return Balance(take_loan(cells, wrong), take_amount(BALANCE, cells, wrong, zero=True))


def _payment(cells: Mapping[Name, Cell], wrong: Callable[[Name, Refusal], None]) -> Line:
    return Line(
        take_reference(cells, wrong),
        take_loan(cells, wrong),
        take_amount(AMOUNT, cells, wrong),
        take_day(PAID_ON, cells, wrong),
    )


BALANCES: Form[Balance] = Form((LOAN, BALANCE), (), BALANCE, _balance)
"""A file of balances."""

PAYMENTS: Form[Line] = Form((REFERENCE, LOAN, AMOUNT, PAID_ON), (), AMOUNT, _payment)
"""A file of payments."""
