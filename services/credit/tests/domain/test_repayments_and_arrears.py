"""Repayments in any order, perhaps twice or backdated; arrears as of any day."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from credit.domain.arrears import Bucket, portfolio_at_risk, standing_as_of
from credit.domain.bank_file import Known, Line, take_lines
from credit.domain.errors.loans import LoanClosed, RepaymentBeforeDisbursement
from credit.domain.guarantees import Guarantee
from credit.domain.loans import DisbursementChoices, Loan, LoanState, terms_of
from credit.domain.repayments import Repayment
from credit.domain.schedules import Method, build_schedule
from credit.policy import RuleBook
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.money import FEN, Money

DAY = date(2007, 9, 3)
RULES = RuleBook.load(Path(__file__).parents[4] / "programmes" / "jiangjin-2007").on(DAY)
TODAY = date(2010, 1, 1)


def loan(principal: int = 20_000, months: int = 12, method: Method = Method.EQUAL_INSTALMENT) -> Loan:
    terms = terms_of(Money(principal), months, DAY, RULES, DisbursementChoices(method))
    schedule = build_schedule(terms)
    return Loan("l1", "a1", "p1", "b1", Money(principal), months, terms.annual_rate_percent, DAY, schedule)


def guarantee(principal: int = 20_000) -> Guarantee:
    amount = RULES.guaranteed_part(Money(principal))
    found = Guarantee("g1", "a1", "p1", "f1", "b1", "G2007-1", amount, Decimal(80), DAY)
    found.issue()
    found.take_effect()
    return found


def paid(number: int, amount: Money, on: date) -> Repayment:
    return Repayment(f"r{number}", on, amount, f"REF-{number}")


def test_interest_is_paid_before_principal_oldest_instalment_first() -> None:
    found = loan()
    first = found.schedule[0]
    found.take(paid(0, first.interest + Money(100), first.due_on))
    found.take(paid(1, first.principal, first.due_on))
    found.replay(guarantee())
    one, two = found.booked["r0"].allocation, found.booked["r1"].allocation
    assert (one.interest, one.principal) == (first.interest, Money(100))
    assert (two.interest, two.principal) == (Money(100), first.principal - Money(100))


def test_a_backdated_repayment_is_allocated_as_if_it_had_come_in_time() -> None:
    late, early = date(2007, 11, 10), date(2007, 10, 3)
    amount = loan().schedule[0].amount
    in_time, backdated = loan(), loan()
    for item in (paid(0, amount, early), paid(1, amount, late)):
        in_time.take(item)
    in_time.replay(guarantee())
    for item in (paid(1, amount, late), paid(0, amount, early)):
        backdated.take(item)
        changes = backdated.replay(guarantee())
    assert {change.booked.allocation.repayment_id for change in changes} == {"r0", "r1"}
    assert {key: kept.allocation for key, kept in backdated.booked.items()} == {
        key: kept.allocation for key, kept in in_time.booked.items()
    }
    assert backdated.booked["r1"].version == 2


@settings(max_examples=40)
@given(data=st.data(), method=st.sampled_from(Method))
def test_order_of_recording_changes_nothing_and_the_guarantee_follows_the_principal(data, method) -> None:
    model = loan(method=method)
    total = int(model.stream.total.amount / FEN)
    cuts = sorted(data.draw(st.lists(st.integers(1, total - 1), unique=True, max_size=8)))
    amounts = [Money((b - a) * FEN) for a, b in zip([0, *cuts], [*cuts, total], strict=True)]
    days = data.draw(st.lists(st.integers(0, 500), min_size=len(amounts), max_size=len(amounts), unique=True))
    items = [paid(i, amount, DAY + timedelta(days=d)) for i, (amount, d) in enumerate(zip(amounts, days, strict=True))]
    straight, security = loan(method=method), guarantee()
    for item in items:
        straight.take(item)
    straight.replay(security)
    straight.settle(security, TODAY)
    mixed, moving = loan(method=method), guarantee()
    freed = Money.zero()
    for item in data.draw(st.permutations(items)):
        mixed.take(item)
        freed += Money.sum(change.correction for change in mixed.replay(moving))
        mixed.settle(moving, TODAY)
        assert freed == moving.amount - moving.outstanding
    assert {k: v.allocation for k, v in mixed.booked.items()} == {k: v.allocation for k, v in straight.booked.items()}
    assert (mixed.state, mixed.closed_on) == (LoanState.CLOSED, straight.closed_on)
    assert Money.sum(kept.allocation.principal for kept in mixed.booked.values()) == mixed.principal
    assert moving.outstanding == security.outstanding == Money.zero()


def test_more_than_is_owed_is_kept_as_excess_and_money_before_disbursement_or_after_closing_is_refused() -> None:
    found = loan()
    with pytest.raises(RepaymentBeforeDisbursement):
        found.take(paid(0, Money(1), DAY - timedelta(days=1)))
    closing = DAY + timedelta(days=400)
    found.take(paid(0, found.stream.total + Money("0.01"), closing))
    assert (found.excess, found.balance) == (Money("0.01"), Money.zero())
    with pytest.raises(LoanClosed):
        found.take(paid(1, Money("0.01"), closing + timedelta(days=1)))
    found.take(paid(2, Money(100), closing))
    found.take(paid(3, Money(50), DAY))
    assert found.excess == Money("150.01")


def test_each_reference_of_a_bank_counts_once() -> None:
    found = loan()
    line = Line("REF-1", "l1", Money(100), DAY)
    lines = [
        line,
        line,
        Line("REF-1", "l1", Money(101), DAY),
        Line("REF-0", "l1", Money(5), DAY),
        Line("REF-2", "unknown", Money(5), DAY),
        Line("REF-4", "l1", Money(5), TODAY + timedelta(days=1)),
        Line("REF-5", "l1", Money(5), DAY - timedelta(days=1)),
    ]
    known = {"REF-0": Known(Line("REF-0", "l1", Money(5), DAY))}
    outcomes = take_lines(lines, {"l1": found}, known, [f"r{n}" for n in range(7)], rules=RULES, today=TODAY)
    assert [item.status for item in outcomes[:4]] == ["recorded", "duplicate", "refused", "duplicate"]
    assert [item.refusal.code() for item in outcomes if item.refusal] == [
        "repayment_reference_reused",
        "loan_unknown",
        "date_in_future",
        "repayment_before_disbursement",
    ]
    assert found.paid == Money(100)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, "current"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "over 90"),
    ],
)
def test_buckets(days, bucket) -> None:
    assert Bucket.of(days) == bucket


def test_days_past_due_count_from_the_oldest_unpaid_instalment() -> None:
    found = loan()
    due = found.schedule[0].due_on
    assert standing_as_of(found.stream, [], due).days_past_due == 0
    day_after = standing_as_of(found.stream, [], due + timedelta(days=1))
    assert (day_after.days_past_due, day_after.overdue) == (1, found.schedule[0].amount)
    part = [paid(0, found.schedule[0].amount - Money("0.01"), due)]
    assert standing_as_of(found.stream, part, due + timedelta(days=1)).overdue == Money("0.01")
    whole = [paid(0, found.schedule[0].amount, due + timedelta(days=5))]
    assert standing_as_of(found.stream, whole, due + timedelta(days=4)).days_past_due == 4
    assert standing_as_of(found.stream, whole, due + timedelta(days=5)).days_past_due == 0


def test_a_spell_lasts_until_nothing_is_overdue() -> None:
    found = loan()
    first, second, third = found.schedule[:3]
    began = first.due_on + timedelta(days=1)
    first_paid_late = [paid(0, first.amount, second.due_on + timedelta(days=3))]
    assert standing_as_of(found.stream, first_paid_late, third.due_on).spell_began_on == began
    caught_up = [*first_paid_late, paid(1, second.amount, second.due_on + timedelta(days=4))]
    assert standing_as_of(found.stream, caught_up, third.due_on).spell_began_on is None
    again = standing_as_of(found.stream, caught_up, third.due_on + timedelta(days=9))
    assert again.spell_began_on == third.due_on + timedelta(days=1)


def test_portfolio_at_risk_is_the_share_of_principal_owed_by_late_loans() -> None:
    found = loan()
    day = found.schedule[0].due_on + timedelta(days=31)
    late = standing_as_of(found.stream, [], day)
    other = loan(10_000)
    current = standing_as_of(other.stream, [paid(0, other.schedule[0].amount + other.schedule[1].amount, DAY)], day)
    figures = portfolio_at_risk([late, current])
    assert figures.loans == 2
    assert figures.principal == late.principal_owed + current.principal_owed
    share = late.principal_owed.amount * 100 / figures.principal.amount
    assert (figures.par30_percent, figures.par90_percent) == (share.quantize(Decimal("0.01")), Decimal("0.00"))
    assert Money.sum(item.principal for item in figures.buckets) == figures.principal
    assert portfolio_at_risk([]).par30_percent == Decimal("0.00")
