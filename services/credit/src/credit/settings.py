"""Settings of credit's processes."""

from pathlib import Path

from kit import settings
from pydantic import Field


class Settings(settings.Settings):
    """What every process is told, and where the key file for guarantors' names and numbers lies.

    Banks send files of 100,000 repayments and more.
    """

    data_key_file: Path | None = None
    max_body_bytes: int = Field(default=32 * 1024 * 1024, ge=1024)
