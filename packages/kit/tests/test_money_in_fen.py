"""Money made from whole fen is the same as from yuan."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.money import FEN, Money


@given(st.integers(min_value=-(10**18), max_value=10**18))
def test_fen_and_yuan_are_the_same_money(fen: int) -> None:
    money = Money.from_fen(fen)
    assert money == Money(Decimal(fen) * FEN)
    assert str(money) == str(Money(Decimal(fen) * FEN))
    assert money.fen == fen
    with pytest.raises(AttributeError):
        money.amount = Decimal(1)
