"""Settings of training's processes."""

from pathlib import Path

from kit import settings

SERVICE = "training"

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


class Settings(settings.Settings):
    """What every process is told; where the key files for names lie; and the address that certificates name.

    ``public_url``: the gateway's address as strangers reach it, without a slash at the end.
    """

    data_key_file: Path | None = None
    mark_key_file: Path | None = None
    public_url: str = "http://127.0.0.1:8080"
