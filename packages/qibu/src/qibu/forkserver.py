"""A process that has imported the libraries all parts need, and forks the parts from itself.

Importing them costs each process one to two seconds and some 75 MB; forked parts share both.
Run as ``python -m qibu.forkserver FD`` where FD is a socket to the supervisor that carries one JSON
object a line:

    to us     {"module": "credit.main", "name": "credit", "env": {...}, "log": "/path"}
    from us   {"ready": true}                 when the libraries are there
              {"pid": 123}                    answers each request, in order
              {"ended": 123, "code": -9}      whenever a part ends

When the supervisor goes away, the socket closes: the parts are asked to end, then made to.
A part runs exactly as ``python -m <module>`` would, with ``env`` as its whole environment.
"""

import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from qibu.launch import die_with_parent, name_process

# What the services and the gateway have in common. Modules here make no ids, open no connections
# and start no threads when they are imported, so that forks share nothing but memory.
LIBRARIES = (
    "aiohttp.web",
    "asyncpg",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "fastapi",
    "jwt",
    "nats",
    "orjson",
    "prometheus_client",
    "pydantic.v1",  # FastAPI looks for old models in it when the first route is made
    "pydantic_settings",
    "python_multipart",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.ext.asyncio",
    "sqlmodel",
    "uuid_utils",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
    "yaml",
    "kit.app",
    "kit.serve",
    "kit.worker",
)
PATIENCE_SECONDS = 15.0


class Order(NamedTuple):
    """A part to become."""

    module: str
    name: str
    env: dict[str, str]
    log: Path


class Server:
    """The loop of the process: orders in, children and their ends out."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._selector = selectors.DefaultSelector()
        self._selector.register(channel, selectors.EVENT_READ)
        self._handles: dict[int, int] = {}
        self._unread = b""

    def serve(self) -> Order | None:
        """Serve until the supervisor is gone (None); in a child, return what it is to become."""
        self._say({"ready": True})
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is not self._channel:
                    self._report(key.data)
                    continue
                received = self._channel.recv(65536)
                if not received:
                    self._end_all()
                    return None
                *lines, self._unread = (self._unread + received).split(b"\n")
                for line in lines:
                    order = self._fork(json.loads(line))
                    if order is not None:
                        return order

    def _fork(self, request: dict[str, Any]) -> Order | None:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.setsid()
            die_with_parent(parent, signal.SIGTERM)
            self._forget()
            return Order(request["module"], request["name"], request["env"], Path(request["log"]))
        handle = os.pidfd_open(pid)
        self._handles[pid] = handle
        self._selector.register(handle, selectors.EVENT_READ, pid)
        self._say({"pid": pid})
        return None

    def _forget(self) -> None:
        self._selector.close()
        self._channel.close()
        for handle in self._handles.values():
            os.close(handle)

    def _report(self, pid: int) -> None:
        _, status = os.waitpid(pid, 0)
        handle = self._handles.pop(pid)
        self._selector.unregister(handle)
        os.close(handle)
        self._say({"ended": pid, "code": os.waitstatus_to_exitcode(status)})

    def _say(self, message: dict[str, object]) -> None:
        try:
            self._channel.sendall(json.dumps(message).encode() + b"\n")
        except (BrokenPipeError, ConnectionResetError):
            return  # the supervisor is gone; reading the channel will tell

    def _end_all(self) -> None:
        for number, patience in ((signal.SIGTERM, PATIENCE_SECONDS), (signal.SIGKILL, PATIENCE_SECONDS)):
            for pid in self._handles:
                os.kill(pid, number)
            deadline = time.monotonic() + patience
            while self._handles and time.monotonic() < deadline:
                for key, _ in self._selector.select(timeout=0.1):
                    if key.fileobj is not self._channel:
                        self._report(key.data)


def become(order: Order) -> None:
    """Be the part: its log as output, its environment, its module as main program."""
    name_process(order.name)
    with order.log.open("ab", buffering=0) as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    os.environ.clear()
    os.environ.update(order.env)
    sys.argv = [order.module]
    gc.enable()
    runpy.run_module(order.module, run_name="__main__", alter_sys=True)


def main() -> None:
    """Import the libraries, then serve; in a child, be the part."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    gc.disable()  # importing makes objects that stay: nothing to collect
    for library in LIBRARIES:
        importlib.import_module(library)
    # Collected objects are marked in place, which would copy every shared page in every child.
    gc.freeze()
    order = Server(channel).serve()
    if order is not None:
        become(order)


if __name__ == "__main__":
    main()
