"""What credit publishes about the fund."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from credit.domain.happened import fund as happened
from credit.fields import MoneyText


class FundContributed(Published):
    """Money came into a bank's special account."""

    event: ClassVar[str] = "credit.fund.contributed"
    subject_field: ClassVar[str] = "bank_id"
    example: ClassVar[dict[str, Any]] = {
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "amount": "1000000.00",
        "contributed_on": "2007-07-02",
    }

    bank_id: str
    amount: MoneyText
    contributed_on: date


PUBLISHED: dict[type, type[Published]] = {
    happened.FundContributed: FundContributed,
}
