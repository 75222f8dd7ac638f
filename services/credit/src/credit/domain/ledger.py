"""The fund's books: every entry's debits equal its credits, and no entry is ever changed.

Amounts are signed: debits positive, credits negative. Every account belongs to one special
account: a fund's at a partner bank. What the fund guarantees stands below the line: a contingent claim on the borrowers
against the liability to the bank, reserved at commitment and effective at disbursement.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.money import Money

from credit.domain.errors.fund import EntryNotReversible, ReversalNotReversible
from credit.domain.rules import check_order


@dataclass(frozen=True)
class SpecialAccount:
    """Where a fund's money lies at a partner bank; guarantees are counted there too."""

    fund_id: str
    bank_id: str


class Account(StrEnum):
    """The chart of accounts, kept for each special account."""

    SPECIAL_ACCOUNT = "special_account"
    CONTRIBUTIONS = "contributions"
    FEES = "fees"
    SUBROGATION_RECEIVABLE = "subrogation_receivable"
    LOSSES = "losses"
    MUTUAL_FUND_ACCOUNT = "mutual_fund_account"
    MUTUAL_FUND_DEPOSITS = "mutual_fund_deposits"
    CONTINGENT_CLAIMS = "contingent_claims"
    GUARANTEES_RESERVED = "guarantees_reserved"
    GUARANTEES_EFFECTIVE = "guarantees_effective"


MANUAL = frozenset({"contribution", "withdrawal", "fee"})
"""Kinds of entry that a person records from a bank's voucher; the others follow from what happens to guarantees."""

GUARANTEE_EFFECTIVE, CLAIM_PAID = "guarantee_effective", "claim_paid"
"""The kinds of entry from which a bank's compensation rate follows: what ever took effect, what was compensated."""

REVERSAL = "reversal"
"""The kind of an entry that takes another one back."""


class Unbalanced(ValueError):
    """A journal entry whose debits and credits differ: a programming mistake, never bad input."""


@dataclass(frozen=True)
class Posting:
    """One line of an entry; ``amount`` in yuan, debit positive."""

    account: Account
    amount: Money


@dataclass(frozen=True)
class Entry:
    """What happened to a special account's books on a day, and the document that says so."""

    at: SpecialAccount
    kind: str
    booked_on: date
    document: str
    postings: tuple[Posting, ...]

    def moves(self, account: Account) -> Money:
        """By how much this entry changes ``account``: debits less credits, yuan."""
        return Money.sum(posting.amount for posting in self.postings if posting.account is account)

    def __post_init__(self) -> None:
        """Raises Unbalanced."""
        if len(self.postings) < 2 or Money.sum(posting.amount for posting in self.postings):  # noqa: PLR2004 -- double entry
            raise Unbalanced(f"{self.kind} of {self.document}")


def contribution(at: SpecialAccount, amount: Money, booked_on: date, document: str) -> Entry:
    """Money paid into the special account."""
    return _entry(at, "contribution", booked_on, document, Account.SPECIAL_ACCOUNT, Account.CONTRIBUTIONS, amount)


def mutual_deposit(at: SpecialAccount, amount: Money, booked_on: date, document: str) -> Entry:
    """A member paid into the mutual guarantee fund: the bank holds more, and owes it to the member."""
    held, owed = Account.MUTUAL_FUND_ACCOUNT, Account.MUTUAL_FUND_DEPOSITS
    return _entry(at, "mutual_deposit", booked_on, document, held, owed, amount)


def mutual_return(at: SpecialAccount, amount: Money, booked_on: date, document: str) -> Entry:
    """A member's deposit went back."""
    held, owed = Account.MUTUAL_FUND_ACCOUNT, Account.MUTUAL_FUND_DEPOSITS
    return _entry(at, "mutual_return", booked_on, document, owed, held, amount)


def withdrawal(at: SpecialAccount, amount: Money, booked_on: date, document: str) -> Entry:
    """Money taken out of the special account, back to who paid it in."""
    return _entry(at, "withdrawal", booked_on, document, Account.CONTRIBUTIONS, Account.SPECIAL_ACCOUNT, amount)


def fee(at: SpecialAccount, amount: Money, booked_on: date, document: str) -> Entry:
    """Guarantee fees that the finance bureau paid into the special account."""
    return _entry(at, "fee", booked_on, document, Account.SPECIAL_ACCOUNT, Account.FEES, amount)


def reversal(entry: Entry, booked_on: date) -> Entry:
    """What takes ``entry`` back: the same document, every amount with the other sign.

    Raises ReversalNotReversible, EntryNotReversible, DatesOutOfOrder.
    """
    if entry.kind == REVERSAL:
        raise ReversalNotReversible
    if entry.kind not in MANUAL:
        raise EntryNotReversible(kind=entry.kind)
    check_order(entry.booked_on, booked_on, names=("booked_on", "reversed_on"))
    undone = tuple(Posting(posting.account, -posting.amount) for posting in entry.postings)
    return Entry(entry.at, REVERSAL, booked_on, entry.document, undone)


def guarantee_reserved(at: SpecialAccount, amount: Money, booked_on: date, document: str) -> Entry:
    """A guarantee was committed."""
    return _entry(
        at,
        "guarantee_reserved",
        booked_on,
        document,
        Account.CONTINGENT_CLAIMS,
        Account.GUARANTEES_RESERVED,
        amount,
    )


def guarantee_effective(at: SpecialAccount, amount: Money, booked_on: date, document: str) -> Entry:
    """The loan was disbursed: the reserved guarantee is effective."""
    return _entry(
        at,
        GUARANTEE_EFFECTIVE,
        booked_on,
        document,
        Account.GUARANTEES_RESERVED,
        Account.GUARANTEES_EFFECTIVE,
        amount,
    )


def reservation_released(at: SpecialAccount, amount: Money, booked_on: date, document: str) -> Entry:
    """The application ended without a loan."""
    return _entry(
        at,
        "reservation_released",
        booked_on,
        document,
        Account.GUARANTEES_RESERVED,
        Account.CONTINGENT_CLAIMS,
        amount,
    )


def guarantee_moved(at: SpecialAccount, freed: Money, booked_on: date, document: str) -> Entry:
    """Principal was repaid: the fund answers for ``freed`` less (for more when it is negative: a correction)."""
    debit, credit = Account.GUARANTEES_EFFECTIVE, Account.CONTINGENT_CLAIMS
    if freed < Money.zero():
        return _entry(at, "guarantee_reduction_corrected", booked_on, document, credit, debit, -freed)
    return _entry(at, "guarantee_reduced", booked_on, document, debit, credit, freed)


def _entry(
    at: SpecialAccount, kind: str, booked_on: date, document: str, debit: Account, credit: Account, amount: Money
) -> Entry:
    if amount <= Money.zero():
        raise Unbalanced(f"{kind} of {document} moves nothing")
    return Entry(at, kind, booked_on, document, (Posting(debit, amount), Posting(credit, -amount)))
