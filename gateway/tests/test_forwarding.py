"""What reaches a service, what comes back, and who is turned away before."""

import asyncio
import json
import re
from contextlib import asynccontextmanager

import httpx
import pytest
from gateway_at_work import free_port, running_gateway, serving, settings_for
from kit.auth import Actor, sign_token
from kit.ids import new_id
from kit.testing import KEYS, KeyPair, token
from small_service import UNKNOWN, make_service

PROBLEM = "application/problem+json"
UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def refused(response, status: int, code: str) -> dict:
    assert (response.status_code, response.headers["content-type"]) == (status, PROBLEM), response.text
    problem = response.json()
    assert (problem["code"], problem["status"], problem["type"]) == (code, status, f"/docs/errors#{code}")
    assert problem["request_id"] == response.headers["x-request-id"]
    return problem


@asynccontextmanager
async def another(gateway, behind, tmp_path, **changes):
    """A second gateway on the same database, with other settings."""
    async with running_gateway(gateway.app.state.database_url, settings_for(behind, tmp_path, **changes)) as running:
        yield running


# Who may


async def test_a_permitted_request_is_answered_by_its_service(gateway, behind):
    response = await gateway.as_role("case_worker").post("/v1/loans", {"word": "贷款"}, key="k-1")
    assert (response.status_code, response.json()) == (201, {"word": "贷款", "version": 1})
    assert response.headers["etag"] == '"1"'
    seen = behind.seen("credit")[-1]
    assert json.loads(seen["body"]) == {"word": "贷款"}
    assert seen["headers"]["idempotency-key"] == "k-1"


async def test_each_address_goes_to_its_own_service(gateway, behind):
    client = gateway.as_role("case_worker")
    for service, noun in (("applicants", "applicants"), ("training", "classes"), ("followup", "visits")):
        before = len(behind.seen(service))
        assert (await client.post(f"/v1/{noun}", {"word": "x"})).status_code == 201
        assert len(behind.seen(service)) == before + 1


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/loans/", "/v1/loans/a/b/c", "/v2/loans", "/", "/v1/%E8%B4%B7"])
async def test_an_unknown_address_is_no_such_address_even_without_a_token(gateway, path):
    refused(await gateway.anonymous().get(path), 404, "no_such_address")
    refused(await gateway.as_role("administrator").get(path), 404, "no_such_address")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/loans", "POST"),
        ("PUT", f"/v1/loans/{UNKNOWN}", "GET, PATCH"),
        ("GET", "/v1/token", "POST"),
        ("OPTIONS", "/v1/loans", "POST"),
    ],
)
async def test_a_wrong_method_says_which_are_right(gateway, method, path, allowed):
    response = await gateway.http.request(method, path)
    refused(response, 405, "method_not_allowed")
    assert response.headers["allow"] == allowed


async def test_without_a_valid_token_nothing_reaches_the_service(gateway, behind):
    actor = Actor("a", "case_worker")
    expired = sign_token(actor, KEYS.private, issued_at=1_000_000, seconds=60)
    foreign = sign_token(actor, KeyPair.generate().private, issued_at=4_000_000_000, seconds=60)
    unknown_role = sign_token(Actor("a", "emperor"), KEYS.private, issued_at=4_000_000_000, seconds=60)
    before = len(behind.seen("credit"))
    for header, code in [
        (None, "token_missing"),
        ("Basic YTpi", "token_missing"),
        ("Bearer", "token_missing"),
        ("Bearer nonsense", "token_invalid"),
        (f"Bearer {expired}", "token_invalid"),
        (f"Bearer {foreign}", "token_invalid"),
        (f"Bearer {unknown_role}", "token_invalid"),
    ]:
        headers = {"Authorization": header} if header else {}
        response = await gateway.http.post("/v1/loans", json={"word": "x"}, headers=headers)
        refused(response, 401, code)
        assert response.headers["www-authenticate"] == "Bearer"
    assert len(behind.seen("credit")) == before


@pytest.mark.parametrize("role", ["bank", "manager", "auditor", "administrator"])
async def test_a_role_without_the_permission_is_turned_away_before_the_service(gateway, behind, role):
    before = len(behind.seen("credit"))
    problem = refused(await gateway.as_role(role).post("/v1/loans", {"word": "x"}), 403, "not_permitted")
    assert "credit.record.write" in problem["detail"]
    assert len(behind.seen("credit")) == before


