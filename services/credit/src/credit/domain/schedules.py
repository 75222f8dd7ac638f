"""Repayment schedules: a pure function from terms to instalments, exact in whole numbers.

Formulas as in the published expectations of Apache Fineract, which
``tests/domain/schedules.json`` holds: an equal instalment is ``P · ∏(1+fᵢ) / fₙ`` with
``fₙ = 1 + fₙ₋₁ · (1+fᵢ)``; interest is the balance times the period's factor, rounded; the last
instalment takes the difference. Amounts are fen here, rates fractions of whole numbers: nothing is
rounded but what is paid.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kit.money import FEN, Money, Rounding

from credit.domain.day_counts import due_dates_of, even_period_rate, period_rates, year_fraction
from credit.domain.errors.schedules import InstalmentBelowInterest, MultipleTooCoarse
from credit.domain.terms import Convention, DayCount, Frequency, InterestOn, Method, MonthEnd, Terms, Unit

__all__ = [
    "Convention",
    "DayCount",
    "Frequency",
    "Instalment",
    "InterestOn",
    "Method",
    "MonthEnd",
    "Terms",
    "Unit",
    "build_schedule",
    "due_dates_of",
    "year_fraction",
]

RESPREADS_MAX = 3


class Instalment(NamedTuple):
    """One line of a schedule; ``balance`` is the principal owed after it is paid."""

    number: int
    due_on: date
    principal: Money
    interest: Money
    balance: Money

    @property
    def amount(self) -> Money:
        """Principal and interest together."""
        return self.principal + self.interest


_Line = tuple[int, int]
"""Principal and interest due, in fen."""


class _Plan:
    """Terms in whole numbers: amounts in fen, the rate of period i is ``rates[i] / unit``."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.due_dates = due_dates_of(terms)
        self.rates, self.unit = period_rates(terms, self.due_dates)
        self.principal = terms.principal.fen
        self.count = terms.instalments
        self.grace = terms.instalments - 1 if terms.method is Method.INTEREST_ONLY else terms.grace_instalments
        self.paying = self.count - self.grace
        self.step = int(terms.amounts_multiple_of / FEN)
        self.multiple = max(self.step, int(terms.instalment_multiple_of / FEN))
        self.half_even = terms.rounding is Rounding.HALF_EVEN
        self.equal = terms.method is Method.EQUAL_INSTALMENT
        self.averaged = terms.convention is Convention.AVERAGED
        self.deferred = terms.interest_grace_instalments

    def rounded(self, numerator: int, denominator: int, step: int) -> int:
        """The nearest multiple of ``step`` fen to a fraction of fen, which is not negative."""
        denominator *= step
        whole, rest = divmod(numerator, denominator)
        twice = 2 * rest
        if twice > denominator or (twice == denominator and (not self.half_even or whole & 1)):
            whole += 1
        return whole * step

    def too_coarse(self) -> MultipleTooCoarse:
        """Rounding leaves nothing to pay."""
        return MultipleTooCoarse(
            where="instalment_multiple_of",
            multiple=Money.from_fen(self.multiple),
            principal=self.terms.principal,
            instalments=self.count,
        )

    def below_interest(self, index: int, instalment: int, interest: int) -> InstalmentBelowInterest:
        """The balance would not fall."""
        return InstalmentBelowInterest(
            where="instalment_multiple_of",
            instalment=Money.from_fen(instalment),
            interest=Money.from_fen(interest),
            due_on=self.due_dates[index],
        )


def build_schedule(terms: Terms) -> tuple[Instalment, ...]:
    """The instalments of a loan: principals sum to the amount lent, the balance ends at zero.

    Instalments that a multiple rounds up may pay the loan off before the last one: the schedule then
    ends there. Raises ScheduleImpossible (a ValueError) when the balance would not fall.
    """
    plan = _Plan(terms)
    if terms.interest_on is InterestOn.PRINCIPAL:
        lines = _averaged_flat(plan) if plan.averaged else _flat(plan)
    else:
        lines = _declining(plan)
    return _instalments(plan, lines)


def _declining(plan: _Plan) -> list[_Line]:
    """Interest on the balance."""
    if not plan.equal:
        return _lines(plan, share=_share(plan))
    if plan.averaged:
        rate, unit = even_period_rate(plan.terms)
        even = _annuity(plan.principal, [rate] * plan.paying, unit)
        return _lines(plan, instalment=plan.rounded(*even, plan.multiple))
    exact = _annuity(plan.principal, plan.rates[plan.grace :], plan.unit)
    instalment = _to_multiple(plan, plan.rounded(*exact, plan.step))
    return _spread_again(plan, instalment, _lines(plan, instalment=instalment))


