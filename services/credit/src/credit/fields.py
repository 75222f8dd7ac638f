"""Field types of requests, answers and events: money as text with two decimals, dates, short texts."""

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from kit.money import Money
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

Yuan = Annotated[
    Decimal, Field(gt=0, max_digits=12, decimal_places=2, description="Yuan, at most two decimals.", examples=["1.00"])
]
"""An amount that comes in: positive."""

YuanOrNothing = Annotated[
    Decimal, Field(ge=0, max_digits=12, decimal_places=2, description="Yuan, at most two decimals.", examples=["0.00"])
]
"""An amount that comes in: zero is possible."""

SignedYuan = Annotated[
    Decimal, Field(max_digits=12, decimal_places=2, description="Yuan, negative when cash runs out.", examples=["1.00"])
]
"""An amount that comes in: of either sign."""

MoneyText = Annotated[str, Field(pattern=r"^-?\d{1,18}\.\d{2}$", description="Yuan.", examples=["1000.00"])]
"""An amount that goes out."""

Name = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Reference = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^\S(.*\S)?$")]
Whole = Annotated[int, Strict()]
YesNo = Annotated[bool, Strict()]


def _written_out(value: object) -> object:
    """A date comes as text; a number would be taken for seconds since 1970."""
    if isinstance(value, str | date):
        return value
    raise PydanticCustomError("date_type", "Input should be a valid date")


Calendar = Annotated[date, BeforeValidator(_written_out, json_schema_input_type=date)]
Day = Annotated[
    Calendar, Field(description="The day on which it happened; not in the future.", examples=["2007-09-03"])
]


class Input(BaseModel):
    """A body that refuses unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def text_of(amount: Decimal | Money) -> str:
    """An amount of yuan as text with two decimals."""
    return str(amount if isinstance(amount, Money) else Money(amount))


def plain(value: object) -> Any:
    """A domain value as it travels: money and rates as text, sets as lists of objects or of plain values."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return str(value) if isinstance(value, Money | Decimal) else value
