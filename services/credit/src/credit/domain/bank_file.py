"""A bank's repayments, line by line: recorded, duplicate or refused, each reference once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kit.money import Money
from kit.refusal import Refusal

from credit.domain.errors.loans import LoanUnknown, RepaymentReferenceReused, RepaymentReversedAlready
from credit.domain.loans import Loan
from credit.domain.repayments import Repayment
from credit.domain.rules import Rules


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the bank sent it; amount in yuan. ``settles``: it is meant to end the loan."""

    reference: str
    loan_id: str
    amount: Money
    paid_on: date
    settles: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A line that was recorded before, and whether it has been reversed since."""

    line: Line
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line: a new ``repayment``, a refusal, or neither (the same payment is known)."""

    line: Line
    repayment: Repayment | None = None
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
    known: Mapping[str, Known],
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
        before = seen.get(line.reference)
        if before is not None:
            outcomes.append(Outcome(line, refusal=_refused_again(line, before)))
            continue
        try:
            repayment = _take(line, loans, new_id, rules, today)
        except Refusal as refusal:
            outcomes.append(Outcome(line, refusal=refusal))
            continue
        seen[line.reference] = Known(line)
        outcomes.append(Outcome(line, repayment))
    return outcomes


def _refused_again(line: Line, before: Known) -> Refusal | None:
    if before.line != line:
        return RepaymentReferenceReused(where="reference", reference=line.reference)
    return RepaymentReversedAlready(where="reference", reference=line.reference) if before.reversed else None


def _take(line: Line, loans: Mapping[str, Loan], new_id: str, rules: Rules, today: date) -> Repayment:
    rules.check_day(line.paid_on, today=today, where="paid_on")
    loan = loans.get(line.loan_id)
    if loan is None:
        raise LoanUnknown(where="loan_id")
    repayment = Repayment(new_id, line.paid_on, line.amount, line.reference, line.settles)
    loan.take(repayment)
    return repayment
