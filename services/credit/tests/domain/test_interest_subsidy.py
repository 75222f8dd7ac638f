"""Interest subsidy by quarter: on interest really paid, micro-profit trades, none in an extension, none overdue."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from credit.domain.debt import Extension
from credit.domain.errors.subsidies import (
    ClawedBackMeanwhile,
    EarlierBatchOpen,
    NothingToPay,
    PayableToBank,
    QuarterClaimedAlready,
    QuarterNotOver,
)
from credit.domain.repayments import DebtStream, Repayment, parts
from credit.domain.schedules import Terms as LoanTerms
from credit.domain.schedules import build_schedule
from credit.domain.subsidies import Borrowed, Claimed, Key, Quarter, Terms, Why, claim, entitlement, totals
from credit.domain.subsidy_batches import Batch, BatchState, Earlier, check_may_draw_up
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

BEGINS = date(2007, 9, 21)
SCHEDULE = build_schedule(LoanTerms(Money("20000.00"), Decimal("7.29"), 12, BEGINS))
FULL = Terms(Decimal(100), 0)


def loan(*, micro: bool = True, clawed_back: bool = False, terms: Terms = FULL) -> Borrowed:
    return Borrowed("loan", "bank", micro, clawed_back, terms)


def paid(*items: tuple[str, str, date], extensions=()) -> list:
    stream = DebtStream(SCHEDULE, BEGINS, term_months=12, extensions=extensions)
    return parts(stream, [Repayment(name, on, Money(amount), name) for name, amount, on in items])


def due(found: dict) -> Money:
    return Money.sum(line.now for line in found.values())


def test_a_quarter_knows_its_days() -> None:
    assert Quarter.of(date(2007, 12, 31)) == Quarter(2007, 4)
    assert (Quarter(2007, 4).begins_on, Quarter(2007, 4).ends_on) == (date(2007, 10, 1), date(2007, 12, 31))
    assert str(Quarter(2007, 4).next) == "2008Q1"
    assert Quarter.parse("2008Q1").ends_on == date(2008, 3, 31)
    with pytest.raises(ValueError, match="four"):
        Quarter.parse("2008Q5")


def test_interest_paid_on_its_due_date_is_subsidised_in_full() -> None:
    found = entitlement(paid(("a", "1733.21", date(2007, 10, 21))), loan(), date(2007, 12, 31))
    assert due(found) == SCHEDULE[0].interest == Money("121.50")
    assert {line.why for line in found.values()} == {Why.COUNTED}


def test_interest_paid_a_day_late_is_not_subsidised_unless_the_policy_tolerates_it() -> None:
    late = paid(("a", "1733.21", date(2007, 10, 22)))
    assert not due(entitlement(late, loan(), date(2007, 12, 31)))
    assert due(entitlement(late, loan(terms=Terms(Decimal(100), 1)), date(2007, 12, 31))) == Money("121.50")


def test_of_an_instalment_paid_in_two_parts_only_the_part_in_time_counts() -> None:
    found = entitlement(
        paid(("a", "100.00", date(2007, 10, 20)), ("b", "1633.21", date(2007, 10, 30))), loan(), date(2007, 12, 31)
    )
    assert due(found) == Money("100.00")
    assert found[Key("b", 1)].why is Why.OVERDUE


def test_interest_paid_after_the_quarter_waits_for_the_next() -> None:
    assert not due(entitlement(paid(("a", "1733.21", date(2008, 1, 1))), loan(), date(2007, 12, 31)))


def test_an_extension_gets_no_subsidy() -> None:
    extension = Extension(date(2008, 3, 21), 6, Decimal("7.29"))
    months = [date(2007 + (9 + n) // 12, (9 + n) % 12 + 1, 21) for n in range(10)]
    found = entitlement(
        paid(*((f"r{n}", "1733.21", on) for n, on in enumerate(months)), extensions=[extension]),
        loan(),
        date(2008, 12, 31),
    )
    inside = [line for line in found.values() if line.paid_on > date(2008, 3, 21)]
    assert inside
    assert {line.why for line in inside} == {Why.EXTENSION}
    assert not Money.sum(line.now for line in inside)
    assert due(found) > Money.zero()


def test_other_trades_and_clawed_back_loans_get_none_and_are_told_why() -> None:
    one = paid(("a", "1733.21", date(2007, 10, 21)))
    for borrowed, why in (
        (loan(micro=False), Why.NOT_MICRO_PROFIT),
        (loan(clawed_back=True), Why.CLAWED_BACK),
    ):
        line = claim(borrowed, one, {}, Quarter(2007, 4))
        assert line is not None
        assert not line.amount
        assert {part.why for part in line.parts} == {why}


def test_half_the_interest_by_policy_is_rounded_to_the_fen_once_for_a_part() -> None:
    found = entitlement(
        paid(("a", "100.01", date(2007, 10, 21))), loan(terms=Terms(Decimal(50), 0)), BEGINS.replace(2008)
    )
    assert due(found) == Money("50.01")


def test_a_reversed_repayment_comes_back_as_a_negative_line_of_the_next_batch() -> None:
    before = {Key("a", 1): Claimed(Money("121.50"), date(2007, 10, 21), date(2007, 10, 21))}
    line = claim(loan(), paid(("b", "1733.21", date(2008, 1, 20))), before, Quarter(2008, 1))
    assert line is not None
    assert line.amount == Money("-121.50")
    assert {part.key: part.why for part in line.parts} == {Key("a", 1): Why.GONE, Key("b", 1): Why.OVERDUE}


def test_a_backdated_repayment_is_claimed_in_the_next_batch_as_a_correction() -> None:
    line = claim(loan(), paid(("a", "1733.21", date(2007, 10, 21))), {}, Quarter(2008, 1))
    assert line is not None
    sums = totals([line], Quarter(2008, 1), Money("-20.00"))
    assert (sums.amount, sums.corrections, sums.payable) == (Money("121.50"), Money("121.50"), Money("101.50"))
    assert sums.interest == Money.zero()


def test_nothing_new_is_no_line() -> None:
    before = {Key("a", 1): Claimed(Money("121.50"), date(2007, 10, 21), date(2007, 10, 21))}
    assert claim(loan(), paid(("a", "1733.21", date(2007, 10, 21))), before, Quarter(2008, 1)) is None


# A loan's whole subsidy, whatever happens in between


@dataclass
class Books:
    """What was claimed, part by part, as the database keeps it; ``wrong``: the trade was found out."""

    received: dict[str, tuple[str, date]]
    claimed: dict[Key, Money]
    wrong: bool = False

    def parts(self) -> list:
        return paid(*((name, amount, on) for name, (amount, on) in self.received.items()))

    def draw_up(self, quarter: Quarter) -> Money:
        before = {key: Claimed(amount, BEGINS, BEGINS) for key, amount in self.claimed.items() if amount}
        line = claim(loan(clawed_back=self.wrong), self.parts(), before, quarter)
        if line is None:
            return Money.zero()
        for part in line.parts:
            self.claimed[part.key] = self.claimed.get(part.key, Money.zero()) + part.amount
        return line.amount


PAY = st.tuples(
    st.just("pay"),
    st.integers(1, 400_000).map(lambda fen: str(Decimal(fen) / 100)),
    st.integers(0, 500).map(lambda days: BEGINS + timedelta(days=days)),
)
REVERSE = st.tuples(st.just("reverse"), st.integers(0, 30))
DRAW = st.tuples(st.just("draw"), st.booleans())
CLAW = st.tuples(st.just("claw back"))


@given(st.lists(st.one_of(PAY, PAY, REVERSE, DRAW, DRAW, CLAW), max_size=30))
def test_over_any_history_the_lines_add_up_to_what_is_due_at_the_end(history: list) -> None:
    books, quarter = Books({}, {}), Quarter(2007, 3)
    total = Money.zero()
    for number, (what, *how) in enumerate(history):
        if what == "pay":
            books.received[f"r{number}"] = (how[0], how[1])
        elif what == "reverse" and books.received:
            del books.received[sorted(books.received)[how[0] % len(books.received)]]
        elif what == "claw back":
            books.wrong = True
        elif what == "draw":
            accepted, kept = how[0], dict(books.claimed)
            amount = books.draw_up(quarter)
            if accepted:
                total, quarter = total + amount, quarter.next
                assert total >= Money.zero()
                assert not books.wrong or total == Money.zero()
            else:  # finance returns it: nothing of it counts
                books.claimed = kept
    last = Quarter(2012, 4)
    total += books.draw_up(last)
    entitled = due(entitlement(books.parts(), loan(clawed_back=books.wrong), last.ends_on))
    assert total == entitled == Money.sum(books.claimed.values())
    assert not books.wrong or total == Money.zero()


# The way of a batch


def batch(payable: str = "100.00") -> Batch:
    return Batch("b", "bank", Quarter(2007, 4), Money(payable), date(2008, 1, 7), "officer")


def approved(payable: str = "100.00") -> Batch:
    made = batch(payable)
    made.approve(date(2008, 1, 10), "finance", "Checked.", 0)
    return made


def test_another_person_approves() -> None:
    with pytest.raises(SamePerson):
        batch().approve(date(2008, 1, 10), "officer", "Checked.", 0)
    assert approved().state is BatchState.APPROVED


def test_a_batch_is_paid_once_and_not_before_it_is_approved() -> None:
    with pytest.raises(IllegalTransition):
        batch().pay(date(2008, 1, 15), "finance", "GK-1", 0)
    made = approved()
    with pytest.raises(DatesOutOfOrder):
        made.pay(date(2008, 1, 9), "finance", "GK-1", 0)
    assert made.pay(date(2008, 1, 15), "finance", "GK-1", 0).amount == Money("100.00")
    with pytest.raises(IllegalTransition):
        made.pay(date(2008, 1, 16), "finance", "GK-2", 0)


def test_a_batch_that_subsidises_a_loan_clawed_back_meanwhile_goes_back() -> None:
    with pytest.raises(ClawedBackMeanwhile):
        batch().approve(date(2008, 1, 10), "finance", "Checked.", 1)
    made = approved()
    with pytest.raises(ClawedBackMeanwhile):
        made.pay(date(2008, 1, 15), "finance", "GK-1", 1)
    made.send_back(date(2008, 1, 15), "finance", "Clawed back meanwhile.")
    assert made.state is BatchState.RETURNED


def test_what_a_bank_owes_is_carried_over_or_returned_but_nothing_else_is() -> None:
    with pytest.raises(PayableToBank):
        approved().carry_over(date(2008, 1, 15), "finance")
    with pytest.raises(NothingToPay):
        approved("0.00").pay(date(2008, 1, 15), "finance", "GK-1", 0)
    owing = approved("-5.00")
    owing.carry_over(date(2008, 1, 15), "finance")
    assert owing.state is BatchState.CARRIED_OVER
    assert approved("-5.00").pay(date(2008, 1, 15), "finance", "TH-1", 0).amount == Money("-5.00")


def test_batches_follow_each_other() -> None:
    fourth, first = Quarter(2007, 4), Quarter(2008, 1)
    with pytest.raises(QuarterNotOver):
        check_may_draw_up(fourth, [], date(2007, 12, 31))
    check_may_draw_up(fourth, [Earlier(fourth, BatchState.RETURNED)], date(2008, 1, 1))
    with pytest.raises(QuarterClaimedAlready):
        check_may_draw_up(fourth, [Earlier(fourth, BatchState.CLAIMED)], date(2008, 1, 1))
    with pytest.raises(QuarterClaimedAlready):
        check_may_draw_up(fourth, [Earlier(first, BatchState.PAID)], date(2008, 5, 1))
    with pytest.raises(EarlierBatchOpen):
        check_may_draw_up(first, [Earlier(fourth, BatchState.APPROVED)], date(2008, 5, 1))
    check_may_draw_up(first, [Earlier(fourth, BatchState.PAID)], date(2008, 4, 1))
