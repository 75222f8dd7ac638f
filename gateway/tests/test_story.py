"""A participant's whole story, and what it says when a part is missing."""

import pytest
from gateway_at_work import free_port, running_gateway, settings_for
from kit.ids import new_id
from kit.testing import token
from small_service import UNKNOWN


def part(service: str, participant: str) -> dict:
    return {"from": service, "participant": participant}


async def test_the_story_is_what_every_service_tells(gateway, behind):
    participant = new_id()
    response = await gateway.as_role("manager").get(
        f"/v1/participants/{participant}/story", headers={"X-Request-ID": "one-story-please", "Accept-Language": "zh"}
    )
    assert response.status_code == 200
    services = ["applicants", "training", "credit", "followup"]
    assert response.json() == {
        "participant": participant,
        "parts": {service: part(service, participant) for service in services},
        "missing": [],
    }
    for service in services:
        seen = behind.seen(service)[-1]
        assert seen["raw_path"] == f"/v1/story/{service}/{participant}".encode()
        assert seen["headers"]["x-request-id"] == "one-story-please"
        assert seen["headers"]["authorization"].startswith("Bearer ")
        assert seen["headers"]["accept-language"] == "zh-CN"
        assert "traceparent" in seen["headers"]


async def test_a_service_that_is_down_is_named_and_the_others_tell(gateway, behind, tmp_path):
    participant = new_id()
    settings = settings_for(behind, tmp_path, credit_url=f"http://127.0.0.1:{free_port()}")
    async with running_gateway(gateway.app.state.database_url, settings) as running:
        response = await running.as_role("case_worker").get(f"/v1/participants/{participant}/story")
    story = response.json()
    assert response.status_code == 200
    assert story["parts"]["credit"] is None
    assert [name for name, told in story["parts"].items() if told] == ["applicants", "training", "followup"]
    assert [(part["service"], part["code"]) for part in story["missing"]] == [("credit", "temporarily_unavailable")]
    assert "not reachable" in story["missing"][0]["detail"]


async def test_a_part_that_a_service_refuses_is_missing_with_its_code(gateway):
    response = await gateway.as_role("guarantee_officer").get(f"/v1/participants/{new_id()}/story")
    story = response.json()
    assert story["parts"]["credit"] is None
    assert [(part["service"], part["code"]) for part in story["missing"]] == [("credit", "not_permitted")]
    assert "guarantee_officer" in story["missing"][0]["detail"]


async def test_whom_applicants_does_not_show_is_not_found(gateway):
    response = await gateway.as_role("case_worker").get(f"/v1/participants/{UNKNOWN}/story")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_with_no_service_at_all_there_is_no_story(gateway, behind, tmp_path):
    nowhere = {f"{service}_url": f"http://127.0.0.1:{free_port()}" for service in behind.addresses}
    async with running_gateway(gateway.app.state.database_url, settings_for(behind, tmp_path, **nowhere)) as running:
        response = await running.as_role("auditor").get(f"/v1/participants/{new_id()}/story")
    assert (response.status_code, response.json()["code"]) == (503, "temporarily_unavailable")
    assert response.headers["retry-after"] == "2"


@pytest.mark.parametrize("role", ["bank", "institution", "finance", "administrator"])
async def test_the_story_is_for_those_who_work_with_people(gateway, role):
    response = await gateway.as_role(role).get(f"/v1/participants/{new_id()}/story")
    assert (response.status_code, response.json()["code"]) == (403, "not_permitted")


async def test_a_malformed_id_is_a_problem_and_asks_nobody(gateway, behind):
    before = len(behind.seen("applicants"))
    headers = {"Authorization": f"Bearer {token('manager')}"}
    for bad in ("1", "..", "a%2F..%2Fb", "%0d%0aX:1"):
        response = await gateway.http.get(f"/v1/participants/{bad}/story", headers=headers)
        assert response.status_code in {404, 422}
    assert len(behind.seen("applicants")) == before
