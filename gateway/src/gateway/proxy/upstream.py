"""The way to the services: kept-alive connections, time limits, no repetition of what may have arrived."""

import asyncio
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from gateway.proxy.connection import Connection, Reply, ServiceDown, ServiceSlow

__all__ = ["Reply", "ServiceDown", "ServiceSlow", "Upstreams"]

_CONNECTIONS = 100
_KEEP_ALIVE_SECONDS = 30.0
"""Shorter than the services' own 75, so that a connection is never used while the service closes it."""
_REFUSED_PAUSE_SECONDS = 0.1


class Upstreams:
    """Connections to all services."""

    def __init__(self, addresses: Mapping[str, str], *, seconds: float, connect_seconds: float) -> None:
        """``addresses`` by service, such as ``http://127.0.0.1:8001``."""
        self.services = list(addresses)
        self._seconds = seconds
        self._pools = {service: _Pool(address, connect_seconds) for service, address in addresses.items()}

    def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            pool.close()

    async def send(
        self,
        service: str,
        method: str,
        target: bytes,
        headers: bytes,
        body: bytes = b"",
        *,
        seconds: float | None = None,
    ) -> Reply:
        """Send a request. ``target`` is path and query, percent-encoded; ``headers`` whole lines, each with its CRLF.

        Repeated once when the connection was refused, for then nothing was sent; and a GET also when a connection
        that was used before turns out to be closed. Raises ServiceDown or ServiceSlow.
        """
        pool = self._pools[service]
        request = b"".join(
            (
                method.encode(),
                b" ",
                pool.prefix,
                target,
                b" HTTP/1.1\r\n",
                pool.host_line,
                headers,
                _length(method, body),
            )
        )
        request += b"\r\n" + body
        try:
            async with asyncio.timeout(seconds or self._seconds):
                return await pool.ask(request, repeatable=method == "GET")
        except TimeoutError as error:
            raise ServiceSlow(service) from error


def _length(method: str, body: bytes) -> bytes:
    return b"" if method == "GET" else b"content-length: %d\r\n" % len(body)


class _Pool:
    """The connections to one service: the one used last is used first, so that few stay open."""

    def __init__(self, address: str, connect_seconds: float) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"not an address of a service: {address}")
        self.prefix = parts.path.rstrip("/").encode()
        self.host_line = f"host: {parts.netloc.rpartition('@')[2]}\r\n".encode()
        self._host = parts.hostname
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._port = parts.port or (443 if self._tls else 80)
        self._connect_seconds = connect_seconds
        self._idle: list[Connection] = []
        self._slots = asyncio.Semaphore(_CONNECTIONS)

    async def ask(self, request: bytes, *, repeatable: bool) -> Reply:
        """Send ``request`` on a free connection, or a new one."""
        async with self._slots:
            connection = self._take() or await self._connect_twice()
            try:
                return await self._ask(connection, request)
            except ServiceDown:
                if not (repeatable and connection.answered_before):
                    raise
            return await self._ask(await self._connect_twice(), request)

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().drop()

    async def _ask(self, connection: Connection, request: bytes) -> Reply:
        try:
            reply = await connection.ask(request)
        except BaseException:
            connection.drop()  # an answer that nobody waits for any more must not meet the next request
            raise
        if connection.reusable:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle.append(connection)
        else:
            connection.drop()
        return reply

    def _take(self) -> Connection | None:
        now = asyncio.get_running_loop().time()
        while self._idle:
            connection = self._idle.pop()
            if connection.reusable and now - connection.idle_since < _KEEP_ALIVE_SECONDS:
                return connection
            connection.drop()
        return None

    async def _connect_twice(self) -> Connection:
        try:
            return await self._connect()
        except ConnectionRefusedError:
            await asyncio.sleep(_REFUSED_PAUSE_SECONDS)
        except (OSError, TimeoutError) as error:
            raise ServiceDown("no connection") from error
        try:
            return await self._connect()
        except (OSError, TimeoutError) as error:
            raise ServiceDown("no connection") from error

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self._connect_seconds):
            _, connection = await loop.create_connection(
                lambda: Connection(self._forget), self._host, self._port, ssl=self._tls
            )
        return connection

    def _forget(self, connection: Connection) -> None:
        if connection in self._idle:
            self._idle.remove(connection)