async def test_refusals_come_in_the_callers_language(gateway):
    chinese = await gateway.as_role("bank").post(
        "/v1/loans", {"word": "x"}, headers={"Accept-Language": "zh-CN,en;q=0.5"}
    )
    assert "无权" in refused(chinese, 403, "not_permitted")["detail"]
    assert chinese.headers["content-language"] == "zh"
    missing = await gateway.http.get("/nowhere", headers={"Accept-Language": "zh"})
    assert refused(missing, 404, "no_such_address")["detail"] == "此地址不存在。"


async def test_a_public_address_needs_no_token_and_minds_no_bad_one(gateway):
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        response = await gateway.http.get("/v1/training/open/A-7", headers=headers)
        assert (response.status_code, response.json()) == (200, {"number": "A-7"})


async def test_the_services_own_refusals_pass_unchanged(gateway):
    client = gateway.as_role("case_worker")
    problem = (await client.post("/v1/loans", {"word": "too much"})).json()
    assert (problem["code"], problem["where"]) == ("cap_exceeded", "word")
    problem = (await client.get(f"/v1/loans/{UNKNOWN}")).json()
    assert problem["code"] == "not_found"
    missing = await client._send("POST", "/v1/loans", json={"word": "x"})
    assert (missing.status_code, missing.json()["code"]) == (400, "idempotency_key_missing")
    unlocked = await client._send("PATCH", f"/v1/loans/{new_id()}", json={"word": "x"})
    assert (unlocked.status_code, unlocked.json()["code"]) == (428, "if_match_missing")
    edited = await client.patch(f"/v1/loans/{new_id()}", {"word": "x"}, 1)
    assert (edited.status_code, edited.headers["etag"]) == (200, '"2"')


# What travels


async def test_only_known_headers_go_on_and_ours_are_added(gateway, behind):
    headers = {
        "Accept-Language": "zh",
        "Content-Type": "application/json",
        "If-Match": '"3"',
        "Cookie": "session=1",
        "X-Admin": "yes",
        "X-Forwarded-Host": "evil",
        "Connection": "X-Admin",
        "TE": "trailers",
        "Tracestate": "a=b",
    }
    response = await gateway.as_role("case_worker").post("/v1/loans", {"word": "x"}, headers=headers)
    assert response.status_code == 201
    seen = behind.seen("credit")[-1]["headers"]
    assert set(seen) == {
        "host",
        "authorization",
        "accept",
        "accept-language",
        "content-type",
        "content-length",
        "idempotency-key",
        "if-match",
        "tracestate",
        "traceparent",
        "x-request-id",
        "x-forwarded-for",
    }
    assert seen["accept-language"] == "zh"
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["host"] == behind.addresses["credit"].removeprefix("http://")


async def test_the_request_id_is_the_callers_when_well_formed_and_ours_otherwise(gateway, behind):
    client = gateway.as_role("auditor")
    path = f"/v1/loans/{new_id()}"
    response = await client.get(path, headers={"X-Request-ID": "my-request-2007.07:01"})
    assert response.headers["x-request-id"] == "my-request-2007.07:01"
    assert behind.seen("credit")[-1]["headers"]["x-request-id"] == "my-request-2007.07:01"
    for bad in ("short", "has space in it", "x" * 129, '{"json": "no"}', ""):
        response = await client.get(path, headers={"X-Request-ID": bad})
        assert UUID7.fullmatch(response.headers["x-request-id"])
        assert behind.seen("credit")[-1]["headers"]["x-request-id"] == response.headers["x-request-id"]
    assert UUID7.fullmatch((await gateway.http.get("/nowhere")).headers["x-request-id"])


async def test_a_trace_goes_on_and_a_malformed_one_is_replaced(gateway, behind):
    client = gateway.as_role("auditor")
    good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    await client.get(f"/v1/loans/{new_id()}", headers={"traceparent": good})
    assert behind.seen("credit")[-1]["headers"]["traceparent"] == good
    zero = "0" * 32
    for bad in ("", "nonsense", good.upper(), f"00-{zero}-00f067aa0ba902b7-01", "ff" + good[2:], good + "-more"):
        await client.get(f"/v1/loans/{new_id()}", headers={"traceparent": bad})
        made = behind.seen("credit")[-1]["headers"]["traceparent"]
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", made)
        assert made != bad


