"""Settings of training's processes."""

from pathlib import Path

from kit.settings import Settings

SERVICE = "training"

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"

__all__ = ["MIGRATIONS", "SERVICE", "Settings"]
