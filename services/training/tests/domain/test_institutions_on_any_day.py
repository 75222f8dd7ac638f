"""Whatever happened to an institution, in whatever order it was told: what holds on a day follows from the facts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.refusal import IllegalTransition, Refusal
from training.domain.errors.institutions import (
    AlreadySuspended,
    CertificationTooLong,
    ChecklistIncomplete,
    ChecklistItemUnknown,
    DocumentsMissing,
    InspectionMissing,
    InspectionTooOld,
    NothingToRenew,
    ReapplicationTooEarly,
    RemarkMissing,
)
from training.domain.errors.results import DuplicateLine
from training.domain.inspection import ItemFound, assess
from training.domain.institution import Institution, InstitutionState, due_reminder

FIRST = date(2007, 5, 1)
FROM, TO = date(2007, 6, 1), date(2009, 5, 31)
days = st.integers(0, 1500).map(lambda n: FIRST + timedelta(days=n))
facts = st.lists(
    st.tuples(
        st.sampled_from(["inspect", "certify", "renew", "suspend", "lift", "revoke", "receive"]),
        days,
        st.integers(0, 500) | st.none(),
    ),
    max_size=25,
)


def applied(make):
    school = Institution("school", "school", "500116", FIRST)
    school.receive("premises", FIRST, None)
    return school


def tell(school, rules, told):
    """Tell facts; those refused leave nothing behind. Returns, by plain sets of days, what was granted and taken."""
    granted, rests = set(), {}
    for kind, day, length in told:
        end = None if length is None else day + timedelta(days=length)
        before = (len(school.certifications), len(school.suspensions), len(school.inspections))
        try:
            if kind == "inspect":
                school.inspect(day, passed=length != 0, findings="", inspected_by="inspector")
            elif kind == "receive":
                school.receive("premises", day, end)
            elif kind == "certify":
                school.certify(day, end or day, certified_by="manager", rules=rules)
                granted |= span(day, end or day)
            elif kind == "renew":
                event = school.renew(day, certified_from=None, certified_by="manager", rules=rules)
                granted |= span(event.certified_from, event.certified_to)
            elif kind == "suspend":
                suspension = school.suspend(len(rests) + 1, day, end)
                rests[suspension.number] = span(day, end or date(2015, 1, 1))
            elif kind == "lift":
                lifted = school.lift(day)
                rests[lifted.number] = {d for d in rests[lifted.number] if d < day}
            else:
                number = school.revoke(day)
                gone = school.certifications[number - 1]
                granted -= span(day, gone.certified_to)
        except Refusal:
            after = (len(school.certifications), len(school.suspensions), len(school.inspections))
            assert after == before, "a refused fact left something behind"
    return granted, set().union(*rests.values()) if rests else set()


def span(first, last):
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


@given(told=facts, asked=st.lists(days, min_size=1, max_size=20))
def test_certified_on_any_day_is_granted_less_revoked_less_suspended(make, told, asked):
    school = applied(make)
    told = [("inspect", FROM, 1), ("certify", FROM, 300), *told]
    granted, rests = tell(school, make.provider_rules(), told)
    for day in asked:
        assert school.certified_on(day) == (day in granted and day not in rests)
        certified = school.state_on(day) is InstitutionState.CERTIFIED
        assert certified == school.certified_on(day)
        assert (school.state_on(day) is InstitutionState.SUSPENDED) == (day in granted and day in rests)


@given(told=facts, asked=days)
def test_no_two_certificates_and_no_two_suspensions_hold_on_one_day(make, told, asked):
    school = applied(make)
    tell(school, make.provider_rules(), [("inspect", FROM, 1), ("certify", FROM, 300), *told])
    assert sum(certification.covers(asked) for certification in school.certifications) <= 1
    assert sum(suspension.covers(asked) for suspension in school.suspensions) <= 1


@given(told=facts, asked=days)
def test_what_ran_out_is_noted_only_when_nothing_went_on(make, told, asked):
    school = applied(make)
    tell(school, make.provider_rules(), [("inspect", FROM, 1), ("certify", FROM, 300), *told])
    for number in school.ran_out(asked):
        held = school.certifications[number - 1]
        assert held.certified_to < asked
        assert not any(c.covers(held.certified_to + timedelta(days=1)) for c in school.certifications)


def test_a_suspension_holds_on_both_its_end_days_and_a_lifting_on_its_own_day(make):
    school = make.institution()
    school.suspend(1, date(2008, 3, 1), date(2008, 3, 31))
    assert school.certified_on(date(2008, 2, 29))
    assert not school.certified_on(date(2008, 3, 1))
    assert not school.certified_on(date(2008, 3, 31))
    assert school.certified_on(date(2008, 4, 1))
    school.lift(date(2008, 3, 15))
    assert not school.certified_on(date(2008, 3, 14))
    assert school.certified_on(date(2008, 3, 15))


def test_only_who_is_certified_can_be_suspended_and_only_once_at_a_time(make):
    with pytest.raises(IllegalTransition):
        make.institution(certified=None).suspend(1, date(2008, 3, 1), None)
    school = make.institution()
    school.suspend(1, date(2008, 3, 1), None)
    with pytest.raises(AlreadySuspended):
        school.suspend(2, date(2008, 6, 1), date(2008, 6, 30))
    with pytest.raises(IllegalTransition):
        school.lift(date(2008, 2, 1))


def test_revoked_is_final_and_a_new_certificate_waits_and_needs_a_new_inspection(make):
    rules = make.provider_rules()
    school = make.institution()
    school.inspect(date(2008, 5, 1), passed=True, findings="", inspected_by="inspector")
    assert school.revoke(date(2008, 6, 2)) == 1
    assert school.certified_on(date(2008, 6, 1))
    assert not school.certified_on(date(2008, 6, 2))
    assert school.state_on(date(2009, 9, 1)) is InstitutionState.REVOKED
    with pytest.raises(IllegalTransition):
        school.revoke(date(2008, 7, 1))
    with pytest.raises(NothingToRenew):
        school.renew(date(2009, 12, 31), certified_from=None, certified_by="manager", rules=rules)
    with pytest.raises(ReapplicationTooEarly):
        school.certify(date(2008, 7, 1), date(2009, 6, 30), certified_by="manager", rules=rules)
    school.inspect(date(2009, 6, 2), passed=True, findings="", inspected_by="inspector")
    school.certify(date(2009, 6, 10), date(2010, 6, 9), certified_by="manager", rules=rules)
    assert school.state_on(date(2009, 7, 1)) is InstitutionState.CERTIFIED


def test_a_renewal_goes_on_the_day_after_and_needs_a_new_inspection(make):
    rules = make.provider_rules()
    school = make.institution(certified=(FROM, date(2008, 5, 31)))
    with pytest.raises(InspectionMissing):
        school.renew(date(2009, 5, 31), certified_from=None, certified_by="manager", rules=rules)
    school.inspect(date(2008, 5, 2), passed=True, findings="", inspected_by="inspector")
    event = school.renew(date(2009, 5, 31), certified_from=None, certified_by="manager", rules=rules)
    assert event.certified_from == date(2008, 6, 1)
    assert school.certifications[-1].renews == 1
    assert school.ran_out(date(2009, 1, 1)) == []


def test_an_old_inspection_a_long_certificate_or_a_paper_that_ran_out_is_refused(make):
    rules = make.provider_rules()
    school = make.institution(certified=None)
    school.inspect(date(2007, 5, 10), passed=True, findings="", inspected_by="inspector")
    with pytest.raises(InspectionTooOld):
        school.certify(date(2007, 11, 7), date(2008, 11, 6), certified_by="manager", rules=rules)
    with pytest.raises(CertificationTooLong):
        school.certify(FROM, date(2009, 6, 1), certified_by="manager", rules=rules)
    school.receive("premises", date(2007, 5, 12), date(2007, 5, 31))
    with pytest.raises(DocumentsMissing) as refused:
        school.certify(FROM, TO, certified_by="manager", rules=rules)
    assert refused.value.facts["missing"] == "premises"
    school.receive("premises", date(2007, 6, 1), date(2007, 6, 1))
    school.certify(FROM, TO, certified_by="manager", rules=rules)


def test_a_checklist_is_answered_whole_once_and_with_reasons(make):
    rules = make.provider_rules()
    rooms, equipment, records = (ItemFound(item, met=True, remark="") for item in rules.checklist)
    with pytest.raises(ChecklistIncomplete):
        assess([rooms, equipment], rules)
    with pytest.raises(ChecklistItemUnknown):
        assess([ItemFound("garden", met=True, remark="")], rules)
    with pytest.raises(DuplicateLine):
        assess([rooms, rooms], rules)
    with pytest.raises(RemarkMissing):
        assess([rooms, equipment, ItemFound("records", met=False, remark="")], rules)
    assert assess([rooms, equipment, records], rules).passed


@given(met=st.fixed_dictionaries({item: st.booleans() for item in ("rooms", "equipment", "records")}))
def test_an_inspection_is_passed_by_rule(make, met):
    rules = make.provider_rules()
    found = assess([ItemFound(item, met[item], "seen") for item in rules.checklist], rules)
    weights = {"rooms": 60, "equipment": 30, "records": 10}
    reached = sum(weights[item] for item in met if met[item])
    assert found.score * 100 == reached
    assert found.passed == (met["rooms"] and reached >= 80)


def test_reminders_come_once_for_each_day_ahead_and_never_late_after_a_nearer_one():
    last, ahead = date(2009, 5, 31), (90, 30, 7)
    sent: dict[int, date] = {}
    seen = []
    day = date(2009, 1, 1)
    while day <= date(2009, 6, 10):
        due = due_reminder(last, day, ahead, sent)
        if due is not None:
            sent[due] = day
            seen.append((day, due))
        day += timedelta(days=1)
    assert seen == [(date(2009, 3, 2), 90), (date(2009, 5, 1), 30), (date(2009, 5, 24), 7)]
    assert due_reminder(last, date(2009, 5, 28), ahead, {}) == 7
    assert due_reminder(last, date(2009, 5, 28), ahead, {7: date(2009, 5, 24)}) is None
    assert due_reminder(last, date(2009, 5, 10), ahead, {7: date(2009, 5, 9)}) is None