async def test_the_callers_address_is_believed_from_a_trusted_proxy_only(gateway, behind, tmp_path):
    headers = {"X-Forwarded-For": "203.0.113.66, 198.51.100.7"}
    await gateway.as_role("auditor").get(f"/v1/loans/{new_id()}", headers=headers)
    assert behind.seen("credit")[-1]["headers"]["x-forwarded-for"] == "198.51.100.7"
    async with another(gateway, behind, tmp_path, trusted_proxies="") as bare:
        await bare.as_role("auditor").get(f"/v1/loans/{new_id()}", headers=headers)
        assert behind.seen("credit")[-1]["headers"]["x-forwarded-for"] == "127.0.0.1"


async def test_path_and_query_arrive_as_they_were_sent(gateway, behind):
    client = gateway.as_role("auditor")
    await client.get("/v1/loans/a%20b%2Bc?q=%E6%9D%8E&limit=2&x=a%26b")
    seen = behind.seen("credit")[-1]
    assert seen["raw_path"] == b"/v1/loans/a%20b%2Bc"
    assert seen["query"] == "q=%E6%9D%8E&limit=2&x=a%26b"
    assert seen["record_id"] == "a b+c"


async def test_an_encoded_slash_is_the_same_address_for_gateway_and_service(gateway):
    refused(await gateway.as_role("auditor").get("/v1/loans/a%2Fb"), 404, "no_such_address")


async def test_hop_by_hop_headers_stay_and_the_answer_is_made_safe(gateway):
    response = await gateway.as_role("case_worker").get("/v1/odd")
    for gone in ("x-secret", "keep-alive", "server", "connection"):
        assert gone not in response.headers
    assert response.headers["etag"] == '"7"'
    assert response.headers["idempotency-replayed"] == "true"
    assert response.headers.get_list("cache-control") == ["no-store"]
    for answer in (response, await gateway.http.get("/nowhere"), await gateway.http.get("/docs")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
    refused_answer = await gateway.anonymous().get("/v1/loans/x")
    assert refused_answer.headers.get_list("cache-control") == ["no-store"]
    assert len(response.headers.get_list("x-request-id")) == 1


async def test_files_come_back_byte_for_byte(gateway):
    response = await gateway.as_role("auditor").get("/v1/loans/template")
    assert response.content == b"PK\x03\x04\x00binary"
    assert response.headers["content-type"] == "application/zip"


# Limits


async def test_bodies_and_uploads_have_their_own_limits(gateway, behind, tmp_path):
    async with another(gateway, behind, tmp_path, max_body_bytes=2000, max_upload_bytes=50_000) as small:
        client = small.as_role("case_worker")
        before = len(behind.seen("credit"))
        problem = refused(await client.post("/v1/loans", {"word": "x" * 3000}), 413, "body_too_large")
        assert "2000" in problem["detail"]

        async def chunks():
            for _ in range(30):
                yield b"x" * 100

        headers = {"Idempotency-Key": "k", "Authorization": f"Bearer {token('case_worker')}"}
        refused(await small.http.post("/v1/loans", content=chunks(), headers=headers), 413, "body_too_large")
        refused(await small.http.post("/v1/token", content=b"x" * 3000), 413, "body_too_large")
        assert len(behind.seen("credit")) == before

        response = await client.post("/v1/loans/uploads", files={"file": ("roster.xlsx", b"x" * 40_000)})
        assert (response.status_code, response.json()["word"]) == (201, "40000")
        large = await client.post("/v1/loans/uploads", files={"file": ("roster.xlsx", b"x" * 60_000)})
        refused(large, 413, "body_too_large")


async def test_a_body_in_pieces_arrives_whole(gateway, behind):
    async def pieces():
        for piece in (b'{"wo', b'rd": ', b'"slow"}'):
            yield piece
            await asyncio.sleep(0.02)

    headers = {
        "Idempotency-Key": "pieces",
        "Authorization": f"Bearer {token('case_worker')}",
        "Content-Type": "application/json",
    }
    response = await gateway.http.post("/v1/loans", content=pieces(), headers=headers)
    assert response.json() == {"word": "slow", "version": 1}
    assert behind.seen("credit")[-1]["headers"]["content-length"] == "16"


async def test_a_body_that_never_ends_is_given_up(gateway, behind, tmp_path):
    async with another(gateway, behind, tmp_path, body_seconds=0.3) as hasty:
        host, port = hasty.address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = f"POST /v1/loans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token('case_worker')}\r\n"
        writer.write(f"{head}Content-Length: 50\r\n\r\nnot all".encode())
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"request_too_slow" in answer


async def test_a_caller_that_hangs_up_midway_is_not_forwarded(gateway, behind):
    before = len(behind.seen("credit"))
    host, port = gateway.address.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /v1/loans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token('case_worker')}\r\n"
    writer.write(f"{head}X-Request-ID: hangs-up-midway\r\nContent-Length: 50\r\n\r\nnot all".encode())
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.close()
    for _ in range(50):
        lines = [line for line in gateway.log_lines() if line["request_id"] == "hangs-up-midway"]
        if lines:
            break
        await asyncio.sleep(0.05)
    assert [line["status"] for line in lines] == [499]
    assert len(behind.seen("credit")) == before


