from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from training.domain.packages import Package
from training.domain.register import Counted, Rate, results


@given(whole=st.integers(0, 200), minimum=st.integers(0, 50), data=st.data())
def test_a_rate_is_shown_from_the_minimum_volume_on_and_nothing_of_it_below(whole, minimum, data):
    part = data.draw(st.integers(0, whole))
    rate = Rate.of(part, whole, minimum)
    if whole < max(minimum, 1):
        assert rate == Rate(None, None, None)
    else:
        assert (rate.part, rate.whole) == (part, whole)
        assert abs(rate.share * whole - part) <= Decimal("0.0005") * whole


def test_packages_keep_their_order_and_each_rate_its_own_denominator():
    counts = [
        Counted(Package.SYB, 25, 20, 22, 11, 9, 8),
        Counted(Package.GYB, 40, 38, 30, 3, 3, 1),
    ]
    gyb, syb = results(counts, 20)
    assert (gyb.package, syb.package) == (Package.GYB, Package.SYB)
    assert (syb.passed.share, syb.started.share) == (Decimal("0.800"), Decimal("0.500"))
    assert syb.survived == Rate(None, None, None)
