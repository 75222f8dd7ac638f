"""Public pages are for people: one address without an account gets so many a minute."""

from gateway_at_work import running_gateway, settings_for


async def test_one_address_gets_so_many_public_calls_a_minute_and_others_go_on(gateway, behind, tmp_path):
    settings = settings_for(behind, tmp_path, public_calls_per_minute=3, trusted_proxies="127.0.0.1")
    async with running_gateway(gateway.app.state.database_url, settings) as running:
        nobody = running.http
        seen = [await nobody.get("/v1/training/open/A-7", headers={"X-Forwarded-For": "203.0.113.7"}) for _ in range(5)]
        assert [answer.status_code for answer in seen] == [200, 200, 200, 429, 429], seen[0].text
        told = seen[-1].json()
        assert (told["code"], seen[-1].headers["content-type"]) == ("too_many_calls", "application/problem+json")
        assert 1 <= int(seen[-1].headers["retry-after"]) <= 60
        other = await nobody.get("/v1/training/open/A-7", headers={"X-Forwarded-For": "203.0.113.8"})
        assert other.status_code == 200
        signed_in = running.as_role("case_worker")
        answers = [await signed_in.get("/v1/loans", headers={"X-Forwarded-For": "203.0.113.7"}) for _ in range(5)]
        assert 429 not in {answer.status_code for answer in answers}
