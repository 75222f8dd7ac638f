"""Settings of credit's processes."""

from pathlib import Path

from kit import settings


class Settings(settings.Settings):
    """What every process is told, and where the key file for guarantors' names and numbers lies."""

    data_key_file: Path | None = None
