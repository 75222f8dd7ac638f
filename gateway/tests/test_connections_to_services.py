"""The wire to a service: however an answer comes, it is read whole; what may have arrived is not sent twice."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from gateway.proxy.connection import Connection, ServiceDown, ServiceSlow
from gateway.proxy.upstream import Upstreams
from gateway_at_work import free_port
from hypothesis import given
from hypothesis import strategies as st

ANSWERS = {
    "with a length": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\n\r\nhello",
    "in chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: 1\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
    "after an interim answer": (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\n\r\nhello"
    ),
    "to the end": b"HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\nhello",
}
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Wire:
    """A transport that goes nowhere."""

    def __init__(self) -> None:
        self.aborted = False

    def write(self, data: bytes) -> None:
        pass

    def abort(self) -> None:
        self.aborted = True


@given(st.sampled_from(sorted(ANSWERS)), st.data())
def test_an_answer_is_the_same_however_it_is_cut(kind, data):
    async def play() -> None:
        connection, wire = Connection(lambda _: None), Wire()
        connection.connection_made(wire)
        waiting = connection.ask(b"GET / HTTP/1.1\r\n\r\n")
        answer = ANSWERS[kind]
        cuts = sorted(data.draw(st.sets(st.integers(1, len(answer) - 1), max_size=6)))
        for start, end in zip([0, *cuts], [*cuts, len(answer)], strict=True):
            connection.data_received(answer[start:end])
        assert connection.reusable is (kind != "to the end") or not waiting.done()
        if kind == "to the end":
            assert not waiting.done()
            connection.connection_lost(None)
        reply = waiting.result()
        assert (reply.status, reply.body) == (200, b"hello")
        assert (b"X-A", b"1") in reply.headers

    asyncio.run(play())


@given(st.sampled_from(["with a length", "in chunks"]), st.data())
def test_an_answer_that_breaks_off_is_no_answer(kind, data):
    async def play() -> None:
        connection, wire = Connection(lambda _: None), Wire()
        connection.connection_made(wire)
        waiting = connection.ask(b"GET / HTTP/1.1\r\n\r\n")
        connection.data_received(ANSWERS[kind][: data.draw(st.integers(0, len(ANSWERS[kind]) - 1))])
        connection.connection_lost(None)
        assert isinstance(waiting.exception(), ServiceDown)

    asyncio.run(play())


async def test_what_nobody_asked_for_closes_the_connection():
    for late in (False, True):
        connection, wire = Connection(lambda _: None), Wire()
        connection.connection_made(wire)
        if late:
            waiting = connection.ask(b"GET / HTTP/1.1\r\n\r\n")
            connection.data_received(OK + OK)
            assert waiting.result().body == b"ok"
        else:
            connection.data_received(OK)
        assert wire.aborted
        assert not connection.reusable


async def test_nonsense_is_no_answer():
    connection, wire = Connection(lambda _: None), Wire()
    connection.connection_made(wire)
    waiting = connection.ask(b"GET / HTTP/1.1\r\n\r\n")
    connection.data_received(b"SSH-2.0-OpenSSH\r\n")
    assert isinstance(waiting.exception(), ServiceDown)
    assert wire.aborted


class Script:
    """A server that counts connections and requests, and does to each request what it is told."""

    def __init__(self, act) -> None:
        self.act = act
        self.connections = 0
        self.requests: list[bytes] = []

    async def __call__(self, reader, writer) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.requests.append(head)
                if not await self.act(self, writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()


@asynccontextmanager
async def upstream(act, *, port: int = 0, seconds: float = 5):
    script = Script(act)
    server = await asyncio.start_server(script, "127.0.0.1", port)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    upstreams = Upstreams({"credit": address}, seconds=seconds, connect_seconds=1)
    try:
        yield script, upstreams
    finally:
        upstreams.close()
        server.close()


async def answer(script: Script, writer) -> bool:
    writer.write(OK)
    return True


async def hang_up_on_the_second(script: Script, writer) -> bool:
    if len(script.requests) == 2:
        return False
    return await answer(script, writer)


async def test_a_connection_is_kept_and_used_again():
    async with upstream(answer) as (script, upstreams):
        for _ in range(5):
            assert (await upstreams.send("credit", "POST", b"/v1/loans", b"", b"{}")).body == b"ok"
    assert (script.connections, len(script.requests)) == (1, 5)
    assert script.requests[0].startswith(b"POST /v1/loans HTTP/1.1\r\nhost: 127.0.0.1:")
    assert b"content-length: 2\r\n" in script.requests[0]


async def test_an_address_may_have_a_path_of_its_own():
    async with upstream(answer) as (script, _):
        port = int(script.requests == [] and _._pools["credit"]._port)
        behind_path = Upstreams({"credit": f"http://127.0.0.1:{port}/inner/"}, seconds=1, connect_seconds=1)
        await behind_path.send("credit", "GET", b"/v1/loans", b"")
        behind_path.close()
    assert script.requests[0].startswith(b"GET /inner/v1/loans HTTP/1.1")


async def test_a_post_that_may_have_arrived_is_never_sent_again():
    async with upstream(hang_up_on_the_second) as (script, upstreams):
        await upstreams.send("credit", "POST", b"/v1/loans", b"", b"{}")
        with pytest.raises(ServiceDown):
            await upstreams.send("credit", "POST", b"/v1/loans", b"", b"{}")
        assert len(script.requests) == 2
        assert (await upstreams.send("credit", "POST", b"/v1/loans", b"", b"{}")).status == 200


async def test_a_get_is_sent_again_when_a_kept_connection_was_closed():
    async with upstream(hang_up_on_the_second) as (script, upstreams):
        await upstreams.send("credit", "GET", b"/v1/loans", b"")
        assert (await upstreams.send("credit", "GET", b"/v1/loans", b"")).body == b"ok"
    assert (script.connections, len(script.requests)) == (2, 3)


async def test_a_get_is_not_sent_for_ever():
    async def never(script: Script, writer) -> bool:
        return False

    async with upstream(never) as (script, upstreams):
        with pytest.raises(ServiceDown):
            await upstreams.send("credit", "GET", b"/v1/loans", b"")
    assert len(script.requests) == 1


async def test_a_refused_connection_is_tried_once_more_since_nothing_was_sent():
    port = free_port()
    upstreams = Upstreams({"credit": f"http://127.0.0.1:{port}"}, seconds=5, connect_seconds=1)
    asking = asyncio.create_task(upstreams.send("credit", "POST", b"/v1/loans", b"", b"{}"))
    await asyncio.sleep(0.03)
    async with upstream(answer, port=port) as (script, _):
        assert (await asking).body == b"ok"
        upstreams.close()
    assert len(script.requests) == 1
    with pytest.raises(ServiceDown):
        await Upstreams({"credit": f"http://127.0.0.1:{port}"}, seconds=5, connect_seconds=1).send(
            "credit", "POST", b"/v1/loans", b"", b"{}"
        )


async def test_a_late_answer_never_meets_the_next_request():
    async def first_is_late(script: Script, writer) -> bool:
        number = len(script.requests)
        if number == 1:
            await asyncio.sleep(0.4)
        body = f"answer {number}".encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        return True

    async with upstream(first_is_late, seconds=0.2) as (_, upstreams):
        with pytest.raises(ServiceSlow):
            await upstreams.send("credit", "POST", b"/v1/loans", b"", b"{}")
        for number in (2, 3):
            reply = await upstreams.send("credit", "POST", b"/v1/loans", b"", b"{}", seconds=3)
            assert reply.body == f"answer {number}".encode()


async def test_a_connection_closed_while_idle_is_not_used():
    async def answer_and_close(script: Script, writer) -> bool:
        writer.write(OK)
        return False

    async with upstream(answer_and_close) as (script, upstreams):
        for _ in range(3):
            assert (await upstreams.send("credit", "POST", b"/v1/loans", b"", b"{}")).body == b"ok"
            await asyncio.sleep(0.05)
    assert script.connections == 3


@pytest.mark.parametrize("address", ["", "127.0.0.1:80", "ftp://a", "http://"])
def test_an_address_that_is_none_is_refused_at_once(address):
    with pytest.raises(ValueError, match="not an address"):
        Upstreams({"credit": address}, seconds=1, connect_seconds=1)
