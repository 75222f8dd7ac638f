"""However a period is cut, statements meet, and what they say adds up."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money
from training.domain.packages import Milestone, Package
from training.domain.statement import Kind, Movement, statement

FIRST = date(2007, 7, 1)
LAST = FIRST + timedelta(days=60)

movements = st.lists(
    st.builds(
        Movement,
        moved_on=st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days)),
        kind=st.sampled_from(Kind),
        amount=st.integers(1, 100_000).map(Money.from_fen),
        agreement_id=st.sampled_from(["one", "other"]),
        record=st.text("abc", min_size=1, max_size=3),
        claim_id=st.none() | st.just("claim"),
        line=st.none() | st.integers(1, 9),
        milestone=st.sampled_from(Milestone),
        package=st.sampled_from(Package),
        target_group=st.none() | st.sampled_from(["laid_off", "disabled"]),
    ),
    max_size=40,
)


@given(movements, st.integers(0, 59))
def test_a_period_cut_in_two_ends_where_the_whole_ends(moved, cut):
    middle = FIRST + timedelta(days=cut)
    whole = statement(moved, FIRST, LAST)
    one = statement(moved, FIRST, middle)
    two = statement(moved, middle + timedelta(days=1), LAST)
    assert one.movements + two.movements == whole.movements
    closing = {balances.agreement_id: balances.closing for balances in whole.agreements}
    assert {balances.agreement_id: balances.closing for balances in two.agreements} == closing
    opening = {balances.agreement_id: balances.opening for balances in two.agreements}
    for balances in one.agreements:
        assert opening[balances.agreement_id] == balances.closing


@given(movements)
def test_totals_are_the_movements_by_milestone_and_group(moved):
    whole = statement(moved, FIRST, LAST)
    for kind in (Kind.RESERVED, Kind.RELEASED, Kind.PAID, Kind.CLAWED_BACK):
        said = Money.sum(getattr(total, kind.value) for total in whole.totals)
        assert said == Money.sum(movement.amount for movement in moved if movement.kind is kind)
    for balances in whole.agreements:
        closing = balances.closing
        assert closing.budget == closing.reserved + closing.net + closing.free
