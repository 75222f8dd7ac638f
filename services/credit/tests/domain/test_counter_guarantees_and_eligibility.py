"""Who may apply for how much, and what secures it."""

from datetime import date
from pathlib import Path

import pytest
from credit.domain import counter_guarantees as cg
from credit.domain import eligibility
from credit.domain.counter_guarantees import Case, CounterGuarantee, Kind, Member
from credit.domain.eligibility import Applicant, Certificate, Request
from credit.domain.errors.applications import (
    AmountAboveCap,
    ApplicantNotAccepted,
    CertificateNotAccepted,
    CertificateNotApplicants,
    LoanAlreadyOpen,
    TermTooLong,
)
from credit.domain.errors.securities import (
    CounterGuaranteeIncomplete,
    CounterGuaranteeTooSmall,
    GuarantorNotQualified,
    JointGroupNotQualified,
)
from credit.domain.promises import Guarantor
from credit.domain.refused_securities import refuse
from credit.policy import RuleBook
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money

BOOK = RuleBook.load(Path(__file__).parents[4] / "programmes" / "jiangjin-2007")
DAY = date(2007, 9, 1)
RULES = BOOK.on(DAY)
GROUP = tuple(Member(person, household) for person, household in (("a", "1"), ("b", "2"), ("c", "3")))
CASE = Case("a", Money(20_000), DAY, accepted={"a", "b", "c", "d"})


def guarantor(**other) -> Guarantor:
    good = {
        "annual_income": Money(20_000),
        "insured_months": 12,
        "retires_on": date(2010, 9, 1),
        "is_spouse": False,
    }
    return Guarantor(**(good | other))


def promise(**other) -> CounterGuarantee:
    return CounterGuarantee(Kind.PUBLIC_EMPLOYEE, Money(16_000), guarantor=guarantor(**other))


def test_counter_guarantees_must_count_for_the_guaranteed_amount() -> None:
    mortgage = CounterGuarantee(Kind.PROPERTY_MORTGAGE, Money("22857.14"))
    verdicts = cg.judge([mortgage], CASE, RULES)
    with pytest.raises(CounterGuaranteeTooSmall) as refused:
        refuse(verdicts)
    assert refused.value.facts == {"counted": "15999.99", "required": "16000.00"}
    refuse(cg.judge([CounterGuarantee(Kind.PROPERTY_MORTGAGE, Money("22857.15"))], CASE, RULES))


@pytest.mark.parametrize(
    ("kind", "counted"),
    [
        (Kind.PROPERTY_MORTGAGE, "700.00"),
        (Kind.MOVABLE_PLEDGE, "500.00"),
        (Kind.DEPOSIT, "1000.00"),
        (Kind.MUTUAL_FUND, "1000.00"),
    ],
)
def test_each_kind_counts_with_its_share(kind, counted) -> None:
    assert str(CounterGuarantee(kind, Money(1000)).counted(RULES)) == counted


@given(value=st.integers(min_value=1, max_value=10**9).map(lambda fen: Money(fen).times(1)), kind=st.sampled_from(Kind))
def test_nothing_counts_for_more_than_its_value(value, kind) -> None:
    assert Money.zero() <= CounterGuarantee(kind, value).counted(RULES) <= value


@pytest.mark.parametrize(
    "flaw",
    [
        {"annual_income": Money("19999.99")},
        {"insured_months": 11},
        {"retires_on": date(2010, 8, 31)},
        {"is_spouse": True},
    ],
)
def test_a_guarantor_needs_income_insurance_years_and_not_to_be_the_spouse(flaw) -> None:
    refuse(cg.judge([promise()], CASE, RULES))
    with pytest.raises(GuarantorNotQualified) as refused:
        refuse(cg.judge([promise(**flaw)], CASE, RULES))
    assert refused.value.where == "counter_guarantees[0]"


def test_a_guarantor_cannot_promise_more_than_a_years_income() -> None:
    item = CounterGuarantee(Kind.LOCAL_EMPLOYEE, Money(20_001), guarantor=guarantor())
    with pytest.raises(GuarantorNotQualified):
        refuse(cg.judge([item], CASE, RULES))


