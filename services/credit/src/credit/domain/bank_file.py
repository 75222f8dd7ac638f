"""A bank's repayments, line by line: recorded, duplicate or refused, each reference once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kit.money import Money
from kit.refusal import Refusal

from credit.domain.errors.loans import LoanUnknown, RepaymentReferenceReused
from credit.domain.loans import Loan
from credit.domain.repayments import Repayment
from credit.domain.rules import Rules


@dataclass(frozen=True)
class Line:
    """One line as the bank sent it; amount in yuan."""

    reference: str
    loan_id: str
    amount: Money
    paid_on: date


@dataclass(frozen=True)
class Outcome:
    """What became of a line: a new ``repayment`` (with all that had then come in), a refusal, or neither."""

    line: Line
    repayment: Repayment | None = None
    paid_so_far: Money | None = None
    refusal: Refusal | None = None

    @property
    def status(self) -> str:
        """``recorded``, ``refused`` or, when the same payment is known, ``duplicate``."""
        if self.refusal is not None:
            return "refused"
        return "recorded" if self.repayment is not None else "duplicate"


def take_lines(
    lines: Sequence[Line],
    loans: Mapping[str, Loan],
    known: Mapping[str, Line],
    new_ids: Sequence[str],
    *,
    rules: Rules,
    today: date,
) -> list[Outcome]:
    """Take each line into its loan, in the order of the file.

    ``known``: lines recorded before, by reference; ``new_ids``: an id for each line.
    """
    seen = dict(known)
    outcomes = []
    for line, new_id in zip(lines, new_ids, strict=True):
        if line.reference in seen:
            same = seen[line.reference] == line
            refusal = None if same else RepaymentReferenceReused(where="reference", reference=line.reference)
            outcomes.append(Outcome(line, refusal=refusal))
            continue
        try:
            repayment, paid = _take(line, loans, new_id, rules, today)
        except Refusal as refusal:
            outcomes.append(Outcome(line, refusal=refusal))
            continue
        seen[line.reference] = line
        outcomes.append(Outcome(line, repayment, paid))
    return outcomes


def _take(line: Line, loans: Mapping[str, Loan], new_id: str, rules: Rules, today: date) -> tuple[Repayment, Money]:
    rules.check_day(line.paid_on, today=today, where="paid_on")
    loan = loans.get(line.loan_id)
    if loan is None:
        raise LoanUnknown(where="loan_id")
    repayment = Repayment(new_id, line.paid_on, line.amount, len(loan.repayments))
    loan.take(repayment)
    return repayment, loan.paid
