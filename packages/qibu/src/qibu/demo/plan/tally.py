"""What a plan comes to, counted as the pilot counts: for the tests, and to know what to wait for."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kit.calendar import add_months

from qibu.demo.plan.days import LAST_DAY
from qibu.demo.plan.story import BusinessPlan, Plan, Story


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of people unless named otherwise; money in yuan."""

    registered: int
    accepted: int
    withdrawn: int
    enrolled: int
    participants: int
    certified: int
    started: int
    loan_applied: int
    loan_disbursed: int
    lent: Decimal
    due: int
    surviving: int
    closed: int
    new_jobs: int


def tally(plan: Plan) -> Tally:
    """Count the whole plan."""
    stories = plan.stories
    borrowed = [story.loan for story in stories if story.loan and story.loan.disbursed_on]
    businesses = {story.business.owners: story.business for story in stories if story.business}
    return Tally(
        registered=len(stories),
        accepted=sum(story.accepted for story in stories),
        withdrawn=sum(story.withdrawn_on is not None for story in stories),
        enrolled=sum(story.training is not None for story in stories),
        participants=sum(attended(plan, story) for story in stories),
        certified=sum(story.certified_on is not None for story in stories),
        started=sum(story.business is not None for story in stories),
        loan_applied=sum(story.loan is not None for story in stories),
        loan_disbursed=len(borrowed),
        lent=sum((loan.amount for loan in borrowed), Decimal(0)),
        due=sum(story.business is not None and _is_due(story.business) for story in stories),
        surviving=sum(story.business is not None and survived_on(story.business) is not None for story in stories),
        closed=sum(story.business is not None and found_closed(story.business) for story in stories),
        new_jobs=sum(jobs(business) for business in businesses.values()),
    )


def attended(plan: Plan, story: Story) -> bool:
    """Whether somebody sat in at least one session."""
    course = story.training
    return course is not None and any(map(course.present, plan.classes[course.class_number - 1].sessions))


def survived_on(business: BusinessPlan) -> date | None:
    """The first visit that found it operating more than six calendar months after registration."""
    six_months = add_months(business.registered_on, 6)
    days = (v.visited_on for v in business.visits if v.outcome == "operating" and v.visited_on > six_months)
    return min(days, default=None)


def found_closed(business: BusinessPlan) -> bool:
    """Whether the last visit that found anything found it closed."""
    found = [visit.outcome for visit in business.visits if visit.outcome != "not_found"]
    return bool(found) and found[-1] == "closed"


def jobs(business: BusinessPlan) -> int:
    """Count the people beside the owners at the last visit that counted them, if it survived six months."""
    if survived_on(business) is None or found_closed(business):
        return 0
    counted = [visit.people for visit in business.visits if visit.people is not None]
    return counted[-1]["full_time"] + counted[-1]["part_time"] if counted else 0


def _is_due(business: BusinessPlan) -> bool:
    return add_months(business.registered_on, 6) < LAST_DAY
