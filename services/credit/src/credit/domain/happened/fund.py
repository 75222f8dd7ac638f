"""What the verbs of credit make happen to the fund."""

from dataclasses import dataclass
from datetime import date

from kit.money import Money


@dataclass(frozen=True)
class FundContributed:
    """Money came into a bank's special account."""

    bank_id: str
    amount: Money
    contributed_on: date


Happened = FundContributed
