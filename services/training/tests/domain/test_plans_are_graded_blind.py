"""Plans are graded by experts who did not teach, at most as often as the policy allows, and a third one decides."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.refusal import DatesOutOfOrder, IllegalTransition
from training.domain.business_plans import BackReason, Mark, Plan, PlanState, check_grade, decide, disagree
from training.domain.enrolment import EnrolmentState
from training.domain.errors.assessment import (
    AttemptsUsed,
    CriteriaNotThose,
    ExpertEnded,
    ExpertInvolved,
    ExpertNotOfSubject,
    GradeAboveScores,
    PlanInGrading,
    ReworkRemarksMissing,
    SameFileAgain,
)
from training.domain.errors.results import LearnerLeft, ResultFinal
from training.domain.experts import Expert, Seat, Taught, Tie, TieKind, assign, named, objection
from training.domain.packages import Package
from training.domain.results import Grade

DAY = date(2007, 8, 20)
TAUGHT = Taught(
    "class", "school", Package.SYB, frozenset({"t1"}), frozenset({"李明"}), frozenset({"t9"}), frozenset({"赵强"})
)


def expert(number: int = 1, **changes) -> Expert:
    values = {
        "expert_id": f"expert-{number}",
        "name": f"专家{number}",
        "subjects": frozenset(Package),
        "registered_on": date(2007, 1, 1),
    }
    return Expert(**(values | changes))


def mark(seat: int, grade: str) -> Mark:
    return Mark(seat, f"expert-{seat}", Grade(grade), Decimal(70), DAY)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"trainer_id": "t1"}, "taught_the_class"),
        ({"name": "李 明"}, "same_name_as_a_trainer_of_the_class"),
        ({"trainer_id": "t9"}, "trainer_of_the_institution"),
        ({"ties": (Tie("school", TieKind.EMPLOYED, date(2006, 1, 1)),)}, "tied_to_the_institution"),
        ({"ties": (Tie("school", TieKind.OWNER, date(2005, 1, 1), date(2006, 9, 1)),)}, "tied_to_the_institution"),
    ],
)
def test_who_taught_or_belongs_to_the_institution_grades_none_of_its_plans(make, changes, why):
    refusal = objection(expert(**changes), TAUGHT, DAY, make.assessment_rules())
    assert isinstance(refusal, ExpertInvolved)
    assert refusal.facts["why"] == why


def test_an_old_tie_and_one_to_another_school_do_not_bind(make):
    old = Tie("school", TieKind.TEACHES, date(2004, 1, 1), date(2006, 8, 19))
    other = Tie("elsewhere", TieKind.EMPLOYED, date(2004, 1, 1))
    assert objection(expert(ties=(old, other)), TAUGHT, DAY, make.assessment_rules()) is None


def test_subjects_and_days_of_the_register_count(make):
    rules = make.assessment_rules()
    assert isinstance(objection(expert(subjects=frozenset({Package.GYB})), TAUGHT, DAY, rules), ExpertNotOfSubject)
    assert isinstance(objection(expert(ended_on=DAY), TAUGHT, DAY, rules), ExpertEnded)
    assert isinstance(objection(expert(registered_on=date(2007, 9, 1)), TAUGHT, DAY, rules), ExpertEnded)


@given(plans=st.integers(1, 30), experts=st.integers(2, 6), seats=st.integers(1, 2))
def test_by_rule_nobody_grades_twice_and_loads_differ_by_one_at_most(make, plans, experts, seats):
    register = [expert(n) for n in range(experts)] + [expert(99, trainer_id="t1")]
    wanted = [Seat(f"plan-{p}", 1, s, "class") for p in range(plans) for s in range(1, seats + 1)]
    given_, left = assign(wanted, register, {"class": TAUGHT}, {}, DAY, make.assessment_rules())
    assert left == []
    pairs = [(seat.plan_id, chosen.expert_id) for seat, chosen in given_]
    assert len(pairs) == len(set(pairs)) == len(wanted)
    loads = [sum(e == f"expert-{n}" for _, e in pairs) for n in range(experts)]
    assert max(loads) - min(loads) <= 1
    assert "expert-99" not in {e for _, e in pairs}


def test_who_gave_a_plan_back_does_not_get_it_again(make):
    seat = Seat("plan", 1, 1, "class", frozenset({"expert-1"}))
    given_, left = assign([seat], [expert(1)], {"class": TAUGHT}, {}, DAY, make.assessment_rules())
    assert (given_, left) == ([], [seat])


def test_a_name_that_two_experts_have_needs_the_number():
    two = [expert(1, name="王芳"), expert(2, name="王 芳")]
    numbers = {"expert-1": "ZJ-0001", "expert-2": "ZJ-0002"}
    assert named(two, "王芳", numbers, DAY) is None
    assert named(two, "ZJ-0002", numbers, DAY) is two[1]
    assert named(two[:1], "王芳", numbers, DAY) is two[0]


@pytest.mark.parametrize(
    ("marks", "graders", "grade"),
    [
        (["pass"], 1, "pass"),
        (["fail"], 1, "fail"),
        (["pass"], 2, None),
        (["excellent", "excellent"], 2, "excellent"),
        (["excellent", "pass"], 2, "pass"),
        (["fail", "fail"], 2, "fail"),
        (["pass", "fail"], 2, None),
        (["pass", "fail", "fail"], 2, "fail"),
        (["fail", "excellent", "excellent"], 2, "excellent"),
    ],
)
def test_two_graders_agree_or_a_third_decides(marks, graders, grade):
    given_ = [mark(seat, grade) for seat, grade in enumerate(marks, start=1)]
    assert decide(given_, graders) == (Grade(grade) if grade else None)


def handed_in(make, **rules) -> tuple[Plan, object]:
    plan = Plan("plan", "e1", "class")
    plan.hand_in(make.enrolment(), make.training_class(), DAY, "hash-1", make.assessment_rules(**rules))
    return plan, make.assessment_rules(**rules)


def test_a_seat_opens_for_a_third_only_when_two_disagree(make):
    plan, _ = handed_in(make)
    assert plan.open_seats(set(), [], 2) == [1, 2]
    plan.start_grading()
    assert plan.open_seats({2}, [], 2) == [1]
    assert plan.open_seats({1, 2}, [mark(1, "pass"), mark(2, "excellent")], 2) == []
    marks = [mark(1, "pass"), mark(2, "fail")]
    assert disagree(marks)
    assert plan.note_marks(marks, 2, 3) is None
    assert plan.open_seats({1, 2}, marks, 2) == [3]
    assert plan.note_marks([*marks, mark(3, "pass")], 2, 3) is Grade.PASS
    assert (plan.state, plan.attempts) == (PlanState.GRADED, 1)


def test_a_failed_plan_is_reworked_as_often_as_the_policy_says(make):
    plan, rules = handed_in(make, max_attempts=2)
    learner, taught = make.enrolment(), make.training_class()
    plan.start_grading()
    with pytest.raises(PlanInGrading):
        plan.hand_in(learner, taught, DAY, "hash-2", rules)
    assert plan.note_marks([mark(1, "fail")], 1, 2) is Grade.FAIL
    assert plan.state is PlanState.REWORK
    with pytest.raises(SameFileAgain):
        plan.hand_in(learner, taught, DAY, "hash-1", rules)
    assert plan.hand_in(learner, taught, DAY, "hash-2", rules) == 2
    plan.start_grading()
    plan.note_marks([mark(1, "fail")], 1, 2)
    assert plan.state is PlanState.FAILED
    with pytest.raises(AttemptsUsed):
        plan.hand_in(learner, taught, DAY, "hash-3", rules)


def test_a_plan_that_names_its_author_goes_back_without_using_up_an_attempt(make):
    plan, rules = handed_in(make)
    plan.start_grading()
    plan.give_back(BackReason.NOT_ANONYMOUS, others_at_work=True)
    assert (plan.state, plan.attempts) == (PlanState.RETURNED, 0)
    with pytest.raises(IllegalTransition):
        plan.start_grading()
    assert plan.hand_in(make.enrolment(), make.training_class(), DAY, "hash-2", rules) == 2


def test_a_grader_who_knows_the_author_leaves_the_plan_to_another(make):
    plan, _ = handed_in(make)
    plan.start_grading()
    plan.give_back(BackReason.RECOGNISED, others_at_work=True)
    assert plan.state is PlanState.IN_GRADING
    plan.give_back(BackReason.UNAVAILABLE, others_at_work=False)
    assert plan.state is PlanState.SUBMITTED


def test_plans_come_from_learners_of_the_class_while_it_runs_or_after(make):
    rules, taught = make.assessment_rules(), make.training_class()
    for state, refusal in (
        (EnrolmentState.DROPPED_OUT, LearnerLeft),
        (EnrolmentState.PASSED, ResultFinal),
        (EnrolmentState.CERTIFIED, ResultFinal),
    ):
        with pytest.raises(refusal):
            Plan("p", "e1", "class").hand_in(make.enrolment(state=state), taught, DAY, "hash", rules)
    with pytest.raises(DatesOutOfOrder):
        Plan("p", "e1", "class").hand_in(make.enrolment(), taught, date(2007, 8, 5), "hash", rules)
    plan, _ = handed_in(make)
    with pytest.raises(DatesOutOfOrder):
        plan.hand_in(make.enrolment(), taught, date(2007, 8, 19), "hash-2", rules)
    assert plan.hand_in(make.enrolment(), taught, DAY, "hash-2", rules) == 2  # replaced before anybody graded it


def test_grades_fit_their_scores(make):
    rules = make.assessment_rules()
    assert check_grade(Grade.EXCELLENT, {"market": 10, "finance": 8}, None, rules) == Decimal("88.0")
    assert check_grade(Grade.PASS, {"market": 6, "finance": 6}, None, rules) == Decimal("60.0")
    with pytest.raises(GradeAboveScores):
        check_grade(Grade.PASS, {"market": 5, "finance": 6}, "x", rules)
    with pytest.raises(ReworkRemarksMissing):
        check_grade(Grade.FAIL, {"market": 5, "finance": 5}, None, rules)
    with pytest.raises(ReworkRemarksMissing):
        check_grade(Grade.PASS, {"market": 10, "finance": 10}, None, rules)
    assert check_grade(Grade.FAIL, {"market": 10, "finance": 10}, "copied", rules) == Decimal("100.0")
    for scores in ({"market": 5}, {"market": 5, "finance": 5, "style": 5}):
        with pytest.raises(CriteriaNotThose):
            check_grade(Grade.FAIL, scores, "x", rules)


@pytest.mark.parametrize("graders", [0, 3])
def test_a_policy_with_other_than_one_or_two_graders_is_refused(make, graders):
    with pytest.raises(ValueError, match=r"plan\.graders"):
        make.assessment_rules(graders=dict.fromkeys(Package, graders))
    with pytest.raises(ValueError, match=r"plan\.criteria"):
        make.assessment_rules(criteria=())
