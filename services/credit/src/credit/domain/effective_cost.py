"""What a loan really costs a year: the rate at which its payments are worth what was lent."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, localcontext

from kit.money import Money

from credit.domain.schedules import Instalment

DAYS_OF_A_YEAR = 365
DIGITS = 20
NEAR = Decimal("1e-12")
STEPS_MAX = 200


def effective_annual_percent(principal: Money, disbursed_on: date, schedule: Iterable[Instalment]) -> Decimal:
    """% a year with two decimals: ``r`` with ``Σ paymentᵢ / (1+r)^(daysᵢ/365) = principal``.

    Newton's steps on ``x = ln(1+r)`` from below, where the sum falls and is convex: they never overshoot.
    """
    with localcontext() as context:
        context.prec = DIGITS
        paid = [
            (line.amount.amount, Decimal((line.due_on - disbursed_on).days) / DAYS_OF_A_YEAR)
            for line in schedule
            if line.amount
        ]
        x = Decimal(0)
        for _ in range(STEPS_MAX):
            worth = [(amount * (-x * years).exp(), years) for amount, years in paid]
            step = (sum(value for value, _ in worth) - principal.amount) / sum(value * years for value, years in worth)
            x += step
            if abs(step) < NEAR:
                break
        return ((x.exp() - 1) * 100).quantize(Decimal("0.01"))
