"""The embedded engines: PostgreSQL and NATS JetStream from wheels, on one data directory."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from qibu.data_directory import DataDirectory
from qibu.engines.bootstrap import bootstrap_databases
from qibu.engines.nats import Nats
from qibu.engines.postgres import Postgres
from qibu.environment import DATABASES

__all__ = ["Engines", "Nats", "Postgres", "bootstrap_databases"]


class Engines:
    """Both engines and the services' databases.

    ``async with Engines("./data") as engines: engines.database_url("credit")``. Start it in the
    main thread: the kernel ends the servers together with the thread that started them.
    """

    def __init__(self, data: DataDirectory | Path | str, databases: Sequence[str] = DATABASES) -> None:
        self.data = data if isinstance(data, DataDirectory) else DataDirectory(data)
        self.databases = tuple(databases)
        self.postgres = Postgres(self.data)
        self.nats = Nats(self.data)

    @property
    def nats_url(self) -> str:
        """``nats://`` address with user and password."""
        return self.nats.url

    @property
    def superuser_url(self) -> str:
        """``postgresql://`` address with all rights; for bootstrap and backup only."""
        return self.postgres.superuser_url()

    def database_url(self, database: str) -> str:
        """``postgresql://`` address of a service's database for its own role."""
        return self.postgres.url(database, self._password(database), database)

    async def start(self) -> None:
        """Take the folder's lock, start both, make the databases.

        Raises AlreadyRunning or DidNotStart; then nothing is left running.
        """
        self.data.lock()
        try:
            await asyncio.gather(self.postgres.start(), self.nats.start())
            await self.prepare_databases()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop both cleanly and give the lock back."""
        await asyncio.gather(self.postgres.stop(), self.nats.stop())
        self.data.unlock()

    def use_running(self) -> None:
        """Speak to the engines that another process runs on this folder, at the ports that it remembered."""
        state = self.data.state()
        self.postgres.port, self.nats.port = state.get("postgres_port"), state.get("nats_port")

    async def prepare_databases(self) -> None:
        """Make roles and databases unless that was done, with these passwords."""
        if not self.databases_made:
            passwords = {name: self._password(name) for name in self.databases}
            await bootstrap_databases(self.superuser_url, passwords)
            self.note_databases_made()

    @property
    def databases_made(self) -> bool:
        """Whether the state says that these databases were made with these passwords."""
        return self.data.state().get("databases") == self._mark()

    def note_databases_made(self) -> None:
        """Remember it."""
        if not self.databases_made:
            self.data.remember(databases=self._mark())

    def _mark(self) -> str:
        passwords = {name: self._password(name) for name in self.databases}
        return hashlib.sha256(json.dumps(passwords, sort_keys=True).encode()).hexdigest()

    def _password(self, database: str) -> str:
        return self.data.secret(f"postgres-{database}")

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
