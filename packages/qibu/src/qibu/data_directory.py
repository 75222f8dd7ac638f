"""The data directory: one folder with engines' files, secrets, logs, state and a lock.

DATA/lock           held by the one process that runs on this folder
DATA/state.json     what was chosen once: ports
DATA/secrets/       passwords and keys, each file 0600
DATA/logs/          one file for each part
DATA/postgres/      the PostgreSQL cluster
DATA/nats/          JetStream's files
DATA/attachments/   uploaded files, a folder for each service, named by the hash of their content
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

from qibu.failure import AlreadyRunning, Failure, PortTaken

LOOPBACK = "127.0.0.1"
FIRST_PORT, LAST_PORT = 20_000, 32_000
LARGE_LOG_BYTES = 10_000_000
KEPT_LOGS = 3


class DataDirectory:
    """Paths, lock, state and secrets below one folder."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root).expanduser().absolute()
        self._lock: int | None = None
        self._held: dict[int, socket.socket] = {}

    @property
    def logs(self) -> Path:
        """Folder of the parts' logs."""
        return self.root / "logs"

    @property
    def secrets(self) -> Path:
        """Folder of passwords and keys, closed to other users."""
        return self.root / "secrets"

    @property
    def attachments(self) -> Path:
        """Folder of uploaded files, made by the first one."""
        return self.root / "attachments"

    def lock(self) -> None:
        """Make the folders and take the lock; does nothing when this object holds it already.

        Raises AlreadyRunning with the process id of the holder.
        """
        if self._lock is not None:
            return
        try:
            if not self.root.exists():
                self.root.mkdir(parents=True)
                # Others may pass through (root starts the engines as another user), but not look.
                self.root.chmod(0o711)
            self.logs.mkdir(exist_ok=True)
            self.secrets.mkdir(mode=0o700, exist_ok=True)
            handle = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Failure(f"cannot write in the data directory {self.root}: {error.strerror}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 32, 0).decode().strip() or "unknown"
            os.close(handle)
            raise AlreadyRunning(
                f"{self.root} is in use by process {holder}. Stop that one first, or choose another folder with --data."
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._lock = handle

    def unlock(self) -> None:
        """Give lock and ports back; the lock's file stays, an unlocked file means nothing."""
        for held in self._held.values():
            held.close()
        self._held = {}
        if self._lock is not None:
            os.ftruncate(self._lock, 0)
            os.close(self._lock)
            self._lock = None

    def state(self) -> dict[str, Any]:
        """What was remembered; empty at first."""
        try:
            state: dict[str, Any] = json.loads((self.root / "state.json").read_text())
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise Failure(f"{self.root / 'state.json'} is damaged ({error}); delete it") from error
        return state

    def remember(self, **facts: str | int) -> None:
        """Add ``facts`` to the state, at once or not at all."""
        write_atomically(self.root / "state.json", json.dumps(self.state() | facts, indent=2) + "\n", 0o644)

    def port(self, name: str) -> int:
        """The port remembered for ``name`` while nobody else listens there, else a new free one."""
        key = f"{name}_port"
        port = self.state().get(key)
        if not isinstance(port, int) or not (port in self._held or is_free(port)):
            port = free_port()
            self.remember(**{key: port})
        self.hold(port)
        return port

    def hold(self, port: int, host: str = LOOPBACK) -> None:
        """Keep other platforms on this machine from choosing ``port`` while none of our parts listens there."""
        if port not in self._held:
            held = socket.socket()
            # Bound but not listening: a server may still listen there, as servers set the same option.
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind((host, port))
            self._held[port] = held

    def secret(self, name: str) -> str:
        """The text of ``secrets/<name>``, made at random (192 bits) the first time."""
        path = self.secrets / name
        if not path.exists():
            self.keep_secret(name, secrets.token_urlsafe(24) + "\n")
        return path.read_text().strip()

    def keep_secret(self, name: str, text: str) -> Path:
        """Write ``secrets/<name>`` for this user's eyes only."""
        path = self.secrets / name
        write_atomically(path, text, 0o600)
        return path

    def log(self, part: str) -> Path:
        """The log file of ``part``; when it has grown large, it is put aside as ``.1`` first."""
        path = self.logs / f"{part}.log"
        if path.exists() and path.stat().st_size > LARGE_LOG_BYTES:
            for number in range(KEPT_LOGS, 0, -1):
                older = path if number == 1 else Path(f"{path}.{number - 1}")
                if older.exists():
                    older.replace(f"{path}.{number}")
        return path


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen on ``port`` now."""
    with socket.socket() as probe:
        # A listener that has just stopped leaves connections behind; servers ignore them, and so do we.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def require_free(port: int, host: str, option: str) -> None:
    """Raises PortTaken, naming the ``option`` that chooses another port, when one cannot listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise PortTaken(f"this user may not listen on port {port}; choose one above 1023 with {option}") from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(
                    f"port {port} is taken by another program; stop it, or choose another port with {option}"
                ) from None
            raise PortTaken(f"cannot listen on {host}:{port}: {error.strerror}") from None


def free_port() -> int:
    """A port of the loopback address on which nobody listens at this moment.

    Below the range from which systems take the ports of outgoing connections, so that
    none of those can take it between now and its use.
    """
    while True:
        port = FIRST_PORT + secrets.randbelow(LAST_PORT - FIRST_PORT + 1)
        with socket.socket() as probe, suppress(OSError):
            probe.bind((LOOPBACK, port))
            return port


def write_atomically(path: Path, text: str, mode: int) -> None:
    """Write ``text`` to ``path`` at once or not at all; nobody sees it with wider rights than ``mode``."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
