"""What happens with a bank's claim on the fund."""

from dataclasses import dataclass
from datetime import date

from kit.money import Money


@dataclass(frozen=True)
class _OfClaim:
    claim_id: str
    fund_id: str
    bank_id: str
    loan_id: str
    applicant_id: str


@dataclass(frozen=True)
class ClaimLodged(_OfClaim):
    """The bank claimed ``amount`` from the fund."""

    amount: Money
    lodged_on: date


@dataclass(frozen=True)
class ClaimDocumentsRequested(_OfClaim):
    """The guarantee institution wants more documents by ``due_on``."""

    requested_on: date
    due_on: date


@dataclass(frozen=True)
class ClaimAssessed(_OfClaim):
    """The guarantee institution assessed it: ``amount`` is recommended."""

    amount: Money
    assessed_on: date


@dataclass(frozen=True)
class ClaimApproved(_OfClaim):
    """``amount`` will be paid; ``in_part`` when the bank had claimed more."""

    amount: Money
    in_part: bool
    approved_on: date


@dataclass(frozen=True)
class ClaimRejected(_OfClaim):
    """Nothing will be paid; ``final`` when an appeal was dismissed."""

    amount: Money
    final: bool
    rejected_on: date


@dataclass(frozen=True)
class ClaimAppealed(_OfClaim):
    """The bank asks for a decision by others on the ``amount`` that it claimed."""

    amount: Money
    appealed_on: date


@dataclass(frozen=True)
class ClaimEnded(_OfClaim):
    """It ended before payment: withdrawn by the bank, or lapsed because the borrower paid everything."""

    outcome: str
    ended_on: date


@dataclass(frozen=True)
class ClaimPaid(_OfClaim):
    """The fund paid ``amount`` of the ``loss`` and is subrogated to the bank's claim on the borrower."""

    amount: Money
    loss: Money
    paid_on: date


@dataclass(frozen=True)
class GuaranteeClaimed:
    """The guarantee ended with the payment of a claim; ``amount`` is what it was issued for."""

    guarantee_id: str
    application_id: str
    applicant_id: str
    bank_id: str
    amount: Money
    claimed_on: date


@dataclass(frozen=True)
class CounterGuaranteeCalled(_OfClaim):
    """Those who answer for the borrower were asked to pay ``amount`` by ``due_on``."""

    kind: str
    amount: Money
    called_on: date
    due_on: date


@dataclass(frozen=True)
class RecoveryPosted(_OfClaim):
    """Money was recovered (negative: a recovery bounced), and how fund and bank share it."""

    recovery_id: str
    source: str
    amount: Money
    costs: Money
    to_fund: Money
    to_bank: Money
    received_on: date


@dataclass(frozen=True)
class ClaimWrittenOff(_OfClaim):
    """The fund gave up ``amount`` of what it paid."""

    amount: Money
    written_off_on: date


@dataclass(frozen=True)
class ClaimClosed(_OfClaim):
    """Nothing more will be recovered; ``fund_loss`` is what the fund bears in the end."""

    paid: Money
    fund_loss: Money
    closed_on: date


Happened = (
    ClaimLodged
    | ClaimDocumentsRequested
    | ClaimAssessed
    | ClaimApproved
    | ClaimRejected
    | ClaimAppealed
    | ClaimEnded
    | ClaimPaid
    | GuaranteeClaimed
    | CounterGuaranteeCalled
    | RecoveryPosted
    | ClaimWrittenOff
    | ClaimClosed
)
