"""Follow-up on a database of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from followup.events.handlers import handlers
from followup.main import make_app
from kit.testing import RunningService, running_service

MIGRATIONS = Path(__file__).parents[1] / "migrations"


@pytest.fixture(scope="session")
async def service(engines: None) -> AsyncIterator[RunningService]:
    async with running_service("followup", make_app, handlers, MIGRATIONS) as running:
        yield running
