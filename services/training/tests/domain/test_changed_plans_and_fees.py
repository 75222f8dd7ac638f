"""Whatever is changed, nobody is in two places and every rule of a plan holds; whatever is paid, fees are kept."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money
from kit.refusal import Refusal
from training.domain.class_plan import Announcement, Around, SessionChange, change_plan
from training.domain.enrolment import Enrolment, FeeReason
from training.domain.errors.classes import NoticeTooShort, ReplacementGraded
from training.domain.packages import Package
from training.domain.plan_rules import Grounds
from training.domain.receipts import account_of, receive, refund
from training.domain.training_class import Occupied

FIRST = date(2007, 8, 6)
BUSY = Occupied(datetime.combine(date(2007, 8, 9), time(9)), datetime.combine(date(2007, 8, 9), time(12)))


@pytest.fixture(scope="session")
def around(make):
    def build(**changes):
        trainers = {name: make.trainer(name) for name in ("t1", "t2", "t3")}
        values = {
            "institution": make.institution(),
            "trainers": trainers,
            "busy": {"t3": [BUSY]},
            "rooms": {"room9": [BUSY]},
            "learners": {"person": [BUSY]},
        }
        return Around(**(values | changes))

    return build


changes = st.lists(
    st.builds(
        SessionChange,
        number=st.integers(1, 10),
        held_on=st.none() | st.integers(-3, 25).map(lambda days: FIRST + timedelta(days=days)),
        starts_at=st.none() | st.sampled_from([time(8), time(9), time(13), time(19)]),
        hours=st.none() | st.sampled_from([Decimal(4), Decimal(7), Decimal(10)]),
        trainer_id=st.none() | st.sampled_from(["t1", "t2", "t3", "stranger"]),
        venue=st.none() | st.sampled_from(["room 1", "room 9"]),
    ),
    min_size=1,
    max_size=4,
)


@given(changes, st.integers(0, 40), st.sampled_from(list(Grounds)), st.sets(st.integers(1, 10), max_size=4))
def test_a_changed_plan_keeps_every_rule_or_is_refused(make, around, wanted, ahead, grounds, held):
    taught, rules = make.training_class(), make.rules()
    told = Announcement(FIRST - timedelta(days=ahead), grounds)
    try:
        changed = change_plan(taught, wanted, told, held, around(), rules)
    except Refusal:
        return
    after = {session.number: session for session in changed.after}
    assert set(after) == {session.number for session in taught.sessions}
    assert all(after[session.number] == session for session in taught.sessions if session.number in held)
    assert sum(session.hours for session in changed.after) >= rules.packages[Package.SYB].hours_min
    ordered = sorted(changed.after, key=lambda session: session.begins)
    assert all(one.ends <= other.begins for one, other in pairwise(ordered))
    new = [session for session in changed.after if session not in taught.sessions]
    assert not any(session.occupied.overlaps(BUSY) for session in new)
    assert {session.trainer_id for session in changed.after} <= set(changed.trainer_ids)
    assert len(set(changed.trainer_ids)) >= rules.trainers_min
    moved = [
        one for one in new if replace(one, trainer_id="") not in [replace(s, trainer_id="") for s in taught.sessions]
    ]
    if moved and not changed.short_notice:
        assert changed.days_ahead >= rules.plan.change_notice_days


def test_who_graded_a_plan_of_the_class_does_not_begin_to_teach_it(make, around):
    told = Announcement(FIRST - timedelta(days=10), Grounds.PLANNED)
    third = replace(make.trainer("t3"), name="陈 华")
    trainers = {"t1": make.trainer("t1"), "t2": make.trainer("t2"), "t3": third}
    with pytest.raises(ReplacementGraded):
        change_plan(
            make.training_class(),
            [SessionChange(1, trainer_id="t3")],
            told,
            (),
            around(trainers=trainers, graders={"陈华"}),
            make.rules(),
        )


@pytest.mark.parametrize(("ahead", "refused"), [(2, True), (3, False)])
def test_notice_is_counted_to_the_earlier_of_the_old_and_the_new_day(make, around, ahead, refused):
    earlier = SessionChange(10, held_on=FIRST - timedelta(days=1))
    told = Announcement(FIRST - timedelta(days=1 + ahead), Grounds.PLANNED)

    def change():
        return change_plan(make.training_class(), [earlier], told, (), around(), make.rules())

    if refused:
        with pytest.raises(NoticeTooShort):
            change()
    else:
        assert change().days_ahead == ahead


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 100_000)), max_size=30), st.booleans(), st.booleans())
def test_nobody_pays_above_the_fee_nor_gets_back_more_than_was_paid(make, entries, left, attended):
    fee, rules = Money("800.00"), make.rules().plan
    learner = Enrolment("e", "c", "a", Package.SYB, date(2007, 7, 20), False, FeeReason.NOT_ENTITLED, None, False)
    written = []
    for into, fen in entries:
        account = account_of(learner, fee, written, attended=attended, rules=rules)
        day = date(2007, 8, 1)
        try:
            if into:
                written.append(receive(learner, account, Money.from_fen(fen), day))
            else:
                written.append(refund(account, day, Money.from_fen(fen), day))
        except Refusal:
            continue
        assert Money.zero() <= account_of(learner, fee, written, attended=attended, rules=rules).paid <= fee
    if left:
        learner.drop_out(date(2007, 8, 8), attended=attended)
    account = account_of(learner, fee, written, attended=attended, rules=rules)
    assert account.owed == (Money.zero() if left and not attended else fee)
    assert account.paid + account.due - account.to_refund == account.owed
