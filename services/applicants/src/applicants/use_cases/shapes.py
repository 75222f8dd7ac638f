"""Shapes that commands and results of several verbs share."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from kit.money import Money
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from applicants.domain.applicant import State
from applicants.domain.facts import Idea

Day = Annotated[
    date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31), description="A day, `YYYY-MM-DD`, 1900 to 2100.")
]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
AreaCode = Annotated[str, Field(pattern=r"^[0-9]{6}([0-9]{3}([0-9]{3})?)?$", description="Official statistical code.")]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, min_length=7, max_length=30)]


class Command(BaseModel):
    """What a verb is told; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class IdeaShape(Command):
    """The business that the person has in mind."""

    sector: Annotated[str, Field(min_length=1, max_length=20, description="GB/T 4754-2002 code, 2 to 4 digits.")]
    description: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    own_capital: Annotated[
        Decimal, Field(ge=0, max_digits=10, decimal_places=2, description="Yuan, a string with two decimals.")
    ]

    def as_idea(self) -> Idea:
        """As the domain has it."""
        return Idea(self.sector, self.description, Money(self.own_capital))


class Standing(BaseModel):
    """An applicant after a verb."""

    id: str
    state: State
    version: int
