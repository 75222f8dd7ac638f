"""Shapes that commands and results of several verbs share."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from kit.money import Money
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Day = Annotated[
    date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31), description="A day, `YYYY-MM-DD`, 1900 to 2100.")
]

Yuan = Annotated[
    Decimal,
    Field(ge=0, max_digits=14, decimal_places=2, description="Yuan, a string with two decimals."),
    AfterValidator(lambda amount: Money(amount).amount),
]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]

Area = Annotated[str, Field(pattern=r"^[0-9]{6}([0-9]{3}([0-9]{3})?)?$", description="Official statistical code.")]


class Command(BaseModel):
    """What a verb is told; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
