"""Settings of the applicants service's processes."""

from pathlib import Path

from kit import settings

SERVICE = "applicants"


class Settings(settings.Settings):
    """What every process is told, and where the key file for people's data lies."""

    data_key_file: Path | None = None
