"""Settings of a process, from the environment (``QIBU_…``)."""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What every process is told. A service adds its own by subclassing."""

    model_config = SettingsConfigDict(env_prefix="QIBU_", extra="ignore")

    host: str = "127.0.0.1"
    port: int = 8000
    worker_port: int = 0
    nats_url: str = "nats://127.0.0.1:4222"
    programme: Path = Path("programmes/jiangjin-2007")
    token_public_key_file: Path | None = None
    log_level: str = "INFO"
    database_pool: int = Field(default=8, ge=1, le=100)
    max_body_bytes: int = Field(default=10 * 1024 * 1024, ge=1024)
    attachments_folder: Path = Path(".qibu/attachments")
    """Where files that belong to records are kept; each service has a folder of its own in it."""


def database_url(service: str) -> str:
    """The address of ``service``'s database, from ``QIBU_<SERVICE>_DATABASE_URL``.

    Raises RuntimeError when it is not set: a service without a database is a mistake.
    """
    name = f"QIBU_{service.upper()}_DATABASE_URL"
    url = os.environ.get(name)
    if not url:
        raise RuntimeError(f"{name} is not set, for example postgresql://user:password@host:5432/{service}")
    return url
