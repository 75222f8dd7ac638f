"""A business plan in figures: twelve months of cash, and what the loan takes out of it each month; yuan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from kit.calendar import add_months
from kit.money import Money

from credit.domain.schedules import Terms, build_schedule

PLAN_MONTHS = 12
_ZERO = Money.zero()


@dataclass(frozen=True)
class Month:
    """One month as it is planned; all amounts in yuan, none negative in a full plan.

    ``owner_living`` is what the owner's household takes out; ``fixed_investment`` what is bought to last.
    """

    sales: Money
    cost_of_goods: Money = _ZERO
    wages: Money = _ZERO
    rent: Money = _ZERO
    other_costs: Money = _ZERO
    owner_living: Money = _ZERO
    fixed_investment: Money = _ZERO

    @property
    def fixed_costs(self) -> Money:
        """What is paid however little is sold."""
        return self.wages + self.rent + self.other_costs + self.owner_living

    @property
    def operating_cash(self) -> Money:
        """What is left for debt service: sales less all running costs and the owner's living costs."""
        return self.sales - self.cost_of_goods - self.fixed_costs

    def with_sales_times(self, factor: Decimal) -> "Month":
        """The same month with more or fewer sales; the cost of goods moves with them, nothing else does."""
        return replace(self, sales=self.sales.times(factor), cost_of_goods=self.cost_of_goods.times(factor))


@dataclass(frozen=True)
class BusinessPlan:
    """Twelve months, what the owner brings, and what is bought once before the first month.

    ``net_only``: the plan gave one net amount a month (cash in less cash out before debt service), which then
    stands in ``sales``; nothing can be said on sales, and what the loan buys is taken to be spent at the start.
    """

    own_contribution: Money
    months: tuple[Month, ...]
    initial_investment: Money = _ZERO
    net_only: bool = False

    @classmethod
    def of_net_cash(cls, own_contribution: Money, monthly_net_cash: Sequence[Money]) -> "BusinessPlan":
        """The short form: twelve net amounts."""
        return cls(own_contribution, tuple(Month(cash) for cash in monthly_net_cash), net_only=True)

    def with_sales_fallen(self, percent: Decimal) -> "BusinessPlan":
        """The plan when ``percent`` of the sales stay away. A net amount that is negative stays as it is."""
        factor = 1 - percent / 100
        months = tuple(month if month.sales < _ZERO else month.with_sales_times(factor) for month in self.months)
        return replace(self, months=months)


@dataclass(frozen=True)
class CashLine:
    """A month of the cash flow. ``cover``: operating cash over debt service, None when nothing is due.

    ``balance`` is the cash at the end of the month, after investment and debt service.
    """

    month: int
    operating_cash: Money
    investment: Money
    debt_service: Money
    cover: Decimal | None
    balance: Money


@dataclass(frozen=True)
class CashFlow:
    """The twelve months with the loan."""

    opening: Money
    lines: tuple[CashLine, ...]

    @property
    def operating_cash(self) -> Money:
        """Of the year."""
        return Money.sum(line.operating_cash for line in self.lines)

    @property
    def debt_service(self) -> Money:
        """Of the year."""
        return Money.sum(line.debt_service for line in self.lines)

    @property
    def cover(self) -> Decimal | None:
        """Debt service cover of the year, two decimals rounded down; None when nothing is due."""
        return cover_of(self.operating_cash, self.debt_service)

    @property
    def lowest(self) -> CashLine:
        """The month that ends with the least cash; the first of several."""
        return min(self.lines, key=lambda line: (line.balance, line.month))


def cash_flow(plan: BusinessPlan, terms: Terms) -> CashFlow:
    """The plan's months with the loan's own debt service.

    The business opens with own money and loan less what is bought at the start; with the short form
    it opens with nothing, both being spent.
    """
    opening = _ZERO if plan.net_only else plan.own_contribution + terms.principal - plan.initial_investment
    balance, lines = opening, []
    for number, (month, service) in enumerate(zip(plan.months, debt_service_by_month(terms), strict=True), start=1):
        cash = month.operating_cash
        balance += cash - month.fixed_investment - service
        lines.append(CashLine(number, cash, month.fixed_investment, service, cover_of(cash, service), balance))
    return CashFlow(opening, tuple(lines))


def cover_of(cash: Money, service: Money) -> Decimal | None:
    """Cash over debt service, cut to two decimals so that 1.199 never passes for 1.20."""
    if not service:
        return None
    hundredths = cash.amount * 100 // service.amount
    return hundredths / 100


@lru_cache(maxsize=1024)
def debt_service_by_month(terms: Terms) -> tuple[Money, ...]:
    """Principal and interest due in each of the first twelve months. Remembered: most loans are alike."""
    due = [_ZERO] * PLAN_MONTHS
    ends = [add_months(terms.disbursed_on, number) for number in range(1, PLAN_MONTHS + 1)]
    for line in build_schedule(terms):
        month = next((index for index, end in enumerate(ends) if line.due_on <= end), None)
        if month is not None:
            due[month] += line.amount
    return tuple(due)


def break_even_month(plan: BusinessPlan) -> int | None:
    """The first month (1 to 12) from which the business has earned more than it cost; None if never."""
    total, month = _ZERO, 1
    for number, planned in enumerate(plan.months, start=1):
        total += planned.operating_cash
        if total <= _ZERO:
            month = number + 1
    return month if month <= len(plan.months) else None


def break_even_sales(plan: BusinessPlan, debt_service: Money) -> Money | None:
    """Sales a month, on average, that pay all fixed costs, the owner's living and the debt service.

    Fixed costs over the contribution margin ratio (sales less cost of goods, over sales). None when
    goods cost as much as they bring, so that no sales would do.
    """
    sales = Money.sum(month.sales for month in plan.months)
    margin = sales - Money.sum(month.cost_of_goods for month in plan.months)
    if margin <= _ZERO:
        return None
    fixed = Money.sum(month.fixed_costs for month in plan.months) + debt_service
    return Money.rounded(fixed.amount * sales.amount / margin.amount / len(plan.months))


def average_sales(plan: BusinessPlan) -> Money:
    """Planned sales a month."""
    return Money.rounded(Money.sum(month.sales for month in plan.months).amount / len(plan.months))
