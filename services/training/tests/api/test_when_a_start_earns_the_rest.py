"""Half at the certificate, the rest on a start within six months of it; not a day later, not before the course."""

import pytest

CERTIFIED_ON, LAST_DAY, DAY_AFTER = "2007-12-10", "2008-06-10", "2008-06-11"
COURSE_BEGAN, DAY_BEFORE = "2007-08-06", "2007-08-05"


async def paid_for(school, started_on):
    """What a school with one learner who started on this day is paid: milestones and yuan."""
    await school.bank_account()
    taught = await school.certified_class(1)
    await school.business(taught.applicants[0], started_on)
    claim = await school.lodge("2008-07-20")
    await school.verify(claim["id"], "2008-07-21")
    await school.approve(claim["id"], "2008-07-22")
    batch = await school.pay("2008-07-23", claim["id"])
    return [line["milestone"] for line in claim["lines"]], batch["net"]


@pytest.mark.parametrize("started_on", [COURSE_BEGAN, CERTIFIED_ON, LAST_DAY])
async def test_a_start_from_the_course_to_six_months_after_the_certificate_earns_the_rest(school, started_on):
    assert await paid_for(school, started_on) == (["M1", "M2"], "1000.00")


@pytest.mark.parametrize("started_on", [DAY_BEFORE, DAY_AFTER])
async def test_a_start_before_the_course_or_too_late_by_a_day_earns_only_the_half(school, started_on):
    assert await paid_for(school, started_on) == (["M1"], "500.00")
