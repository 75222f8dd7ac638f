"""What a claim, its recoveries and its write-off are in the fund's books."""

from datetime import date

from kit.money import Money

from credit.domain.ledger import Account, Entry, Posting, SpecialAccount


def claim_paid(at: SpecialAccount, amount: Money, booked_on: date, document: str) -> Entry:
    """Money leaves the special account; the fund has a claim on the borrower instead (subrogation)."""
    return _entry(
        at, "claim_paid", booked_on, document, Account.SUBROGATION_RECEIVABLE, Account.SPECIAL_ACCOUNT, amount
    )


def guarantee_claimed(at: SpecialAccount, outstanding: Money, booked_on: date, document: str) -> Entry:
    """A paid claim takes out what the guarantee was still good for."""
    return _entry(
        at,
        "guarantee_claimed",
        booked_on,
        document,
        Account.GUARANTEES_EFFECTIVE,
        Account.CONTINGENT_CLAIMS,
        outstanding,
    )


def recovered(at: SpecialAccount, to_fund: Money, of_written_off: Money, booked_on: date, document: str) -> Entry:
    """The fund's share of a recovery comes in (goes out again when it is negative: a reversal).

    ``of_written_off``: the part of it that had been written off, which lowers the loss and not the receivable.
    """
    kind = "recovery" if to_fund > Money.zero() else "recovery_reversed"
    lines = (
        Posting(Account.SPECIAL_ACCOUNT, to_fund),
        Posting(Account.SUBROGATION_RECEIVABLE, of_written_off - to_fund),
        Posting(Account.LOSSES, -of_written_off),
    )
    return Entry(at, kind, booked_on, document, tuple(line for line in lines if line.amount))


def written_off(at: SpecialAccount, amount: Money, booked_on: date, document: str) -> Entry:
    """The fund gives up what it paid: the receivable becomes a loss."""
    return _entry(at, "claim_written_off", booked_on, document, Account.LOSSES, Account.SUBROGATION_RECEIVABLE, amount)


def _entry(
    at: SpecialAccount, kind: str, booked_on: date, document: str, debit: Account, credit: Account, amount: Money
) -> Entry:
    return Entry(at, kind, booked_on, document, (Posting(debit, amount), Posting(credit, -amount)))
