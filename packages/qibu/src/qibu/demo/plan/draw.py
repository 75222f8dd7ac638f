"""Draw the whole pilot: everybody's story, class by class."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from qibu.demo.plan import learning, lending, screening, trading
from qibu.demo.plan.story import BusinessPlan, ClassPlan, LoanPlan, Plan, Story
from qibu.demo.plan.timetable import Learner, timetable
from qibu.roster.dice import dice
from qibu.roster.people import Person, draw_people


def draw_plan(people: int, seed: int) -> Plan:
    """Draw the pilot for ``people`` applicants; the same seed gives the same plan."""
    stories = {person.row: _before_class(seed, person) for person in draw_people(people, seed)}
    waiting = [
        Learner(story.person, story.screened_on)
        for story in stories.values()
        if story.accepted and story.withdrawn_on is None
    ]
    classes = timetable(waiting)
    for taught in classes:
        for row in taught.learners:
            stories[row] = _in_class(seed, stories[row], taught)
        certified = [row for row in taught.learners if stories[row].certified_on]
        for row in certified:
            stories[row] = _after_class(seed, stories[row], taught, certified)
        for row, plan in _partners(seed, [stories[row] for row in certified]).items():
            stories[row] = replace(stories[row], business=plan)
    return Plan(seed, tuple(stories[row] for row in sorted(stories)), classes)


def _before_class(seed: int, person: Person) -> Story:
    on = screening.screening_day(seed, person)
    taken = screening.accepted(person, on)
    left = screening.withdrawal(seed, person, on) if taken else None
    day, reason = left or (None, None)
    return Story(person, on, taken, withdrawn_on=day, withdrawal_reason=reason)


def _in_class(seed: int, story: Story, taught: ClassPlan) -> Story:
    course = learning.training(seed, story.person.row, taught)
    certified_on = taught.certified_on if learning.passes(course, taught) else None
    return replace(story, training=course, certified_on=certified_on)


def _after_class(seed: int, story: Story, taught: ClassPlan, certified: Sequence[int]) -> Story:
    """Draw the start, with or without a loan; a loan takes a SYB certificate."""
    person, course, certified_on = story.person, story.training, story.certified_on
    if course is None or certified_on is None or person.trade is None:
        raise ValueError("only somebody with a certificate and an idea comes after the class")
    if not trading.starts(seed, person, course, taught.institution):
        return story
    wants_loan = taught.package == "SYB" and trading.asks_for_loan(seed, person)
    if not wants_loan:
        day = trading.registration_without_loan(seed, person, certified_on)
        return replace(story, business=_business(seed, person, day, None))
    plan = lending.loan(seed, person, person.trade, certified_on, certified)
    day = lending.registration_day(plan)
    if day is None and trading.starts_without_loan(seed, person):
        day = trading.registration_without_loan(seed, person, lending.ended_on(plan))
    return replace(story, loan=plan, business=_business(seed, person, day, plan))


def _business(seed: int, person: Person, day: date | None, loan: LoanPlan | None) -> BusinessPlan | None:
    if day is None or person.trade is None:
        return None
    return trading.business(seed, person, person.trade, day, loan)


def _partners(seed: int, classmates: Sequence[Story]) -> Mapping[int, BusinessPlan]:
    """Let a few classmates who need no loan open one business together; both then own the first's."""
    changed: dict[int, BusinessPlan] = {}
    alone = [story for story in classmates if story.business and story.loan is None]
    for first, second in zip(alone[::2], alone[1::2], strict=False):
        if first.business is None or second.business is None:
            continue
        if dice(seed, "partner", second.person.row).random() < 2 * trading.SHARE_WITH_A_PARTNER:
            shared = trading.with_partner(first.business, second.person.row)
            changed[first.person.row] = changed[second.person.row] = shared
    return changed
