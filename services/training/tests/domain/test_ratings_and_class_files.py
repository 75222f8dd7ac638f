"""Ratings are nobody's in particular; class files are complete within ten working days, and two people close them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.holidays import work_calendar
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson
from training.domain.class_file import (
    ClassBooks,
    ClassFile,
    FileState,
    check_item,
    clock,
    completeness,
    last_end_overdue,
)
from training.domain.errors.class_files import (
    ClassFileIncomplete,
    FileItemUnknown,
    RatingClosed,
    RatingItemsNotThose,
    ReturnReasonsMissing,
)
from training.domain.ratings import check_day, check_scores, summarise

SCORES = {"content": 5, "trainers": 4}


def books(**changes: int) -> ClassBooks:
    values = {
        "completed": True,
        "sessions": 10,
        "sheets": 10,
        "learners": 20,
        "enrolled": 21,
        "plans": 20,
        "graded": 20,
        "rated": 10,
        "paying": 0,
    }
    return ClassBooks(**(values | changes))


def test_ratings_below_the_minimum_are_never_shown(make):
    rules = make.assessment_rules()
    for rated in range(5):
        for for_institution in (True, False):
            seen = summarise([SCORES] * rated, 20, closed=True, for_institution=for_institution, rules=rules)
            assert (seen.shown, seen.why_not, seen.items) == (False, "too_few", ())


def test_an_institution_sees_no_ratings_while_more_may_come(make):
    rules = make.assessment_rules()
    seen = summarise([SCORES] * 6, 20, closed=False, for_institution=True, rules=rules)
    assert (seen.shown, seen.why_not) == (False, "still_open")
    assert summarise([SCORES] * 6, 20, closed=True, for_institution=True, rules=rules).shown
    assert summarise([SCORES] * 6, 6, closed=False, for_institution=True, rules=rules).shown
    bureau = summarise(
        [*([SCORES] * 5), {"content": 1, "trainers": 1}], 20, closed=False, for_institution=False, rules=rules
    )
    assert bureau.items[0].counts == (1, 0, 0, 0, 5)
    assert bureau.items[0].mean == Decimal("4.33")


def test_each_item_is_rated_once_in_its_time(make):
    rules = make.assessment_rules()
    check_scores(SCORES, rules)
    for scores in ({"content": 5}, SCORES | {"food": 1}):
        with pytest.raises(RatingItemsNotThose):
            check_scores(scores, rules)
    ends_on = date(2007, 8, 15)
    check_day(ends_on, ends_on, rules)
    check_day(ends_on + timedelta(days=60), ends_on, rules)
    for day in (ends_on - timedelta(days=1), ends_on + timedelta(days=61)):
        with pytest.raises(RatingClosed):
            check_day(day, ends_on, rules)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"completed": False}, "completion"),
        ({"sheets": 9}, "attendance"),
        ({"plans": 19}, "plans"),
        ({"graded": 19}, "grades"),
        ({"rated": 9}, "ratings"),
        ({"paying": 1}, "fee_receipts"),
    ],
)
def test_a_file_misses_what_its_books_miss(make, changes, missing):
    items = completeness(books(**changes), {"photos": 2}, make.assessment_rules())
    assert [status.item.item for status in items if not status.complete] == [missing]
    with pytest.raises(ClassFileIncomplete) as refused:
        ClassFile("class").hand_in(date(2007, 8, 20), "clerk", None, items)
    assert refused.value.facts["missing"] == missing


def test_a_share_of_ratings_is_rounded_up(make):
    items = completeness(books(learners=21, plans=21, graded=21, rated=10), {"photos": 2}, make.assessment_rules())
    assert [s.wanted for s in items if s.item.item == "ratings"] == [11]


def test_one_hands_in_and_another_accepts(make):
    items = completeness(books(), {"photos": 2}, make.assessment_rules())
    known = {status.item.item for status in items}
    file = ClassFile("class")
    with pytest.raises(DatesOutOfOrder):
        file.hand_in(date(2007, 8, 19), "clerk", date(2007, 8, 20), items)
    file.hand_in(date(2007, 8, 20), "clerk", date(2007, 8, 20), items)
    with pytest.raises(IllegalTransition):
        file.may_change()
    with pytest.raises(SamePerson):
        file.decide(date(2007, 8, 21), "clerk", {}, accepted=True, known=known)
    with pytest.raises(DatesOutOfOrder):
        file.decide(date(2007, 8, 19), "officer", {}, accepted=True, known=known)
    for reasons in ({}, {"no_such_item": "x"}):
        with pytest.raises(ReturnReasonsMissing):
            file.decide(date(2007, 8, 21), "officer", reasons, accepted=False, known=known)
    file.decide(date(2007, 8, 21), "officer", {"photos": "blurred"}, accepted=False, known=known)
    assert file.state is FileState.RETURNED
    file.may_change()
    with pytest.raises(DatesOutOfOrder):
        file.hand_in(date(2007, 8, 20), "clerk", date(2007, 8, 20), items)
    file.hand_in(date(2007, 8, 22), "clerk", date(2007, 8, 20), items)
    file.decide(date(2007, 8, 23), "officer", {}, accepted=True, known=known)
    assert file.state is FileState.ACCEPTED
    with pytest.raises(IllegalTransition):
        file.hand_in(date(2007, 8, 24), "clerk", None, items)


def test_documents_go_to_items_that_are_uploaded(make):
    assert check_item("photos", make.assessment_rules()).minimum == 2
    for name in ("attendance", "cake"):
        with pytest.raises(FileItemUnknown):
            check_item(name, make.assessment_rules())


@pytest.mark.parametrize(
    ("ends_on", "due_on"),
    [
        (date(2007, 2, 9), date(2007, 2, 28)),  # Spring Festival, with its two make-up working days
        (date(2007, 9, 25), date(2007, 10, 12)),  # National Day, as well
        (date(2007, 8, 15), date(2007, 8, 29)),
    ],
)
def test_a_file_is_due_ten_working_days_after_the_class(make, ends_on, due_on):
    rules, calendar = make.assessment_rules(), work_calendar()
    on_time = clock(ends_on, due_on, rules, calendar)
    assert (on_time.due_on, on_time.days_late, on_time.holidays_known) == (due_on, 0, True)
    assert clock(ends_on, due_on + timedelta(days=1), rules, calendar).days_late == 1


def test_before_2004_only_weekends_are_free_and_the_clock_says_so(make):
    seen = clock(date(2003, 9, 26), date(2003, 10, 10), make.assessment_rules(), work_calendar())
    assert (seen.due_on, seen.days_late, seen.holidays_known) == (date(2003, 10, 10), 0, False)


@given(st.dates(date(2004, 3, 1), date(2026, 11, 30)))
def test_the_work_list_finds_exactly_the_late_classes(make, day):
    rules, calendar = make.assessment_rules(), work_calendar()
    newest = last_end_overdue(day, rules, calendar)
    assert clock(newest, day, rules, calendar).days_late > 0
    assert clock(newest + timedelta(days=1), day, rules, calendar).days_late == 0
