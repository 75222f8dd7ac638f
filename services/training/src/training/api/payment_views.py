"""Pages of bank accounts, payment batches and clawbacks."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from training.use_cases.bank_accounts import AccountShown
from training.use_cases.claw_back import ClawbackShown


class AccountPage(BaseModel):
    """Accounts, and where the next page begins."""

    items: list[AccountShown]
    next: str | None


class BatchView(BaseModel):
    """A batch without its orders; ``net`` = ``gross`` − ``deducted``."""

    id: str
    number: str
    drawn_on: date
    gross: Decimal
    deducted: Decimal
    net: Decimal
    state: str
    sent_on: date | None
    version: int


class BatchPage(BaseModel):
    """Batches, and where the next page begins."""

    items: list[BatchView]
    next: str | None


class ClawbackPage(BaseModel):
    """Clawbacks, and where the next page begins."""

    items: list[ClawbackShown]
    next: str | None
