"""Survival and forecast through the service: they rest on facts in view, and late facts change only "as of" figures."""

from datetime import date, timedelta
from itertools import count

import pytest
from followup.domain.licence import registration_check_digit
from kit.ids import new_id

AREA = "500116101"


LICENCES = count(1)


class Programme:
    def __init__(self, service):
        self.service = service
        self.worker = service.as_role("case_worker", account="visitor", area="500116")
        self.manager = service.as_role("manager")

    async def person(self, *, sex="f", registered="2007-07-02", attends=True, birth_year=1968):
        who = new_id()
        facts = {"applicant_id": who, "registered_on": registered, "area": AREA, "sex": sex, "birth_year": birth_year}
        facts |= {"education": "junior_middle", "target_group": "laid_off", "employment_status": "laid_off"}
        await self.service.deliver("applicants.applicant.registered", who, facts)
        accepted = {"applicant_id": who, "accepted_on": "2007-07-05", "area": AREA, "target_group": "laid_off"}
        accepted |= {"free_of_charge": True, "policy_version": "x"}
        await self.service.deliver("applicants.applicant.accepted", who, accepted)
        if attends:
            sheet = {"class_id": new_id(), "institution_id": new_id(), "session_number": 1, "held_on": "2007-08-06"}
            sheet |= {"present": [who], "version": 1}
            await self.service.deliver("training.attendance.recorded", sheet["class_id"], sheet)
        return who

    async def shop(self, owner, registered="2007-09-01"):
        seventeen = f"5003812{next(LICENCES):07d}"
        body = {
            "owners": [owner],
            "name": "面馆",
            "licence_number": seventeen + registration_check_digit(seventeen),
            "registered_on": registered,
            "sector": "67",
            "area": AREA,
            "address": "大西门12号",
            "form": "individual",
            "licence_seen_on": registered,
        }
        return (await self.worker.ok("/v1/businesses", body))["id"]

    async def visit(self, shop, on, outcome="operating", **more):
        if outcome == "closed":
            more = {"closed_on": on, "reason": "rent"} | more
        return await self.worker.ok(f"/v1/businesses/{shop}/visits", {"visited_on": on, "outcome": outcome, **more})

    async def survival(self, **query):
        return (await self.manager.get("/v1/survival", params=query)).json()


@pytest.fixture
def programme(service):
    return Programme(service)


async def test_survival_is_censored_at_the_last_visit_and_told_by_group(programme):
    before = (await programme.survival())["groups"][0]
    women, men = [await programme.person() for _ in range(3)], [await programme.person(sex="m")]
    shops = [await programme.shop(owner) for owner in (*women, *men)]
    await programme.visit(shops[0], "2008-03-10")
    await programme.visit(shops[1], "2007-12-01", "closed")
    await programme.visit(shops[2], "2007-10-01")
    await programme.visit(shops[3], "2008-09-10", "suspended")
    found = (await programme.survival())["groups"][0]
    assert (found["businesses"] - before["businesses"], found["closed"] - before["closed"]) == (4, 1)
    days = {step["day"]: step for step in found["curve"]}
    for on, kind in (("2008-03-10", "censored"), ("2007-12-01", "closed"), ("2007-10-01", "censored")):
        assert days[(date.fromisoformat(on) - date(2007, 9, 1)).days][kind] >= 1
    assert max(days) == (date(2008, 9, 10) - date(2007, 9, 1)).days, "a suspended shop exists"
    assert 0 < found["six_months"]["lower"] < found["six_months"]["survival"] < found["six_months"]["upper"] < 1
    six = next(row for row in found["bounds"] if row["months"] == 6)
    assert six["due"] == six["alive"] + six["closed"] + six["missing"]
    assert six["lowest"] < six["highest"]
    by_sex = {group["group"]: group for group in (await programme.survival(by="sex"))["groups"]}
    assert sum(group["businesses"] for group in by_sex.values()) == found["businesses"]
    assert by_sex["m"]["closed"] == 0
    assert {row["group"] for row in (await programme.survival(by="age"))["groups"]} <= {
        "under_30",
        "30_to_39",
        "40_to_49",
        "50_and_over",
    }


async def test_a_visit_recorded_late_changes_as_of_and_never_as_known_at(programme, service):
    shop = await programme.shop(await programme.person(), "2007-10-01")
    await programme.visit(shop, "2008-01-10")
    then = (await programme.survival(as_of="2008-06-30"))["known_at"]
    known = await programme.survival(as_of="2008-06-30", known_at=then)
    await programme.visit(shop, "2008-03-15", "closed")
    assert (await programme.survival(as_of="2008-06-30", known_at=then))["groups"] == known["groups"]
    now = (await programme.survival(as_of="2008-06-30"))["groups"][0]
    assert now["closed"] == known["groups"][0]["closed"] + 1
    earlier = (await programme.survival(as_of="2008-03-14"))["groups"][0]
    assert earlier["closed"] == now["closed"] - 1


async def test_a_corrected_visit_is_not_counted_twice(programme):
    shop = await programme.shop(await programme.person(), "2007-11-01")
    visit = await programme.visit(shop, "2008-01-10", "closed")
    closed = (await programme.survival())["groups"][0]["closed"]
    path = f"/v1/visits/{visit['visit_id']}/record"
    answer = await programme.worker.post(
        path, {"visited_on": "2008-01-10", "outcome": "operating"}, headers={"If-Match": f'"{visit["version"]}"'}
    )
    assert answer.is_success, answer.text
    assert (await programme.survival())["groups"][0]["closed"] == closed - 1


async def test_the_forecast_holds_what_came_and_narrows_towards_the_end(programme):
    for number in range(12):
        await programme.person(registered=str(date(2007, 7, 1) + timedelta(days=9 * number)), attends=number % 3 > 0)

    async def forecast(**query):
        answer = await programme.manager.get("/v1/forecast", params=query)
        assert answer.status_code == 200, answer.text
        return {item["of"]: item for item in answer.json()["forecasts"]}

    early = (await forecast(as_of="2007-10-31"))["participants"]
    late = (await forecast(as_of="2008-05-31"))["participants"]
    end = (await forecast(as_of="2008-06-30"))["participants"]
    assert early["so_far"] <= early["lowest"] <= early["expected"] <= early["highest"]
    assert late["highest"] - late["lowest"] < early["highest"] - early["lowest"]
    assert end["lowest"] == end["highest"] == end["so_far"]
    assert {chance["target"] for chance in early["reaching"]} == {800, 1000}
    assert all(0 <= chance["probability"] <= 1 for chance in early["reaching"])
    scorecard = (await programme.manager.get("/v1/scorecard", params={"as_of": "2008-06-30"})).json()
    assert end["so_far"] == scorecard["figures"]["participants"]["value"]


async def test_a_future_day_and_a_strange_group_are_refused(programme):
    future = await programme.manager.get("/v1/survival", params={"as_of": "2090-01-01"})
    assert (future.status_code, future.json()["code"]) == (422, "date_in_future")
    assert (await programme.manager.get("/v1/survival", params={"by": "blood_group"})).status_code == 422
    far = await programme.manager.get("/v1/forecast", params={"until": "2089-01-01"})
    assert (far.status_code, far.json()["code"], far.json()["where"]) == (422, "forecast_too_far", "until")
    long_ago = await programme.manager.get("/v1/forecast", params={"as_of": "1901-01-01"})
    assert (long_ago.status_code, long_ago.json()["where"]) == (422, "as_of")
