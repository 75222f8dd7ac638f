"""Interest subsidy (贴息): finance pays the interest of micro-profit trades, by quarter, on interest really paid.

394号 [V]: in full for micro-profit trades, none in the extension, none on overdue amounts. What a
loan is entitled to by the end of a quarter follows from its repayments as they are known then; a
batch claims the difference to what earlier batches claimed for it, part by part. So a repayment
that was backdated or reversed puts itself right in the next batch.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from kit.money import Money

MONTHS_A_QUARTER = 3
QUARTERS_A_YEAR = 4


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, written ``2007Q4``."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Raises ValueError for a number outside 1 to 4."""
        if not 1 <= self.number <= QUARTERS_A_YEAR:
            raise ValueError("a year has four quarters")

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter in which ``day`` lies."""
        return cls(day.year, (day.month - 1) // MONTHS_A_QUARTER + 1)

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """From ``2007Q4``. Raises ValueError."""
        year, _, number = text.partition("Q")
        return cls(int(year), int(number))

    @property
    def next(self) -> "Quarter":
        """The quarter after it."""
        return Quarter.of(self.ends_on + timedelta(days=1))

    @property
    def begins_on(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * MONTHS_A_QUARTER + 1, 1)

    @property
    def ends_on(self) -> date:
        """Its last day."""
        if self.number == QUARTERS_A_YEAR:
            return date(self.year, 12, 31)
        return date(self.year, self.number * MONTHS_A_QUARTER + 1, 1) - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


class InterestPart(Protocol):
    """Which instalment's interest a repayment paid, as ``repayments.parts`` says it; yuan."""

    @property
    def repayment_id(self) -> str: ...  # noqa: D102 -- a field
    @property
    def paid_on(self) -> date: ...  # noqa: D102 -- a field
    @property
    def instalment_number(self) -> int: ...  # noqa: D102 -- a field
    @property
    def due_on(self) -> date: ...  # noqa: D102 -- a field
    @property
    def interest(self) -> Money: ...  # noqa: D102 -- a field
    @property
    def in_extension(self) -> bool: ...  # noqa: D102 -- a field


class Why(StrEnum):
    """Why a part of interest is subsidised or not."""

    COUNTED = "paid_when_due"
    OVERDUE = "paid_when_overdue"
    EXTENSION = "in_extension"
    NOT_MICRO_PROFIT = "trade_not_micro_profit"
    CLAWED_BACK = "clawed_back"
    GONE = "repayment_reversed_or_allocated_anew"


@dataclass(frozen=True)
class Terms:
    """By which rules a loan is subsidised: those of the day of its disbursement.

    ``percent`` of the interest; ``tolerance_days`` after the due date a payment still counts as in time.
    """

    percent: Decimal
    tolerance_days: int


@dataclass(frozen=True)
class Borrowed:
    """A loan as far as its subsidy goes: is its trade on the list, was the subsidy clawed back?"""

    loan_id: str
    bank_id: str
    micro_profit: bool
    clawed_back: bool
    terms: Terms


@dataclass(frozen=True, order=True)
class Key:
    """What is claimed, corrected and never claimed twice: an instalment's interest in a repayment."""

    repayment_id: str
    instalment_number: int


@dataclass(frozen=True)
class Claimed:
    """What earlier batches claimed for a part, and the part as it was then; yuan."""

    amount: Money
    paid_on: date
    due_on: date


@dataclass(frozen=True)
class PartLine:
    """A part of interest in a batch: subsidy due ``now``, claimed ``before``, the difference ``amount``; yuan."""

    key: Key
    paid_on: date
    due_on: date
    interest: Money
    now: Money
    before: Money
    why: Why

    @property
    def amount(self) -> Money:
        """What this batch claims (or gives back) for it."""
        return self.now - self.before


@dataclass(frozen=True)
class LoanLine:
    """A loan in a batch with the parts that make it up."""

    loan_id: str
    parts: tuple[PartLine, ...]

    @property
    def amount(self) -> Money:
        """What this batch claims for the loan; negative when more had been claimed than is due."""
        return Money.sum(part.amount for part in self.parts)

    @property
    def interest(self) -> Money:
        """Interest in the parts shown."""
        return Money.sum(part.interest for part in self.parts)


def judge(part: InterestPart, borrowed: Borrowed) -> Why:
    """Whether the interest of ``part`` is subsidised, or the first reason why not."""
    if borrowed.clawed_back:
        return Why.CLAWED_BACK
    if not borrowed.micro_profit:
        return Why.NOT_MICRO_PROFIT
    if part.in_extension:
        return Why.EXTENSION
    if part.paid_on > part.due_on + timedelta(days=borrowed.terms.tolerance_days):
        return Why.OVERDUE
    return Why.COUNTED


