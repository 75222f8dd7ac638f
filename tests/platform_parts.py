"""The parts of the platform, by name, for tests that look at all of them."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from kit.handlers import Handlers

ROOT = Path(__file__).parents[1]
SERVICES = ("applicants", "training", "credit", "followup")


def make_app(service: str) -> Callable[[str, bytes], FastAPI]:
    make = importlib.import_module(f"{service}.main").make_app
    return lambda url, key: make(url, public_key=key)


def service_handlers(service: str) -> Handlers:
    return importlib.import_module(f"{service}.events.handlers").handlers


def migrations_folder(service: str) -> Path:
    return ROOT / ("gateway/migrations" if service == "gateway" else f"services/{service}/migrations")


if str(ROOT / "tests") not in sys.path:
    sys.path.insert(0, str(ROOT / "tests"))
