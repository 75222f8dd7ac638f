"""The mutual guarantee fund: participants' own deposits, pledged as counter-guarantee, never twice [S].

A deposit stays its member's money: it lies in accounts of its own in the ledger and is no part of the net fund.
"""

from dataclasses import dataclass
from datetime import date

from kit.money import Money

from credit.domain.errors.mutual_fund import MutualDepositPledged
from credit.domain.happened.securities import MutualDeposited, MutualReturned
from credit.domain.ledger import SpecialAccount


@dataclass
class MutualAccount:
    """A member's deposits at a special account.

    ``balance``: what lies there; ``held_in_all``: what the member has at all special accounts together; ``pledged``:
    how much of that secures open applications and loans. Yuan.
    """

    applicant_id: str
    at: SpecialAccount
    balance: Money
    held_in_all: Money
    pledged: Money

    @property
    def free(self) -> Money:
        """What may be returned from here: never more than lies here, nor than is not pledged."""
        return max(Money.zero(), min(self.balance, self.held_in_all - self.pledged))

    def deposit(self, amount: Money, on: date) -> MutualDeposited:
        """Money comes in."""
        self.balance += amount
        self.held_in_all += amount
        return MutualDeposited(self.applicant_id, self.at.fund_id, self.at.bank_id, amount, self.balance, on)

    def give_back(self, amount: Money, on: date) -> MutualReturned:
        """Money goes back. Raises MutualDepositPledged."""
        if amount > self.free:
            raise MutualDepositPledged(where="amount", amount=amount, free=self.free)
        self.balance -= amount
        self.held_in_all -= amount
        return MutualReturned(self.applicant_id, self.at.fund_id, self.at.bank_id, amount, self.balance, on)
