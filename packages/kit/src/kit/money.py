"""Exact money in yuan (CNY): two decimals, explicit rounding, never a float.

Pure standard library: ``domain/`` may use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import total_ordering

FEN = Decimal("0.01")


class Rounding(StrEnum):
    """How half a fen is rounded."""

    HALF_EVEN = "half_even"
    HALF_UP = "half_up"

    @property
    def mode(self) -> str:
        """The name that :mod:`decimal` uses."""
        return ROUND_HALF_EVEN if self is Rounding.HALF_EVEN else ROUND_HALF_UP


@total_ordering
class Money:
    """An exact amount of yuan with two decimals; may be negative."""

    __slots__ = ("amount",)
    amount: Decimal

    def __init__(self, amount: Decimal | int | str) -> None:
        """``amount`` in yuan. Raises ValueError for more than two decimals, floats or NaN."""
        if not isinstance(amount, Decimal | int | str) or isinstance(amount, bool):
            raise ValueError("money is made from Decimal, int or str, never from a float")
        value = Decimal(amount)
        if not value.is_finite():
            raise ValueError("money is finite")
        exact = value.quantize(FEN)
        if exact != value:
            raise ValueError(f"{amount} has more than two decimals; round it explicitly")
        object.__setattr__(self, "amount", exact)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Money is immutable")

    @classmethod
    def zero(cls) -> Money:
        """Nothing at all."""
        return _ZERO

    @classmethod
    def from_fen(cls, fen: int) -> Money:
        """``fen`` hundredths of a yuan; quicker than from a Decimal, as nothing is to be checked."""
        return cls._exact(fen * FEN)

    @classmethod
    def _exact(cls, amount: Decimal) -> Money:
        """``amount`` has two decimals already, being made of amounts of money: nothing is to be checked."""
        money = cls.__new__(cls)
        _set_amount(money, amount)
        return money

    @property
    def fen(self) -> int:
        """In hundredths of a yuan."""
        return int(self.amount.scaleb(2))

    @classmethod
    def rounded(cls, amount: Decimal, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """``amount`` in yuan, rounded to the fen."""
        return cls._exact(amount.quantize(FEN, rounding=rounding.mode))

    @classmethod
    def sum(cls, items: Iterable[Money]) -> Money:
        """The sum; zero for none."""
        return cls(sum((item.amount for item in items), Decimal(0)))

    def times(self, factor: Decimal | int, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """This amount times ``factor``, rounded to the fen."""
        return Money.rounded(self.amount * Decimal(factor), rounding)

    def split(self, weights: Sequence[Decimal | int]) -> list[Money]:
        """Parts in proportion to ``weights`` that add up to this amount to the fen.

        Largest remainder method; ties go to the earlier part. Raises ValueError when the
        weights are negative or all zero.
        """
        shares = [Decimal(weight) for weight in weights]
        total = sum(shares, Decimal(0))
        if any(share < 0 for share in shares) or total <= 0:
            raise ValueError("weights must not be negative and must not all be zero")
        sign = -1 if self.amount < 0 else 1
        fen = int(abs(self.amount) / FEN)
        exact = [fen * share / total for share in shares]
        whole = [int(part) for part in exact]
        by_remainder = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
        for index in by_remainder[: fen - sum(whole)]:
            whole[index] += 1
        return [Money(sign * part * FEN) for part in whole]

    def __add__(self, other: Money) -> Money:
        return Money._exact(self.amount + other.amount)

    def __sub__(self, other: Money) -> Money:
        return Money._exact(self.amount - other.amount)

    def __neg__(self) -> Money:
        return Money._exact(-self.amount)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and self.amount == other.amount

    def __lt__(self, other: Money) -> bool:
        return self.amount < other.amount

    def __hash__(self) -> int:
        return hash(self.amount)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __repr__(self) -> str:
        return f"Money('{self.amount}')"

    def __str__(self) -> str:
        return f"{self.amount}"


_set_amount = vars(Money)["amount"].__set__
"""Writes the slot past ``__setattr__``."""


_ZERO = Money(0)
