"""What a trainer may teach on a day, and where they work on it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.refusal import IllegalTransition, Refusal
from training.domain.errors.trainers import CoursesTooFew, LicenceOverlaps, MovedBefore, RenewalTooLate
from training.domain.packages import Package
from training.domain.trainer import Engagement, Level, Licence, LicenceState, Trainer, licence_state

FROM, TO = date(2006, 3, 1), date(2009, 2, 28)
days = st.integers(0, 1500).map(lambda n: FROM + timedelta(days=n))


def person(level=Level.TRAINER):
    return Trainer("t", "school", "t", [Licence(Package.SYB, level, FROM, TO)], [Engagement(FROM, "school")])


@given(
    told=st.lists(
        st.tuples(st.sampled_from(["suspend", "lift", "withdraw"]), days, st.integers(0, 300) | st.none()), max_size=15
    ),
    asked=days,
)
def test_licensed_on_any_day_is_valid_less_withdrawn_less_suspended(told, asked):
    trainer, valid, rests = person(), {FROM + timedelta(days=n) for n in range((TO - FROM).days + 1)}, {}
    for kind, day, length in told:
        end = None if length is None else day + timedelta(days=length)
        try:
            if kind == "suspend":
                begun = trainer.suspend_licence(1, len(rests) + 1, day, end)
                last = end or date(2015, 1, 1)
                rests[begun.number] = {day + timedelta(days=n) for n in range((last - day).days + 1)}
            elif kind == "lift":
                lifted = trainer.lift_licence(1, day)
                rests[lifted.number] = {d for d in rests[lifted.number] if d < day}
            else:
                trainer.withdraw_licence(1, day)
                valid = {d for d in valid if d < day}
        except Refusal:
            continue
    resting = set().union(*rests.values()) if rests else set()
    assert trainer.licensed(Package.SYB, asked) == (asked in valid and asked not in resting)
    assert not trainer.licensed(Package.IYB, asked)
    valid_now = licence_state(trainer.licences[0], asked) is LicenceState.VALID
    assert valid_now == trainer.licensed(Package.SYB, asked)


def test_a_renewal_continues_and_needs_courses_taught(make):
    rules, trainer = make.rules(), person()
    with pytest.raises(CoursesTooFew):
        trainer.renew(1, None, date(2012, 2, 28), courses=1, rules=rules)
    with pytest.raises(RenewalTooLate):
        trainer.renew(1, date(2009, 8, 28), date(2012, 2, 28), courses=2, rules=rules)
    renewed = trainer.renew(1, None, date(2012, 2, 28), courses=2, rules=rules)
    assert (renewed.valid_from, renewed.level, renewed.renews) == (date(2009, 3, 1), Level.TRAINER, 1)
    assert trainer.licensed(Package.SYB, date(2009, 3, 1))
    assert trainer.ran_out(date(2010, 1, 1)) == []
    assert trainer.ending(date(2009, 2, 1)) == []
    with pytest.raises(IllegalTransition):
        trainer.renew(1, None, date(2012, 2, 28), courses=2, rules=rules)


def test_a_withdrawn_licence_is_not_renewed_but_may_be_taken_anew(make):
    rules, trainer = make.rules(), person()
    trainer.withdraw_licence(1, date(2008, 6, 2))
    with pytest.raises(IllegalTransition):
        trainer.renew(1, None, date(2012, 2, 28), courses=9, rules=rules)
    trainer.license(Licence(Package.SYB, Level.TRAINER, date(2008, 9, 1), date(2011, 8, 31)), rules)
    assert not trainer.licensed(Package.SYB, date(2008, 8, 31))
    assert trainer.licensed(Package.SYB, date(2008, 9, 1))


def test_two_licences_of_a_package_and_level_do_not_overlap(make):
    rules, trainer = make.rules(), person()
    with pytest.raises(LicenceOverlaps):
        trainer.license(Licence(Package.SYB, Level.TRAINER, TO, date(2011, 1, 1)), rules)
    trainer.license(Licence(Package.SYB, Level.MASTER_TRAINER, date(2008, 1, 1), date(2010, 12, 31)), rules)
    trainer.license(Licence(Package.IYB, Level.TRAINER, FROM, TO), rules)
    assert trainer.licensed(Package.IYB, TO)


def test_a_master_trainer_is_one_while_the_licence_holds():
    master, trainer = person(Level.MASTER_TRAINER), person()
    assert master.master(FROM)
    assert not master.master(TO + timedelta(days=1))
    assert not trainer.master(FROM)
    assert master.licensed(Package.SYB, FROM)


def test_a_trainer_works_for_one_institution_a_day():
    trainer = person()
    trainer.move(date(2008, 1, 1), "other")
    trainer.move(date(2008, 7, 1), None)
    assert trainer.works_for(date(2007, 12, 31)) == "school"
    assert trainer.works_for(date(2008, 1, 1)) == "other"
    assert trainer.works_for(date(2008, 7, 1)) is None
    assert trainer.works_for(FROM - timedelta(days=1)) is None
    with pytest.raises(MovedBefore):
        trainer.move(date(2008, 7, 1), "school")
    with pytest.raises(IllegalTransition):
        trainer.move(date(2008, 8, 1), None)
