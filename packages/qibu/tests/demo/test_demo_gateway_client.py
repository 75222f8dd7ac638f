"""The players' client: patient with a busy gateway, honest about refusals."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from qibu.demo.play.gateway import Desk, Gateway, Refused, Silence, body_of


class Script:
    """A gateway that answers commands from a list of (status, body), and gives tokens."""

    def __init__(self, *answers: tuple[int, dict]) -> None:
        self.answers = list(answers)
        self.tokens = 0
        self.seen: list[web.Request] = []

    async def token(self, _: web.Request) -> web.Response:
        self.tokens += 1
        return web.json_response({"access_token": f"t{self.tokens}", "expires_in": 1800})

    async def command(self, request: web.Request) -> web.Response:
        await request.read()
        self.seen.append(request)
        status, body = self.answers.pop(0)
        return web.json_response(body, status=status)


@asynccontextmanager
async def desk_at(script: Script) -> AsyncIterator[Desk]:
    app = web.Application()
    app.router.add_post("/v1/token", script.token)
    app.router.add_route("*", "/v1/{what:.*}", script.command)
    async with TestServer(app) as server, Gateway(str(server.make_url("/")), 7) as gateway:
        yield Desk(gateway, "manager", "secret", "", "manager")


async def test_a_busy_gateway_is_asked_again_under_the_same_key():
    script = Script((503, {"code": "temporarily_unavailable"}), (201, {"id": "1"}))
    async with desk_at(script) as desk:
        assert await desk.post("/v1/banks", "bank-0", name="x") == {"id": "1"}
        assert desk.gateway.calls == 2
    assert {request.headers["Idempotency-Key"] for request in script.seen} == {"demo-7-bank-0"}


async def test_a_step_waits_for_what_the_service_has_yet_to_hear():
    script = Script((409, {"code": "owner_not_accepted"}), (404, {"code": "not_found"}), (201, {"id": "1"}))
    async with desk_at(script) as desk:
        answer = await desk.post("/v1/businesses", "b", later=("owner_not_accepted", "not_found"), owners=[])
    assert answer == {"id": "1"}


async def test_any_other_refusal_is_raised_with_its_code():
    script = Script((409, {"code": "same_person", "detail": "no"}))
    async with desk_at(script) as desk:
        with pytest.raises(Refused, match="same_person") as caught:
            await desk.post("/v1/claims/1/approval", "a", later=("not_found",))
    assert caught.value.code == "same_person"


async def test_an_expired_token_is_renewed_once():
    script = Script((401, {"code": "token_invalid"}), (200, {"items": [], "next": None}))
    async with desk_at(script) as desk:
        with pytest.raises(Refused):
            await desk.get("/v1/visits")
        assert script.tokens == 1
    script = Script((401, {"code": "token_invalid"}), (201, {}), (401, {}), (401, {}))
    async with desk_at(script) as desk:
        await desk.post("/v1/banks", "k", name="x")
        assert script.tokens == 2
        with pytest.raises(Refused):
            await desk.post("/v1/banks", "k", name="x")


async def test_a_list_is_read_to_its_end():
    script = Script((200, {"items": [{"a": 1}], "next": "n"}), (200, {"items": [{"a": 2}], "next": None}))
    async with desk_at(script) as desk:
        assert await desk.every("/v1/milestones?state=earned") == [{"a": 1}, {"a": 2}]
    assert script.seen[1].query["cursor"] == "n"


def test_money_is_text_with_two_decimals_and_unknown_facts_are_left_out():
    assert orjson.loads(body_of({"amount": Decimal(20000), "closed_on": None})) == {"amount": "20000.00"}


async def test_nobody_at_the_address_is_said_at_once():
    async with Gateway("http://127.0.0.1:9", 7) as gateway:
        with pytest.raises(Silence, match="nobody answers at"):
            await gateway.greet()