def _spread_again(plan: _Plan, instalment: int, lines: list[_Line]) -> list[_Line]:
    """While the last instalment differs by more than half a fen for each: spread the difference.

    At most three times and only while it gets smaller, as Apache Fineract does.
    """
    for _ in range(RESPREADS_MAX):
        gap = sum(lines[-1]) - instalment
        if len(lines) < plan.count or abs(gap) <= plan.paying // 2:
            break
        part = plan.rounded(abs(gap), plan.paying, plan.step)
        again = _to_multiple(plan, instalment + (part if gap > 0 else -part))
        if again == instalment:
            break
        spread = _lines(plan, instalment=again)
        if abs(sum(spread[-1]) - again) >= abs(gap):
            break
        instalment, lines = again, spread
    return lines


def _to_multiple(plan: _Plan, instalment: int) -> int:
    """The instalment in the multiple wanted; as it is when it is less than half of one."""
    return plan.rounded(instalment, 1, plan.multiple) or instalment


def _annuity(principal: int, rates: Sequence[int], unit: int) -> tuple[int, int]:
    """The equal instalment ``P · ∏(1+fᵢ) / fₙ`` as a fraction of fen."""
    grown, value, scale = unit + rates[0], 1, 1
    for rate in rates[1:]:
        grown *= unit + rate
        scale *= unit
        value = scale + value * (unit + rate)
    return principal * grown, unit * value


def _share(plan: _Plan) -> int:
    """The equal principal, in fen; nothing when all of it is due at the end."""
    share = plan.rounded(plan.principal, plan.paying, plan.step)
    if not share:
        raise plan.too_coarse()
    return share


def _flat(plan: _Plan) -> list[_Line]:
    """Interest on the principal lent, each period its own."""
    interests = [plan.rounded(plan.principal * rate, plan.unit, plan.step) for rate in plan.rates]
    if not plan.equal:
        return _lines(plan, share=_share(plan), interests=interests)
    total = plan.principal + sum(interests[plan.grace :])
    instalment = _to_multiple(plan, plan.rounded(total, plan.paying, plan.step))
    return _lines(plan, instalment=instalment, interests=interests)


def _averaged_flat(plan: _Plan) -> list[_Line]:
    """Interest on the principal lent, the same in each instalment; the last takes the difference.

    Principal and interest are each rounded to the multiple, and what the interest lacks of it goes to principal.
    """
    total = plan.rounded(plan.principal * sum(plan.rates), plan.unit, plan.step)
    share = _share(plan)
    lines: list[_Line] = []
    owed, charged = plan.principal, 0
    for index, interest in enumerate(_even_interests(plan, total)):
        last = index == plan.count - 1
        principal = owed if last else 0 if index < plan.grace else min(_evened(plan, share, interest), owed)
        if index >= plan.grace and principal <= 0:
            raise plan.too_coarse()
        owed -= principal
        due = total - charged if last or not owed else min(interest, total - charged)
        charged += due
        lines.append((principal, due))
        if not owed:
            break
    return lines


def _even_interests(plan: _Plan, total: int) -> list[int]:
    """Equal parts of flat interest.

    That of the interest grace is spread over the equal instalments after it; with equal principal the
    first one after it collects it.
    """
    if plan.equal:
        paying = plan.count - plan.deferred
        return [0] * plan.deferred + [plan.rounded(total, paying, plan.step)] * paying
    each = plan.rounded(total, plan.count, plan.step)
    return [0] * plan.deferred + [each * (plan.deferred + 1)] + [each] * (plan.count - plan.deferred - 1)


def _evened(plan: _Plan, share: int, interest: int) -> int:
    """The principal that brings share and interest, rounded apart, to a multiple together."""
    if plan.multiple == plan.step:
        return share
    return plan.rounded(share, 1, plan.multiple) + plan.rounded(interest, 1, plan.multiple) - interest


def _lines(plan: _Plan, *, instalment: int = 0, share: int = 0, interests: Sequence[int] | None = None) -> list[_Line]:
    """The lines, given either the equal instalment or the equal share of principal.

    Deferred interest is collected out of the first equal instalment after the grace; on top of it in
    the averaged convention.
    """
    lines: list[_Line] = []
    owed, unit, last, carried = plan.principal, plan.unit, plan.count - 1, 0
    for index, rate in enumerate(plan.rates):
        own = interests[index] if interests is not None else plan.rounded(owed * rate, unit, plan.step)
        due, carried = (0, carried + own) if index < plan.deferred else (own + carried, 0)
        if index == last:
            principal = owed
        elif index < plan.grace:
            principal = 0
        else:
            taken = own if plan.averaged else due
            principal = share or instalment - taken
            if principal <= 0:
                raise plan.below_interest(index, instalment, taken) if taken else plan.too_coarse()
            principal = min(principal, owed)
        owed -= principal
        lines.append((principal, due if owed else due + carried))
        if not owed:
            break
    return lines


def _instalments(plan: _Plan, lines: Sequence[_Line]) -> tuple[Instalment, ...]:
    """The lines with their dates and balances."""
    owed = plan.principal
    made = []
    money = Money.from_fen
    for number, ((principal, interest), due_on) in enumerate(zip(lines, plan.due_dates, strict=False), start=1):
        owed -= principal
        made.append(Instalment(number, due_on, money(principal), money(interest), money(owed)))
    return tuple(made)
