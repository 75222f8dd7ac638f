"""An agreement: the budget from which an institution's results are paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition

from training.domain.errors.claims import BudgetExhausted
from training.domain.errors.institutions import InstitutionNotCertified
from training.domain.institution import Institution


@dataclass
class Agreement:
    """Budget in yuan: part reserved by claims, part paid, the rest free. Both days included."""

    agreement_id: str
    institution_id: str
    valid_from: date
    valid_to: date
    budget: Money
    reserved: Money
    paid: Money

    @property
    def free(self) -> Money:
        """What a claim may still reserve."""
        return self.budget - self.reserved - self.paid

    def covers(self, day: date) -> bool:
        """Whether a class that starts on ``day`` is taught under this agreement."""
        return self.valid_from <= day <= self.valid_to

    def reserve(self, amount: Money) -> None:
        """Set ``amount`` aside for a claim; never beyond the budget."""
        if amount > self.free:
            raise BudgetExhausted("agreement_id", free=self.free, needed=amount)
        self.reserved += amount

    def release(self, amount: Money) -> None:
        """Free what was reserved for lines that will not be paid."""
        self._needs_reserved(amount, "released")
        self.reserved -= amount

    def pay(self, amount: Money) -> None:
        """Turn what was reserved into what was paid."""
        self._needs_reserved(amount, "paid")
        self.reserved -= amount
        self.paid += amount

    def _needs_reserved(self, amount: Money, verb: str) -> None:
        if amount > self.reserved:
            raise IllegalTransition(noun="agreement", state=f"reserved {self.reserved}", verb=verb)


def check_agreement(institution: Institution, valid_from: date, valid_to: date) -> None:
    """Refuse an empty period, or one that begins without a certificate."""
    if valid_to < valid_from:
        raise DatesOutOfOrder("valid_to", later="valid_to", earlier="valid_from")
    if not institution.certified_on(valid_from):
        raise InstitutionNotCertified("valid_from", day=valid_from)
