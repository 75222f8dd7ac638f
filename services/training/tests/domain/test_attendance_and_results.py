from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound
from training.domain.attendance import AttendanceSheet, record_attendance
from training.domain.certificate import certificate_series, issue, to_certify
from training.domain.enrolment import EnrolmentState
from training.domain.errors.certificates import NobodyToCertify
from training.domain.errors.results import (
    AttendanceMissing,
    DuplicateLine,
    GraderIsTrainer,
    NotALearnerThatDay,
    NotInClass,
    ResultFinal,
)
from training.domain.packages import Package
from training.domain.results import Grade, Mark, assess, complete, grade_plans, hours_attended, settle

DONE = date(2007, 8, 16)


@pytest.fixture
def book(make):
    return {name: make.enrolment(name) for name in ("e1", "e2", "e3")}


def sheets_for(*names, absent=()):
    """Ten sheets: ``names`` came to all, except ``absent`` = (name, session) pairs."""
    return [
        AttendanceSheet(n, 1, DONE, frozenset(name for name in names if (name, n) not in absent)) for n in range(1, 11)
    ]


def test_a_second_record_supersedes_the_first(make, book):
    taught = make.training_class()
    first, _ = record_attendance(taught, book, 1, date(2007, 8, 6), ["e1"], last=None)
    second, event = record_attendance(taught, book, 1, date(2007, 8, 7), ["e2", "e1"], last=first, reason="late list")
    assert (first.version, second.version) == (1, 2)
    assert event.present == ("person-e1", "person-e2")
    hours = hours_attended(taught, [second, first])
    assert hours == {"e1": 7, "e2": 7}


def test_attendance_is_not_recorded_before_the_session_nor_for_strangers(make, book):
    taught = make.training_class()
    with pytest.raises(DatesOutOfOrder):
        record_attendance(taught, book, 1, date(2007, 8, 5), [], last=None)
    with pytest.raises(NotInClass):
        record_attendance(taught, book, 1, DONE, ["stranger"], last=None)
    with pytest.raises(DuplicateLine):
        record_attendance(taught, book, 1, DONE, ["e1", "e1"], last=None)
    with pytest.raises(NotFound):
        record_attendance(taught, book, 99, DONE, ["e1"], last=None)


def test_a_dropout_is_not_present_after_leaving(make, book):
    book["e1"].drop_out(date(2007, 8, 7), attended=True)
    taught = make.training_class()
    record_attendance(taught, book, 2, DONE, ["e1"], last=None)
    with pytest.raises(NotALearnerThatDay):
        record_attendance(taught, book, 3, DONE, ["e1"], last=None)


def test_a_pass_needs_90_percent_of_hours_and_a_good_plan(make, book):
    taught = make.training_class()
    rules = make.rules()
    assert assess(taught, book["e1"], taught.hours * 9 / 10, Grade.PASS, rules).passed
    almost = assess(taught, book["e1"], taught.hours * 9 / 10 - 1, Grade.EXCELLENT, rules)
    assert not almost.passed
    assert almost.reasons == ("hours_too_few",)
    assert assess(taught, book["e1"], taught.hours, Grade.FAIL, rules).reasons == ("plan_failed",)
    assert assess(taught, book["e1"], taught.hours, None, rules).reasons == ("plan_not_graded",)


@given(attended=st.integers(0, 140))
def test_the_share_shown_never_looks_better_than_it_is(make, attended):
    taught = make.training_class()
    hours = taught.hours * attended / 140
    outcome = assess(taught, make.enrolment(), hours, Grade.PASS, make.rules())
    assert outcome.passed == (attended >= 126)
    assert outcome.hours_share * taught.hours <= hours


def test_the_grader_is_no_trainer_of_the_class(make, book):
    with pytest.raises(GraderIsTrainer):
        grade_plans(make.training_class(), ["Li Ming"], book, DONE, [Mark("e1", Grade.PASS, " li  ming")])
    grade_plans(make.training_class(), ["Li Ming"], book, DONE, [Mark("e1", Grade.PASS, "Chen Hua")])


def test_completion_needs_the_attendance_of_every_session(make, book):
    with pytest.raises(AttendanceMissing) as refused:
        complete(
            make.training_class(),
            list(book.values()),
            sheets_for("e1")[:9],
            {},
            DONE,
            last_graded_on=None,
            rules=make.rules(),
        )
    assert refused.value.facts["numbers"] == "10"


def test_completion_settles_everyone_and_counts_dropouts(make, book):
    taught = make.training_class()
    book["e3"].drop_out(date(2007, 8, 8), attended=True)
    sheets = sheets_for("e1", "e2", absent={("e2", 1), ("e2", 2)})
    outcomes, event = complete(
        taught,
        list(book.values()),
        sheets,
        {"e1": Grade.PASS, "e2": Grade.EXCELLENT},
        DONE,
        last_graded_on=DONE,
        rules=make.rules(),
    )
    assert (event.enrolled, event.passed) == (3, 1)
    assert [e.state for e in book.values()] == [
        EnrolmentState.PASSED,
        EnrolmentState.FAILED,
        EnrolmentState.DROPPED_OUT,
    ]
    assert outcomes[2].reasons[0] == "dropped_out"
    with pytest.raises(IllegalTransition):
        complete(taught, [], sheets, {}, DONE, last_graded_on=None, rules=make.rules())


def test_a_failed_plan_is_reworked_after_completion_and_a_pass_is_final(make, book):
    taught = make.training_class()
    sheets = sheets_for("e1", "e2", "e3")
    grades = {"e1": Grade.FAIL, "e2": Grade.PASS}
    complete(taught, list(book.values()), sheets, grades, DONE, last_graded_on=DONE, rules=make.rules())
    later = date(2007, 9, 1)
    grade_plans(taught, [], book, later, [Mark("e1", Grade.PASS, "Chen Hua"), Mark("e3", Grade.PASS, "Chen Hua")])
    settle(taught, [book["e1"]], sheets, {"e1": Grade.PASS}, make.rules())
    assert book["e1"].state is EnrolmentState.PASSED
    with pytest.raises(ResultFinal):
        grade_plans(taught, [], book, later, [Mark("e2", Grade.FAIL, "Chen Hua")])


def test_certificates_go_to_those_who_passed_once_and_number_on(make, book):
    taught = make.training_class()
    with pytest.raises(IllegalTransition):
        to_certify(taught, book.values(), DONE, last_graded_on=None)
    sheets = sheets_for("e1", "e2", "e3")
    grades = {"e1": Grade.FAIL, "e2": Grade.PASS, "e3": Grade.EXCELLENT}
    complete(taught, list(book.values()), sheets, grades, DONE, last_graded_on=DONE, rules=make.rules())
    with pytest.raises(DatesOutOfOrder):
        to_certify(taught, book.values(), date(2007, 8, 15), last_graded_on=DONE)
    passed = to_certify(taught, book.values(), date(2007, 8, 31), last_graded_on=DONE)
    series = certificate_series("JJ", Package.SYB, date(2007, 8, 31))
    issued = issue(taught, passed, date(2007, 8, 31), ids=["c1", "c2"], series=series, first_serial=9)
    assert [c.number for c in issued] == ["JJ-SYB-2007-00009", "JJ-SYB-2007-00010"]
    assert [c.enrolment_id for c in issued] == ["e2", "e3"]
    with pytest.raises(NobodyToCertify):
        to_certify(taught, book.values(), date(2007, 8, 31), last_graded_on=DONE)
