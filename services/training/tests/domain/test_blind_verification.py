"""What answers make of a claimed line, who may verify it, and when somebody is untraceable."""

from datetime import date, timedelta

import pytest
from training.domain.claim_lines import Facts, Outcome
from training.domain.error_rate import Band, ErrorRate
from training.domain.errors.verification import (
    AnswersMissing,
    AnswersNotAsked,
    NotDeclaredIndependent,
    TooSoonAgain,
    VerifierInvolved,
)
from training.domain.packages import Milestone
from training.domain.verification import (
    QUESTIONS,
    Answers,
    Attempt,
    Involved,
    Verdict,
    VisitKind,
    check_attempt,
    check_independent,
    compare,
    outcome_of,
)

FACTS = Facts(
    certificate_number="JJ-SYB-2007-00001",
    certificate_issued_on=date(2007, 8, 31),
    course_began_on=date(2007, 8, 6),
    course_ended_on=date(2007, 8, 15),
    earned_on=date(2008, 3, 2),
    target_group="laid_off",
    business_id="shop",
    business_registered_on=date(2007, 9, 1),
)
REGISTERED = date(2007, 9, 1)
M1, M2, M3 = Milestone


@pytest.mark.parametrize(
    ("milestone", "answers", "verdict"),
    [
        (M1, Answers(attended=True, certificate_number="jj syb 2007 00001"), "confirmed"),
        (M1, Answers(attended=True, certificate_number="JJ-SYB-2007-00002"), "refuted"),
        (M1, Answers(attended=False), "refuted"),
        (M1, Answers(attended=True, course_began_on=date(2007, 8, 13)), "confirmed"),
        (M1, Answers(attended=True, course_began_on=date(2007, 8, 14)), "refuted"),
        (M1, Answers(attended=True), "inconclusive"),
        (M2, Answers(business_exists=False), "refuted"),
        (M2, Answers(business_exists=True, licence_seen=True, registered_on=REGISTERED), "confirmed"),
        (M2, Answers(business_exists=True, licence_seen=True, registered_on=date(2007, 9, 2)), "refuted"),
        (M2, Answers(business_exists=True, licence_seen=False, registered_on=date(2007, 9, 8)), "confirmed"),
        (M2, Answers(business_exists=True, licence_seen=False, registered_on=date(2007, 9, 9)), "refuted"),
        (M3, Answers(business_exists=True, registered_on=REGISTERED, still_open=True), "confirmed"),
        (
            M3,
            Answers(business_exists=True, registered_on=REGISTERED, still_open=False, closed_on=date(2008, 3, 1)),
            "refuted",
        ),
        (
            M3,
            Answers(business_exists=True, registered_on=REGISTERED, still_open=False, closed_on=date(2008, 3, 2)),
            "confirmed",
        ),
        (M1, None, "inconclusive"),
    ],
)
def test_answers_are_compared_with_what_is_claimed(make, milestone, answers, verdict):
    assert compare(milestone, FACTS, answers, make.claim_rules())[0] == verdict


def test_questions_give_nothing_of_the_answer_away():
    claimed = {value for value in FACTS.plain().values() if value}
    for question in QUESTIONS.values():
        assert not any(value in question.en or value in question.zh for value in claimed)
        assert not any(sign.isdigit() for sign in question.en + question.zh)


INVOLVED = Involved("school", "clerk", frozenset({"teacher", "grader"}), frozenset({"certifier"}))


@pytest.mark.parametrize(
    ("account", "organisation"),
    [("wang", "school"), ("clerk", None), ("teacher", None), ("grader", None), ("certifier", None)],
)
def test_nobody_verifies_what_they_had_to_do_with(account, organisation):
    with pytest.raises(VerifierInvolved):
        check_independent(account, organisation, INVOLVED, declared=True)
    with pytest.raises(NotDeclaredIndependent):
        check_independent("wang", None, INVOLVED, declared=False)
    check_independent("wang", None, INVOLVED, declared=True)


def attempt(answers, day=date(2008, 3, 10)):
    return Attempt(day, VisitKind.HOME_VISIT, answers)


@pytest.mark.parametrize(
    ("milestone", "answers", "refusal"),
    [
        (M1, Answers(), AnswersMissing),
        (M1, Answers(attended=True, business_exists=True), AnswersNotAsked),
        (M2, Answers(business_exists=True, registered_on=REGISTERED), AnswersMissing),
        (M3, Answers(business_exists=True, registered_on=REGISTERED, still_open=False), AnswersMissing),
        (M2, Answers(business_exists=False, still_open=False), AnswersNotAsked),
    ],
)
def test_a_finding_answers_what_was_asked(milestone, answers, refusal):
    with pytest.raises(refusal):
        check_attempt(milestone, attempt(answers), [], date(2008, 3, 9))


def test_one_attempt_a_day():
    with pytest.raises(TooSoonAgain):
        check_attempt(M1, attempt(None), [date(2008, 3, 10)], date(2008, 3, 9))


@pytest.mark.parametrize(
    ("days", "outcome"),
    [
        ((0, 7), None),
        ((0, 7, 13), None),
        ((0, 7, 14), Outcome.UNTRACEABLE),
        ((0, 14), None),
        ((0, 1, 2, 14), Outcome.UNTRACEABLE),
    ],
)
def test_untraceable_is_three_attempts_over_fourteen_days(make, days, outcome):
    dates = [date(2008, 3, 1) + timedelta(days=day) for day in days]
    assert outcome_of(Verdict.INCONCLUSIVE, dates, make.claim_rules()) is outcome


def test_the_first_clear_answer_decides(make):
    assert outcome_of(Verdict.REFUTED, [date(2008, 3, 1)], make.claim_rules()) is Outcome.REFUTED


@pytest.mark.parametrize(
    ("errors", "verified", "band"),
    [
        (0, 25, Band.PAY),
        (1, 25, Band.PAY),
        (1, 20, Band.VERIFY_ALL),
        (3, 25, Band.VERIFY_ALL),
        (4, 20, Band.VERIFY_ALL),
        (5, 24, Band.SUSPEND),
        (6, 20, Band.SUSPEND),
        (0, 0, Band.VERIFY_ALL),
    ],
)
def test_the_bands(make, errors, verified, band):
    rules = make.claim_rules()
    assert ErrorRate(errors, verified).band(rules.pays_below, rules.suspends_above) is band


def test_untraceable_lines_count_as_the_policy_says():
    found = [Outcome.CONFIRMED, Outcome.UNTRACEABLE, None]
    assert ErrorRate.of(found, untraceable_is_error=True) == ErrorRate(1, 2)
    assert ErrorRate.of(found, untraceable_is_error=False) == ErrorRate(0, 1)