def entitlement(parts: Iterable[InterestPart], borrowed: Borrowed, day: date) -> dict[Key, PartLine]:
    """Every part of interest paid by ``day`` with the subsidy due on it; nothing claimed before yet.

    Of one instalment and one repayment there may be several parts (before and in an extension):
    they are added up, and the reason is that of the first which is not subsidised.
    """
    found: dict[Key, PartLine] = {}
    for part in parts:
        if part.paid_on > day or not part.interest:
            continue
        why = judge(part, borrowed)
        due = part.interest.times(borrowed.terms.percent / 100) if why is Why.COUNTED else Money.zero()
        key = Key(part.repayment_id, part.instalment_number)
        line = PartLine(key, part.paid_on, part.due_on, part.interest, due, Money.zero(), why)
        found[key] = _together(found[key], line) if key in found else line
    return found


def _together(one: PartLine, other: PartLine) -> PartLine:
    why = one.why if one.why is not Why.COUNTED else other.why
    interest, now = one.interest + other.interest, one.now + other.now
    return PartLine(one.key, one.paid_on, one.due_on, interest, now, Money.zero(), why)


def claim(
    borrowed: Borrowed, parts: Iterable[InterestPart], before: Mapping[Key, Claimed], quarter: Quarter
) -> LoanLine | None:
    """What a batch says of a loan: interest paid in the quarter, and everything that changed since it was claimed.

    ``before``: what live batches claimed, by part. None when there is nothing to say.
    """
    due = entitlement(parts, borrowed, quarter.ends_on)
    lines: list[PartLine] = []
    for key, line in due.items():
        claimed = before.get(key)
        amount = claimed.amount if claimed else Money.zero()
        if line.now != amount or line.paid_on >= quarter.begins_on:
            lines.append(PartLine(key, line.paid_on, line.due_on, line.interest, line.now, amount, line.why))
    for key, claimed in before.items():
        if key not in due and claimed.amount:
            gone = Why.CLAWED_BACK if borrowed.clawed_back else Why.GONE
            lines.append(
                PartLine(key, claimed.paid_on, claimed.due_on, Money.zero(), Money.zero(), claimed.amount, gone)
            )
    if not lines:
        return None
    return LoanLine(borrowed.loan_id, tuple(sorted(lines, key=lambda item: (item.paid_on, item.key))))


@dataclass(frozen=True)
class Totals:
    """A batch in figures, yuan: interest paid in the quarter, how much of it is subsidised, what is claimed.

    ``amount`` is what the quarter's own interest gives plus ``corrections`` of what was claimed before.
    """

    loans: int
    interest: Money
    interest_subsidised: Money
    amount: Money
    corrections: Money
    carried_in: Money

    @property
    def payable(self) -> Money:
        """What finance pays; negative: what the bank returns or carries over."""
        return self.amount + self.carried_in


def totals(lines: Sequence[LoanLine], quarter: Quarter, carried_in: Money) -> Totals:
    """Sums of a batch's lines; ``carried_in``: what earlier batches left for the bank to give back (negative)."""
    own = [part for line in lines for part in line.parts if part.paid_on >= quarter.begins_on and not part.before]
    amount = Money.sum(line.amount for line in lines)
    return Totals(
        len(lines),
        Money.sum(part.interest for part in own),
        Money.sum(part.interest for part in own if part.why is Why.COUNTED),
        amount,
        amount - Money.sum(part.amount for part in own),
        carried_in,
    )


EXPLAINED: dict[Why, tuple[str, str]] = {
    Why.COUNTED: ("Paid by its due date: subsidised.", "按期支付：予以贴息。"),
    Why.OVERDUE: ("Paid after its due date: overdue interest is not subsidised.", "逾期支付：逾期利息不贴息。"),
    Why.EXTENSION: ("Interest of an extension is not subsidised.", "展期利息不贴息。"),
    Why.NOT_MICRO_PROFIT: ("The trade is not on the list of micro-profit ones.", "经营行业不属于微利项目。"),
    Why.CLAWED_BACK: ("The subsidy of this loan was clawed back.", "该贷款贴息已追回。"),
    Why.GONE: (
        "Claimed before; the repayment was reversed, or is allocated differently by now.",
        "此前已申领；该笔还款已冲正或已重新分配。",
    ),
}
"""What a reader is told, in English and Chinese."""


def clawback_notice(number: str, loan_reference: str, amount: Money, reason: str) -> tuple[str, str]:
    """The notice to the bank, in English and Chinese. No person is named."""
    english = (
        f"Notice {number}. The interest subsidy of the loan with reference {loan_reference} is clawed back. "
        f"Finding: {reason} Claimed so far: {amount} yuan. It is taken off your next batch, which may come to a "
        "balance that you return. The loan gets no further interest subsidy."
    )
    chinese = (
        f"追回通知 {number}：凭证号 {loan_reference} 的贷款，其财政贴息予以追回。认定情况：{reason} "
        f"已申领 {amount} 元，在贵行下一批次中扣减，不足扣减的应予退回。该贷款不再享受贴息。"
    )
    return english, chinese