async def test_a_service_that_takes_too_long_is_504_and_not_asked_again(gateway, behind, tmp_path):
    async with another(gateway, behind, tmp_path, upstream_seconds=0.3) as hasty:
        before = len(behind.seen("credit"))
        response = await hasty.as_role("case_worker").post("/v1/slow", {})
        problem = refused(response, 504, "temporarily_unavailable")
        assert problem["where"] == "credit"
        assert response.headers["retry-after"] == "2"
        assert len(behind.seen("credit")) == before + 1


async def test_a_service_that_is_down_is_503_and_back_when_it_is_back(gateway, behind, tmp_path):
    port = free_port()
    async with another(gateway, behind, tmp_path, credit_url=f"http://127.0.0.1:{port}") as running:
        client = running.as_role("case_worker")
        down = await client.post("/v1/loans", {"word": "x"}, key="once")
        problem = refused(down, 503, "temporarily_unavailable")
        assert (problem["where"], down.headers["retry-after"]) == ("credit", "2")
        assert (await client.post("/v1/visits", {"word": "x"})).status_code == 201
        for _ in range(2):  # a service that stops and comes back: kept connections must not hurt
            async with serving(make_service("credit"), port):
                for _ in range(3):
                    assert (await client.post("/v1/loans", {"word": "x"}, key="once")).status_code == 201
            refused(await client.post("/v1/loans", {"word": "x"}), 503, "temporarily_unavailable")


async def test_many_requests_at_once_get_their_own_answers(gateway):
    client = gateway.as_role("case_worker")
    words = [f"word {number}" for number in range(200)]
    async with httpx.AsyncClient(base_url=gateway.address, limits=httpx.Limits(max_connections=50), timeout=30) as http:
        client._http = http
        answers = await asyncio.gather(*(client.post("/v1/loans", {"word": word}) for word in words))
    assert [answer.json()["word"] for answer in answers] == words
    assert all(answer.status_code == 201 for answer in answers)


# What is written down


async def test_the_access_log_says_who_called_what_and_nothing_private(gateway):
    request_id = new_id()
    headers = {"X-Request-ID": request_id}
    client = gateway.as_role("case_worker", account="li-account")
    await client.get("/v1/loans/500116198001011234?q=13800000000", headers=headers)
    await client.post("/v1/loans", {"word": "private words"}, headers=headers)
    await gateway.http.get("/secret-place?name=Li", headers=headers)
    await gateway.sign_in("admin", "wrong password", **headers)
    await client.get("/v1/me", headers=headers)
    lines = [line for line in gateway.log_lines() if line["request_id"] == request_id]
    assert [(line["method"], line["route"], line["status"], line["account"], line["role"]) for line in lines] == [
        ("GET", "/v1/loans/{record_id}", 200, "li-account", "case_worker"),
        ("POST", "/v1/loans", 201, "li-account", "case_worker"),
        ("GET", "none", 404, "", ""),
        ("POST", "/v1/token", 401, "", ""),
        ("GET", "/v1/me", 404, "li-account", "case_worker"),
    ]
    assert all(line["ms"] >= 0 and line["level"] == "info" and line["part"] == "gateway" for line in lines)
    text = json.dumps(lines)
    for private in ("500116198001011234", "13800000000", "private words", "secret-place", "wrong password"):
        assert private not in text


async def test_metrics_count_by_route_template(gateway):
    await gateway.as_role("auditor").get(f"/v1/loans/{new_id()}")
    metrics = (await gateway.http.get("/metrics")).text
    assert 'route="/v1/loans/{record_id}",service="gateway",status="200"' in metrics
    assert 'route="/v1/token",service="gateway"' in metrics
