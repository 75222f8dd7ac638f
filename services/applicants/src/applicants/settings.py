"""Settings of the applicants service's processes."""

from pathlib import Path

from kit import settings

SERVICE = "applicants"


class Settings(settings.Settings):
    """What every process is told, and where the key files for people's data lie."""

    data_key_file: Path | None = None
    mark_key_file: Path | None = None
