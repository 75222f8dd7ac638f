"""Guarantors as persons of their own: who they are, what they earn, to whom they are related (Hangzhou rules [V])."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kit.calendar import add_months
from kit.money import FEN, Money

from credit.domain.errors.guarantors import GuarantorTooYoung, IdentityNumberInvalid
from credit.domain.happened.securities import GuarantorRegistered
from credit.domain.rules import Rules

ADULT_YEARS = 18
"""Full capacity for civil conduct (General Principles of Civil Law, 1986, article 11)."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_HALF_WIDTH = str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")
_LENGTH = 18


class Employer(StrEnum):
    """Who employs the guarantor; each is a kind of counter-guarantee."""

    PUBLIC = "public_employee"
    LOCAL = "local_employee"


class Relation(StrEnum):
    """Relations that forbid a guarantee, in both directions."""

    SPOUSE = "spouse"
    BUSINESS_PARTNER = "business_partner"


@dataclass(frozen=True)
class Identity:
    """A resident identity number (GB 11643-1999), 18 characters, kept out of ``repr``; and the birth date in it."""

    number: str = field(repr=False)
    born_on: date


def read_identity(text: str, on: date) -> Identity:
    """The number in ``text``; spaces and full-width digits are put right, 15 digits get century and check character.

    Raises IdentityNumberInvalid; the reason never repeats the number.
    """
    plain = "".join(text.split()).upper().translate(_HALF_WIDTH)
    if re.fullmatch(r"[0-9]{15}", plain):
        plain = f"{plain[:6]}19{plain[6:]}"
        plain += _check_character(plain)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", plain):
        raise IdentityNumberInvalid(where="identity_number", reason=f"{_LENGTH} characters are needed")
    if _check_character(plain[:-1]) != plain[-1]:
        raise IdentityNumberInvalid(where="identity_number", reason="the check character is wrong")
    try:
        born_on = date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    except ValueError:
        raise IdentityNumberInvalid(where="identity_number", reason="the birth date is impossible") from None
    if born_on >= on:
        raise IdentityNumberInvalid(where="identity_number", reason="the birth date lies in the future")
    return Identity(plain, born_on)


def _check_character(first_seventeen: str) -> str:
    """ISO 7064 MOD 11-2, as GB 11643 takes it."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECK_CHARACTERS[total % 11]


@dataclass
class RegisteredGuarantor:
    """A person who answers for borrowers; income in yuan a year.

    ``facts_on``: the day that income and insurance are of. ``applicant_id``: set when the guarantor takes part in the
    programme too; then both are one person in the guarantee graph.
    """

    id: str
    area: str
    employer: Employer
    employer_name: str
    annual_income: Money
    insured_months: int
    retires_on: date
    facts_on: date
    applicant_id: str | None = None

    def register(self, identity: Identity, on: date) -> GuarantorRegistered:
        """Take up the person. Raises GuarantorTooYoung."""
        if add_months(identity.born_on, 12 * ADULT_YEARS) > on:
            raise GuarantorTooYoung(where="identity_number", years=ADULT_YEARS, day=on)
        return GuarantorRegistered(self.id, self.employer.value, self.area, self.applicant_id, on)

    def capacity(self, rules: Rules) -> Money:
        """What all open promises together may come to, yuan."""
        share = rules.guarantor_capacity_percent_of_income.value / 100
        return Money((self.annual_income.amount * share).quantize(FEN, rounding="ROUND_DOWN"))

    def insured_on(self, day: date) -> int:
        """Months of insurance on ``day``: those told, less the months between for a day before they were told."""
        apart = (self.facts_on.year - day.year) * 12 + self.facts_on.month - day.month
        return max(0, self.insured_months - max(0, apart))
