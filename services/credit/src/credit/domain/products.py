"""The product as the policy of a day describes it: how much, for whom, which trades (394号, 238号)."""

import re

from kit.money import Money

from credit.domain.rules import Rules
from credit.domain.verdicts import Limit

_SECTION = re.compile(r"^[A-Z]")


def amount_cap(partners: int, rules: Rules) -> Limit[Money]:
    """The most that may be lent, in yuan: the personal maximum as many times as there are partners.

    ``partners``: how many people borrow together, the lead applicant included; one for a person alone.
    No more partners count than the policy allows (394号 [V], limit [K]).
    """
    counted = max(1, min(partners, rules.partners_max.value))
    cap = rules.amount_cap
    return cap if counted == 1 else Limit(cap.value.times(counted), f"{cap.reference}; {rules.partners_max.reference}")


def is_micro_profit(sector: str, rules: Rules) -> bool:
    """Whether finance pays the interest of a business in ``sector``, a GB/T 4754 code such as ``6710`` or ``I67``.

    An entry of the list stands for all groups and classes below it; an entry with a section letter
    holds for codes written with that letter.
    """
    code = sector.strip().upper()
    digits = _SECTION.sub("", code)
    return any(code.startswith(entry) or digits.startswith(entry) for entry in rules.micro_profit_sectors.value)
