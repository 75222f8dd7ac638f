import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from kit.testing import RunningService, running_service

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
async def toy(engines: None) -> AsyncIterator[RunningService]:
    import toy as toy_service

    toy_service.failures.clear()
    async with running_service("toy", toy_service.make_app, toy_service.handlers, toy_service.MIGRATIONS) as running:
        yield running
