"""Whatever is booked, the books balance and statements add up; money leaves only what is free; fees are due once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from credit.domain import claim_entries, ledger
from credit.domain.chart import CHART, ENTRY_NAMES, TITLES, Side
from credit.domain.errors.fees import (
    FeeAboveDue,
    FeeAlreadyRecorded,
    FeeNotDue,
    FeesDoNotAddUp,
    LetterTwice,
    LetterUnknown,
)
from credit.domain.errors.fund import (
    BankNotSuspended,
    CapOverdrawn,
    EntryNotReversible,
    FundOverdrawn,
    ReversalNotReversible,
)
from credit.domain.fees import Given, Letter, fee_due, take_fees
from credit.domain.fund import BankStanding, Capacity, bank_stopped, refuse_outflow
from credit.domain.ledger import Account, SpecialAccount
from credit.domain.statements import Movement, Place, draw_up, with_balances
from credit.policy import RuleBook
from credit.store.exports import FORMULA_STARTS, neutral
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money
from kit.refusal import DatesOutOfOrder

AT = SpecialAccount("fund", "bank")
START = date(2007, 7, 1)
RULES = RuleBook.load(Path(__file__).parents[4] / "programmes" / "jiangjin-2007").on(date(2007, 9, 1))
FEN = st.integers(min_value=1, max_value=10**9).map(lambda fen: Money(Decimal(fen) / 100))
YUAN = st.integers(min_value=0, max_value=10**7).map(Money)
DAYS = st.integers(min_value=0, max_value=400).map(lambda days: START + timedelta(days=days))
MAKERS = (
    ledger.contribution,
    ledger.withdrawal,
    ledger.fee,
    ledger.guarantee_reserved,
    ledger.guarantee_effective,
    ledger.reservation_released,
    ledger.guarantee_moved,
    claim_entries.claim_paid,
    claim_entries.guarantee_claimed,
    claim_entries.written_off,
)


@st.composite
def books(draw) -> list[ledger.Entry]:
    """Any entries, some of them taken back."""
    entries = []
    for maker, amount, on in draw(st.lists(st.tuples(st.sampled_from(MAKERS), FEN, DAYS), max_size=40)):
        entries.append(maker(AT, amount, on, "document"))
        if entries[-1].kind in ledger.MANUAL and draw(st.booleans()):
            entries.append(ledger.reversal(entries[-1], on + timedelta(days=draw(st.integers(0, 30)))))
    return entries


def balances(entries, day: date = date.max) -> dict[Account, Money]:
    booked = [entry for entry in entries if entry.booked_on <= day]
    return {account: Money.sum(entry.moves(account) for entry in booked) for account in Account}


@given(entries=books(), day=DAYS)
def test_any_sequence_of_entries_balances_on_every_day(entries, day) -> None:
    for found in (balances(entries), balances(entries, day)):
        assert not Money.sum(found.values())
        assert not sum(
            (TITLES[account].own_side(amount).amount * (1 if TITLES[account].side is Side.DEBIT else -1))
            for account, amount in found.items()
        )


@given(entries=books())
def test_an_entry_and_its_reversal_leave_the_books_as_they_were(entries) -> None:
    kept = [entry for entry in entries if entry.kind != ledger.REVERSAL]
    taken_back = [ledger.reversal(entry, entry.booked_on) for entry in kept if entry.kind in ledger.MANUAL]
    left = [entry for entry in kept if entry.kind not in ledger.MANUAL]
    assert balances([*kept, *taken_back]) == balances(left)


def movements(entries, account: Account) -> list[Movement]:
    return [
        Movement(
            Place(entry.booked_on, f"{number:06d}", line),
            entry.kind,
            entry.document,
            AT.fund_id,
            AT.bank_id,
            posting.amount,
            datetime(2007, 7, 1, tzinfo=UTC),
        )
        for number, entry in enumerate(entries)
        for line, posting in enumerate(entry.postings)
        if posting.account is account
    ]


@given(entries=books(), account=st.sampled_from(Account), first=DAYS, length=st.integers(0, 200), opening=YUAN)
def test_opening_and_movements_make_closing_and_periods_join(entries, account, first, length, opening) -> None:
    last = first + timedelta(days=length)
    moved = movements(entries, account)
    before = [item for item in moved if item.place.booked_on < first]
    within = [item for item in moved if first <= item.place.booked_on <= last]
    earlier = draw_up(opening, before)
    found = draw_up(earlier.closing, reversed(within))
    assert found.opening + found.turnover.debits - found.turnover.credits == found.closing
    assert found.closing == opening + balances(entries, last)[account]
    assert [line.movement.place for line in found.lines] == sorted(item.place for item in within)
    assert (found.lines[-1].balance if found.lines else found.opening) == found.closing
    assert all(line.debit - line.credit == line.movement.amount for line in found.lines)


@given(entries=books(), cut=st.integers(0, 40))
def test_pages_of_a_statement_are_the_statement(entries, cut) -> None:
    moved = sorted(movements(entries, Account.SPECIAL_ACCOUNT), key=lambda item: item.place)
    whole = with_balances(Money.zero(), moved)
    first = with_balances(Money.zero(), moved[:cut])
    carried = first[-1].balance if first else Money.zero()
    assert [*first, *with_balances(carried, moved[cut:])] == whole


def test_only_what_a_person_recorded_is_reversed_and_no_reversal_is() -> None:
    entry = ledger.contribution(AT, Money(10), START, "CZ-1")
    back = ledger.reversal(entry, START)
    assert (back.kind, back.document, back.moves(Account.SPECIAL_ACCOUNT)) == ("reversal", "CZ-1", Money(-10))
    with pytest.raises(ReversalNotReversible):
        ledger.reversal(back, START)
    with pytest.raises(DatesOutOfOrder):
        ledger.reversal(entry, START - timedelta(days=1))
    for make in MAKERS[3:]:
        with pytest.raises(EntryNotReversible):
            ledger.reversal(make(AT, Money(10), START, "G1"), START)


def test_the_chart_names_every_account_once_in_both_languages() -> None:
    assert {item.account for item in CHART} == set(Account)
    assert len({item.number for item in CHART}) == len({item.zh for item in CHART}) == len(CHART)
    assert [item.number for item in CHART] == sorted(item.number for item in CHART)
    kinds = {make(AT, Money(1), START, "d").kind for make in MAKERS}
    assert kinds <= set(ENTRY_NAMES)


@given(net=YUAN, liability=YUAN, amount=FEN, other=YUAN)
def test_money_that_leaves_keeps_the_account_and_both_caps(net, liability, amount, other) -> None:
    bank, in_all = Capacity(net, liability), Capacity(net + other, liability + other)
    fits = all(item.less(amount).fits(Money.zero(), RULES) for item in (bank, in_all))
    if amount > net:
        with pytest.raises(FundOverdrawn):
            refuse_outflow(amount, in_all, bank, RULES, lowest=net)
    elif not fits:
        with pytest.raises(CapOverdrawn) as refused:
            refuse_outflow(amount, in_all, bank, RULES, lowest=net)
        assert refused.value.facts["free"] < amount
    else:
        refuse_outflow(amount, in_all, bank, RULES, lowest=net)
        assert amount <= min(bank.free(RULES), in_all.free(RULES))
        assert all(item.less(amount).headroom(RULES) >= Money.zero() for item in (bank, in_all))


@given(net=YUAN, liability=YUAN)
def test_what_is_free_can_be_taken_out_and_not_a_fen_more(net, liability) -> None:
    held = Capacity(net, liability)
    if not held.fits(Money.zero(), RULES):
        assert held.free(RULES) == Money.zero()
        return
    assert held.less(held.free(RULES)).fits(Money.zero(), RULES)
    assert not held.less(held.free(RULES) + Money("0.01")).fits(Money.zero(), RULES)


def bank_with(compensated: int, lifted: int | None = None) -> BankStanding:
    return BankStanding(
        Capacity(Money(100_000), Money(0)),
        Money(100_000),
        Money(compensated),
        None if lifted is None else Money(lifted),
    )


def test_a_claim_stops_a_bank_at_twenty_percent_and_again_after_a_lift() -> None:
    assert bank_stopped(AT, bank_with(0), Money("19999.99"), START, RULES) is None
    told = bank_stopped(AT, bank_with(10_000), Money(10_000), START, RULES)
    assert told is not None
    assert (told.compensation_rate_percent, told.limit_percent) == (Decimal("20.00"), Decimal(20))
    assert bank_stopped(AT, bank_with(20_000), Money(1), START, RULES) is None, "it was stopped already"
    assert bank_stopped(AT, bank_with(20_000, 20_000), Money(1), START, RULES) is not None


def test_only_a_stop_can_be_lifted() -> None:
    assert bank_with(20_000).lift(AT, START, RULES).compensation_rate_percent == Decimal("20.00")
    for standing in (bank_with(19_999), bank_with(20_000, 20_000)):
        with pytest.raises(BankNotSuspended):
            standing.lift(AT, START, RULES)


LETTER = Letter("G1", "g", START, START, Money(20_000), 18, fee_recorded=False)


def test_a_fee_is_one_percent_a_year_of_the_principal_over_its_term() -> None:
    assert fee_due(LETTER, RULES) == Money(300)
    assert fee_due(replace(LETTER, principal=Money(10_000), term_months=7), RULES) == Money("58.33")


@pytest.mark.parametrize(
    ("lines", "letter", "paid", "refusal"),
    [
        ([Given("G1"), Given("G1")], LETTER, Money(300), LetterTwice),
        ([Given("G2")], LETTER, Money(300), LetterUnknown),
        ([Given("G1")], replace(LETTER, fee_recorded=True), Money(300), FeeAlreadyRecorded),
        ([Given("G1")], replace(LETTER, effective_on=None), Money(300), FeeNotDue),
        ([Given("G1")], replace(LETTER, effective_on=START + timedelta(days=1)), Money(300), FeeNotDue),
        ([Given("G1", Money("300.01"))], LETTER, Money("300.01"), FeeAboveDue),
        ([Given("G1")], LETTER, Money(299), FeesDoNotAddUp),
    ],
)
def test_a_fee_payment_that_is_not_right_is_refused_whole(lines, letter, paid, refusal) -> None:
    with pytest.raises(refusal):
        take_fees(lines, {"G1": letter}, {"G1": Money(300)}, paid, START)


def test_fees_of_a_payment_say_what_was_paid_and_due() -> None:
    other = replace(LETTER, number="G2", guarantee_id="h")
    due = {"G1": Money(300), "G2": Money(300)}
    lines = [Given("G1"), Given("G2", Money(100))]
    fees = take_fees(lines, {"G1": LETTER, "G2": other}, due, Money(400), START)
    assert [(item.letter.number, item.amount, item.due) for item in fees] == [
        ("G1", Money(300), Money(300)),
        ("G2", Money(100), Money(300)),
    ]


@given(words=st.text(max_size=20))
def test_no_text_in_a_file_begins_like_a_formula(words) -> None:
    assert not neutral(words).startswith(FORMULA_STARTS)
    assert neutral(words).removeprefix("'") == words.removeprefix("'")
