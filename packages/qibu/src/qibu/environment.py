"""What each part is told, and nothing that another part keeps to itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from qibu.data_directory import LOOPBACK
from qibu.failure import Failure

SERVICES = ("applicants", "training", "credit", "followup")
DATABASES = (*SERVICES, "gateway")
PRIVATE_ENDINGS = ("_DATABASE_URL", "_PRIVATE_KEY_FILE", "_DATA_KEY_FILE", "_MARK_KEY_FILE", "_PASSWORD_FILE")


def database_variable(database: str) -> str:
    """The variable that holds a database's address: ``QIBU_CREDIT_DATABASE_URL``."""
    return f"QIBU_{database.upper()}_DATABASE_URL"


def given_databases(environ: Mapping[str, str] = os.environ) -> dict[str, str] | None:
    """The addresses of one's own databases; None when none is given. Raises Failure when some are missing."""
    given = {name: environ.get(database_variable(name), "") for name in DATABASES}
    if not any(given.values()):
        return None
    missing = [database_variable(name) for name, url in given.items() if not url]
    if missing:
        raise Failure(f"some databases are given, but not these: {', '.join(missing)}")
    return given


def programme_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """The programme as data: QIBU_PROGRAMME, else the pilot beside the source. Raises Failure."""
    given = environ.get("QIBU_PROGRAMME")
    folder = Path(given) if given else Path(__file__).parents[4] / "programmes" / "jiangjin-2007"
    if not folder.is_dir():
        raise Failure(f"no programme at {folder}: point QIBU_PROGRAMME at a folder like programmes/jiangjin-2007")
    return folder.absolute()


def migrations_folder(database: str) -> Path:
    """Where a service, or the gateway, keeps its migrations."""
    spec = find_spec(database)
    if spec is None or spec.origin is None:
        raise Failure(f"the package {database} is not installed; run `make install`")
    return Path(spec.origin).parents[2] / "migrations"


@dataclass(frozen=True)
class Environment:
    """Addresses and key files of one running platform."""

    databases: Mapping[str, str]
    nats_url: str
    programme: Path
    secrets: Path
    attachments: Path
    public_url: str
    """The gateway's address as strangers reach it: certificates name it."""

    def of_service(self, service: str, **ports: int) -> dict[str, str]:
        """For a service's API (``port=``) or worker (``worker_port=``)."""
        env = self._common(service, ports)
        env["QIBU_NATS_URL"] = self.nats_url
        env["QIBU_PROGRAMME"] = str(self.programme)
        env.setdefault("QIBU_ATTACHMENTS_FOLDER", str(self.attachments))
        if service == "applicants":
            env["QIBU_DATA_KEY_FILE"] = self._key_file("QIBU_DATA_KEY_FILE", "data-keys.json")
        if service in {"applicants", "training"}:
            # Shared: by it training compares a sheet's names with the register's without being told them.
            env["QIBU_MARK_KEY_FILE"] = self._key_file("QIBU_MARK_KEY_FILE", "mark-key.json")
        if service == "credit":
            # A key of its own: who can read guarantors' numbers cannot read applicants', nor the other way round.
            env["QIBU_DATA_KEY_FILE"] = self._key_file("QIBU_CREDIT_DATA_KEY_FILE", "credit-data-keys.json")
        if service == "training":
            env["QIBU_DATA_KEY_FILE"] = self._key_file("QIBU_TRAINING_DATA_KEY_FILE", "training-data-keys.json")
            env.setdefault("QIBU_PUBLIC_URL", self.public_url)
        return env

    def of_gateway(self, host: str, port: int, services: Mapping[str, str]) -> dict[str, str]:
        """For the gateway; ``services`` are the addresses of the four APIs."""
        env = self._common("gateway", {"port": port})
        env["QIBU_HOST"] = host
        env["QIBU_PROGRAMME"] = str(self.programme)
        env["QIBU_TOKEN_PRIVATE_KEY_FILE"] = self._key_file("QIBU_TOKEN_PRIVATE_KEY_FILE", "token-private.pem")
        env["QIBU_ADMIN_PASSWORD_FILE"] = self._key_file("QIBU_ADMIN_PASSWORD_FILE", "admin-password")
        env.update({f"QIBU_{name.upper()}_URL": url for name, url in services.items()})
        return env

    def of_preparation(self, superuser_url: str | None) -> dict[str, str]:
        """For :mod:`qibu.prepare`, which alone sees every database."""
        env = _inherited()
        env.update({database_variable(name): url for name, url in self.databases.items()})
        env["QIBU_SECRETS"] = str(self.secrets)
        if superuser_url is not None:
            env["QIBU_SUPERUSER_URL"] = superuser_url
        return env

    def _common(self, name: str, ports: Mapping[str, int]) -> dict[str, str]:
        env = _inherited()
        env["QIBU_HOST"] = LOOPBACK
        env[database_variable(name)] = self.databases[name]
        env["QIBU_TOKEN_PUBLIC_KEY_FILE"] = self._key_file("QIBU_TOKEN_PUBLIC_KEY_FILE", "token-public.pem")
        env.update({f"QIBU_{kind.upper()}": str(port) for kind, port in ports.items()})
        return env

    def _key_file(self, variable: str, name: str) -> str:
        return os.environ.get(variable) or str(self.secrets / name)


def _inherited() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not (name.startswith("QIBU_") and name.endswith(PRIVATE_ENDINGS))
        and name not in {"QIBU_NATS_URL", "QIBU_SUPERUSER_URL", "QIBU_PORT", "QIBU_WORKER_PORT"}
    }