@pytest.mark.parametrize(
    "members",
    [
        GROUP[:2],
        tuple(Member(person, person) for person in "abcdef"),
        (*GROUP[:2], Member("c", "2")),
        tuple(Member(person, person) for person in "bcd"),
        (*GROUP[:2], Member("stranger", "3")),
        (*GROUP[:2], Member("b", "3")),
    ],
    ids=["two", "six", "one household", "without the borrower", "not accepted", "twice the same"],
)
def test_a_joint_group_is_three_to_five_participants_of_different_households(members) -> None:
    good = CounterGuarantee(Kind.JOINT_GROUP, Money(16_000), members=GROUP)
    refuse(cg.judge([good], CASE, RULES))
    bad = CounterGuarantee(Kind.JOINT_GROUP, Money(16_000), members=members)
    with pytest.raises(JointGroupNotQualified):
        refuse(cg.judge([bad], CASE, RULES))


@pytest.mark.parametrize(
    "item",
    [
        CounterGuarantee(Kind.PUBLIC_EMPLOYEE, Money(1)),
        CounterGuarantee(Kind.DEPOSIT, Money(1), guarantor=guarantor()),
        CounterGuarantee(Kind.JOINT_GROUP, Money(1)),
        CounterGuarantee(Kind.DEPOSIT, Money(1), members=GROUP),
    ],
)
def test_each_kind_carries_what_it_needs_and_nothing_else(item) -> None:
    with pytest.raises(CounterGuaranteeIncomplete):
        cg.judge([item], CASE, RULES)


APPLICANT = Applicant("a", "500116103", accepted_on=date(2007, 7, 1))
CERTIFICATE = Certificate("SYB-1", "a", "SYB", date(2007, 8, 1))


def judged(*, on: date = DAY, amount: int = 20_000, term: int = 24, open_loans: int = 0, **other):
    request = Request("a", "SYB-1", Money(amount), term, on)
    applicant = other.get("applicant", APPLICANT)
    certificate = other.get("certificate", CERTIFICATE)
    return eligibility.judge(request, applicant, certificate, BOOK.on(on), open_loans=open_loans)


def test_a_sound_application_meets_every_rule_with_its_reference() -> None:
    verdicts = judged()
    assert {item.rule for item in verdicts} == {
        "applicant_accepted",
        "certificate",
        "amount_cap",
        "term_months",
        "open_loans",
    }
    assert all(item.met and item.reference for item in verdicts)


def test_the_cap_is_the_one_of_the_day() -> None:
    with pytest.raises(AmountAboveCap):
        judged(amount=20_001, on=date(2007, 12, 31))
    judged(amount=50_000, on=date(2008, 1, 1))
    with pytest.raises(AmountAboveCap):
        judged(amount=50_001, on=date(2008, 1, 1))


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"applicant": None}, ApplicantNotAccepted),
        ({"applicant": Applicant("a", "5", accepted_on=date(2007, 9, 2))}, ApplicantNotAccepted),
        (
            {"applicant": Applicant("a", "5", accepted_on=date(2007, 7, 1), withdrawn_on=DAY)},
            ApplicantNotAccepted,
        ),
        ({"certificate": None}, CertificateNotApplicants),
        ({"certificate": Certificate("SYB-1", "b", "SYB", date(2007, 8, 1))}, CertificateNotApplicants),
        ({"certificate": Certificate("SYB-1", "a", "GYB", date(2007, 8, 1))}, CertificateNotAccepted),
        ({"certificate": Certificate("SYB-1", "a", "SYB", date(2007, 9, 2))}, CertificateNotAccepted),
        ({"term": 25}, TermTooLong),
        ({"open_loans": 1}, LoanAlreadyOpen),
    ],
)
def test_an_application_that_breaks_a_rule_is_refused_by_name(wrong, refusal) -> None:
    with pytest.raises(refusal):
        judged(**wrong)


def test_someone_who_withdrew_and_was_accepted_again_may_apply() -> None:
    again = Applicant("a", "5", accepted_on=date(2007, 8, 1), withdrawn_on=date(2007, 7, 20))
    assert judged(applicant=again)
