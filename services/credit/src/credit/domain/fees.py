"""Guarantee fees: what the finance bureau pays the fund for each guarantee letter, once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kit.money import Money

from credit.domain.errors.fees import (
    FeeAboveDue,
    FeeAlreadyRecorded,
    FeeNotDue,
    FeesDoNotAddUp,
    LetterTwice,
    LetterUnknown,
)
from credit.domain.rules import Rules

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Letter:
    """A guarantee letter. ``effective_on``: when the loan was disbursed, None before; principal in yuan."""

    number: str
    guarantee_id: str
    issued_on: date
    effective_on: date | None
    principal: Money
    term_months: int
    fee_recorded: bool


@dataclass(frozen=True)
class Given:
    """A line of a payment: the letter, and what was paid for it; None means what is due."""

    letter: str
    amount: Money | None = None


@dataclass(frozen=True)
class Fee:
    """What was paid for a letter, and what was due; yuan."""

    letter: Letter
    amount: Money
    due: Money


def fee_due(letter: Letter, rules: Rules) -> Money:
    """The fee of a letter: so many percent a year of the loan's principal, over its term (local rules of 394号 [V])."""
    return letter.principal.times(rules.guarantee_fee_percent.value / 100 * letter.term_months / MONTHS_A_YEAR)


def take_fees(
    lines: Sequence[Given], letters: Mapping[str, Letter], due: Mapping[str, Money], paid: Money, on: date
) -> list[Fee]:
    """The fees of one payment of ``paid`` yuan on ``on``, all or none.

    ``letters`` and what is ``due`` for each go by number. Raises LetterTwice, LetterUnknown, FeeNotDue,
    FeeAlreadyRecorded, FeeAboveDue (with the line), FeesDoNotAddUp.
    """
    _refuse_twice(line.letter for line in lines)
    fees = [_take(index, line, letters.get(line.letter), due, on) for index, line in enumerate(lines)]
    total = Money.sum(item.amount for item in fees)
    if total != paid:
        raise FeesDoNotAddUp(where="amount", sum=total, amount=paid)
    return fees


def _take(index: int, line: Given, letter: Letter | None, due: Mapping[str, Money], on: date) -> Fee:
    where = f"lines[{index}].letter_number"
    if letter is None:
        raise LetterUnknown(where=where, letter=line.letter)
    if letter.fee_recorded:
        raise FeeAlreadyRecorded(where=where, letter=line.letter)
    if letter.effective_on is None or letter.effective_on > on:
        raise FeeNotDue(where=where, letter=line.letter, day=on)
    most = due[line.letter]
    amount = most if line.amount is None else line.amount
    if amount > most:
        raise FeeAboveDue(where=f"lines[{index}].amount", letter=line.letter, amount=amount, due=most)
    return Fee(letter, amount, most)


def _refuse_twice(numbers: Iterable[str]) -> None:
    seen: set[str] = set()
    for index, number in enumerate(numbers):
        if number in seen:
            raise LetterTwice(where=f"lines[{index}].letter_number", letter=number)
        seen.add(number)
