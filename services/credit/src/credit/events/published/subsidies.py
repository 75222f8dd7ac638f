"""What credit publishes about interest subsidies."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published

from credit.domain.happened import subsidies as happened
from credit.fields import MoneyText

_BATCH = {
    "batch_id": "0198c1de-0000-7000-8000-000000000031",
    "bank_id": "0198c1de-0000-7000-8000-000000000003",
    "quarter": "2007Q4",
}


class SubsidyClaimed(Published):
    """A batch of a bank's interest subsidy was claimed from finance.

    ``amount``: the batch's own lines; ``payable``: with what was carried over; negative when the bank owes it.
    """

    event: ClassVar[str] = "credit.subsidy.claimed"
    subject_field: ClassVar[str] = "batch_id"
    example: ClassVar[dict[str, Any]] = {
        **_BATCH,
        "claimed_on": "2008-01-07",
        "loans": 37,
        "amount": "8123.45",
        "payable": "8123.45",
    }

    batch_id: str
    bank_id: str
    quarter: str
    claimed_on: date
    loans: int
    amount: MoneyText
    payable: MoneyText


class SubsidyApproved(Published):
    """Finance approved a batch."""

    event: ClassVar[str] = "credit.subsidy.approved"
    subject_field: ClassVar[str] = "batch_id"
    example: ClassVar[dict[str, Any]] = {**_BATCH, "approved_on": "2008-01-10", "payable": "8123.45"}

    batch_id: str
    bank_id: str
    quarter: str
    approved_on: date
    payable: MoneyText


class SubsidyPaid(Published):
    """Finance paid a batch to the bank; a negative amount is what the bank returned."""

    event: ClassVar[str] = "credit.subsidy.paid"
    subject_field: ClassVar[str] = "batch_id"
    example: ClassVar[dict[str, Any]] = {**_BATCH, "paid_on": "2008-01-15", "amount": "8123.45"}

    batch_id: str
    bank_id: str
    quarter: str
    paid_on: date
    amount: MoneyText


class SubsidyClawedBack(Published):
    """A loan's trade was no micro-profit one: what was claimed goes back, and it gets no subsidy again."""

    event: ClassVar[str] = "credit.subsidy.clawed_back"
    subject_field: ClassVar[str] = "loan_id"
    example: ClassVar[dict[str, Any]] = {
        "loan_id": "0198c1de-0000-7000-8000-000000000005",
        "bank_id": "0198c1de-0000-7000-8000-000000000003",
        "notice_number": "TX-2008-000001",
        "found_on": "2008-03-03",
        "amount": "342.10",
    }

    loan_id: str
    bank_id: str
    notice_number: str
    found_on: date
    amount: MoneyText


PUBLISHED: dict[type, type[Published]] = {
    happened.SubsidyClaimed: SubsidyClaimed,
    happened.SubsidyApproved: SubsidyApproved,
    happened.SubsidyPaid: SubsidyPaid,
    happened.SubsidyClawedBack: SubsidyClawedBack,
}
