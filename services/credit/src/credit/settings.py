"""Settings of credit's processes, from the environment."""

from kit.settings import Settings

__all__ = ["Settings"]
