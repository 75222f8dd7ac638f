"""The product as the policy of a day describes it: how much, for whom, which trades (394号, 238号)."""

import re
from collections.abc import Sequence
from typing import TypeVar

from kit.money import Money

from credit.domain.errors.schedules import GraceAbovePolicy, GraceTooLong, MonthsDoNotDivide, ScheduleChoiceNotAllowed
from credit.domain.rules import Rules
from credit.domain.verdicts import Limit

Choice = TypeVar("Choice")
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


def allowed(what: str, wanted: Choice | None, among: Limit[Sequence[Choice]]) -> Choice:
    """What is wanted, or the usual choice, which the policy names first. Raises ScheduleChoiceNotAllowed."""
    if wanted is None:
        return among.value[0]
    if wanted not in among.value:
        choices = ", ".join(str(choice) for choice in among.value)
        raise ScheduleChoiceNotAllowed(where=what, what=what, given=wanted, allowed=choices)
    return wanted


def check_grace(grace: int, term_months: int, limit: Limit[int], *, where: str) -> None:
    """Raises GraceTooLong when nothing is left to repay in, GraceAbovePolicy above the ``limit``; months."""
    if grace >= term_months:
        raise GraceTooLong(where=where, grace=grace, term=term_months)
    if grace > limit.value:
        raise GraceAbovePolicy(where=where, grace=grace, limit=limit.value)


def divided(months: int, every: int, *, where: str) -> int:
    """How many instalments ``every`` months apart. Raises MonthsDoNotDivide."""
    number, rest = divmod(months, every)
    if rest:
        raise MonthsDoNotDivide(where=where, months=months, every=every)
    return number
