"""The scorecard over HTTP: definitions, lists that add up, and the past as it was known."""

from datetime import UTC, datetime
from itertools import count

import pytest
from followup.domain.figures import FIGURES
from followup.domain.licence import ALPHABET, unified_check_character
from kit.ids import new_id

AREA = "500116108"
NUMBERS = count(1)


def unified_code():
    number = next(NUMBERS)
    first = f"92500116MA5U{number // 31:04d}{ALPHABET[number % 31]}"
    return first + unified_check_character(first)


async def participant(service):
    person = new_id()
    await service.deliver(
        "applicants.applicant.registered",
        person,
        {
            "applicant_id": person,
            "registered_on": "2007-07-02",
            "area": AREA,
            "sex": "m",
            "birth_year": 1975,
            "education": "primary",
            "target_group": "rural_labour",
            "employment_status": "farming",
        },
    )
    await service.deliver(
        "applicants.applicant.accepted",
        person,
        {"applicant_id": person, "accepted_on": "2007-07-03", "area": AREA, "free_of_charge": False},
    )
    klass = new_id()
    await service.deliver(
        "training.attendance.recorded",
        klass,
        {
            "class_id": klass,
            "institution_id": new_id(),
            "session_number": 1,
            "held_on": "2007-08-01",
            "present": [person],
            "version": 1,
        },
    )
    return person


@pytest.fixture(scope="module")
async def story(service):
    """Two partners with a surviving business and two workers, and one person who only attended."""
    li = service.as_role("case_worker", account="li", area=AREA)
    ann, bo, cy = [await participant(service) for _ in range(3)]
    paid = [{"applicant_id": ann, "milestone": "M1", "amount": "500.00"}]
    await service.deliver(
        "training.claim.paid",
        claim := new_id(),
        {"claim_id": claim, "institution_id": new_id(), "paid_on": "2007-10-01", "lines": paid},
    )
    before = datetime.now(UTC)
    business = await li.ok(
        "/v1/businesses",
        {
            "owners": [ann, bo],
            "name": "二人修理铺",
            "licence_number": unified_code(),
            "registered_on": "2007-09-10",
            "sector": "O8312",
            "area": AREA,
            "address": "正街 3 号",
            "form": "partnership",
            "licence_seen_on": "2007-09-12",
        },
    )
    visit = next(v["id"] for v in business["visits"] if v["kind"] == "six_month")
    found = {"visited_on": "2008-03-15", "outcome": "operating", "people": {"full_time": 1, "part_time": 1}}
    await li.ok(f"/v1/visits/{visit}/record", found)
    return {"people": [ann, bo, cy], "before": before, "li": li}


async def test_figures_answer_for_programs_and_say_what_they_mean(story):
    answer = (await story["li"].get("/v1/scorecard")).json()
    figures = answer["figures"]
    assert figures["participants"]["value"] == 3
    assert figures["businesses_surviving_six_months"]["value"] == 2
    assert figures["surviving_businesses"]["value"] == figures["businesses_registered"]["value"] == 1
    assert (figures["new_jobs"]["value"], figures["new_jobs_with_owner"]["value"]) == (2, 4)
    survival = figures["six_month_survival_share"]
    assert (survival["value"], survival["numerator"], survival["denominator"]) == (1.0, 2, 2)
    assert figures["start_up_share"]["value"] is None
    for figure in [*figures.values(), *answer["money"].values()]:
        assert figure["definition"]["zh"]
        assert figure["definition"]["en"]
        assert figure["as_of"] == answer["as_of"]
        assert figure["known_at"] == answer["known_at"]
    funnel = {step["step"]: step["people"] for step in answer["funnel"]}
    assert next(iter(funnel)) == "registered"
    assert (funnel["in_training"], funnel["business_registered"], funnel["surviving"]) == (3, 2, 2)
    assert answer["money"]["subsidies_paid"]["value"] == "500.00"
    assert (answer["target"]["low"], answer["target"]["high"], answer["target"]["missing_to_low"]) == (800, 1000, 797)
    assert answer["programme"] == "jiangjin-2007"


async def test_the_read_model_and_the_facts_agree(story):
    today = (await story["li"].get("/v1/scorecard")).json()
    facts = (await story["li"].get("/v1/scorecard", params={"as_of": today["as_of"]})).json()
    for part in ("figures", "money"):
        live = {name: figure["value"] for name, figure in today[part].items()}
        assert live == {name: figure["value"] for name, figure in facts[part].items()}
    assert today["funnel"] == facts["funnel"]
    assert today["target"] == facts["target"]


async def test_as_of_a_day_counts_what_had_happened_and_known_at_what_was_known(story):
    early = (await story["li"].get("/v1/scorecard", params={"as_of": "2008-03-10"})).json()["figures"]
    assert early["businesses_registered"]["value"] == 1
    assert early["businesses_surviving_six_months"]["value"] == 0
    assert early["six_months_due"]["value"] == 0
    known = (await story["li"].get("/v1/scorecard", params={"known_at": story["before"].isoformat()})).json()["figures"]
    assert known["participants"]["value"] == 3
    assert known["businesses_registered"]["value"] == 0


@pytest.mark.parametrize("figure", sorted(FIGURES))
@pytest.mark.parametrize("query", [{}, {"as_of": "2008-06-30"}])
async def test_the_list_behind_each_figure_adds_up_to_it(story, figure, query):
    items, page = [], dict(query, limit=1)
    while True:
        answer = await story["li"].get(f"/v1/scorecard/figures/{figure}/people", params=page)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        items += body["items"]
        if body["next"] is None:
            break
        page["cursor"] = body["next"]
    if FIGURES[figure].unit == "yuan":
        assert f"{sum(float(item['amount']) for item in items):.2f}" == body["value"]
    else:
        assert sum(item["count"] for item in items) == body["value"]
    assert {item["applicant_id"] for item in items} <= set(story["people"])


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/scorecard/figures/luck/people", 404, "figure_unknown"),
        ("/v1/scorecard?as_of=2999-01-01", 422, "date_in_future"),
        ("/v1/scorecard?known_at=2999-01-01T00:00:00Z", 422, "date_in_future"),
        ("/v1/scorecard?known_at=2008-01-01T00:00:00", 422, "input_invalid"),
        ("/v1/scorecard?as_of=0001-01-01", 200, None),
        ("/v1/scorecard?area=xyz", 422, "input_invalid"),
    ],
)
async def test_what_cannot_be_asked_is_a_clear_problem(service, path, status, code):
    answer = await service.as_role("auditor").get(path)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
