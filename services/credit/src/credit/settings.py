"""Settings of credit's processes, from the environment."""

from kit import settings
from pydantic import Field


class Settings(settings.Settings):
    """As every service's; banks send files of 100,000 repayments and more."""

    max_body_bytes: int = Field(default=32 * 1024 * 1024, ge=1024)
