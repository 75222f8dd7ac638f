"""A verdict: one rule applied to one case, kept with every decision so that it can be explained."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from kit.money import Money

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True)
class Limit(Generic[Value_co]):
    """A value of the programme's policy and where it comes from."""

    value: Value_co
    reference: str


@dataclass(frozen=True)
class Verdict:
    """Whether ``rule`` was met: the ``value`` found, the ``limit`` it was held against, its source.

    A verdict that is not ``binding`` advises the people who decide and refuses nothing.
    """

    rule: str
    met: bool
    value: str
    limit: str
    reference: str
    binding: bool = True

    def as_facts(self) -> dict[str, object]:
        """Plain values, as they are stored and answered."""
        return {
            "rule": self.rule,
            "met": self.met,
            "value": self.value,
            "limit": self.limit,
            "reference": self.reference,
            "binding": self.binding,
        }


def verdict(
    rule: str, *, met: bool, value: object, limit: Limit[object], shown_limit: str | None = None, binding: bool = True
) -> Verdict:
    """A verdict with its value and limit in words."""
    return Verdict(rule, met, in_words(value), shown_limit or in_words(limit.value), limit.reference, binding)


def in_words(value: object) -> str:
    """A fact as text: money with two decimals, lists with commas, yes or no."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money | Decimal | int | str):
        return str(value)
    if isinstance(value, Iterable):
        return ", ".join(str(item) for item in value)
    return str(value)
