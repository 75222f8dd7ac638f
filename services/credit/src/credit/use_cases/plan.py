"""The business plan as it comes in: twelve net amounts, or the full cash flow."""

from typing import Annotated

from kit.money import Money
from pydantic import Field, model_validator

from credit.domain.business_plan import PLAN_MONTHS, BusinessPlan, Month
from credit.fields import Input, SignedYuan, YuanOrNothing

_NOTHING = "0.00"


class MonthGiven(Input):
    """A month of the plan; what is not given is nothing."""

    sales: YuanOrNothing
    cost_of_goods: YuanOrNothing = Field(_NOTHING, validate_default=True)
    wages: YuanOrNothing = Field(_NOTHING, validate_default=True)
    rent: YuanOrNothing = Field(_NOTHING, validate_default=True)
    other_costs: YuanOrNothing = Field(_NOTHING, validate_default=True)
    owner_living: Annotated[YuanOrNothing, Field(description="What the owner's household takes out.")] = Field(
        _NOTHING, validate_default=True
    )
    fixed_investment: Annotated[YuanOrNothing, Field(description="Equipment and the like bought in this month.")] = (
        Field(_NOTHING, validate_default=True)
    )

    def as_month(self) -> Month:
        """The same in the domain."""
        return Month(**{name: Money(getattr(self, name)) for name in type(self).model_fields})


class PlanGiven(Input):
    """The business plan in figures: either ``monthly_net_cash`` or, better, ``months`` in full."""

    own_contribution: YuanOrNothing
    monthly_net_cash: Annotated[
        list[SignedYuan] | None,
        Field(
            min_length=PLAN_MONTHS,
            max_length=PLAN_MONTHS,
            description="Short form: cash in less cash out before debt service, twelve months.",
        ),
    ] = None
    months: Annotated[
        list[MonthGiven] | None,
        Field(min_length=PLAN_MONTHS, max_length=PLAN_MONTHS, description="Full form: twelve months."),
    ] = None
    initial_investment: Annotated[
        YuanOrNothing, Field(description="With the full form: what is bought once, before the first month.")
    ] = Field(_NOTHING, validate_default=True)

    @model_validator(mode="after")
    def _one_form(self) -> "PlanGiven":
        if (self.monthly_net_cash is None) == (self.months is None):
            raise ValueError("give either monthly_net_cash or months, not both")
        if self.months is None and self.initial_investment:
            raise ValueError("initial_investment belongs to the full form with months")
        return self

    def as_plan(self) -> BusinessPlan:
        """The same in the domain."""
        own = Money(self.own_contribution)
        if self.months is None:
            return BusinessPlan.of_net_cash(own, [Money(cash) for cash in self.monthly_net_cash or []])
        months = tuple(month.as_month() for month in self.months)
        return BusinessPlan(own, months, Money(self.initial_investment))

    def as_facts(self) -> dict[str, object]:
        """As it is stored: the form that was given."""
        return self.model_dump(mode="json", exclude_none=True)
