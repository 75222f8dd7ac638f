"""An institution's public offer of a package: hours, price, when it is taught, and for how long it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition

from training.domain.errors.classes import FeeAboveCap, HoursTooFew, TooFewTrainers
from training.domain.errors.institutions import InstitutionNotCertified
from training.domain.errors.offers import FeeAboveOffer, OfferNotForClass
from training.domain.institution import Institution
from training.domain.packages import Package
from training.domain.rules import Rules
from training.domain.training_class import TrainingClass


class TaughtAt(StrEnum):
    """When the sessions usually are."""

    DAYTIME = "daytime"
    EVENING = "evening"
    WEEKEND = "weekend"


@dataclass(frozen=True)
class Offer:
    """What an institution promises from ``valid_from`` to ``valid_to``; withdrawn, it ends before ``withdrawn_on``."""

    offer_id: str
    institution_id: str
    package: Package
    hours: Decimal
    fee: Money
    taught_at: TaughtAt
    valid_from: date
    valid_to: date
    withdrawn_on: date | None = None

    def stands(self, day: date) -> bool:
        """Whether it is on offer on ``day``."""
        return self.valid_from <= day <= self.valid_to and (self.withdrawn_on is None or day < self.withdrawn_on)

    def withdraw(self, day: date) -> None:
        """Refuse withdrawing what no longer stands; classes opened under it keep their price."""
        if self.withdrawn_on is not None:
            raise IllegalTransition("withdrawn_on", noun="offer", state="withdrawn", verb="withdrawn again")
        if day > self.valid_to:
            raise IllegalTransition("withdrawn_on", noun="offer", state="expired", verb="withdrawn")

    def check_class(self, planned: TrainingClass) -> None:
        """Refuse a class that is not what was offered: another package, outside its time, or dearer."""
        if planned.package is not self.package or not self.stands(planned.starts_on):
            raise OfferNotForClass("offer_id", package=self.package.value, since=self.valid_from, until=self.valid_to)
        if planned.hours < self.hours:
            raise HoursTooFew("sessions", package=self.package.value, minimum=self.hours, planned=planned.hours)
        if planned.fee > self.fee:
            raise FeeAboveOffer("fee", fee=planned.fee, offered=self.fee)


def check_offer(
    offer: Offer, institution: Institution, trainers: Collection[str], rules_as_of: Callable[[date], Rules]
) -> None:
    """Refuse an offer that no class could keep: price, hours, certificate on its first and last day, trainers.

    ``trainers``: those of the institution who hold a licence for the package on the first day.
    """
    if offer.valid_to < offer.valid_from:
        raise DatesOutOfOrder("valid_to", later="valid_to", earlier="valid_from")
    for field, day in (("valid_from", offer.valid_from), ("valid_to", offer.valid_to)):
        package = rules_as_of(day).packages[offer.package]
        if offer.fee > package.fee_cap:
            raise FeeAboveCap("fee", fee=offer.fee, cap=package.fee_cap, package=offer.package.value)
        if offer.hours < package.hours_min:
            raise HoursTooFew("hours", package=offer.package.value, minimum=package.hours_min, planned=offer.hours)
        if not institution.certified_on(day):
            raise InstitutionNotCertified(field, day=day)
    minimum = rules_as_of(offer.valid_from).trainers_min
    if len(trainers) < minimum:
        raise TooFewTrainers("package", minimum=minimum, named=len(trainers))
